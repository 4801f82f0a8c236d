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
  rgb,         // three samples a pixel
  ybr_full,    // three samples a pixel: luminance and two chrominances about half scale
  ybr_422,     // two pixels in four bytes: Y Y CB CR; 8 bits allocated, all of them stored, as many pixels as are pairs
  ybr_partial, // as ybr_full, in the narrower range of video
  ybr_partial_422, // as ybr_422, in the narrower range of video
};

constexpr bool is_subsampled(color_samples kind) noexcept {
  return kind == color_samples::ybr_422 || kind == color_samples::ybr_partial_422;
}

// Draws as many pixels as both spans hold. Samples of more than 8 bits stored show their eight most significant bits, as
// DCMTK does. Subsampled chrominance is replicated to both pixels of its pair, as DCMTK and libjpeg's plain upsampling do:
// interpolation would have to guess where the source put the chrominance sites.
void draw_color(std::span<const std::uint8_t> samples, const sample_layout& layout, color_samples kind, bool inverted,
                std::span<rgba> target) noexcept;

} // namespace dcmstream
