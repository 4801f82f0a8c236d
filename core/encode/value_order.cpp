// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Swapping bytes, sixteen at a time.

#include "encode/value_order.hpp"

#include <algorithm>
#include <cstring>

namespace dcmstream {
namespace {

using bytes16 = std::uint8_t __attribute__((vector_size(16)));

bytes16 swapped_2(bytes16 v) noexcept {
  return __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
}

bytes16 swapped_4(bytes16 v) noexcept {
  return __builtin_shufflevector(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

bytes16 swapped_8(bytes16 v) noexcept {
  return __builtin_shufflevector(v, v, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

template <bytes16 (*swapped)(bytes16)>
void swap_all(std::span<std::uint8_t> bytes, std::size_t unit) noexcept {
  std::size_t at = 0;
  for (; at + sizeof(bytes16) <= bytes.size(); at += sizeof(bytes16)) {
    bytes16 v;
    std::memcpy(&v, &bytes[at], sizeof v);
    v = swapped(v);
    std::memcpy(&bytes[at], &v, sizeof v);
  }
  for (; at + unit <= bytes.size(); at += unit) {
    std::reverse(&bytes[at], &bytes[at] + unit);
  }
}

} // namespace

void swap_units(std::span<std::uint8_t> bytes, unsigned unit) noexcept {
  switch (unit) {
  case 2: return swap_all<swapped_2>(bytes, unit);
  case 4: return swap_all<swapped_4>(bytes, unit);
  case 8: return swap_all<swapped_8>(bytes, unit);
  default: return;
  }
}

} // namespace dcmstream
