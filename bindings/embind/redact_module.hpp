// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overwriting what identifies, as the module `image` exports it: js/wasm/redact.ts is the one caller. Bytes come piece by piece, by a
// window that all redactors share: it is filled, overwritten and read in one go.

#pragma once

#include <emscripten/bind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "redact/color_profile.hpp"
#include "redact/regions.hpp"
#include "redact/segments.hpp"

namespace dcmstream::bindings {

struct redact_module {
  using address = std::uintptr_t;

  static inline std::array<std::uint8_t, 65536> window;

  static std::span<std::uint8_t> filled(std::size_t size) { return std::span(window).first(size); }
  static segment_redactor& segments_at(address where) { return *reinterpret_cast<segment_redactor*>(where); }
  static region_blanker& regions_at(address where) { return *reinterpret_cast<region_blanker*>(where); }

  // 0 where there is no memory left.
  static address open_segments() { return reinterpret_cast<address>(new (std::nothrow) segment_redactor()); }

  static address open_rle(unsigned segments, std::uint32_t unpacked) {
    return reinterpret_cast<address>(new (std::nothrow) segment_redactor(segment_redactor::of_rle(segments, unpacked)));
  }

  // The fill of a pixel stands at the beginning of the window. 0 where the layout is not known, or there is no memory left.
  static address open_regions(std::uint32_t rows, std::uint32_t columns, std::uint8_t samples_per_pixel,
                              std::uint8_t bits_allocated, bool planar, bool ybr_422) {
    const pixel_layout layout{rows, columns, samples_per_pixel, bits_allocated, planar, ybr_422};
    if (!region_blanker::is_known(layout)) {
      return 0;
    }
    region_blanker::fill pixel;
    for (std::size_t i = 0; i < pixel.size(); ++i) {
      pixel[i] = window[i];
    }
    return reinterpret_cast<address>(new (std::nothrow) region_blanker(layout, pixel));
  }

  static void add_region(address where, std::uint32_t first_frame, std::uint32_t last_frame, std::uint32_t left,
                         std::uint32_t top, std::uint32_t columns, std::uint32_t rows) {
    regions_at(where).add({first_frame, last_frame, left, top, columns, rows});
  }

  static void bind() {
    using emscripten::function;
    function(
        "redactWindowAddress", +[] { return reinterpret_cast<address>(window.data()); });
    function(
        "redactWindowSize", +[] { return window.size(); });
    function("openSegments", &open_segments);
    function("openRleSegments", &open_rle);
    function(
        "closeSegments", +[](address where) { delete &segments_at(where); });
    function(
        "redactSegments", +[](address where, std::size_t size) { segments_at(where).redact(filled(size)); });
    function(
        "endRedactedFrame", +[](address where) { segments_at(where).end_frame(); });
    function(
        "areSegmentsRecognised", +[](address where) { return segments_at(where).recognised(); });
    function(
        "cleanColorProfile", +[](address where, std::size_t size) {
          return clean_color_profile({reinterpret_cast<std::uint8_t*>(where), size});
        });
    function(
        "clearBits",
        +[](std::size_t size, double offset, std::uint32_t mask, std::uint8_t sample_bytes, bool big_endian) {
          clear_bits(filled(size), static_cast<std::uint64_t>(offset), {mask, sample_bytes, big_endian});
        });
    function("openRegions", &open_regions);
    function(
        "closeRegions", +[](address where) { delete &regions_at(where); });
    function("addRegion", &add_region);
    function(
        "blankRegions", +[](address where, std::size_t size, double offset) {
          regions_at(where).blank(filled(size), static_cast<std::uint64_t>(offset));
        });
  }
};

} // namespace dcmstream::bindings
