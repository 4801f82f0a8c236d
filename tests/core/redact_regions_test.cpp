// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Regions of native pixel data, pixel by pixel, however the value is cut.

#include "redact/regions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

bool lies_in(const blank_region& region, std::uint32_t frame, std::uint32_t x, std::uint32_t y) {
  return frame >= region.first_frame && frame <= region.last_frame && x >= region.left &&
         x - region.left < region.columns && y >= region.top && y - region.top < region.rows;
}

std::uint64_t size_of(const pixel_layout& layout, std::uint32_t frames) {
  const std::uint64_t pixels = std::uint64_t{layout.rows} * layout.columns * frames;
  if (layout.bits_allocated == 1) return (pixels + 7) / 8;
  return pixels * (layout.ybr_422 ? 2U : layout.samples_per_pixel * (layout.bits_allocated / 8U));
}

// One pixel after the other, by the definition of each layout.
bytes expected(bytes value, const pixel_layout& layout, std::uint32_t frames, const region_blanker::fill& pixel,
               const std::vector<blank_region>& regions) {
  const std::uint64_t pixels = std::uint64_t{layout.rows} * layout.columns;
  const std::uint64_t width = layout.bits_allocated / 8U;
  for (std::uint32_t frame = 0; frame < frames; ++frame) {
    for (std::uint32_t y = 0; y < layout.rows; ++y) {
      for (std::uint32_t x = 0; x < layout.columns; ++x) {
        bool is_in = false;
        for (const auto& region : regions)
          is_in = is_in || lies_in(region, frame, x, y) || (layout.ybr_422 && lies_in(region, frame, x ^ 1U, y));
        if (!is_in) continue;
        const std::uint64_t at = std::uint64_t{y} * layout.columns + x;
        if (layout.bits_allocated == 1) {
          const std::uint64_t bit = frame * pixels + at;
          const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
          value[bit / 8] =
              static_cast<std::uint8_t>((pixel[0] & 1U) != 0 ? value[bit / 8] | mask : value[bit / 8] & ~mask);
        } else if (layout.ybr_422) {
          const std::uint64_t pair = (frame * pixels + at) / 2 * 4;
          for (std::uint64_t i = 0; i < 4; ++i) value[pair + i] = pixel[i];
        } else {
          for (std::uint64_t s = 0; s < layout.samples_per_pixel; ++s) {
            const std::uint64_t sample = layout.planar ? (frame * layout.samples_per_pixel + s) * pixels + at
                                                       : (frame * pixels + at) * layout.samples_per_pixel + s;
            for (std::uint64_t i = 0; i < width; ++i) value[sample * width + i] = pixel[s * width + i];
          }
        }
      }
    }
  }
  return value;
}

const pixel_layout layouts[] = {
    {5, 7, 1, 8, false, false}, {5, 7, 1, 16, false, false}, {4, 6, 3, 8, false, false}, {4, 6, 3, 8, true, false},
    {3, 5, 3, 16, true, false}, {5, 7, 1, 1, false, false},  {4, 6, 3, 8, false, true},  {2, 3, 1, 64, false, false},
    {3, 4, 4, 8, false, false}, {3, 4, 1, 32, false, false},
};

TEST(RedactRegions, EachPixelOfARegionAndNoOther) {
  std::mt19937 random(7);
  const std::vector<blank_region> regions = {
      {0, 0, 1, 1, 2, 2}, {1, 2, 0, 0, 1, 99}, {2, 99, 3, 2, 1, 1}, {0, 9, 99, 99, 5, 5}};
  for (const auto& layout : layouts) {
    constexpr std::uint32_t frames = 4;
    ASSERT_TRUE(region_blanker::is_known(layout));
    bytes value(size_of(layout, frames));
    for (auto& byte : value) byte = static_cast<std::uint8_t>(random());
    region_blanker::fill pixel;
    for (std::size_t i = 0; i < pixel.size(); ++i) pixel[i] = static_cast<std::uint8_t>(i * 17 + 1);
    region_blanker blanker(layout, pixel);
    for (const auto& region : regions) blanker.add(region);
    const bytes wanted = expected(value, layout, frames, pixel, regions);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{10}, value.size()}) {
      bytes made = value;
      const std::span<std::uint8_t> all(made);
      for (std::size_t at = 0; at < made.size(); at += piece)
        blanker.blank(all.subspan(at, std::min(piece, made.size() - at)), at);
      EXPECT_EQ(made, wanted) << layout.bits_allocated << " bits, " << int{layout.samples_per_pixel}
                              << " samples, planar " << layout.planar << ", 4:2:2 " << layout.ybr_422
                              << ", in pieces of " << piece;
    }
  }
}

TEST(RedactRegions, LayoutsThatAreNotKnown) {
  EXPECT_FALSE(region_blanker::is_known({5, 7, 1, 12, false, false}));
  EXPECT_FALSE(region_blanker::is_known({5, 7, 0, 8, false, false}));
  EXPECT_FALSE(region_blanker::is_known({5, 7, 5, 8, false, false}));
  EXPECT_FALSE(region_blanker::is_known({5, 7, 3, 1, false, false}));
  EXPECT_FALSE(region_blanker::is_known({5, 7, 3, 8, false, true})) << "an odd number of columns";
}

TEST(RedactRegions, PositionsBeyondFourGibibytes) {
  const pixel_layout layout{65535, 65535, 1, 16, false, false};
  region_blanker blanker(layout, {});
  blanker.add({3, 3, 65534, 65534, 1, 1});
  const std::uint64_t frame = 65535ULL * 65535 * 2;
  bytes tail(8, 0xff);
  blanker.blank(tail, 4 * frame - 4);
  EXPECT_EQ(tail, (bytes{0xff, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xff}));
}

TEST(ClearBits, TakesThemOutOfEverySampleHoweverTheValueIsCut) {
  for (const std::uint8_t width : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
    for (const bool big_endian : {false, true}) {
      const cleared_bits bits{0x80001090U >> (width == 4 ? 0 : 8 * (2 - width)), width, big_endian};
      bytes value(24);
      std::mt19937 random(width);
      for (auto& byte : value) byte = static_cast<std::uint8_t>(random());
      bytes expected = value;
      for (std::size_t at = 0; at < value.size(); ++at) {
        const std::size_t in_sample = at % width;
        const std::size_t lower = big_endian ? width - 1U - in_sample : in_sample;
        for (unsigned bit = 0; bit < 8; ++bit)
          if (((bits.mask >> (8 * lower + bit)) & 1U) != 0)
            expected[at] = static_cast<std::uint8_t>(expected[at] & ~(1U << bit));
      }
      for (std::size_t piece = 1; piece <= value.size(); ++piece) {
        bytes cut = value;
        const std::span<std::uint8_t> all(cut);
        for (std::size_t at = 0; at < cut.size(); at += piece)
          clear_bits(all.subspan(at, std::min(piece, cut.size() - at)), at, bits);
        EXPECT_EQ(cut, expected) << "in pieces of " << piece;
      }
    }
  }
}

TEST(ClearBits, OfSamplesOfAnotherSizeAreLeft) {
  bytes value(8, 0xff);
  clear_bits(value, 0, {1, 3, false});
  EXPECT_EQ(value, bytes(8, 0xff));
}

} // namespace
} // namespace dcmstream
