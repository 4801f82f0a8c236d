// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// PALETTE COLOR (PS3.3 §C.7.6.3.1.5, §C.7.6.3.1.6).

#pragma once

#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

// One of the three look-up tables. `entries` are little endian 16-bit words, of which `bits` (8 or 16) carry the color.
struct palette_channel {
  std::span<const std::uint8_t> entries;
  std::int32_t first = 0; // the stored value that is mapped to the first entry; all below are, too
  unsigned bits = 16;
};

// The RGBA of every pattern of stored bits, like fill_gray_table. Of 16-bit entries the high byte is shown: writers that
// scale a byte by 256 and those that scale it by 257 are both taken right.
void fill_palette_table(const sample_layout& layout, const palette_channel& red, const palette_channel& green,
                        const palette_channel& blue, bool inverted, std::span<rgba> table) noexcept;

} // namespace dcmstream
