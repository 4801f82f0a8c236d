// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What every wasm module that decodes frames exports: js/wasm/codec.ts is the one caller. A frame is put where `reserve`
// says, decoded, and read where `samples` says, all before the next one; the memory is used again.

#pragma once

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>

#include "codec/frame_decoder.hpp"

namespace dcmstream::bindings {

template <class Codec>
struct codec_module {
  static inline Codec adapter;
  static inline frame_decoder decoder{adapter};
  static inline frame_buffer input;

  // Where the encoded frame goes; 0 where there is no memory left.
  static std::uintptr_t reserve(std::size_t size) {
    return input.reserve(size) ? reinterpret_cast<std::uintptr_t>(input.data()) : 0;
  }

  static std::uint32_t decode(std::size_t size, std::uint32_t rows, std::uint32_t columns,
                              std::uint16_t samples_per_pixel, std::uint16_t bits_allocated, std::uint16_t bits_stored,
                              bool is_signed, double max_size, unsigned reduce, std::uint32_t left, std::uint32_t top,
                              std::uint32_t region_columns, std::uint32_t region_rows) {
    const frame_format declared{rows, columns, samples_per_pixel, bits_allocated, bits_stored, is_signed};
    const frame_request request{reduce, {left, top, region_columns, region_rows}};
    return static_cast<std::uint32_t>(
        decoder.decode({input.data(), size}, declared, request, static_cast<std::uint64_t>(max_size)));
  }

  // Gives back what one large frame has taken.
  static void release() {
    input.release();
    decoder.release();
  }

  static void bind() {
    using emscripten::function;
    function("reserve", &reserve);
    function("decode", &decode);
    function("releaseFrame", &release);
    function(
        "samples", +[] { return reinterpret_cast<std::uintptr_t>(decoder.samples().data()); });
    function(
        "samplesSize", +[] { return decoder.samples().size(); });
    function(
        "damaged", +[] { return decoder.damaged(); });
    function(
        "rows", +[] { return decoder.format().rows; });
    function(
        "columns", +[] { return decoder.format().columns; });
    function(
        "samplesPerPixel", +[] { return std::uint32_t{decoder.format().samples_per_pixel}; });
    function(
        "bitsAllocated", +[] { return std::uint32_t{decoder.format().bits_allocated}; });
    function(
        "bitsStored", +[] { return std::uint32_t{decoder.format().bits_stored}; });
    function(
        "isSigned", +[] { return decoder.format().is_signed; });
    function(
        "color", +[] { return static_cast<std::uint32_t>(decoder.format().color); });
  }
};

} // namespace dcmstream::bindings
