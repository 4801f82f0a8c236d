// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The display pipeline of one frame: set up once, then drawn strip by strip, so that a frame of any size needs a few KiB.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "image/color.hpp"
#include "image/extent.hpp"
#include "image/gray.hpp"
#include "image/look_up_table.hpp"
#include "image/overlay.hpp"
#include "image/palette.hpp"
#include "image/sample.hpp"

namespace dcmstream {

class drawing {
public:
  enum class table_use : std::uint8_t { modality, voi, presentation, red, green, blue };

  // `layout` must be valid(). Packed one-bit pixels are of the layout {8, 1, 0, false}, and `packed`.
  drawing(const sample_layout& layout, bool packed) noexcept : layout_(layout), packed_(packed) {}
  drawing(const drawing&) = delete; // the mapping points to the tables beside it
  drawing& operator=(const drawing&) = delete;
  drawing(drawing&&) = delete;
  drawing& operator=(drawing&&) = delete;
  ~drawing() = default;

  // What comes first, as far as there is any of it.
  void set_rescale(double slope, double intercept) noexcept;
  // False where there is no entry, or no memory left.
  [[nodiscard]] bool set_table(table_use use, std::span<const std::uint8_t> words, std::int32_t first,
                               unsigned bits) noexcept;
  // Stored values that are no part of the image.
  void set_padding(double first, double last) noexcept { mapping_.padding = {first, last}; }
  // Stored values from `first` on show the palette instead of a gray (PS3.3 §C.7.6.19); not of wide samples.
  void set_colored(double first) noexcept;

  // Looks at a strip without drawing it: what an automatic window needs beforehand.
  void include(std::span<const std::uint8_t> samples) noexcept;
  // In output units; of no samples, the minimum is above the maximum.
  [[nodiscard]] extent seen() const noexcept;

  // One of these comes before draw(). False where the layout has no such pipeline, or no memory is left for its table.
  // The center and the width are not used with voi_function::table.
  [[nodiscard]] bool show_gray(voi_function function, double center, double width, bool inverted) noexcept;
  [[nodiscard]] bool show_palette(bool inverted) noexcept;
  [[nodiscard]] bool show_color(color_samples kind, bool inverted) noexcept;

  // Overlays are drawn above all, in images of `columns` columns. False where there are too many, or no memory is left.
  [[nodiscard]] bool add_overlay(const overlay_place& place, std::span<const std::uint8_t> bits,
                                 std::uint32_t columns) noexcept;
  [[nodiscard]] bool add_embedded_overlay(unsigned position) noexcept;

  // Draws the pixels of `target`, the first of which is pixel `first` of the frame, from a strip that begins with `samples`;
  // packed ones at bit `bit_offset` of its first byte. Pixels that the strip is too short for stay as they are.
  void draw(std::span<const std::uint8_t> samples, unsigned bit_offset, std::uint64_t first,
            std::span<rgba> target) const noexcept;

private:
  struct overlay {
    overlay_place place;
    std::unique_ptr<std::uint8_t[]> packed;
    std::size_t size = 0;
  };

  enum class pipeline : std::uint8_t { none, table, gray_wide, color };

  [[nodiscard]] bool make_table() noexcept;
  [[nodiscard]] std::span<rgba> table() const noexcept { return {table_.get(), std::size_t{layout_.mask()} + 1}; }
  // How many pixels the samples hold; they may be the first of more.
  [[nodiscard]] std::size_t pixels_of(std::span<const std::uint8_t> samples, unsigned bit_offset) const noexcept;
  void draw_pixels(std::span<const std::uint8_t> samples, unsigned bit_offset, std::span<rgba> target) const noexcept;

  static constexpr std::size_t most_overlays = 16; // PS3.5 §7.6: groups 6000 to 601E

  sample_layout layout_;
  bool packed_;
  extent seen_; // of stored values, or of output units where there is a modality LUT
  pipeline pipeline_ = pipeline::none;
  std::unique_ptr<rgba[]> table_; // 1 << bits_stored entries where pipeline_ is table
  gray_mapping mapping_;
  look_up_table modality_;
  look_up_table voi_;
  look_up_table presentation_;
  palette palette_;
  value_range colored_;
  color_samples color_ = color_samples::rgb;
  bool inverted_ = false;
  std::array<overlay, most_overlays> overlays_;
  std::size_t overlay_count_ = 0;
  std::uint32_t embedded_ = 0; // a bit for each that holds an overlay
  std::uint32_t columns_ = 0;
};

} // namespace dcmstream
