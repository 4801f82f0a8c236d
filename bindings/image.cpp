// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `image`: frames are decoded and drawn in memory that the caller allocates and releases. All that crosses
// is numbers; js/wasm/image.ts is the one caller. Sizes and layouts are checked there and in core/, addresses are trusted.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <span>

#include "codec/bits.hpp"
#include "codec/native.hpp"
#include "codec/rle.hpp"
#include "embind/codec_module.hpp"
#include "embind/redact_module.hpp"
#include "embind/search_module.hpp"
#include "embind/splitter_module.hpp"
#include "image/drawing.hpp"

namespace {

using namespace dcmstream;
using address = std::uintptr_t;

std::span<std::uint8_t> bytes_at(address where, std::size_t size) {
  return {reinterpret_cast<std::uint8_t*>(where), size};
}

drawing& drawing_at(address where) { return *reinterpret_cast<drawing*>(where); }

// 0 where there is no memory left.
address allocate(std::size_t size) { return reinterpret_cast<address>(std::malloc(size)); }

void release(address where) { std::free(reinterpret_cast<void*>(where)); }

void swap(address where, std::size_t size, std::size_t group) { swap_bytes(bytes_at(where, size), group); }

// A region of no columns is everything.
void cut(address source, std::size_t size, std::size_t bit_offset, std::uint32_t rows, std::uint32_t columns,
         std::size_t planes, std::size_t pixel_bits, std::uint32_t left, std::uint32_t top,
         std::uint32_t region_columns, std::uint32_t region_rows, address target, std::size_t target_size) {
  frame_region region{left, top, region_columns, region_rows};
  if (region.is_everything()) {
    region = {0, 0, columns, rows};
  }
  copy_region(bytes_at(source, size), {bit_offset, rows, columns, planes, pixel_bits}, region,
              bytes_at(target, target_size));
}

void join_bits(address source, std::size_t size, std::size_t from, std::size_t count, address target,
               std::size_t target_size, std::size_t to) {
  copy_bits(bytes_at(source, size), from, count, bytes_at(target, target_size), to);
}

// 0 where the layout is none, or there is no memory left.
address begin_drawing(unsigned bits_allocated, unsigned bits_stored, unsigned high_bit, bool is_signed, bool is_float,
                      bool packed) {
  const sample_layout layout{bits_allocated, bits_stored, high_bit, is_signed, is_float};
  return layout.valid() ? reinterpret_cast<address>(new (std::nothrow) drawing(layout, packed)) : 0;
}

void end_drawing(address where) { delete reinterpret_cast<drawing*>(where); }

void set_rescale(address where, double slope, double intercept) { drawing_at(where).set_rescale(slope, intercept); }

// The entries are two bytes each.
bool set_table(address where, unsigned use, address entries, std::size_t count, std::int32_t first, unsigned bits) {
  return drawing_at(where).set_table(static_cast<drawing::table_use>(use), bytes_at(entries, 2 * count), first, bits);
}

void set_padding(address where, double first, double last) { drawing_at(where).set_padding(first, last); }

void set_colored(address where, double first) { drawing_at(where).set_colored(first); }

void include(address where, address samples, std::size_t size) { drawing_at(where).include(bytes_at(samples, size)); }

double minimum(address where) { return drawing_at(where).seen().minimum; }
double maximum(address where) { return drawing_at(where).seen().maximum; }

bool show_gray(address where, unsigned function, double center, double width, bool inverted) {
  return drawing_at(where).show_gray(static_cast<voi_function>(function), center, width, inverted);
}

bool show_palette(address where, bool inverted) { return drawing_at(where).show_palette(inverted); }

bool show_color(address where, unsigned kind, bool inverted) {
  return drawing_at(where).show_color(static_cast<color_samples>(kind), inverted);
}

bool add_overlay(address where, std::uint32_t rows, std::uint32_t columns, std::int32_t left, std::int32_t top,
                 unsigned bit_offset, address bits, std::size_t size, std::uint32_t image_columns) {
  return drawing_at(where).add_overlay({rows, columns, left, top, bit_offset}, bytes_at(bits, size), image_columns);
}

bool add_embedded_overlay(address where, unsigned position) { return drawing_at(where).add_embedded_overlay(position); }

// `first`: which pixel of the frame the samples begin with.
void draw(address where, address samples, std::size_t size, unsigned bit_offset, std::size_t first, address target,
          std::size_t pixels) {
  drawing_at(where).draw(bytes_at(samples, size), bit_offset, first, {reinterpret_cast<rgba*>(target), pixels});
}

} // namespace

EMSCRIPTEN_BINDINGS(image) {
  using emscripten::function;
  bindings::codec_module<rle_codec>::bind();
  bindings::splitter_module::bind();
  bindings::redact_module::bind();
  bindings::search_module::bind();
  function("allocate", &allocate);
  function("release", &release);
  function("swapBytes", &swap);
  function("copyRegion", &cut);
  function("copyBits", &join_bits);
  function("beginDrawing", &begin_drawing);
  function("endDrawing", &end_drawing);
  function("setRescale", &set_rescale);
  function("setTable", &set_table);
  function("setPadding", &set_padding);
  function("setColored", &set_colored);
  function("include", &include);
  function("minimum", &minimum);
  function("maximum", &maximum);
  function("showGray", &show_gray);
  function("showPalette", &show_palette);
  function("showColor", &show_color);
  function("addOverlay", &add_overlay);
  function("addEmbeddedOverlay", &add_embedded_overlay);
  function("draw", &draw);
}
