// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale pipeline.

#include "image/gray.hpp"

#include <algorithm>
#include <cmath>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

constexpr double white = 255;

} // namespace

std::uint8_t gray_mapping::gray_of(double stored) const noexcept {
  const double value = slope * stored + intercept;
  double gray = 0;
  if (upper > lower) {
    gray = std::clamp((value - lower) / (upper - lower) * white, 0.0, white);
  } else if (value > upper) {
    gray = white;
  }
  const auto rounded = static_cast<unsigned>(std::floor(gray + 0.5));
  return static_cast<std::uint8_t>(inverted ? 255U - rounded : rounded);
}

void fill_gray_table(const sample_layout& layout, const gray_mapping& mapping, std::span<rgba> table) noexcept {
  for (std::size_t bits = 0; bits < table.size(); ++bits) {
    const auto value = static_cast<double>(layout.value_of(static_cast<std::uint32_t>(bits)));
    const std::uint8_t gray = mapping.gray_of(value);
    table[bits] = {gray, gray, gray, 255};
  }
}

void draw_gray_32(std::span<const std::uint8_t> samples, const sample_layout& layout, const gray_mapping& mapping,
                  std::span<rgba> target) noexcept {
  const std::size_t count = std::min(samples.size() / 4, target.size());
  // To the top of the cell and down again, which extends the sign: cheaper than value_of a pixel at a time.
  const unsigned up = 31 - layout.high_bit;
  const unsigned down = 32 - layout.bits_stored;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t cell = load_u32(samples.data() + 4 * i, byte_order::little) << up;
    const double stored = layout.is_signed ? static_cast<double>(static_cast<std::int32_t>(cell) >> down)
                                           : static_cast<double>(cell >> down);
    const std::uint8_t gray = mapping.gray_of(stored);
    target[i] = {gray, gray, gray, 255};
  }
}

} // namespace dcmstream
