// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Drawing through a table of RGBA: every grayscale and palette pipeline over samples of up to 16 bits ends here.

#pragma once

#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

// Samples of 8 or 16 bits allocated; `table` has 1 << bits_stored entries. Draws as many pixels as both spans hold.
void draw_table(std::span<const std::uint8_t> samples, const sample_layout& layout, std::span<const rgba> table,
                std::span<rgba> target) noexcept;

// One-bit pixels, the first in bit `bit_offset` of the first byte (PS3.5 §8.1.1). `packed` covers all of `target`.
void draw_bits(std::span<const std::uint8_t> packed, unsigned bit_offset, rgba zero, rgba one,
               std::span<rgba> target) noexcept;

} // namespace dcmstream
