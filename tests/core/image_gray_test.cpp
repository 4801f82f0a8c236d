// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale pipeline against the formulas of the standard.

#include "image/gray.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "image/drawing.hpp"
#include "image/extent.hpp"
#include "image/table.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

// PS3.3 §C.11.2.1.2.1, as it is written there; y from 0 to 255.
double linear_as_written(double x, double c, double w) {
  if (x <= c - 0.5 - (w - 1) / 2) return 0;
  if (x > c - 0.5 + (w - 1) / 2) return 255;
  return ((x - (c - 0.5)) / (w - 1) + 0.5) * (255 - 0) + 0;
}

gray_mapping windowed(double center, double width) {
  gray_mapping mapping;
  mapping.set_window(center, width);
  return mapping;
}

TEST(Gray, FollowsTheLinearFunctionOfTheStandard) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const double center = static_cast<int>(random() % 4000) / 2.0 - 1000;
    const double width = 1 + static_cast<int>(random() % 3000) / 2.0;
    const gray_mapping mapping = windowed(center, width);
    for (int stored = -2000; stored <= 2000; stored += 7) {
      EXPECT_NEAR(mapping.gray_of(stored), linear_as_written(stored, center, width), 0.5 + 1e-9)
          << center << ' ' << width << ' ' << stored;
    }
  }
}

TEST(Gray, GivesTheStandardsOwnExamples) {
  // PS3.3 §C.11.2.1.2.1: center 2048, width 4096 maps 0 to 4095 onto the whole range; width 1 is a threshold.
  EXPECT_EQ(windowed(2048, 4096).gray_of(0), 0);
  EXPECT_EQ(windowed(2048, 4096).gray_of(4095), 255);
  EXPECT_EQ(windowed(2048, 1).gray_of(2047), 0);
  EXPECT_EQ(windowed(2048, 1).gray_of(2048), 255);
}

TEST(Gray, RescalesBeforeItWindows) {
  gray_mapping mapping = windowed(40, 400);
  mapping.slope = 2;
  mapping.intercept = -1024;
  for (int stored = 0; stored < 1024; ++stored) {
    EXPECT_NEAR(mapping.gray_of(stored), linear_as_written(2.0 * stored - 1024, 40, 400), 0.5 + 1e-9);
  }
}

TEST(Gray, InvertsTheDisplayedGray) {
  gray_mapping mapping = windowed(128, 256);
  const gray_mapping plain = mapping;
  mapping.inverted = true;
  for (int stored = -5; stored < 300; ++stored) EXPECT_EQ(mapping.gray_of(stored), 255 - plain.gray_of(stored));
}

TEST(SampleLayout, ReadsTheStoredBitsWhateverLiesBesideThem) {
  const sample_layout layout{16, 12, 13, true};
  EXPECT_TRUE(layout.valid());
  EXPECT_EQ(layout.bits_of(0xC003), 0U);
  EXPECT_EQ(layout.value_of(layout.bits_of(0xFFFF)), -1);
  EXPECT_EQ(layout.value_of(layout.bits_of(0x2000)), -2048);
  EXPECT_EQ(layout.value_of(layout.bits_of(0x1FFC)), 2047);
  const sample_layout wide{32, 32, 31, true};
  EXPECT_EQ(wide.value_of(wide.bits_of(0x8000'0000)), std::numeric_limits<std::int32_t>::min());
  const sample_layout whole{32, 32, 31, false};
  EXPECT_EQ(whole.value_of(whole.bits_of(0xFFFF'FFFF)), 0xFFFF'FFFF);
}

TEST(SampleLayout, RefusesImpossibleOnes) {
  EXPECT_FALSE((sample_layout{12, 12, 11}).valid());
  EXPECT_FALSE((sample_layout{64, 64, 63}).valid());
  EXPECT_FALSE((sample_layout{16, 0, 11}).valid());
  EXPECT_FALSE((sample_layout{8, 9, 8}).valid());
  EXPECT_FALSE((sample_layout{16, 12, 10}).valid());
  EXPECT_FALSE((sample_layout{16, 12, 16}).valid());
}

bytes random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  bytes content(size);
  for (std::uint8_t& byte : content) byte = static_cast<std::uint8_t>(random());
  return content;
}

std::uint32_t cell_at(const bytes& samples, std::size_t index, unsigned bits_allocated) {
  std::uint32_t cell = 0;
  const std::size_t width = bits_allocated / 8;
  for (std::size_t b = width; b-- > 0;) cell = cell << 8 | samples[index * width + b];
  return cell;
}

const std::vector<sample_layout> layouts{
    {8, 8, 7, false},    {8, 8, 7, true},    {8, 5, 6, true},    {16, 16, 15, false}, {16, 16, 15, true},
    {16, 12, 11, false}, {16, 12, 11, true}, {16, 12, 15, true}, {16, 10, 12, false}, {16, 1, 0, false},
    {32, 32, 31, false}, {32, 32, 31, true}, {32, 20, 19, true}, {32, 24, 31, false},
};

TEST(Extent, EqualsThePlainLoopForEveryLayoutAndOddSize) {
  for (const sample_layout& layout : layouts) {
    for (std::size_t count = 0; count < 40; ++count) {
      const bytes samples = random_bytes(count * layout.bits_allocated / 8, static_cast<unsigned>(count));
      extent found;
      found.include(samples, layout);
      extent expected;
      for (std::size_t i = 0; i < count; ++i) {
        const auto value =
            static_cast<double>(layout.value_of(layout.bits_of(cell_at(samples, i, layout.bits_allocated))));
        expected.minimum = std::min(expected.minimum, value);
        expected.maximum = std::max(expected.maximum, value);
      }
      EXPECT_EQ(found.minimum, expected.minimum) << layout.bits_stored << " of " << layout.bits_allocated;
      EXPECT_EQ(found.maximum, expected.maximum) << layout.bits_stored << " of " << layout.bits_allocated;
    }
  }
}

TEST(Drawing, DrawsGrayOfEveryLayoutAsTheMappingSays) {
  for (const sample_layout& layout : layouts) {
    const bytes samples = random_bytes(std::size_t{301} * layout.bits_allocated / 8, layout.bits_stored);
    const double full = static_cast<double>(layout.mask());
    gray_mapping mapping = windowed(full / 3, full / 2 + 1);
    mapping.slope = 0.75;
    mapping.intercept = -3;
    drawing picture(layout, false);
    picture.set_rescale(0.75, -3);
    ASSERT_TRUE(picture.show_gray(voi_function::linear, full / 3, full / 2 + 1, false));
    std::vector<rgba> target(301);
    picture.draw(samples, 0, 0, target);
    for (std::size_t i = 0; i < target.size(); ++i) {
      const std::int64_t stored = layout.value_of(layout.bits_of(cell_at(samples, i, layout.bits_allocated)));
      const std::uint8_t gray = mapping.gray_of(static_cast<double>(stored));
      EXPECT_EQ(target[i], (rgba{gray, gray, gray, 255}));
    }
  }
}

TEST(Drawing, DrawsPackedBitsFromAnyOffset) {
  const bytes packed = random_bytes(9, 4);
  for (unsigned offset = 0; offset < 8; ++offset) {
    drawing picture({8, 1, 0, false}, true);
    ASSERT_TRUE(picture.show_gray(voi_function::linear, 1, 2, false));
    std::vector<rgba> target(9 * 8 - offset);
    picture.draw(packed, offset, 0, target);
    for (std::size_t i = 0; i < target.size(); ++i) {
      const std::size_t bit = i + offset;
      const std::uint8_t gray = (packed[bit / 8] >> (bit % 8) & 1U) != 0 ? 255 : 0;
      EXPECT_EQ(target[i], (rgba{gray, gray, gray, 255}));
    }
  }
}

TEST(Drawing, LeavesPixelsAloneThatTheSamplesAreTooShortFor) {
  const rgba untouched{1, 2, 3, 4};
  for (const bool is_packed : {false, true}) {
    drawing picture({8, is_packed ? 1U : 8U, is_packed ? 0U : 7U, false}, is_packed);
    std::vector<rgba> target(20, untouched);
    picture.draw(bytes(1), 0, 0, target); // no pipeline yet
    EXPECT_EQ(target[0], untouched);
    ASSERT_TRUE(picture.show_gray(voi_function::linear, 1, 2, false));
    picture.draw(bytes(1), 0, 0, target);
    EXPECT_NE(target[0], untouched);
    EXPECT_EQ(target[8], untouched);
  }
}

} // namespace
} // namespace dcmstream
