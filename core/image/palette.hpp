// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// PALETTE COLOR (PS3.3 §C.7.6.3.1.5, §C.7.6.3.1.6), and the colors above a grayscale image's own values (PS3.3 §C.7.6.19).

#pragma once

#include <cstdint>
#include <span>

#include "image/look_up_table.hpp"
#include "image/sample.hpp"

namespace dcmstream {

// Of 16-bit entries the high byte is shown: writers that scale a byte by 256 and those that scale it by 257 are both taken
// right. A channel without entries is black.
struct palette {
  look_up_table red;
  look_up_table green;
  look_up_table blue;
};

// The RGBA of the patterns of stored bits whose value is at least `from`; like fill_gray_table.
void fill_palette_table(const sample_layout& layout, const palette& colors, bool inverted, double from,
                        std::span<rgba> table) noexcept;

} // namespace dcmstream
