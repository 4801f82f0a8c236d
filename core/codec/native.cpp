// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Byte order and planar configuration of native frames.

#include "codec/native.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "codec/bits.hpp"
#include "codec/weave.hpp"

namespace dcmstream {
namespace {

constexpr std::size_t max_planes = 4;

// A sample of each plane in turn, `size` bytes each.
void gather(std::span<const std::uint8_t* const> planes, std::size_t size, std::size_t pixels,
            std::uint8_t* target) noexcept {
  if (planes.size() == 1) {
    weave(planes, pixels * size, target);
  } else if (size == 1) {
    weave(planes, pixels, target);
  } else {
    for (std::size_t i = 0; i < pixels; ++i) {
      for (const std::uint8_t* plane : planes) {
        std::memcpy(target, plane + i * size, size);
        target += size;
      }
    }
  }
}

} // namespace

void swap_bytes(std::span<std::uint8_t> bytes, std::size_t size) noexcept {
  std::uint8_t* p = bytes.data();
  std::size_t left = bytes.size();
  if (size == 2) {
    using bytes16 = std::uint8_t __attribute__((vector_size(16)));
    for (; left >= sizeof(bytes16); left -= sizeof(bytes16), p += sizeof(bytes16)) {
      bytes16 v;
      std::memcpy(&v, p, sizeof v);
      v = __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
      std::memcpy(p, &v, sizeof v);
    }
  }
  for (; size > 1 && left >= size; left -= size, p += size) {
    std::reverse(p, p + size);
  }
}

void copy_region(std::span<const std::uint8_t> source, const native_layout& layout, const frame_region& region,
                 std::span<std::uint8_t> target) noexcept {
  const bool inside = region.columns <= layout.columns && region.left <= layout.columns - region.columns &&
                      region.rows <= layout.rows && region.top <= layout.rows - region.rows;
  const bool possible = layout.planes >= 1 && layout.planes <= max_planes &&
                        (layout.pixel_bits == 1 || layout.pixel_bits % (8 * layout.planes) == 0);
  if (!inside || !possible || layout.pixel_bits == 0) {
    return;
  }
  const auto first_pixel = [&](std::size_t row) { return (region.top + row) * layout.columns + region.left; };
  if (layout.pixel_bits == 1 || layout.bit_offset % 8 != 0) {
    const std::size_t width = region.columns * layout.pixel_bits;
    for (std::size_t row = 0; row < region.rows; ++row) {
      copy_bits(source, layout.bit_offset + first_pixel(row) * layout.pixel_bits, width, target, row * width);
    }
    return;
  }
  const std::size_t offset = layout.bit_offset / 8;
  const std::size_t pixel = layout.pixel_bits / 8;
  const std::size_t sample = pixel / layout.planes;
  const std::size_t plane_size = std::size_t{layout.rows} * layout.columns * sample;
  for (std::size_t row = 0; row < region.rows; ++row) {
    // Of the last plane, since no other ends behind it.
    const std::size_t first = offset + first_pixel(row) * sample;
    const std::size_t last_plane = first + (layout.planes - 1) * plane_size;
    const std::size_t done = row * region.columns * pixel;
    if (last_plane >= source.size() || done >= target.size()) {
      return;
    }
    const std::size_t pixels = std::min<std::size_t>(
        region.columns, std::min((source.size() - last_plane) / sample, (target.size() - done) / pixel));
    std::array<const std::uint8_t*, max_planes> planes{};
    for (std::size_t p = 0; p < layout.planes; ++p) {
      planes[p] = source.data() + first + p * plane_size;
    }
    gather({planes.data(), layout.planes}, sample, pixels, target.data() + done);
  }
}

} // namespace dcmstream
