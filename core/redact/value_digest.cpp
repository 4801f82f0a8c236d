// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A sum over the bytes, each mixed with its place.

#include "redact/value_digest.hpp"

namespace dcmstream {
namespace {

// The finalizer of splitmix64: each bit of the input changes half of those of the output.
constexpr std::uint64_t mixed(std::uint64_t value) noexcept {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

} // namespace

std::uint64_t value_digest(std::span<const std::uint8_t> bytes, std::uint64_t position, std::size_t width,
                           bool big_endian) noexcept {
  // Where a byte would stand in little endian.
  const std::uint64_t turned = big_endian && width > 1 ? width - 1 : 0;
  std::uint64_t sum = 0;
  for (const std::uint8_t byte : bytes) {
    sum += mixed(((position++ ^ turned) << 8U) | byte);
  }
  return sum & ((std::uint64_t{1} << 52U) - 1);
}

} // namespace dcmstream
