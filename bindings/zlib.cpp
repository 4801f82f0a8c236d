// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `zlib`: any number of inflaters and deflaters that share one window for input and one for output, since a
// step is over before the next begins. A handle is an address; js/wasm/zlib.ts is the one caller, and frees what it opened.
// It decodes deflated frames, too.

#include "codec/deflated_frame.hpp"
#include "embind/codec_module.hpp"
#include "inflate/deflater.hpp"
#include "inflate/inflater.hpp"

#include <emscripten/bind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

namespace {

using namespace dcmstream;
using address = std::uintptr_t;

// Small, for what zlib leaves of it is copied in again at the next step.
std::array<std::uint8_t, 16384> input;
std::array<std::uint8_t, 65536> output;

// What the last step did.
std::size_t consumed;
std::size_t produced;

inflater& inflater_at(address handle) { return *reinterpret_cast<inflater*>(handle); }
deflater& deflater_at(address handle) { return *reinterpret_cast<deflater*>(handle); }
address address_of(const void* p) { return reinterpret_cast<address>(p); }

// 0 where there is no memory left.
address open_inflater(std::uint32_t max_ratio) {
  inflate_limits limits;
  limits.max_ratio = max_ratio;
  return address_of(new (std::nothrow) inflater(limits));
}

address open_deflater(int level) { return address_of(new (std::nothrow) deflater(level)); }

// A step reads `size` bytes of the input and writes the output from `offset` on.
std::uint32_t inflate_some(address handle, std::size_t size, std::size_t offset, bool final) {
  const std::span in = std::span(input).first(size);
  const std::span out = std::span(output).subspan(offset);
  return static_cast<std::uint32_t>(inflater_at(handle).inflate(in, out, consumed, produced, final));
}

std::uint32_t deflate_some(address handle, std::size_t size, std::size_t offset, bool final) {
  const std::span in = std::span(input).first(size);
  const std::span out = std::span(output).subspan(offset);
  return static_cast<std::uint32_t>(deflater_at(handle).deflate(in, out, consumed, produced, final));
}

} // namespace

EMSCRIPTEN_BINDINGS(zlib) {
  using emscripten::function;
  bindings::codec_module<deflated_frame_codec>::bind();
  function("openInflater", &open_inflater);
  function(
      "closeInflater", +[](address handle) { delete &inflater_at(handle); });
  function("inflate", &inflate_some);
  function(
      "wrapping", +[](address handle) { return static_cast<std::uint32_t>(inflater_at(handle).wrapping()); });
  function("openDeflater", &open_deflater);
  function(
      "closeDeflater", +[](address handle) { delete &deflater_at(handle); });
  function("deflate", &deflate_some);
  function(
      "consumed", +[] { return consumed; });
  function(
      "produced", +[] { return produced; });
  function(
      "inputAddress", +[] { return address_of(input.data()); });
  function(
      "inputSize", +[] { return input.size(); });
  function(
      "outputAddress", +[] { return address_of(output.data()); });
  function(
      "outputSize", +[] { return output.size(); });
}
