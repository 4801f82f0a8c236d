// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `encode`: headers are written into the window, values are swapped in it. js/wasm/encode.ts is the one caller.

#include <emscripten/bind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "encode/header_writer.hpp"
#include "encode/value_order.hpp"

namespace {

using namespace dcmstream;

std::array<std::uint8_t, 65536> window;

// Returns the header's size; it stands at the beginning of the window.
std::size_t header(std::uint32_t tag, std::uint16_t value_representation, std::uint32_t length, bool explicit_vr,
                   bool big_endian) {
  const encoding form{explicit_vr, big_endian ? byte_order::big : byte_order::little};
  return write_header(tag, static_cast<vr>(value_representation), length, form,
                      std::span(window).first<long_header_size>());
}

void write_u32(std::uint32_t value, bool big_endian) {
  store_u32(window.data(), value, big_endian ? byte_order::big : byte_order::little);
}

void swap(std::size_t size, unsigned unit) { swap_units(std::span(window).first(size), unit); }

} // namespace

EMSCRIPTEN_BINDINGS(encode) {
  using emscripten::function;
  function("writeHeader", &header);
  function("writeU32", &write_u32);
  function("swapUnits", &swap);
  function(
      "unitSize", +[](std::uint16_t value) { return unit_size(static_cast<vr>(value)); });
  function(
      "hasLongHeader", +[](std::uint16_t value) { return has_long_header(static_cast<vr>(value)); });
  function(
      "windowAddress", +[] { return reinterpret_cast<std::uintptr_t>(window.data()); });
  function(
      "windowSize", +[] { return window.size(); });
}
