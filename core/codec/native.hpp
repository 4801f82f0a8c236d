// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native (unencapsulated) frames that are not yet as a codec would give them: big endian words, colour by plane.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/codec.hpp"

namespace dcmstream {

// Exchanges the order of bytes in place, in each group of `size`: 2, 4 or 8; a last incomplete group stays. PS3.5 §A.3: in
// big endian pixel data of VR OW the *words* are big endian, whatever the size of a sample: two 8-bit pixels change places,
// a 32-bit one is two words, the lower one first. Those of OF and OD are big endian as a whole.
void swap_bytes(std::span<std::uint8_t> bytes, std::size_t size) noexcept;

// How a native frame stands in memory.
struct native_layout {
  std::size_t bit_offset = 0; // of the first pixel
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::size_t planes = 1;     // of equal size (planar configuration 1, PS3.3 §C.7.6.3.1.3); 1: pixel by pixel
  std::size_t pixel_bits = 8; // 1, or a multiple of 8: of all planes together
};

// Copies a region, pixel by pixel, to the beginning of `target`. What the source lacks stays as it is there, as does what
// the target has no room for; a region that is not inside, or an impossible layout, changes nothing.
void copy_region(std::span<const std::uint8_t> source, const native_layout& layout, const frame_region& region,
                 std::span<std::uint8_t> target) noexcept;

} // namespace dcmstream
