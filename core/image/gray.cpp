// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale pipeline.

#include "image/gray.hpp"

#include <algorithm>
#include <cmath>

#include "image/values.hpp"

namespace dcmstream {
namespace {

constexpr double full = 255;

// In this order what is no number is black.
double clamped(double gray) noexcept { return gray > 0 ? std::min(gray, full) : 0; }

std::uint8_t rounded(double gray, bool inverted) noexcept {
  const auto whole = static_cast<std::int32_t>(std::floor(gray + 0.5));
  return static_cast<std::uint8_t>(inverted ? 255 - whole : whole);
}

double level_of(const gray_mapping& mapping, double output) noexcept {
  switch (mapping.voi) {
  case voi_function::table: return mapping.voi_table == nullptr ? 0 : mapping.voi_table->level_of(output) * full;
  case voi_function::sigmoid: return full / (1 + std::exp(-4 * (output - mapping.center) / mapping.width));
  default:
    if (mapping.upper > mapping.lower) {
      return (output - mapping.lower) / (mapping.upper - mapping.lower) * full;
    }
    return output > mapping.upper ? full : 0;
  }
}

// Whether every step is a multiplication and an addition.
bool is_ramp(const gray_mapping& mapping) noexcept {
  return mapping.modality == nullptr && mapping.presentation == nullptr && mapping.upper > mapping.lower &&
         (mapping.voi == voi_function::linear || mapping.voi == voi_function::linear_exact);
}

} // namespace

void gray_mapping::set_window(double window_center, double window_width, voi_function function) noexcept {
  const bool is_exact = function == voi_function::linear_exact;
  const double middle = is_exact ? window_center : window_center - 0.5;
  const double half = (is_exact ? window_width : window_width - 1) / 2;
  voi = function;
  lower = middle - half;
  upper = middle + half;
  center = window_center;
  width = window_width;
}

std::uint8_t gray_mapping::gray_of(double stored) const noexcept {
  double gray = clamped(level_of(*this, output_of(stored)));
  if (presentation != nullptr) {
    gray = presentation->level_of(gray / full * static_cast<double>(presentation->size() - 1)) * full;
  }
  return rounded(gray, inverted);
}

rgba gray_mapping::pixel_of(double stored) const noexcept {
  if (!std::isfinite(stored) || padding.contains(stored)) {
    return black;
  }
  const std::uint8_t gray = gray_of(stored);
  return {gray, gray, gray, 255};
}

void fill_gray_table(const sample_layout& layout, const gray_mapping& mapping, std::span<rgba> table) noexcept {
  for (std::size_t bits = 0; bits < table.size(); ++bits) {
    table[bits] = mapping.pixel_of(static_cast<double>(layout.value_of(static_cast<std::uint32_t>(bits))));
  }
}

void draw_gray_wide(std::span<const std::uint8_t> samples, const sample_layout& layout, const gray_mapping& mapping,
                    std::span<rgba> target) noexcept {
  rgba* next = target.data();
  const auto through_steps = [&](std::span<const double> values) {
    for (const double stored : values) *next++ = mapping.pixel_of(stored);
  };
  const auto up_ramp = [&, ramp = mapping](std::span<const double> values) {
    const double range = ramp.upper - ramp.lower;
    for (const double stored : values) {
      const double gray = clamped((ramp.slope * stored + ramp.intercept - ramp.lower) / range * full);
      const std::uint8_t level = rounded(gray, ramp.inverted);
      const bool is_shown = std::isfinite(stored) && !ramp.padding.contains(stored);
      *next++ = is_shown ? rgba{level, level, level, 255} : black;
    }
  };
  if (is_ramp(mapping)) {
    for_all_values(samples, layout, target.size(), up_ramp);
  } else {
    for_all_values(samples, layout, target.size(), through_steps);
  }
}

} // namespace dcmstream
