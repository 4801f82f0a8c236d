// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the deflated frames' adapter: streams of each kind for frames of 5 × 25 pixels.

#include <zlib.h>

#include <utility>

#include "fuzz/fuzz_target.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;

bytes deflated(std::size_t size, int level, int window_bits) {
  bytes plain(size);
  for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::uint8_t>(i % 17 < 9 ? 7 : i * 37);
  z_stream stream{};
  (void)deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  bytes target(size + 100);
  stream.next_in = plain.data();
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = target.data();
  stream.avail_out = static_cast<uInt>(target.size());
  (void)::deflate(&stream, Z_FINISH);
  target.resize(stream.total_out);
  deflateEnd(&stream);
  return target;
}

// The widths stand in deflated_frame_fuzz.cpp: 0 is 8 bits, 1 is 16, 2 is 32, 3 is 1, 4 is none.
seed make(std::string name, std::uint8_t samples, std::uint8_t width, const bytes& encoded) {
  bytes input{5, 25, samples, width};
  input.insert(input.end(), encoded.begin(), encoded.end());
  return {std::move(name), std::move(input)};
}

} // namespace

std::vector<seed> seeds() {
  bytes cut = deflated(125, 6, -MAX_WBITS);
  cut.resize(cut.size() / 2);
  bytes padded = deflated(125, 6, -MAX_WBITS);
  padded.push_back(0);
  return {
      {"empty", {}},
      make("mono_8", 1, 0, deflated(125, 6, -MAX_WBITS)),
      make("mono_16", 1, 1, deflated(250, 6, -MAX_WBITS)),
      make("mono_32", 1, 2, deflated(500, 6, -MAX_WBITS)),
      make("one_bit", 1, 3, deflated(16, 6, -MAX_WBITS)),
      make("color", 3, 0, deflated(375, 6, -MAX_WBITS)),
      make("stored", 1, 0, deflated(125, 0, -MAX_WBITS)),
      make("zlib", 1, 0, deflated(125, 6, MAX_WBITS)),
      make("gzip", 1, 0, deflated(125, 6, MAX_WBITS + 16)),
      make("longer", 1, 0, deflated(1000, 6, -MAX_WBITS)),
      make("shorter", 1, 0, deflated(100, 6, -MAX_WBITS)),
      make("nothing", 1, 0, deflated(0, 6, -MAX_WBITS)),
      make("no_stream", 1, 0, {}),
      make("cut", 1, 0, cut),
      make("padded", 1, 0, padded),
      make("malformed", 1, 0, bytes(10, 0xFF)),
      make("no_format", 1, 4, deflated(125, 6, -MAX_WBITS)),
  };
}

} // namespace dcmstream::fuzz
