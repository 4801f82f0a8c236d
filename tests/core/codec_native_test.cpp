// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Byte order and planar configuration of native frames, the vectors against plain loops at every odd size.

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

TEST(Interleave, TurnsPlanesIntoPixels) {
  const bytes planar{1, 2, 3, 4, 5, 6};
  bytes target(6);
  interleave(planar, 3, 1, target);
  EXPECT_THAT(target, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(Interleave, EqualsThePlainLoopForEverySampleCountWidthAndSize) {
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
        interleave(planar, samples, width, target);
        EXPECT_EQ(target, expected) << samples << " samples of " << width << " bytes, " << pixels << " pixels";
      }
    }
  }
}

TEST(Interleave, LeavesTheTargetAloneWhereThereIsNoSuchLayout) {
  bytes target(6, 9);
  interleave(counted(6), 5, 1, target);
  interleave(counted(6), 0, 1, target);
  interleave(counted(6), 3, 0, target);
  EXPECT_EQ(target, bytes(6, 9));
}

} // namespace
} // namespace dcmstream
