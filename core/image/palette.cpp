// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Palettes as tables of RGBA.

#include "image/palette.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

std::uint8_t channel_of(const palette_channel& channel, std::int64_t value) noexcept {
  const auto count = static_cast<std::int64_t>(channel.entries.size() / 2);
  if (count == 0) {
    return 0;
  }
  const auto index = static_cast<std::size_t>(std::clamp<std::int64_t>(value - channel.first, 0, count - 1));
  const std::uint16_t entry = load_u16(channel.entries.data() + 2 * index, byte_order::little);
  return static_cast<std::uint8_t>(channel.bits > 8 ? entry >> 8 : entry);
}

} // namespace

void fill_palette_table(const sample_layout& layout, const palette_channel& red, const palette_channel& green,
                        const palette_channel& blue, bool inverted, std::span<rgba> table) noexcept {
  const std::uint8_t flip = inverted ? 0xFF : 0;
  const auto shown = [&](const palette_channel& channel, std::int64_t value) {
    return static_cast<std::uint8_t>(channel_of(channel, value) ^ flip);
  };
  for (std::size_t bits = 0; bits < table.size(); ++bits) {
    const std::int64_t value = layout.value_of(static_cast<std::uint32_t>(bits));
    table[bits] = {shown(red, value), shown(green, value), shown(blue, value), 255};
  }
}

} // namespace dcmstream
