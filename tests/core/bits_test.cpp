// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs of bits from anywhere to anywhere, against a plain loop.

#include "codec/bits.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

bytes counted(std::size_t size) {
  bytes content(size);
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 37 + 11);
  return content;
}

bool bit(const bytes& content, std::size_t index) { return ((content[index / 8] >> (index % 8)) & 1U) != 0; }

TEST(CopyBits, CopiesEveryRunAndLeavesTheOtherBits) {
  const bytes source = counted(6);
  for (std::size_t from = 0; from < 20; ++from) {
    for (std::size_t to = 0; to < 20; ++to) {
      for (std::size_t count = 0; count <= 28; ++count) {
        bytes target(6, 0x5A);
        const bytes before = target;
        copy_bits(source, from, count, target, to);
        for (std::size_t i = 0; i < 48; ++i) {
          const bool inside = i >= to && i < to + count;
          ASSERT_EQ(bit(target, i), inside ? bit(source, from + i - to) : bit(before, i)) << from << ' ' << to;
        }
      }
    }
  }
}

TEST(CopyBits, EndsWhereEitherSpanEnds) {
  bytes target(2, 0xFF);
  copy_bits(bytes{0}, 4, 100, target, 2);
  EXPECT_EQ(target, (bytes{0b11000011, 0xFF}));
  copy_bits(bytes(100), 0, 800, target, 4);
  EXPECT_EQ(target, (bytes{0b0011, 0}));
  copy_bits(bytes(1), 8, 1, target, 0);
  copy_bits(bytes(1), 0, 1, target, 16);
  EXPECT_EQ(target, (bytes{0b0011, 0}));
}

} // namespace
} // namespace dcmstream
