// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Palettes as tables of RGBA.

#include "image/palette.hpp"

namespace dcmstream {

void fill_palette_table(const sample_layout& layout, const palette& colors, bool inverted, double from,
                        std::span<rgba> table) noexcept {
  const std::uint8_t flip = inverted ? 0xFF : 0;
  const auto shown = [flip](const look_up_table& channel, double value) {
    return static_cast<std::uint8_t>(channel.color_of(value) ^ flip);
  };
  for (std::size_t bits = 0; bits < table.size(); ++bits) {
    const auto value = static_cast<double>(layout.value_of(static_cast<std::uint32_t>(bits)));
    if (value >= from) {
      table[bits] = {shown(colors.red, value), shown(colors.green, value), shown(colors.blue, value), 255};
    }
  }
}

} // namespace dcmstream
