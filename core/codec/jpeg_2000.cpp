// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// From a JPEG 2000 codestream to samples: which part is decoded, how wide its cells are, and the planes woven into pixels.

#include "codec/jpeg_2000.hpp"

#include <algorithm>
#include <cstring>

#include "codec/openjpeg_decoding.hpp"

namespace dcmstream {
namespace {

// What OpenJPEG may take beside the samples: a fixed share, so that a part of a large image can be decoded, and one that
// grows with the frame. Real files stay far below: code-blocks of 64² cost 0.2 bytes a sample.
constexpr std::uint64_t structure_base = std::uint64_t{128} << 20;
constexpr std::uint64_t structure_per_sample = 64;

// Along one axis of the image, whose pixels are `step` apart and whose coarsest component's samples `coarsest`.
struct axis {
  std::uint32_t begin, end; // on the codestream's grid
  std::uint32_t step, coarsest;
};

constexpr std::uint32_t ceil_halved(std::uint32_t position, unsigned times) noexcept {
  return static_cast<std::uint32_t>((std::uint64_t{position} + (std::uint64_t{1} << times) - 1) >> times);
}

// B.5: the pixels that a resolution has.
jpeg_2000_range resolution_of(const axis& along, unsigned reduce) noexcept {
  return {ceil_halved(ceil_steps(along.begin, along.step), reduce),
          ceil_halved(ceil_steps(along.end, along.step), reduce), along.begin, along.end};
}

// `first` and `count`: pixels of the full resolution. Sizes are as OpenJPEG makes them, but never 0.
jpeg_2000_range part_of(const axis& along, std::uint32_t first, std::uint32_t count, unsigned reduce) noexcept {
  const jpeg_2000_range all = resolution_of(along, reduce);
  const std::uint32_t begin = ceil_steps(along.begin, along.step) + first;
  const std::uint32_t end = std::min(begin + count, ceil_steps(along.end, along.step));
  jpeg_2000_range part{ceil_halved(begin, reduce), ceil_halved(end, reduce)};
  if (part.begin == part.end) {
    part.begin = std::clamp(begin >> reduce, all.begin, all.end - 1);
    part.end = part.begin + 1;
  }
  const std::uint64_t from = std::min<std::uint64_t>(begin, std::uint64_t{part.begin} << reduce) * along.step;
  const std::uint64_t to = std::max<std::uint64_t>(end, (std::uint64_t{part.end - 1} << reduce) + 1) * along.step;
  // Up to samples of the coarsest component, so that every component has some.
  const std::uint64_t whole = along.coarsest == along.step ? 1 : std::uint64_t{along.coarsest} << reduce;
  part.x0 = static_cast<std::uint32_t>(std::max<std::uint64_t>(from / whole * whole, along.begin));
  part.x1 = static_cast<std::uint32_t>(std::min<std::uint64_t>((to + whole - 1) / whole * whole, along.end));
  return part;
}

// Of a plane, along one axis: where the sample of each pixel stands.
struct sampling {
  std::uint32_t origin; // of the plane, in its own samples
  std::uint32_t size;   // samples
  std::uint32_t step;   // of the component
  std::uint32_t pixel;  // step of the image

  [[nodiscard]] std::size_t of(std::uint32_t position) const noexcept {
    const auto at = static_cast<std::uint32_t>(std::uint64_t{position} * pixel / step);
    return std::min(at - std::min(at, origin), size - 1);
  }
};

template <class Cell>
void write_cells(const std::int32_t* from, std::size_t count, std::size_t stride, std::uint8_t* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto cell = static_cast<Cell>(from[i]);
    std::memcpy(to + i * stride * sizeof(Cell), &cell, sizeof(Cell));
  }
}

template <class Cell>
void write_plane(const openjpeg_plane& plane, const sampling& across, const sampling& down,
                 const jpeg_2000_range& columns, const jpeg_2000_range& rows, std::size_t samples_per_pixel,
                 std::uint8_t* to) noexcept {
  const std::size_t width = columns.end - columns.begin;
  const bool whole =
      across.step == across.pixel && columns.begin >= across.origin && columns.end - across.origin <= across.size;
  for (std::uint32_t y = rows.begin; y < rows.end; ++y) {
    const std::int32_t* row = plane.samples + down.of(y) * plane.columns;
    if (whole) {
      const std::int32_t* from = row + (columns.begin - across.origin);
      // Apart, so that the compiler makes vectors of it.
      samples_per_pixel == 1 ? write_cells<Cell>(from, width, 1, to)
                             : write_cells<Cell>(from, width, samples_per_pixel, to);
    } else {
      for (std::size_t i = 0; i < width; ++i) {
        const std::size_t at = across.of(columns.begin + static_cast<std::uint32_t>(i));
        write_cells<Cell>(row + at, 1, 1, to + i * samples_per_pixel * sizeof(Cell));
      }
    }
    to += width * samples_per_pixel * sizeof(Cell);
  }
}

std::uint16_t cell_for(unsigned bits) noexcept { return bits <= 8 ? 8 : bits <= 16 ? 16 : 32; }

} // namespace

status jpeg_2000_codec::inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                                const frame_request& request, frame_format& actual) noexcept {
  format_ = {};
  actual = declared;
  if (declared.bits_allocated > 32) return status::attribute_invalid; // no integers
  if (const status answer = read_jpeg_2000(encoded, codestream_); answer != status::finished) return answer;
  const std::size_t count = codestream_.component_count;
  if (codestream_.has_palette && count != declared.samples_per_pixel) return status::jpeg_2000_malformed;

  frame_format format;
  format.samples_per_pixel = static_cast<std::uint16_t>(count);
  format.bits_stored = 0;
  const jpeg_2000_steps pixel = codestream_.pixel();
  axis across{codestream_.image.x0, codestream_.image.x1, pixel.x, pixel.x};
  axis down{codestream_.image.y0, codestream_.image.y1, pixel.y, pixel.y};
  for (std::size_t c = 0; c < count; ++c) {
    const jpeg_2000_component& component = codestream_.components[c];
    format.bits_stored = std::max<std::uint16_t>(format.bits_stored, component.precision);
    format.is_signed = format.is_signed || component.is_signed;
    across.coarsest = std::max<std::uint32_t>(across.coarsest, component.step_x);
    down.coarsest = std::max<std::uint32_t>(down.coarsest, component.step_y);
  }
  format.bits_allocated = std::max(cell_for(format.bits_stored), cell_for(declared.bits_allocated));
  if (codestream_.color_transformed)
    format.color = color_model::rgb;
  else if (codestream_.is_sycc && count == 3)
    format.color = color_model::ybr_full;

  const auto is_empty = [](const jpeg_2000_range& range) { return range.begin == range.end; };
  reduce_ = std::min(request.reduce, codestream_.resolutions - 1);
  while (is_empty(resolution_of(across, reduce_)) || is_empty(resolution_of(down, reduce_))) --reduce_;
  columns_ = resolution_of(across, reduce_);
  rows_ = resolution_of(down, reduce_);
  if (!request.region.is_everything()) {
    const jpeg_2000_size size = codestream_.size();
    const frame_region& region = request.region;
    if (region.left >= size.columns || region.top >= size.rows) return status::argument_invalid;
    columns_ = part_of(across, region.left, region.columns, reduce_);
    rows_ = part_of(down, region.top, region.rows, reduce_);
  }
  format.columns = columns_.end - columns_.begin;
  format.rows = rows_.end - rows_.begin;
  actual = format;
  const std::uint64_t samples = std::uint64_t{format.columns} * format.rows * count;
  if (codestream_.structure > structure_base + structure_per_sample * samples) return status::memory_exhausted;
  format_ = format;
  return status::finished;
}

status jpeg_2000_codec::decode(std::span<std::uint8_t> samples, bool& damaged) noexcept {
  const frame_format format = format_;
  format_ = {};
  if (samples.empty() || decoded_size(format) != samples.size()) return status::argument_invalid;
  damaged = codestream_.damaged;
  openjpeg_decoding decoding;
  const jpeg_2000_area area{columns_.x0, rows_.x0, columns_.x1, rows_.x1};
  if (const status answer = decoding.run(codestream_, reduce_, area, damaged); answer != status::finished)
    return answer;

  const jpeg_2000_steps pixel = codestream_.pixel();
  const std::size_t cell = format.bits_allocated / 8U;
  for (std::size_t c = 0; c < codestream_.component_count; ++c) {
    const jpeg_2000_component& component = codestream_.components[c];
    const openjpeg_plane plane = decoding.plane(c);
    if (plane.samples == nullptr || plane.columns == 0 || plane.rows == 0) return status::jpeg_2000_malformed;
    const sampling across{ceil_halved(ceil_steps(area.x0, component.step_x), reduce_), plane.columns, component.step_x,
                          pixel.x};
    const sampling down{ceil_halved(ceil_steps(area.y0, component.step_y), reduce_), plane.rows, component.step_y,
                        pixel.y};
    const auto write = cell == 1   ? write_plane<std::uint8_t>
                       : cell == 2 ? write_plane<std::uint16_t>
                                   : write_plane<std::uint32_t>;
    write(plane, across, down, columns_, rows_, codestream_.component_count, samples.data() + c * cell);
  }
  return status::finished;
}

} // namespace dcmstream
