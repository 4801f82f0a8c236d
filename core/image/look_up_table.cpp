// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Taking a table's entries over.

#include "image/look_up_table.hpp"

#include <new>

#include "base/bytes.hpp"

namespace dcmstream {

bool look_up_table::assign(std::span<const std::uint8_t> words, std::int32_t first, unsigned bits) noexcept {
  const std::size_t size = words.size() / 2;
  if (size == 0 || bits < 1 || bits > 16) {
    return false;
  }
  std::unique_ptr<std::uint16_t[]> entries(new (std::nothrow) std::uint16_t[size]);
  if (entries == nullptr) {
    return false;
  }
  for (std::size_t i = 0; i < size; ++i) {
    entries[i] = load_u16(words.data() + 2 * i, byte_order::little);
  }
  entries_ = std::move(entries);
  size_ = size;
  first_ = first;
  bits_ = bits;
  return true;
}

} // namespace dcmstream
