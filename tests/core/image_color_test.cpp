// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Color and palettes against the formulas of the standard, the vectors at every odd size.

#include "image/color.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "image/drawing.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

const sample_layout eight_bits{8, 8, 7, false};

bytes random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  bytes content(size);
  for (std::uint8_t& byte : content) byte = static_cast<std::uint8_t>(random());
  return content;
}

std::vector<rgba> draw(const bytes& samples, const sample_layout& layout, color_samples kind, bool inverted,
                       std::size_t pixels) {
  drawing picture(layout, false);
  EXPECT_TRUE(picture.show_color(kind, inverted));
  std::vector<rgba> target(pixels);
  picture.draw(samples, 0, 0, target);
  return target;
}

std::uint8_t clamped(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

// The inverse of the matrix in PS3.3 §C.7.6.3.1.2 (ITU-R BT.601), to six digits.
rgba rgb_of(double y, double cb, double cr) {
  return {clamped(y + 1.402 * (cr - 128)), clamped(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
          clamped(y + 1.772 * (cb - 128)), 255};
}

void expect_near(const rgba& found, const rgba& expected) {
  EXPECT_NEAR(found.r, expected.r, 1);
  EXPECT_NEAR(found.g, expected.g, 1);
  EXPECT_NEAR(found.b, expected.b, 1);
  EXPECT_EQ(found.a, 255);
}

TEST(Color, CopiesRgbAndInvertsIt) {
  for (std::size_t pixels = 0; pixels < 40; ++pixels) {
    const bytes samples = random_bytes(pixels * 3, static_cast<unsigned>(pixels));
    for (const bool inverted : {false, true}) {
      const std::uint8_t flip = inverted ? 255 : 0;
      const std::vector<rgba> drawn = draw(samples, eight_bits, color_samples::rgb, inverted, pixels);
      for (std::size_t i = 0; i < pixels; ++i) {
        const auto sample = [&](std::size_t s) { return static_cast<std::uint8_t>(samples[3 * i + s] ^ flip); };
        EXPECT_EQ(drawn[i], (rgba{sample(0), sample(1), sample(2), 255}));
      }
    }
  }
}

TEST(Color, ConvertsYbrFullAsTheStandardDefinesIt) {
  for (int y = 0; y < 256; y += 3) {
    bytes samples;
    for (int cb = 0; cb < 256; cb += 5) {
      for (int cr = 0; cr < 256; cr += 5) {
        for (const int value : {y, cb, cr}) samples.push_back(static_cast<std::uint8_t>(value));
      }
    }
    const std::vector<rgba> drawn = draw(samples, eight_bits, color_samples::ybr_full, false, samples.size() / 3);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      // Fixed point rounds the exact half otherwise, hardly ever.
      expect_near(drawn[i], rgb_of(samples[3 * i], samples[3 * i + 1], samples[3 * i + 2]));
    }
  }
}

TEST(Color, GivesRgbBackThatTheStandardsMatrixTurnedIntoYbr) {
  for (int r = 0; r < 256; r += 15) {
    for (int g = 0; g < 256; g += 15) {
      for (int b = 0; b < 256; b += 15) {
        const bytes ybr{clamped(0.2990 * r + 0.5870 * g + 0.1140 * b),
                        clamped(-0.1687 * r - 0.3313 * g + 0.5000 * b + 128),
                        clamped(0.5000 * r - 0.4187 * g - 0.0813 * b + 128)};
        const rgba drawn = draw(ybr, eight_bits, color_samples::ybr_full, false, 1)[0];
        EXPECT_NEAR(drawn.r, r, 2);
        EXPECT_NEAR(drawn.g, g, 2);
        EXPECT_NEAR(drawn.b, b, 2);
      }
    }
  }
}

TEST(Color, SharesTheChrominanceOfYbr422BetweenTheTwoPixelsOfAPair) {
  for (std::size_t pixels = 0; pixels < 40; pixels += 2) {
    const bytes samples = random_bytes(pixels * 2, static_cast<unsigned>(pixels) + 7);
    bytes full;
    for (std::size_t i = 0; i < pixels; ++i) {
      const std::size_t pair = i / 2 * 4;
      for (const std::size_t at : {pair + i % 2, pair + 2, pair + 3}) full.push_back(samples[at]);
    }
    EXPECT_EQ(draw(samples, eight_bits, color_samples::ybr_422, false, pixels),
              draw(full, eight_bits, color_samples::ybr_full, false, pixels));
  }
}

// PS3.3 §C.7.6.3.1.2: the matrix of YBR_PARTIAL, as it is written there, and back.
TEST(Color, ReturnsFromYbrPartialToWhatWasConverted) {
  const auto rounded = [](double value) { return static_cast<std::uint8_t>(std::floor(value + 0.5)); };
  for (int r = 0; r < 256; r += 15) {
    for (int g = 0; g < 256; g += 15) {
      for (int b = 0; b < 256; b += 15) {
        const bytes ybr{rounded(0.2568 * r + 0.5041 * g + 0.0979 * b + 16),
                        rounded(-0.1482 * r - 0.2910 * g + 0.4392 * b + 128),
                        rounded(0.4392 * r - 0.3678 * g - 0.0714 * b + 128)};
        const rgba drawn = draw(ybr, eight_bits, color_samples::ybr_partial, false, 1)[0];
        EXPECT_NEAR(drawn.r, r, 2);
        EXPECT_NEAR(drawn.g, g, 2);
        EXPECT_NEAR(drawn.b, b, 2);
        const bytes shared{ybr[0], ybr[0], ybr[1], ybr[2]};
        EXPECT_EQ(draw(shared, eight_bits, color_samples::ybr_partial_422, false, 2)[1], drawn);
      }
    }
  }
}

TEST(Color, ShowsTheMostSignificantBitsOfWiderSamples) {
  const bytes rgb16{0x34, 0x12, 0xFF, 0xFF, 0x00, 0x80};
  EXPECT_EQ(draw(rgb16, {16, 16, 15, false}, color_samples::rgb, false, 1)[0], (rgba{0x12, 0xFF, 0x80, 255}));
  EXPECT_EQ(draw(rgb16, {16, 12, 11, false}, color_samples::rgb, false, 1)[0], (rgba{0x23, 0xFF, 0x00, 255}));
  const bytes rgb32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  EXPECT_EQ(draw(rgb32, {32, 32, 31, false}, color_samples::rgb, true, 1)[0], (rgba{251, 247, 243, 255}));
  EXPECT_EQ(draw({0, 3, 7}, {8, 3, 2, false}, color_samples::rgb, false, 1)[0], (rgba{0, 109, 255, 255}));
}

TEST(Color, ConvertsWiderYbrInItsOwnRange) {
  const bytes ybr16{0x34, 0x80, 0x00, 0x80, 0x00, 0x80}; // chrominance at the middle: gray
  EXPECT_EQ(draw(ybr16, {16, 16, 15, false}, color_samples::ybr_full, false, 1)[0], (rgba{0x80, 0x80, 0x80, 255}));
  const bytes video{0x00, 0xEB, 0x00, 0x80, 0x00, 0x80}; // 235 of 256: white
  EXPECT_EQ(draw(video, {16, 16, 15, false}, color_samples::ybr_partial, false, 1)[0], (rgba{255, 255, 255, 255}));
  const bytes saturated{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  EXPECT_EQ(draw(saturated, {16, 16, 15, false}, color_samples::ybr_full, false, 1)[0].r, 255);
}

TEST(Color, LeavesPixelsAloneThatTheSamplesAreTooShortFor) {
  const std::vector<rgba> drawn = draw(bytes(7, 1), eight_bits, color_samples::rgb, false, 4);
  EXPECT_EQ(drawn[1].a, 255);
  EXPECT_EQ(drawn[2].a, 0);
}

TEST(Color, RefusesSubsampledChrominanceOfOtherThanEightBits) {
  EXPECT_FALSE(drawing({16, 16, 15, false}, false).show_color(color_samples::ybr_422, false));
  EXPECT_FALSE(drawing({8, 7, 6, false}, false).show_color(color_samples::ybr_422, false));
  EXPECT_FALSE(drawing({16, 16, 15, false}, false).show_color(color_samples::ybr_partial_422, false));
  EXPECT_FALSE(drawing({32, 32, 31, false, true}, false).show_color(color_samples::rgb, false));
  EXPECT_FALSE(drawing({8, 1, 0, false}, true).show_color(color_samples::rgb, false));
}

bool set_palette(drawing& picture, const bytes& red, std::int32_t red_first, unsigned red_bits, const bytes& green,
                 const bytes& blue) {
  return picture.set_table(drawing::table_use::red, red, red_first, red_bits) &&
         picture.set_table(drawing::table_use::green, green, 0, 16) &&
         picture.set_table(drawing::table_use::blue, blue, 0, 16);
}

TEST(Palette, MapsFromTheFirstStoredValueAndHoldsBothEnds) {
  const bytes entries{0x00, 0x10, 0x00, 0x20, 0xFF, 0x30}; // 0x1000, 0x2000, 0x30FF
  drawing picture({8, 8, 7, true}, false);
  for (const auto use : {drawing::table_use::red, drawing::table_use::green, drawing::table_use::blue}) {
    ASSERT_TRUE(picture.set_table(use, entries, -1, 16));
  }
  ASSERT_TRUE(picture.show_palette(false));
  std::vector<rgba> target(5);
  picture.draw(bytes{0x80, 0xFF, 0, 1, 2}, 0, 0, target); // -128, -1, 0, 1, 2
  const auto gray = [](std::uint8_t value) { return rgba{value, value, value, 255}; };
  EXPECT_EQ(target, (std::vector<rgba>{gray(0x10), gray(0x10), gray(0x20), gray(0x30), gray(0x30)}));
}

TEST(Palette, TakesTheLowByteOfEightBitEntriesAndChannelsOfTheirOwnSizes) {
  drawing picture({16, 16, 15, false}, false);
  ASSERT_TRUE(set_palette(picture, {1, 0, 2, 0}, 1000, 8, {0x00, 0x80}, {0, 0, 0xFF, 0x40}));
  ASSERT_TRUE(picture.show_palette(true));
  std::vector<rgba> target(2);
  picture.draw(bytes{0, 0, 0xE9, 0x03}, 0, 0, target); // 0 and 1001
  EXPECT_EQ(target[0], (rgba{254, 127, 255, 255}));
  EXPECT_EQ(target[1], (rgba{253, 127, 191, 255}));
}

TEST(Palette, IsNotForSamplesOf32Bits) {
  drawing picture({32, 32, 31, false}, false);
  EXPECT_FALSE(picture.show_palette(false));
}

TEST(Palette, OfWhichNothingIsSetIsBlack) {
  drawing picture({8, 8, 7, false}, false);
  ASSERT_TRUE(picture.show_palette(false));
  std::vector<rgba> target(1);
  picture.draw(bytes{9}, 0, 0, target);
  EXPECT_EQ(target[0], (rgba{0, 0, 0, 255}));
}

// PS3.3 §C.7.6.19: values from the first mapped one on are colors, those below are gray.
TEST(Palette, ColorsWhatStandsAboveTheGraysOfAnImage) {
  drawing picture({16, 16, 15, false}, false);
  ASSERT_TRUE(set_palette(picture, {0x00, 0x11, 0x00, 0x22}, 100, 16, {0x00, 0x33}, {0x00, 0x44}));
  picture.set_colored(100);
  const bytes samples{0, 0, 99, 0, 100, 0, 101, 0, 0xFF, 0xFF};
  picture.include(samples);
  EXPECT_EQ(picture.seen().minimum, 0);
  EXPECT_EQ(picture.seen().maximum, 99);
  ASSERT_TRUE(picture.show_gray(voi_function::linear, 50, 100, true));
  std::vector<rgba> target(5);
  picture.draw(samples, 0, 0, target);
  const rgba first{0x11, 0x33, 0x44, 255};
  const rgba last{0x22, 0x33, 0x44, 255};
  EXPECT_EQ(target, (std::vector<rgba>{{255, 255, 255, 255}, {0, 0, 0, 255}, first, last, last}));
}

} // namespace
} // namespace dcmstream
