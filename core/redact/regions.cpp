// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs of rows, cut to the piece at hand; and one mask for each byte of a sample, so that none need be whole.

#include "redact/regions.hpp"

#include <algorithm>

namespace dcmstream {
namespace {

constexpr std::uint64_t bits_of_byte = 8;

} // namespace

bool region_blanker::is_known(const pixel_layout& layout) noexcept {
  const unsigned bits = layout.bits_allocated;
  const bool is_whole = bits == 8 || bits == 16 || bits == 32 || bits == 64;
  const bool is_bit = bits == 1 && layout.samples_per_pixel == 1;
  const bool is_422 =
      !layout.ybr_422 || (bits == 8 && layout.samples_per_pixel == 3 && layout.columns % 2 == 0 && !layout.planar);
  return layout.samples_per_pixel >= 1 && layout.samples_per_pixel <= 4 && (is_whole || is_bit) && is_422;
}

region_blanker::region_blanker(const pixel_layout& layout, const fill& pixel) noexcept
    : layout_(layout), pixel_(pixel), planes_(layout.planar ? layout.samples_per_pixel : 1),
      pixel_bits_(layout.ybr_422 ? 2 * bits_of_byte
                                 : static_cast<std::uint64_t>(layout.bits_allocated) *
                                       (layout.planar ? 1 : layout.samples_per_pixel)),
      row_bits_(pixel_bits_ * layout.columns), plane_bits_(row_bits_ * layout.rows) {}

void region_blanker::add(const blank_region& region) {
  blank_region cut = region;
  cut.left = std::min(cut.left, layout_.columns);
  cut.top = std::min(cut.top, layout_.rows);
  cut.columns = std::min(cut.columns, layout_.columns - cut.left);
  cut.rows = std::min(cut.rows, layout_.rows - cut.top);
  if (layout_.ybr_422) {
    // Chrominance is shared two by two.
    cut.columns += cut.left % 2;
    cut.left -= cut.left % 2;
    cut.columns += cut.columns % 2;
  }
  if (cut.columns > 0 && cut.rows > 0) {
    regions_.push_back(cut);
  }
}

void region_blanker::blank(std::span<std::uint8_t> bytes, std::uint64_t offset) const noexcept {
  const std::uint64_t frame_bits = plane_bits_ * planes_;
  if (bytes.empty() || frame_bits == 0) {
    return;
  }
  const std::uint64_t first = offset * bits_of_byte / frame_bits;
  const std::uint64_t last = ((offset + bytes.size()) * bits_of_byte - 1) / frame_bits;
  for (const blank_region& region : regions_) {
    const std::uint64_t end = std::min<std::uint64_t>(last, region.last_frame);
    for (std::uint64_t frame = std::max<std::uint64_t>(first, region.first_frame); frame <= end; ++frame) {
      for (unsigned plane = 0; plane < planes_; ++plane) {
        blank_rows(bytes, offset, frame * frame_bits + plane * plane_bits_, region, plane);
      }
    }
  }
}

void region_blanker::blank_rows(std::span<std::uint8_t> bytes, std::uint64_t offset, std::uint64_t plane_bit,
                                const blank_region& region, unsigned sample) const noexcept {
  const std::uint64_t begin = offset * bits_of_byte;
  const std::uint64_t end = begin + bytes.size() * bits_of_byte;
  if (end <= plane_bit) {
    return;
  }
  const std::uint64_t first = begin <= plane_bit ? 0 : (begin - plane_bit) / row_bits_;
  const std::uint64_t last = (end - 1 - plane_bit) / row_bits_;
  const std::uint64_t bottom = static_cast<std::uint64_t>(region.top) + region.rows - 1;
  for (std::uint64_t row = std::max<std::uint64_t>(first, region.top); row <= std::min(last, bottom); ++row) {
    blank_run(bytes, offset, plane_bit + row * row_bits_ + region.left * pixel_bits_, region.columns * pixel_bits_,
              sample);
  }
}

void region_blanker::blank_run(std::span<std::uint8_t> bytes, std::uint64_t offset, std::uint64_t first_bit,
                               std::uint64_t bits, unsigned sample) const noexcept {
  const std::uint64_t begin = offset * bits_of_byte;
  const std::uint64_t from = std::max(first_bit, begin);
  const std::uint64_t to = std::min(first_bit + bits, begin + bytes.size() * bits_of_byte);
  if (layout_.bits_allocated == 1) {
    // PS3.5 §8.1.1: the first pixel in the lowest bit.
    for (std::uint64_t bit = from; bit < to; ++bit) {
      std::uint8_t& byte = bytes[static_cast<std::size_t>((bit - begin) / bits_of_byte)];
      const auto mask = static_cast<std::uint8_t>(1U << (bit % bits_of_byte));
      byte = static_cast<std::uint8_t>((pixel_[0] & 1U) != 0 ? byte | mask : byte & ~mask);
    }
    return;
  }
  // What repeats: a pixel, a sample of it, or two pixels that share their chrominance.
  const std::uint64_t period = layout_.ybr_422 ? 4 : pixel_bits_ / bits_of_byte;
  const std::uint64_t skipped = layout_.planar ? sample * period : 0;
  for (std::uint64_t bit = from; bit < to; bit += bits_of_byte) {
    const std::uint64_t in_run = (bit - first_bit) / bits_of_byte;
    bytes[static_cast<std::size_t>((bit - begin) / bits_of_byte)] =
        pixel_[static_cast<std::size_t>(skipped + in_run % period)];
  }
}

void clear_bits(std::span<std::uint8_t> bytes, std::uint64_t offset, const cleared_bits& bits) noexcept {
  if (bits.sample_bytes != 1 && bits.sample_bytes != 2 && bits.sample_bytes != 4) {
    return;
  }
  // Of each place in four bytes, which one sample, or several, fill.
  std::array<std::uint8_t, 4> kept{};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const std::size_t in_sample = (offset + i) % bits.sample_bytes;
    const std::size_t significance = bits.big_endian ? bits.sample_bytes - 1U - in_sample : in_sample;
    kept[i] = static_cast<std::uint8_t>(~(bits.mask >> (8 * significance)));
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & kept[i % kept.size()]);
  }
}

} // namespace dcmstream
