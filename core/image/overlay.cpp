// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Burning overlays in.

#include "image/overlay.hpp"

#include <algorithm>

namespace dcmstream {

void burn_overlay(const overlay_place& place, std::span<const std::uint8_t> packed, std::uint32_t columns,
                  std::uint64_t first, std::span<rgba> target) noexcept {
  if (columns == 0 || target.empty()) {
    return;
  }
  const auto begin = static_cast<std::int64_t>(first);
  const auto end = begin + static_cast<std::int64_t>(target.size());
  const std::int64_t width = columns;
  const std::int64_t first_row = std::max<std::int64_t>(place.top, begin / width);
  const std::int64_t last_row = std::min<std::int64_t>(std::int64_t{place.top} + place.rows - 1, (end - 1) / width);
  for (std::int64_t y = first_row; y <= last_row; ++y) {
    const std::int64_t row = y * width;
    const std::int64_t x_begin = std::max({std::int64_t{0}, std::int64_t{place.left}, begin - row});
    const std::int64_t x_end = std::min({width, std::int64_t{place.left} + place.columns, end - row});
    std::uint64_t bit = place.bit_offset + static_cast<std::uint64_t>(y - place.top) * place.columns +
                        static_cast<std::uint64_t>(x_begin - place.left);
    for (std::int64_t x = x_begin; x < x_end && bit / 8 < packed.size(); ++x, ++bit) {
      if ((packed[static_cast<std::size_t>(bit / 8)] >> (bit % 8) & 1U) != 0) {
        target[static_cast<std::size_t>(row + x - begin)] = white;
      }
    }
  }
}

void burn_embedded_overlay(std::span<const std::uint8_t> samples, unsigned bits_allocated, unsigned position,
                           std::span<rgba> target) noexcept {
  const std::size_t width = bits_allocated / 8;
  if (width == 0 || position >= bits_allocated) {
    return;
  }
  // A sample is little endian: bit `position` of it is in this byte.
  const std::size_t count = std::min(samples.size() / width, target.size());
  const std::uint8_t* byte = samples.data() + position / 8;
  for (std::size_t i = 0; i < count; ++i) {
    if ((byte[i * width] >> (position % 8) & 1U) != 0) {
      target[i] = white;
    }
  }
}

} // namespace dcmstream
