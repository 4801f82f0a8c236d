// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Choosing the pipeline, and running it.

#include "image/drawing.hpp"

#include <algorithm>
#include <new>

#include "image/table.hpp"

namespace dcmstream {

bool drawing::make_table() noexcept {
  table_.reset(new (std::nothrow) rgba[std::size_t{layout_.mask()} + 1]);
  pipeline_ = table_ != nullptr ? pipeline::table : pipeline::none;
  return table_ != nullptr;
}

bool drawing::show_gray(const gray_mapping& mapping) noexcept {
  if (layout_.bits_allocated == 32) {
    mapping_ = mapping;
    pipeline_ = pipeline::gray_32;
    return true;
  }
  if (!make_table()) {
    return false;
  }
  fill_gray_table(layout_, mapping, table());
  return true;
}

bool drawing::show_palette(const palette_channel& red, const palette_channel& green, const palette_channel& blue,
                           bool inverted) noexcept {
  if (layout_.bits_allocated == 32 || !make_table()) {
    return false;
  }
  fill_palette_table(layout_, red, green, blue, inverted, table());
  return true;
}

bool drawing::show_color(color_samples kind, bool inverted) noexcept {
  if (packed_ || (kind == color_samples::ybr_422 && (layout_.bits_allocated != 8 || layout_.bits_stored != 8))) {
    return false;
  }
  color_ = kind;
  inverted_ = inverted;
  pipeline_ = pipeline::color;
  return true;
}

void drawing::draw(std::span<const std::uint8_t> samples, unsigned bit_offset, std::span<rgba> target) const noexcept {
  switch (pipeline_) {
  case pipeline::none: break;
  case pipeline::table:
    if (packed_) {
      const std::size_t pixels = samples.size() * 8 - std::min<std::size_t>(bit_offset, samples.size() * 8);
      draw_bits(samples, bit_offset, table()[0], table()[1], target.first(std::min(pixels, target.size())));
    } else {
      draw_table(samples, layout_, table(), target);
    }
    break;
  case pipeline::gray_32: draw_gray_32(samples, layout_, mapping_, target); break;
  case pipeline::color: draw_color(samples, layout_, color_, inverted_, target); break;
  }
}

} // namespace dcmstream
