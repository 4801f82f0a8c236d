// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Samples as numbers, for what is done a pixel at a time: where no table and no vector serves.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

// The numbers that the first samples stand for, as many as both spans hold.
void read_values(std::span<const std::uint8_t> samples, const sample_layout& layout, std::span<double> values) noexcept;

// Calls take(values) with all of them in order, some hundred at a time: how samples are stored is asked once for many.
template <class take_values>
void for_all_values(std::span<const std::uint8_t> samples, const sample_layout& layout, std::size_t count,
                    take_values take) noexcept {
  std::array<double, 512> block;
  const std::size_t width = layout.bits_allocated / 8;
  count = std::min(count, samples.size() / width);
  for (std::size_t done = 0; done < count;) {
    const std::span<double> values(block.data(), std::min(block.size(), count - done));
    read_values(samples.subspan(done * width), layout, values);
    take(std::span<const double>(values));
    done += values.size();
  }
}

} // namespace dcmstream
