// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The least and the greatest stored value of a frame: what an automatic window spans.

#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

// Grows with each call; as made, it is of no samples. Doubles, because JavaScript reads them; every stored value fits. What is
// no finite number is passed over.
struct extent {
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  // `ignored`: two ranges of stored values that are passed over, too.
  void include(std::span<const std::uint8_t> samples, const sample_layout& layout, const value_range& ignored = {},
               const value_range& ignored_too = {}) noexcept;
};

} // namespace dcmstream
