// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Minimum and maximum, sixteen bytes at a time.

#include "image/extent.hpp"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <type_traits>

namespace dcmstream {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are read as they lie in memory");

template <std::integral cell>
void widen(extent& found, std::span<const std::uint8_t> samples, const sample_layout& layout) noexcept {
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
  cells low = cells{} + std::numeric_limits<cell>::max();
  cells high = cells{} + std::numeric_limits<cell>::min();
  const auto take = [&](bit_cells stored) {
    const auto values = reinterpret_cast<cells>(((stored & keep) ^ sign) - sign);
    low = values < low ? values : low;
    high = values > high ? values : high;
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

  for (std::size_t lane = 0; lane < vector_size / sizeof(cell) && samples.size() >= sizeof(cell); ++lane) {
    found.minimum = std::min(found.minimum, static_cast<double>(low[lane] >> layout.shift()));
    found.maximum = std::max(found.maximum, static_cast<double>(high[lane] >> layout.shift()));
  }
}

} // namespace

void extent::include(std::span<const std::uint8_t> samples, const sample_layout& layout) noexcept {
  if (layout.bits_allocated == 8) {
    layout.is_signed ? widen<std::int8_t>(*this, samples, layout) : widen<std::uint8_t>(*this, samples, layout);
  } else if (layout.bits_allocated == 16) {
    layout.is_signed ? widen<std::int16_t>(*this, samples, layout) : widen<std::uint16_t>(*this, samples, layout);
  } else {
    layout.is_signed ? widen<std::int32_t>(*this, samples, layout) : widen<std::uint32_t>(*this, samples, layout);
  }
}

} // namespace dcmstream
