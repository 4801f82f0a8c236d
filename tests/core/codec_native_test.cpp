// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Byte order, planar configuration and regions of native frames, the vectors against plain loops at every odd size.

#include "codec/native.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing::ElementsAre;

bytes counted(std::size_t size) {
  bytes content(size);
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return content;
}

TEST(SwapBytes, ExchangesTheBytesOfEachWordAtEverySize) {
  for (std::size_t size = 0; size < 70; ++size) {
    const bytes before = counted(size);
    bytes after = before;
    swap_bytes(after, 2);
    for (std::size_t i = 0; i < size; ++i) {
      const bool alone = i == size - 1 && size % 2 != 0;
      EXPECT_EQ(after[i], before[alone ? i : i ^ 1U]) << size;
    }
  }
}

TEST(SwapBytes, ExchangesTheBytesOfLongerNumbers) {
  bytes numbers{1, 2, 3, 4, 5, 6, 7, 8, 9};
  swap_bytes(numbers, 4);
  EXPECT_THAT(numbers, ElementsAre(4, 3, 2, 1, 8, 7, 6, 5, 9));
  swap_bytes(numbers, 8);
  EXPECT_THAT(numbers, ElementsAre(5, 6, 7, 8, 1, 2, 3, 4, 9));
  swap_bytes(numbers, 1);
  swap_bytes(numbers, 0);
  EXPECT_THAT(numbers, ElementsAre(5, 6, 7, 8, 1, 2, 3, 4, 9));
}

TEST(CopyRegion, TurnsPlanesIntoPixels) {
  const bytes planar{1, 2, 3, 4, 5, 6};
  bytes target(6);
  copy_region(planar, {0, 1, 2, 3, 24}, {0, 0, 2, 1}, target);
  EXPECT_THAT(target, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(CopyRegion, EqualsThePlainLoopForEverySampleCountWidthAndSize) {
  for (const std::size_t samples : {1U, 2U, 3U, 4U}) {
    for (const std::size_t width : {1U, 2U, 4U}) {
      for (std::size_t pixels = 0; pixels < 70; ++pixels) {
        const bytes planar = counted(pixels * samples * width);
        bytes expected(planar.size());
        for (std::size_t i = 0; i < pixels; ++i) {
          for (std::size_t s = 0; s < samples; ++s) {
            for (std::size_t b = 0; b < width; ++b) {
              expected[(i * samples + s) * width + b] = planar[(s * pixels + i) * width + b];
            }
          }
        }
        bytes target(planar.size());
        const auto columns = static_cast<std::uint32_t>(pixels);
        copy_region(planar, {0, 1, columns, samples, 8 * samples * width}, {0, 0, columns, 1}, target);
        EXPECT_EQ(target, expected) << samples << " samples of " << width << " bytes, " << pixels << " pixels";
      }
    }
  }
}

bool bit(const bytes& content, std::size_t index) { return ((content[index / 8] >> (index % 8)) & 1U) != 0; }

TEST(CopyRegion, CutsEveryLayout) {
  constexpr std::uint32_t rows = 5;
  constexpr std::uint32_t columns = 7;
  for (const std::size_t planes : {1U, 2U, 3U, 4U}) {
    for (const std::size_t width : {1U, 2U, 4U}) {
      const std::size_t pixel = planes * width;
      for (const frame_region& region : {frame_region{0, 0, columns, rows}, {2, 1, 3, 4}, {6, 4, 1, 1}, {0, 3, 7, 2}}) {
        const bytes source = counted(3 + rows * columns * pixel);
        bytes expected;
        for (std::size_t y = region.top; y < region.top + region.rows; ++y) {
          for (std::size_t x = region.left; x < region.left + region.columns; ++x) {
            for (std::size_t p = 0; p < planes; ++p) {
              const std::size_t at = 3 + ((p * rows + y) * columns + x) * width;
              expected.insert(expected.end(), source.begin() + static_cast<long>(at),
                              source.begin() + static_cast<long>(at + width));
            }
          }
        }
        bytes target(expected.size());
        copy_region(source, {24, rows, columns, planes, 8 * pixel}, region, target);
        EXPECT_EQ(target, expected) << planes << " planes of " << width << " bytes";
      }
    }
  }
}

TEST(CopyRegion, CutsBits) {
  const bytes source = counted(12);
  for (std::uint32_t left = 0; left < 9; ++left) {
    bytes target(3);
    copy_region(source, {5, 9, 9, 1, 1}, {left, 2, 9 - left, 2}, target);
    for (std::size_t i = 0; i < 24; ++i) {
      const std::size_t width = 9 - left;
      const bool inside = i < 2 * width;
      ASSERT_EQ(bit(target, i), inside && bit(source, 5 + (2 + i / width) * 9 + left + i % width)) << left;
    }
  }
}

TEST(CopyRegion, StaysInsideWhatThereIs) {
  for (std::size_t size = 0; size < 40; ++size) {
    const bytes source = counted(size);
    for (std::size_t room = 0; room < 14; ++room) {
      bytes target(room, 7);
      copy_region(source, {0, 3, 4, 3, 24}, {1, 0, 2, 3}, target); // a layout of 36 bytes
      copy_region(source, {9, 9, 9, 1, 1}, {1, 0, 8, 9}, target);
    }
  }
  bytes target(4, 7);
  const bytes source = counted(36);
  copy_region(source, {0, 3, 4, 3, 24}, {3, 0, 2, 1}, target);
  copy_region(source, {0, 3, 4, 5, 40}, {0, 0, 1, 1}, target);
  copy_region(source, {0, 3, 4, 0, 8}, {0, 0, 1, 1}, target);
  copy_region(source, {0, 3, 4, 1, 0}, {0, 0, 1, 1}, target);
  copy_region(source, {0, 3, 4, 3, 8}, {0, 0, 1, 1}, target);
  EXPECT_EQ(target, bytes(4, 7));
}

} // namespace
} // namespace dcmstream
