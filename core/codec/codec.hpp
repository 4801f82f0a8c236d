// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of every decoder: an encoded frame in, samples out. One adapter a file implements it.

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
  std::uint16_t bits_allocated = 8; // 8, 16, 32 or 64; 1: packed, the first pixel in the lowest bit of the first byte
  std::uint16_t bits_stored = 8;
  bool is_signed = false;
  color_model color = color_model::as_declared;
};

// Bytes of a decoded frame; 0 where the format is none that this library decodes.
[[nodiscard]] constexpr std::uint64_t decoded_size(const frame_format& format) noexcept {
  const bool one_bit = format.bits_allocated == 1 && format.samples_per_pixel == 1;
  const bool whole_bytes = format.bits_allocated == 8 || format.bits_allocated == 16 || format.bits_allocated == 32 ||
                           format.bits_allocated == 64;
  const bool samples_known = format.samples_per_pixel >= 1 && format.samples_per_pixel <= 4;
  if (!(one_bit || whole_bytes) || !samples_known || format.rows > 0xFFFF || format.columns > 0xFFFF) {
    return 0;
  }
  const std::uint64_t samples = std::uint64_t{format.rows} * format.columns * format.samples_per_pixel;
  return one_bit ? (samples + 7) / 8 : samples * (format.bits_allocated / 8U);
}

// A rectangle of pixels; of no rows or no columns: everything.
struct frame_region {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;

  [[nodiscard]] constexpr bool is_everything() const noexcept { return columns == 0 || rows == 0; }
};

// What of a frame is wanted.
struct frame_request {
  // Rows and columns are halved so many times, rounded up, by codestreams that hold such a resolution. The others, and
  // those that hold fewer, come as near as they can: the actual format says how large the samples are.
  unsigned reduce = 0;
  // In pixels of the full resolution, inside the frame.
  frame_region region;
};

class codec {
public:
  codec() = default;
  codec(const codec&) = delete;
  codec& operator=(const codec&) = delete;
  codec(codec&&) = delete;
  codec& operator=(codec&&) = delete;
  virtual ~codec() = default;

  // Whether decode() cuts out the region by itself; if not, it gives the whole frame, and the caller cuts.
  [[nodiscard]] virtual bool cuts_regions() const noexcept { return false; }

  // Begins a frame. Reads what the encoded bytes say of themselves into `actual`: the format of the samples that decode()
  // is going to give. Where they say nothing of something, it is as `declared`; a cell is never narrower than declared.
  // Decodes nothing and allocates little, so that the caller can refuse decoded_size(actual) before memory is spent on it.
  // `encoded` has to stay until decode() is over.
  [[nodiscard]] virtual status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                                       const frame_request& request, frame_format& actual) noexcept = 0;

  // Decodes the frame that inspect() accepted last, once. Fills `samples`, which must be decoded_size(actual) bytes (else
  // argument_invalid) and hold zeros. Answers `finished`, with `damaged` where the codestream was cut or broken and the
  // samples are what could be had of it; or why the frame cannot be decoded. Never reads or writes outside the spans,
  // never prints, never throws.
  [[nodiscard]] virtual status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept = 0;
};

} // namespace dcmstream
