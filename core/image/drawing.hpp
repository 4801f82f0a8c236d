// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The display pipeline of one frame: set up once, then drawn strip by strip, so that a frame of any size needs a few KiB.

#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "image/color.hpp"
#include "image/extent.hpp"
#include "image/gray.hpp"
#include "image/palette.hpp"
#include "image/sample.hpp"

namespace dcmstream {

class drawing {
public:
  // `layout` must be valid(). Packed one-bit pixels are of the layout {8, 1, 0, false}, and `packed`.
  drawing(const sample_layout& layout, bool packed) noexcept : layout_(layout), packed_(packed) {}

  // Looks at a strip without drawing it: what an automatic window needs beforehand. Not for packed pixels.
  void include(std::span<const std::uint8_t> samples) noexcept { seen_.include(samples, layout_); }
  [[nodiscard]] const extent& seen() const noexcept { return seen_; }

  // One of these comes before draw(). False where the layout has no such pipeline, or no memory is left for its table.
  [[nodiscard]] bool show_gray(const gray_mapping& mapping) noexcept;
  [[nodiscard]] bool show_palette(const palette_channel& red, const palette_channel& green, const palette_channel& blue,
                                  bool inverted) noexcept;
  [[nodiscard]] bool show_color(color_samples kind, bool inverted) noexcept;

  // Draws the pixels of `target` from a strip that begins with `samples`; packed ones at bit `bit_offset` of its first byte.
  // Pixels that the strip is too short for stay as they are.
  void draw(std::span<const std::uint8_t> samples, unsigned bit_offset, std::span<rgba> target) const noexcept;

private:
  enum class pipeline : std::uint8_t { none, table, gray_32, color };

  [[nodiscard]] bool make_table() noexcept;
  [[nodiscard]] std::span<rgba> table() const noexcept { return {table_.get(), std::size_t{layout_.mask()} + 1}; }

  sample_layout layout_;
  bool packed_;
  extent seen_;
  pipeline pipeline_ = pipeline::none;
  std::unique_ptr<rgba[]> table_; // 1 << bits_stored entries where pipeline_ is table
  gray_mapping mapping_;
  color_samples color_ = color_samples::rgb;
  bool inverted_ = false;
};

} // namespace dcmstream
