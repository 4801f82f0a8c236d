// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Endian-aware loads from and stores to unaligned bytes. The caller vouches that the bytes are there.

#pragma once

#include <cstdint>
#include <cstring>

namespace dcmstream {

enum class byte_order : std::uint8_t { little, big };

// Written as byte arithmetic: compilers of every target fold it to one (swapped) load, and alignment never matters.
[[nodiscard]] constexpr std::uint16_t load_u16(const std::uint8_t* p, byte_order order) noexcept {
  return order == byte_order::little ? static_cast<std::uint16_t>(p[0] | p[1] << 8)
                                     : static_cast<std::uint16_t>(p[1] | p[0] << 8);
}

[[nodiscard]] constexpr std::uint32_t load_u32(const std::uint8_t* p, byte_order order) noexcept {
  const std::uint32_t first = load_u16(p, order);
  const std::uint32_t second = load_u16(p + 2, order);
  return order == byte_order::little ? first | second << 16 : second | first << 16;
}

[[nodiscard]] constexpr std::uint64_t load_u64(const std::uint8_t* p, byte_order order) noexcept {
  const std::uint64_t first = load_u32(p, order);
  const std::uint64_t second = load_u32(p + 4, order);
  return order == byte_order::little ? first | second << 32 : second | first << 32;
}

constexpr void store_u16(std::uint8_t* p, std::uint16_t value, byte_order order) noexcept {
  const auto low = static_cast<std::uint8_t>(value);
  const auto high = static_cast<std::uint8_t>(value >> 8);
  p[0] = order == byte_order::little ? low : high;
  p[1] = order == byte_order::little ? high : low;
}

constexpr void store_u32(std::uint8_t* p, std::uint32_t value, byte_order order) noexcept {
  const auto low = static_cast<std::uint16_t>(value);
  const auto high = static_cast<std::uint16_t>(value >> 16);
  store_u16(p, order == byte_order::little ? low : high, order);
  store_u16(p + 2, order == byte_order::little ? high : low, order);
}

} // namespace dcmstream
