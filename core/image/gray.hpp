// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale pipeline up to a displayed gray (PS3.4 §N.2): modality, VOI and presentation transformations, polarity.

#pragma once

#include <cstdint>
#include <span>

#include "image/look_up_table.hpp"
#include "image/sample.hpp"

namespace dcmstream {

// PS3.3 §C.11.2.1: the function of a window, or a VOI LUT in place of a window.
enum class voi_function : std::uint8_t { linear, linear_exact, sigmoid, table };

struct gray_mapping {
  double slope = 1; // PS3.3 §C.11.1.1.2: output units = slope × stored value + intercept
  double intercept = 0;
  const look_up_table* modality = nullptr; // in place of both: output units = its entry (PS3.3 §C.11.1.1)

  voi_function voi = voi_function::linear;
  double lower =
      0; // linear and linear_exact, in output units: at `lower` and below the display is black, above `upper`
  double upper = 255; // white; where both are equal, all above is white
  double center = 0;  // sigmoid
  double width = 1;
  const look_up_table* voi_table = nullptr;

  const look_up_table* presentation = nullptr; // from the whole range of what the VOI gives (PS3.3 §C.11.6.1)
  bool inverted = false; // white and black exchanged: INVERSE or MONOCHROME1, or the user's wish, not both
  value_range padding;   // stored values that are no part of the image: black, whatever the polarity

  // PS3.3 §C.11.2.1.2: the ramp of LINEAR runs from c - 0.5 - (w-1)/2 to c - 0.5 + (w-1)/2, that of LINEAR_EXACT from
  // c - w/2 to c + w/2; SIGMOID is 1 / (1 + exp(-4 (x - c) / w)).
  void set_window(double window_center, double window_width, voi_function function = voi_function::linear) noexcept;

  [[nodiscard]] double output_of(double stored) const noexcept {
    return modality == nullptr ? slope * stored + intercept : modality->entry_of(stored);
  }
  // 0 to 255 of a stored value that is not padding.
  [[nodiscard]] std::uint8_t gray_of(double stored) const noexcept;
  // Black of padding, and of what is no finite number.
  [[nodiscard]] rgba pixel_of(double stored) const noexcept;
};

// The RGBA of every pattern of stored bits: table[layout.bits_of(cell)]. `table` has 1 << bits_stored entries.
void fill_gray_table(const sample_layout& layout, const gray_mapping& mapping, std::span<rgba> table) noexcept;

// Samples too wide for a table, one by one. `target` has as many pixels.
void draw_gray_wide(std::span<const std::uint8_t> samples, const sample_layout& layout, const gray_mapping& mapping,
                    std::span<rgba> target) noexcept;

} // namespace dcmstream
