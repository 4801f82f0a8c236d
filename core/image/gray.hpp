// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale pipeline up to a displayed gray: modality rescale, linear VOI window, polarity.

#pragma once

#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

struct gray_mapping {
  double slope = 1; // PS3.3 §C.11.1.1.2: output units = slope × stored value + intercept
  double intercept = 0;
  double lower = 0;      // in output units: at `lower` and below the display is black, at `upper` and above white;
  double upper = 255;    // where both are equal, all above is white
  bool inverted = false; // white and black exchanged: MONOCHROME1, or the user's wish, not both

  // PS3.3 §C.11.2.1.2.1, the LINEAR function, whose ramp runs from c - 0.5 - (w-1)/2 to c - 0.5 + (w-1)/2.
  constexpr void set_window(double center, double width) noexcept {
    lower = center - 0.5 - (width - 1) / 2;
    upper = center - 0.5 + (width - 1) / 2;
  }

  [[nodiscard]] std::uint8_t gray_of(double stored) const noexcept;
};

// The RGBA of every pattern of stored bits: table[layout.bits_of(cell)]. `table` has 1 << bits_stored entries.
void fill_gray_table(const sample_layout& layout, const gray_mapping& mapping, std::span<rgba> table) noexcept;

// Samples too wide for a table (32 bits allocated), one by one. `target` has as many pixels.
void draw_gray_32(std::span<const std::uint8_t> samples, const sample_layout& layout, const gray_mapping& mapping,
                  std::span<rgba> target) noexcept;

} // namespace dcmstream
