// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Color samples to RGBA (PS3.3 §C.7.6.3.1.2).

#pragma once

#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

enum class color_samples : std::uint8_t {
  rgb,      // three samples a pixel
  ybr_full, // three samples a pixel: luminance and two chrominances about half scale
  ybr_422, // two pixels in four bytes: Y Y CB CR; 8 bits allocated, all of them stored, as many pixels as there are pairs
};

// Draws as many pixels as both spans hold. Samples of more than 8 bits stored show their eight most significant bits, as
// DCMTK does. The chrominance of ybr_422 is replicated to both pixels of its pair, as DCMTK and libjpeg's plain upsampling do:
// interpolation would have to guess where the source put the chrominance sites.
void draw_color(std::span<const std::uint8_t> samples, const sample_layout& layout, color_samples kind, bool inverted,
                std::span<rgba> target) noexcept;

} // namespace dcmstream
