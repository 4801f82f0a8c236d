// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reading samples as numbers.

#include "image/values.hpp"

#include <bit>
#include <cstring>

namespace dcmstream {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are read as they lie in memory");

// Integers go to the top of a word and down again, which extends the sign.
template <class cell>
void read_integers(const std::uint8_t* from, const sample_layout& layout, std::span<double> values) noexcept {
  const unsigned up = 31 - layout.high_bit;
  const unsigned down = 32 - layout.bits_stored;
  for (double& value : values) {
    cell stored = 0;
    std::memcpy(&stored, from, sizeof stored);
    from += sizeof stored;
    const std::uint32_t top = std::uint32_t{stored} << up;
    value = layout.is_signed ? static_cast<double>(static_cast<std::int32_t>(top) >> down)
                             : static_cast<double>(top >> down);
  }
}

template <class number>
void read_floats(const std::uint8_t* from, std::span<double> values) noexcept {
  for (double& value : values) {
    number stored = 0;
    std::memcpy(&stored, from, sizeof stored);
    from += sizeof stored;
    value = stored;
  }
}

} // namespace

void read_values(std::span<const std::uint8_t> samples, const sample_layout& layout,
                 std::span<double> values) noexcept {
  values = values.first(std::min(values.size(), samples.size() / (layout.bits_allocated / 8)));
  if (layout.is_float) {
    layout.bits_allocated == 32 ? read_floats<float>(samples.data(), values)
                                : read_floats<double>(samples.data(), values);
  } else if (layout.bits_allocated == 8) {
    read_integers<std::uint8_t>(samples.data(), layout, values);
  } else if (layout.bits_allocated == 16) {
    read_integers<std::uint16_t>(samples.data(), layout, values);
  } else {
    read_integers<std::uint32_t>(samples.data(), layout, values);
  }
}

} // namespace dcmstream
