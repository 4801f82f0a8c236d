// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overlays, pixel by pixel against the plain statement of where they lie.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "image/drawing.hpp"
#include "image/overlay.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

// PS3.3 §C.9.2.1.1: its first pixel lies on the origin; what is outside the image is not shown.
bool is_covered(const overlay_place& place, const bytes& packed, std::int64_t x, std::int64_t y) {
  const std::int64_t column = x - place.left;
  const std::int64_t row = y - place.top;
  if (column < 0 || row < 0 || column >= place.columns || row >= place.rows) return false;
  const auto bit = static_cast<std::size_t>(place.bit_offset + row * place.columns + column);
  return bit / 8 < packed.size() && (packed[bit / 8] >> (bit % 8) & 1U) != 0;
}

TEST(Overlay, CoversWhatItSaysStripByStrip) {
  std::mt19937 random(11);
  constexpr std::uint32_t rows = 9;
  constexpr std::uint32_t columns = 13;
  for (int round = 0; round < 500; ++round) {
    bytes packed(random() % 20);
    for (std::uint8_t& byte : packed) byte = static_cast<std::uint8_t>(random());
    const overlay_place place =
        overlay_place{static_cast<std::uint32_t>(random() % 15), static_cast<std::uint32_t>(random() % 15),
                      static_cast<int>(random() % 30) - 15, static_cast<int>(random() % 30) - 15,
                      static_cast<unsigned>(random() % 8)};
    drawing picture({8, 8, 7, false}, false);
    ASSERT_TRUE(picture.add_overlay(place, packed, columns));
    ASSERT_TRUE(picture.show_gray(voi_function::linear, 1000, 10, false)); // all black
    const std::size_t step = 1 + random() % 40;
    for (std::size_t first = 0; first < rows * columns; first += step) {
      std::vector<rgba> target(std::min<std::size_t>(step, rows * columns - first));
      picture.draw(bytes(target.size()), 0, first, target);
      for (std::size_t i = 0; i < target.size(); ++i) {
        const auto at = static_cast<std::int64_t>(first + i);
        EXPECT_EQ(target[i], is_covered(place, packed, at % columns, at / columns) ? white : black);
      }
    }
  }
}

TEST(Overlay, OfImpossiblePlacesCoversNothing) {
  constexpr auto least = std::numeric_limits<std::int32_t>::min();
  constexpr auto most = std::numeric_limits<std::int32_t>::max();
  constexpr auto all = std::numeric_limits<std::uint32_t>::max();
  const bytes packed(2, 0xFF);
  for (const auto& [left, top] : {std::pair{least, least}, {most, most}, {0, least}, {least, 0}, {most, 0}}) {
    drawing picture({8, 8, 7, false}, false);
    ASSERT_TRUE(picture.add_overlay(overlay_place{all, all, left, top, 7}, packed, 4));
    ASSERT_TRUE(picture.show_gray(voi_function::linear, 1000, 10, false));
    std::vector<rgba> target(8);
    picture.draw(bytes(8), 0, 0xFFFF'FFF0, target);
    for (const rgba& pixel : target) EXPECT_EQ(pixel, black);
  }
}

TEST(Overlay, IsReadFromTheUnusedBitsOfTheCells) {
  for (const unsigned bits_allocated : {8U, 16U, 32U}) {
    for (unsigned position = 0; position < bits_allocated; ++position) {
      drawing picture({bits_allocated, 4, 3, false}, false);
      ASSERT_TRUE(picture.add_embedded_overlay(position));
      ASSERT_TRUE(picture.show_gray(voi_function::linear, 1000, 10, false));
      bytes samples(bits_allocated / 8 * 3); // three pixels, the second one covered
      samples[bits_allocated / 8 + position / 8] = static_cast<std::uint8_t>(1U << position % 8);
      std::vector<rgba> target(4, rgba{1, 2, 3, 4});
      picture.draw(samples, 0, 0, target);
      EXPECT_EQ(target, (std::vector<rgba>{black, white, black, {1, 2, 3, 4}}));
    }
    EXPECT_FALSE(drawing({bits_allocated, 4, 3, false}, false).add_embedded_overlay(bits_allocated));
  }
}

TEST(Overlay, LiesAboveColorsAndPackedPixelsAndNeverBeyondTheSamples) {
  const bytes packed(1, 0xFF);
  const rgba untouched{1, 2, 3, 4};
  drawing color({8, 8, 7, false}, false);
  ASSERT_TRUE(color.add_overlay(overlay_place{1, 8, 1, 0, 0}, packed, 8));
  std::vector<rgba> target(3, untouched);
  color.draw(bytes(6, 9), 0, 0, target);
  EXPECT_EQ(target[1], untouched); // no pipeline yet
  ASSERT_TRUE(color.show_color(color_samples::rgb, false));
  color.draw(bytes(6, 9), 0, 0, target);
  EXPECT_EQ(target, (std::vector<rgba>{{9, 9, 9, 255}, white, untouched}));

  drawing bits({8, 1, 0, false}, true);
  ASSERT_TRUE(bits.add_overlay(overlay_place{1, 8, 1, 0, 0}, packed, 8));
  EXPECT_FALSE(bits.add_embedded_overlay(0));
  ASSERT_TRUE(bits.show_gray(voi_function::linear, 1, 2, false));
  bits.draw(bytes(1), 6, 0, target);
  EXPECT_EQ(target, (std::vector<rgba>{black, white, untouched}));
}

TEST(Overlay, ThereAreSixteenOfAtMost) {
  drawing picture({8, 8, 7, false}, false);
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(picture.add_overlay(overlay_place{1, 1, 0, 0, 0}, {}, 1));
  EXPECT_FALSE(picture.add_overlay(overlay_place{1, 1, 0, 0, 0}, {}, 1));
}

} // namespace
} // namespace dcmstream
