// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overlay planes (PS3.3 §C.9.2, PS3.5 §8.1.2): bitmaps above an image, burned into what is drawn of it.

#pragma once

#include <cstdint>
#include <span>

#include "image/sample.hpp"

namespace dcmstream {

struct overlay_place {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::int32_t left = 0; // where its first pixel lies in the image, from 0; it may stand out on every side
  std::int32_t top = 0;
  unsigned bit_offset = 0; // of its first pixel; the first bit is the lowest of the first byte
};

// Makes white what the overlay covers of `target`, which begins with pixel `first` of an image of `columns` columns. `packed`:
// one bit a pixel, row after row without gaps; what is beyond its end is not set.
void burn_overlay(const overlay_place& place, std::span<const std::uint8_t> packed, std::uint32_t columns,
                  std::uint64_t first, std::span<rgba> target) noexcept;

// Overlays of old files stand in bits of the pixels' cells that are not stored ones (PS3.5 §8.1.2, retired): makes white the
// pixels whose cell has bit `position`. `samples` are integers of one sample a pixel and begin with the first of `target`.
void burn_embedded_overlay(std::span<const std::uint8_t> samples, unsigned bits_allocated, unsigned position,
                           std::span<rgba> target) noexcept;

} // namespace dcmstream
