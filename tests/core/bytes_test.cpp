// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Loads in either byte order, from any address.

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <array>

namespace dcmstream {
namespace {

constexpr std::array<std::uint8_t, 6> bytes{0x00, 0x81, 0x02, 0x03, 0xF4, 0x05};

TEST(Bytes, AreLoadedInEitherOrderFromAnyAddress) {
  EXPECT_EQ(load_u16(bytes.data() + 1, byte_order::little), 0x0281);
  EXPECT_EQ(load_u16(bytes.data() + 1, byte_order::big), 0x8102);
  EXPECT_EQ(load_u32(bytes.data() + 1, byte_order::little), 0xF4030281U);
  EXPECT_EQ(load_u32(bytes.data() + 1, byte_order::big), 0x810203F4U);
}

TEST(Bytes, AreLoadedAtCompileTimeToo) {
  static_assert(load_u32(bytes.data(), byte_order::little) == 0x03028100U);
  static_assert(load_u32(bytes.data() + 2, byte_order::big) == 0x0203F405U);
}

} // namespace
} // namespace dcmstream
