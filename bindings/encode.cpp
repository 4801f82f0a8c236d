// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `encode`: headers are written into the window, values are swapped in it, and pass through it to base64 and back.
// js/wasm/encode.ts and js/wasm/base64.ts are the callers.

#include <emscripten/bind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "encode/base64.hpp"
#include "encode/header_writer.hpp"
#include "encode/value_order.hpp"

namespace {

using namespace dcmstream;

std::array<std::uint8_t, 65536> window;
// Of at most three quarters of the window.
std::array<std::uint8_t, 65536> base64_text;

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

// Returns how many characters there are.
std::size_t to_base64(std::size_t size) { return encode_base64(std::span(window).first(size), base64_text); }

// In place; returns how many bytes there are, or -1.
int from_base64(std::size_t size, bool last) {
  const auto decoded = decode_base64(std::span(window).first(size), last, window);
  return decoded ? static_cast<int>(*decoded) : -1;
}

} // namespace

EMSCRIPTEN_BINDINGS(encode) {
  using emscripten::function;
  function("writeHeader", &header);
  function("writeU32", &write_u32);
  function("swapUnits", &swap);
  function("toBase64", &to_base64);
  function("fromBase64", &from_base64);
  function(
      "base64Address", +[] { return reinterpret_cast<std::uintptr_t>(base64_text.data()); });
  function(
      "unitSize", +[](std::uint16_t value) { return unit_size(static_cast<vr>(value)); });
  function(
      "hasLongHeader", +[](std::uint16_t value) { return has_long_header(static_cast<vr>(value)); });
  function(
      "windowAddress", +[] { return reinterpret_cast<std::uintptr_t>(window.data()); });
  function(
      "windowSize", +[] { return window.size(); });
}
