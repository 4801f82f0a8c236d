// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native pixel data, overwritten in place: rectangles, and bits of samples that are not the pixel's.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dcmstream {

// How native frames lie in a value: PS3.5 §8.1.1, PS3.3 §C.7.6.3.1.
struct pixel_layout {
  std::uint32_t rows;
  std::uint32_t columns;
  std::uint8_t samples_per_pixel; // 1 to 4
  std::uint8_t bits_allocated;    // 1, 8, 16, 32 or 64
  bool planar;                    // plane after plane
  bool ybr_422;                   // two pixels in four samples: Y Y CB CR
};

// Pixels of some frames. The rectangle may reach beyond the image.
struct blank_region {
  std::uint32_t first_frame;
  std::uint32_t last_frame; // inclusive
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t columns;
  std::uint32_t rows;
};

// Overwrites the regions of a value, piece by piece. Frames follow each other without gaps; those of one bit share bytes.
class region_blanker {
public:
  // What each pixel becomes: the bytes of its samples, in the byte order of the value; of one bit, the lowest of the first byte.
  using fill = std::array<std::uint8_t, 32>;

  region_blanker(const pixel_layout& layout, const fill& pixel) noexcept;

  // Whether the layout is one that is known.
  [[nodiscard]] static bool is_known(const pixel_layout& layout) noexcept;

  void add(const blank_region& region);

  // Overwrites what lies in `bytes`, which stand at `offset` in the value.
  void blank(std::span<std::uint8_t> bytes, std::uint64_t offset) const noexcept;

private:
  // A run of one row, in bits from the beginning of the value.
  void blank_run(std::span<std::uint8_t> bytes, std::uint64_t offset, std::uint64_t first_bit, std::uint64_t bits,
                 unsigned sample) const noexcept;
  void blank_rows(std::span<std::uint8_t> bytes, std::uint64_t offset, std::uint64_t plane_bit,
                  const blank_region& region, unsigned sample) const noexcept;

  pixel_layout layout_;
  fill pixel_;
  unsigned planes_;
  std::uint64_t pixel_bits_; // between one pixel of a plane and the next
  std::uint64_t row_bits_;
  std::uint64_t plane_bits_;
  std::vector<blank_region> regions_;
};

// Bits that every sample of a value loses. Overlays once stood in those that the pixel leaves. PS3.5 §8.1.2, retired
struct cleared_bits {
  std::uint32_t mask;        // 1 where a bit is cleared
  std::uint8_t sample_bytes; // 1, 2 or 4
  bool big_endian;
};

// Clears the bits in `bytes`, which stand at `offset` in the value: samples may be cut anywhere.
void clear_bits(std::span<std::uint8_t> bytes, std::uint64_t offset, const cleared_bits& bits) noexcept;

} // namespace dcmstream
