// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Choosing the pipeline, and running it.

#include "image/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

#include "image/table.hpp"
#include "image/values.hpp"

namespace dcmstream {

bool drawing::make_table() noexcept {
  table_.reset(new (std::nothrow) rgba[std::size_t{layout_.mask()} + 1]);
  pipeline_ = table_ != nullptr ? pipeline::table : pipeline::none;
  return table_ != nullptr;
}

void drawing::set_rescale(double slope, double intercept) noexcept {
  mapping_.slope = slope;
  mapping_.intercept = intercept;
}

bool drawing::set_table(table_use use, std::span<const std::uint8_t> words, std::int32_t first,
                        unsigned bits) noexcept {
  switch (use) {
  case table_use::modality:
    if (!modality_.assign(words, first, bits)) return false;
    mapping_.modality = &modality_;
    return true;
  case table_use::voi:
    if (!voi_.assign(words, first, bits)) return false;
    mapping_.voi_table = &voi_;
    return true;
  case table_use::presentation:
    if (!presentation_.assign(words, first, bits)) return false;
    mapping_.presentation = &presentation_;
    return true;
  case table_use::red: return palette_.red.assign(words, first, bits);
  case table_use::green: return palette_.green.assign(words, first, bits);
  case table_use::blue: return palette_.blue.assign(words, first, bits);
  }
  return false;
}

void drawing::set_colored(double first) noexcept { colored_ = {first, std::numeric_limits<double>::infinity()}; }

void drawing::include(std::span<const std::uint8_t> samples) noexcept {
  if (packed_) {
    return;
  }
  if (mapping_.modality == nullptr) {
    seen_.include(samples, layout_, mapping_.padding, colored_);
    return;
  }
  // A table need not grow with its index, so the ends of what is stored say nothing.
  for_all_values(samples, layout_, samples.size(), [&](std::span<const double> values) {
    for (const double stored : values) {
      if (!std::isfinite(stored) || mapping_.padding.contains(stored) || colored_.contains(stored)) continue;
      const double output = mapping_.output_of(stored);
      seen_.minimum = std::min(seen_.minimum, output);
      seen_.maximum = std::max(seen_.maximum, output);
    }
  });
}

extent drawing::seen() const noexcept {
  if (!packed_ && (mapping_.modality != nullptr || seen_.minimum > seen_.maximum)) {
    return seen_;
  }
  // Of one bit both values are meant, whichever of them are there.
  const double one = mapping_.output_of(packed_ ? 0 : seen_.minimum);
  const double other = mapping_.output_of(packed_ ? 1 : seen_.maximum);
  return {std::min(one, other), std::max(one, other)};
}

bool drawing::show_gray(voi_function function, double center, double width, bool inverted) noexcept {
  if (function == voi_function::table && mapping_.voi_table == nullptr) {
    return false;
  }
  mapping_.set_window(center, width, function);
  mapping_.inverted = inverted;
  if (!layout_.is_tabular()) {
    pipeline_ = pipeline::gray_wide;
    return true;
  }
  if (!make_table()) {
    return false;
  }
  fill_gray_table(layout_, mapping_, table());
  if (!colored_.empty()) {
    fill_palette_table(layout_, palette_, false, colored_.first, table());
  }
  return true;
}

bool drawing::show_palette(bool inverted) noexcept {
  if (!layout_.is_tabular() || !make_table()) {
    return false;
  }
  fill_palette_table(layout_, palette_, inverted, -std::numeric_limits<double>::infinity(), table());
  return true;
}

bool drawing::show_color(color_samples kind, bool inverted) noexcept {
  const bool is_possible = !packed_ && !layout_.is_float;
  if (!is_possible || (is_subsampled(kind) && (layout_.bits_allocated != 8 || layout_.bits_stored != 8))) {
    return false;
  }
  color_ = kind;
  inverted_ = inverted;
  pipeline_ = pipeline::color;
  return true;
}

bool drawing::add_overlay(const overlay_place& place, std::span<const std::uint8_t> bits,
                          std::uint32_t columns) noexcept {
  if (overlay_count_ == most_overlays) {
    return false;
  }
  std::unique_ptr<std::uint8_t[]> packed(new (std::nothrow) std::uint8_t[std::max<std::size_t>(bits.size(), 1)]);
  if (packed == nullptr) {
    return false;
  }
  std::copy(bits.begin(), bits.end(), packed.get());
  overlays_[overlay_count_++] = {place, std::move(packed), bits.size()};
  columns_ = columns;
  return true;
}

bool drawing::add_embedded_overlay(unsigned position) noexcept {
  if (packed_ || layout_.is_float || position >= layout_.bits_allocated) {
    return false;
  }
  embedded_ |= 1U << position;
  return true;
}

std::size_t drawing::pixels_of(std::span<const std::uint8_t> samples, unsigned bit_offset) const noexcept {
  if (packed_) return samples.size() * 8 - std::min<std::size_t>(bit_offset, samples.size() * 8);
  if (pipeline_ != pipeline::color) return samples.size() / (layout_.bits_allocated / 8);
  return is_subsampled(color_) ? samples.size() / 4 * 2
                               : samples.size() / (std::size_t{3} * layout_.bits_allocated / 8);
}

void drawing::draw(std::span<const std::uint8_t> samples, unsigned bit_offset, std::uint64_t first,
                   std::span<rgba> target) const noexcept {
  if (pipeline_ == pipeline::none) {
    return;
  }
  target = target.first(std::min(pixels_of(samples, bit_offset), target.size()));
  draw_pixels(samples, bit_offset, target);
  for (std::size_t i = 0; i < overlay_count_; ++i) {
    const overlay& plane = overlays_[i];
    burn_overlay(plane.place, {plane.packed.get(), plane.size}, columns_, first, target);
  }
  for (unsigned position = 0; position < 32 && embedded_ != 0 && pipeline_ != pipeline::color; ++position) {
    if ((embedded_ >> position & 1U) != 0) {
      burn_embedded_overlay(samples, layout_.bits_allocated, position, target);
    }
  }
}

void drawing::draw_pixels(std::span<const std::uint8_t> samples, unsigned bit_offset,
                          std::span<rgba> target) const noexcept {
  switch (pipeline_) {
  case pipeline::none: break;
  case pipeline::table:
    if (packed_) {
      draw_bits(samples, bit_offset, table()[0], table()[1], target);
    } else {
      draw_table(samples, layout_, table(), target);
    }
    break;
  case pipeline::gray_wide: draw_gray_wide(samples, layout_, mapping_, target); break;
  case pipeline::color: draw_color(samples, layout_, color_, inverted_, target); break;
  }
}

} // namespace dcmstream
