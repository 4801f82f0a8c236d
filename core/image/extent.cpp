// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Minimum and maximum, sixteen bytes at a time.

#include "image/extent.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "image/values.hpp"

namespace dcmstream {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are read as they lie in memory");

// Two stored values as they are compared: with the sign extended, what lies below the stored bits not yet shifted out.
struct cell_range {
  std::int64_t first = 0;
  std::int64_t last = -1;

  [[nodiscard]] bool empty() const noexcept { return first > last; }
};

cell_range cells_of(const value_range& range, const sample_layout& layout) noexcept {
  const std::int64_t span = std::int64_t{1} << layout.bits_stored;
  const std::int64_t least = layout.is_signed ? -span / 2 : 0;
  const double low = std::max(std::ceil(range.first), static_cast<double>(least));
  const double high = std::min(std::floor(range.last), static_cast<double>(least + span - 1));
  if (!(low <= high)) {
    return {};
  }
  const std::int64_t unit = std::int64_t{1} << layout.shift();
  return {static_cast<std::int64_t>(low) * unit, static_cast<std::int64_t>(high) * unit + unit - 1};
}

template <std::integral cell, bool ignoring>
void widen(extent& found, std::span<const std::uint8_t> samples, const sample_layout& layout,
           const cell_range& ignored) noexcept {
  using bits = std::make_unsigned_t<cell>;
  constexpr std::size_t vector_size = 16;
  // NOLINTBEGIN(modernize-use-using): GCC drops the attribute of an alias of a dependent type
  typedef cell cells __attribute__((vector_size(vector_size)));
  typedef bits bit_cells __attribute__((vector_size(vector_size)));
  // NOLINTEND(modernize-use-using)

  // What lies above the stored bits is masked away, and the sign extended; what lies below is shifted out in the end, once:
  // it changes no order. (Vectors are not shifted by a variable: LLVM 14 makes scalar code of that for wasm.)
  const auto keep = static_cast<bits>(layout.mask() << layout.shift() | ((1U << layout.shift()) - 1));
  const auto sign = static_cast<bits>(layout.is_signed ? 1U << layout.high_bit : 0U);
  const auto first_ignored = static_cast<cell>(ignored.first);
  const auto last_ignored = static_cast<cell>(ignored.last);
  cells low = cells{} + std::numeric_limits<cell>::max();
  cells high = cells{} + std::numeric_limits<cell>::min();
  const auto take = [&](bit_cells stored) {
    const auto values = reinterpret_cast<cells>(((stored & keep) ^ sign) - sign);
    if constexpr (ignoring) {
      const auto is_ignored = (values >= first_ignored) & (values <= last_ignored);
      const cells lower = is_ignored ? low : values;
      const cells higher = is_ignored ? high : values;
      low = lower < low ? lower : low;
      high = higher > high ? higher : high;
    } else {
      low = values < low ? values : low;
      high = values > high ? values : high;
    }
  };

  const std::uint8_t* next = samples.data();
  std::size_t left = samples.size() - samples.size() % sizeof(cell);
  for (; left >= vector_size; left -= vector_size, next += vector_size) {
    bit_cells stored;
    std::memcpy(&stored, next, vector_size);
    take(stored);
  }
  if (left > 0) {
    bits first = 0;
    std::memcpy(&first, next, sizeof first);
    bit_cells stored = bit_cells{} + first; // again, where the last vector is not full
    std::memcpy(&stored, next, left);
    take(stored);
  }

  std::array<cell, vector_size / sizeof(cell)> lows;
  std::array<cell, vector_size / sizeof(cell)> highs;
  std::memcpy(lows.data(), &low, vector_size);
  std::memcpy(highs.data(), &high, vector_size);
#pragma clang loop unroll(disable)
  for (std::size_t lane = 0; lane < lows.size(); ++lane) {
    if (lows[lane] > highs[lane]) continue; // nothing but what is ignored
    found.minimum = std::min(found.minimum, static_cast<double>(lows[lane] >> layout.shift()));
    found.maximum = std::max(found.maximum, static_cast<double>(highs[lane] >> layout.shift()));
  }
}

} // namespace

void extent::include(std::span<const std::uint8_t> samples, const sample_layout& layout, const value_range& ignored,
                     const value_range& ignored_too) noexcept {
  const cell_range one = layout.is_float ? cell_range{} : cells_of(ignored, layout);
  const bool is_simple = !layout.is_float && cells_of(ignored_too, layout).empty();
  if (is_simple && one.empty()) {
    if (layout.bits_allocated == 8) {
      layout.is_signed ? widen<std::int8_t, false>(*this, samples, layout, one)
                       : widen<std::uint8_t, false>(*this, samples, layout, one);
    } else if (layout.bits_allocated == 16) {
      layout.is_signed ? widen<std::int16_t, false>(*this, samples, layout, one)
                       : widen<std::uint16_t, false>(*this, samples, layout, one);
    } else {
      layout.is_signed ? widen<std::int32_t, false>(*this, samples, layout, one)
                       : widen<std::uint32_t, false>(*this, samples, layout, one);
    }
    return;
  }
  if (is_simple && layout.bits_allocated == 16) { // what is padded is mostly CT
    layout.is_signed ? widen<std::int16_t, true>(*this, samples, layout, one)
                     : widen<std::uint16_t, true>(*this, samples, layout, one);
    return;
  }
  for_all_values(samples, layout, samples.size(), [&](std::span<const double> values) {
    for (const double value : values) {
      if (!std::isfinite(value) || ignored.contains(value) || ignored_too.contains(value)) continue;
      minimum = std::min(minimum, value);
      maximum = std::max(maximum, value);
    }
  });
}

} // namespace dcmstream
