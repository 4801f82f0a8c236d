// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of every decoder: an encoded frame in, samples out. One adapter a file fills in a `codec`.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/status.hpp"

namespace dcmstream {

// What the samples mean. The data set says so for native and RLE frames; other codestreams may know better.
enum class color_model : std::uint8_t { as_declared, monochrome, rgb, ybr_full };

// Decoded samples: row by row, pixel-interleaved (planar configuration 0), little endian, each `bits_allocated` wide.
// Bits above `bits_stored` are as the frame has them.
struct frame_format {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint16_t samples_per_pixel = 1;
  std::uint16_t bits_allocated = 8; // 8, 16 or 32; 1: packed, the first pixel in the lowest bit of the first byte
  std::uint16_t bits_stored = 8;
  bool is_signed = false;
  color_model color = color_model::as_declared;
};

// Bytes of a decoded frame; 0 where the format is none that this library decodes.
[[nodiscard]] constexpr std::uint64_t decoded_size(const frame_format& format) noexcept {
  const bool one_bit = format.bits_allocated == 1 && format.samples_per_pixel == 1;
  const bool whole_bytes = format.bits_allocated == 8 || format.bits_allocated == 16 || format.bits_allocated == 32;
  const bool samples_known = format.samples_per_pixel >= 1 && format.samples_per_pixel <= 4;
  if (!(one_bit || whole_bytes) || !samples_known || format.rows > 0xFFFF || format.columns > 0xFFFF) {
    return 0;
  }
  const std::uint64_t samples = std::uint64_t{format.rows} * format.columns * format.samples_per_pixel;
  return one_bit ? (samples + 7) / 8 : samples * (format.bits_allocated / 8U);
}

struct codec {
  // Reads what the encoded frame says of itself into `actual`, which otherwise is `declared`. Decodes nothing, so the
  // caller can refuse `decoded_size(actual)` before any memory is spent on it.
  status (*inspect)(std::span<const std::uint8_t> encoded, const frame_format& declared, frame_format& actual) noexcept;

  // Fills `samples`, which must be `decoded_size(actual)` bytes (else argument_invalid). Answers `finished`, or why the
  // frame cannot be decoded; `samples` then hold whatever came before the fault. Never reads or writes outside the spans.
  status (*decode)(std::span<const std::uint8_t> encoded, const frame_format& actual,
                   std::span<std::uint8_t> samples) noexcept;
};

} // namespace dcmstream
