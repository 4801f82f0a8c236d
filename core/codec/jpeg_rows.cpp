// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The library's last step, in place of its own: planes of samples become rows of pixels in cells of any width. No colour is
// converted. With the library's jdcolor.c the module would be larger by a tenth and colour slower (measured).

#define JPEG_INTERNALS // of the library, whose internal interface this is

#include "codec/jpeg_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "codec/jpeg_library.hpp"
#include "codec/weave.hpp"

namespace dcmstream {
namespace {

constexpr std::size_t max_components = 4;
constexpr std::size_t rows_at_once = 16;

template <class Sample>
using planes = std::span<const Sample* const>;

template <class Cell, class Sample>
void put(planes<Sample> from, std::size_t count, std::uint8_t* target) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    for (const Sample* plane : from) {
      const auto cell = static_cast<Cell>(plane[i]);
      std::memcpy(target, &cell, sizeof cell);
      target += sizeof cell;
    }
  }
}

template <class Sample>
void put_row(planes<Sample> from, std::size_t count, std::size_t cell_size, std::uint8_t* target) noexcept {
  if (from.size() == 1 && cell_size == sizeof(Sample)) {
    std::memcpy(target, from[0], count * sizeof(Sample));
    return;
  }
  switch (cell_size) {
  case 1:
    if constexpr (sizeof(Sample) == 1) {
      weave(from, count, target);
    }
    break;
  case 2: put<std::uint16_t>(from, count, target); break;
  case 4: put<std::uint32_t>(from, count, target); break;
  default: put<std::uint64_t>(from, count, target); break;
  }
}

// Sample: unsigned, and as wide as the library's.
template <class Sample, class Library>
void put_rows(j_decompress_ptr library, Library*** planes_of_rows, JDIMENSION first, Library** targets, int count) {
  static_assert(sizeof(Sample) == sizeof(Library));
  const auto components = static_cast<std::size_t>(library->num_components);
  const std::size_t cell_size = jpeg_decompressor::of(reinterpret_cast<j_common_ptr>(library)).cell_size();
  for (int row = 0; row < count; ++row) {
    std::array<const Sample*, max_components> from{};
    for (std::size_t component = 0; component < components; ++component) {
      from[component] =
          reinterpret_cast<const Sample*>(planes_of_rows[component][first + static_cast<JDIMENSION>(row)]);
    }
    put_row(planes<Sample>(from.data(), components), library->output_width, cell_size,
            reinterpret_cast<std::uint8_t*>(targets[row]));
  }
}

jpeg_color_deconverter* begin_rows(j_decompress_ptr library) {
  library->out_color_components = library->num_components;
  library->output_components = library->num_components;
  void* memory =
      library->mem->alloc_small(reinterpret_cast<j_common_ptr>(library), JPOOL_IMAGE, sizeof(jpeg_color_deconverter));
  library->cconvert = new (memory) jpeg_color_deconverter{};
  library->cconvert->start_pass = [](j_decompress_ptr) {};
  return library->cconvert;
}

JDIMENSION read_some(jpeg_decompress_struct& library, std::uint8_t** rows, std::size_t count) {
  const auto wanted = static_cast<JDIMENSION>(count);
  if (library.data_precision <= 8) {
    return jpeg_read_scanlines(&library, rows, wanted);
  }
  if (library.data_precision <= 12) {
    return jpeg12_read_scanlines(&library, reinterpret_cast<J12SAMPARRAY>(rows), wanted);
  }
  return jpeg16_read_scanlines(&library, reinterpret_cast<J16SAMPARRAY>(rows), wanted);
}

} // namespace

bool read_rows(jpeg_decompress_struct& library, std::span<std::uint8_t> samples) {
  const std::size_t stride = samples.size() / library.output_height;
  std::array<std::uint8_t*, rows_at_once> rows{};
  while (library.output_scanline < library.output_height) {
    const std::size_t first = library.output_scanline;
    const std::size_t count = std::min<std::size_t>(rows_at_once, library.output_height - first);
    for (std::size_t row = 0; row < count; ++row) {
      rows[row] = samples.data() + (first + row) * stride;
    }
    if (read_some(library, rows.data(), count) == 0) {
      return false;
    }
  }
  return true;
}

} // namespace dcmstream

// What the library calls for 8, 12 and 16 bits.
extern "C" {

void jinit_color_deconverter(j_decompress_ptr library) {
  dcmstream::begin_rows(library)->color_convert = dcmstream::put_rows<std::uint8_t>;
}

void j12init_color_deconverter(j_decompress_ptr library) {
  dcmstream::begin_rows(library)->color_convert_12 = dcmstream::put_rows<std::uint16_t>;
}

void j16init_color_deconverter(j_decompress_ptr library) {
  dcmstream::begin_rows(library)->color_convert_16 = dcmstream::put_rows<std::uint16_t>;
}

} // extern "C"
