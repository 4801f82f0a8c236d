// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Minimum and maximum, sixteen bytes at a time.

#include "image/extent.hpp"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>

namespace dcmstream {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are read as they lie in memory");

template <std::integral cell>
void widen(extent& found, std::span<const std::uint8_t> samples, const sample_layout& layout) noexcept {
  constexpr std::size_t vector_size = 16;
  // NOLINTNEXTLINE(modernize-use-using): GCC drops the attribute of an alias of a dependent type
  typedef cell cells __attribute__((vector_size(vector_size)));

  // To the top of the cell and back down: the shift down extends the sign where `cell` has one.
  const auto up = static_cast<int>(layout.bits_allocated - 1 - layout.high_bit);
  const auto down = static_cast<int>(layout.bits_allocated - layout.bits_stored);
  cell least = std::numeric_limits<cell>::max();
  cell greatest = std::numeric_limits<cell>::min();

  const std::uint8_t* next = samples.data();
  std::size_t left = samples.size();
  if (left >= vector_size) {
    cells low = cells{} + least;
    cells high = cells{} + greatest;
    for (; left >= vector_size; left -= vector_size, next += vector_size) {
      cells v;
      std::memcpy(&v, next, sizeof v);
      v = static_cast<cells>(v << up) >> down;
      low = v < low ? v : low;
      high = v > high ? v : high;
    }
    for (std::size_t lane = 0; lane < vector_size / sizeof(cell); ++lane) {
      least = std::min<cell>(least, low[lane]);
      greatest = std::max<cell>(greatest, high[lane]);
    }
  }
  for (; left >= sizeof(cell); left -= sizeof(cell), next += sizeof(cell)) {
    cell v;
    std::memcpy(&v, next, sizeof v);
    v = static_cast<cell>(static_cast<cell>(v << up) >> down);
    least = std::min(least, v);
    greatest = std::max(greatest, v);
  }
  if (least <= greatest) {
    found.minimum = std::min(found.minimum, static_cast<double>(least));
    found.maximum = std::max(found.maximum, static_cast<double>(greatest));
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
