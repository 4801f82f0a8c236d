// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Copying bits.

#include "codec/bits.hpp"

#include <algorithm>
#include <cstring>

namespace dcmstream {

void copy_bits(std::span<const std::uint8_t> source, std::size_t from, std::size_t count,
               std::span<std::uint8_t> target, std::size_t to) noexcept {
  const std::size_t source_bits = source.size() * 8;
  const std::size_t target_bits = target.size() * 8;
  if (from >= source_bits || to >= target_bits) {
    return;
  }
  count = std::min({count, source_bits - from, target_bits - to});
  if (from % 8 == 0 && to % 8 == 0) {
    std::memmove(target.data() + to / 8, source.data() + from / 8, count / 8);
    from += count / 8 * 8;
    to += count / 8 * 8;
    count %= 8;
  }
  while (count > 0) {
    // As many bits as end neither the target's byte nor the run.
    const std::size_t place = to % 8;
    const std::size_t size = std::min<std::size_t>(8 - place, count);
    const std::size_t at = from / 8;
    unsigned bits = source[at];
    if (at + 1 < source.size()) {
      bits |= static_cast<unsigned>(source[at + 1]) << 8U;
    }
    const unsigned mask = ((1U << size) - 1U) << place;
    std::uint8_t& byte = target[to / 8];
    byte = static_cast<std::uint8_t>((byte & ~mask) | (((bits >> (from % 8)) << place) & mask));
    from += size;
    to += size;
    count -= size;
  }
}

} // namespace dcmstream
