// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the RLE decoder: frames of each format, written out by PS3.5 Annex G, and what is wrong about them.

#include "fuzz/fuzz_target.hpp"

#include <initializer_list>
#include <utility>

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;

// A run of 20, a literal of 4, nothing, a run of 101: 125 bytes, the planes of 5 × 25 pixels.
const bytes plane{237, 7, 3, 1, 2, 3, 4, 128, 156, 9};

bytes frame(std::size_t segments, const bytes& segment) {
  bytes out(64);
  const auto put = [&out](std::size_t at, std::size_t value) {
    out[at] = static_cast<std::uint8_t>(value);
    out[at + 1] = static_cast<std::uint8_t>(value >> 8);
  };
  put(0, segments);
  for (std::size_t s = 0; s < segments && s < 15; ++s) {
    put(4 + 4 * s, out.size());
    out.insert(out.end(), segment.begin(), segment.end());
  }
  return out;
}

// The widths stand in rle_fuzz.cpp: 0 is 8 bits, 1 is 16, 2 is 32, 3 is 1, all others are none.
seed make(std::string name, std::uint8_t samples, std::uint8_t width, const bytes& encoded) {
  bytes input{5, 25, samples, width, static_cast<std::uint8_t>(encoded.size()), 1, 2, 3};
  input.insert(input.end(), encoded.begin(), encoded.end());
  return {std::move(name), std::move(input)};
}

} // namespace

std::vector<seed> seeds() {
  std::vector<seed> all{
      {"empty", {}},
      make("mono_8", 1, 0, frame(1, plane)),
      make("mono_16", 1, 1, frame(2, plane)),
      make("mono_32", 1, 2, frame(4, plane)),
      make("one_bit", 1, 3, frame(1, plane)),
      make("color_8", 3, 0, frame(3, plane)),
      make("color_16", 3, 1, frame(6, plane)),
      make("color_32", 3, 2, frame(12, plane)),
      make("four_8", 4, 0, frame(4, plane)),
      make("four_16", 4, 1, frame(8, plane)),
      make("four_32", 4, 2, frame(15, plane)),
      make("no_format", 1, 4, frame(1, plane)),
      make("no_samples", 0, 0, frame(1, plane)),
      make("short_header", 1, 0, bytes(63, 1)),
      make("no_segments", 1, 0, frame(0, plane)),
      make("too_many_segments", 1, 0, frame(200, plane)),
      make("other_segments", 3, 0, frame(1, plane)),
      make("too_little", 1, 0, frame(1, {237, 7})),
      make("cut_run", 1, 0, frame(1, {237, 7, 237})),
      make("cut_literal", 1, 0, frame(1, {237, 7, 120, 1, 2})),
      make("nothing_only", 1, 0, frame(1, {128, 128, 128})),
  };
  bytes wrong = frame(3, plane);
  wrong[8] = 10; // into the header
  all.push_back(make("offset_in_header", 3, 0, wrong));
  wrong[8] = 255; // behind the next
  all.push_back(make("offset_behind", 3, 0, wrong));
  // More pixels than are unpacked at a time.
  bytes long_plane;
  for (int i = 0; i < 12; ++i) long_plane.insert(long_plane.end(), plane.begin(), plane.end());
  bytes large = make("large", 3, 1, frame(6, long_plane)).bytes;
  large[0] = large[1] = 38;
  all.push_back({"large", std::move(large)});
  return all;
}

} // namespace dcmstream::fuzz
