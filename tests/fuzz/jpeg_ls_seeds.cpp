// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the JPEG-LS adapter: codestreams of each kind, by CharLS's encoder, and what is wrong about them.

#include <utility>

#include "fuzz/fuzz_target.hpp"
#include "support/jpeg_ls_picture.hpp"

namespace dcmstream::fuzz {
namespace {

using namespace jpeg_ls_test;

// The widths stand in jpeg_ls_fuzz.cpp: 0 is 8 bits, 1 is 16, 2 is 32, 3 is 1, 5 is 64, 7 is too wide.
seed make(std::string name, std::uint8_t width, const jpeg_ls_test::bytes& encoded) {
  jpeg_ls_test::bytes input{width, 8, 1, 6, 5, 6, static_cast<std::uint8_t>(name.size() % 3), 0};
  input.insert(input.end(), encoded.begin(), encoded.end());
  return {std::move(name), std::move(input)};
}

jpeg_ls_test::bytes encoded(const picture& p) { return encode(samples_of(p), p); }

jpeg_ls_test::bytes cut(jpeg_ls_test::bytes whole, std::size_t less) {
  whole.resize(whole.size() - less);
  return whole;
}

// With a segment before a scan: the first one, or the second.
jpeg_ls_test::bytes with(const picture& p, const jpeg_ls_test::bytes& segment, int scan) {
  jpeg_ls_test::bytes whole = encoded(p);
  for (std::size_t at = 0; at + 1 < whole.size(); ++at) {
    if (whole[at] != 0xFF || whole[at + 1] != 0xDA || --scan != 0) continue;
    whole.insert(whole.begin() + static_cast<std::ptrdiff_t>(at), segment.begin(), segment.end());
    break;
  }
  return whole;
}

} // namespace

std::vector<seed> seeds() {
  using charls::color_transformation;
  constexpr auto none = interleave_mode::none;
  constexpr auto line = interleave_mode::line;
  constexpr auto sample = interleave_mode::sample;
  const picture mono{9, 6, 8};
  const picture planar{9, 6, 8, 3};
  picture talkative{9, 6, 8, 3, line};
  talkative.talkative = true;
  const jpeg_ls_test::bytes reset{0xFF, 0xF8, 0, 13, 1, 0, 255, 0, 3, 0, 7, 0, 21, 0, 31};
  const jpeg_ls_test::bytes endless{0xFF, 0xF8, 0, 13, 1, 0, 255, 0, 3, 0, 7, 0, 21, 1, 0};
  const jpeg_ls_test::bytes mapping{0xFF, 0xF8, 0, 6, 2, 1, 1, 7};
  const jpeg_ls_test::bytes oversize{0xFF, 0xF8, 0, 12, 4, 4, 0, 1, 0, 0, 0, 1, 0, 0};
  const jpeg_ls_test::bytes filled{0xFF, 0xFF, 0xFF, 0xFE, 0, 4, 0xFF, 0xD9};
  const jpeg_ls_test::bytes restarts{0xFF, 0xDD, 0, 4, 0, 2};
  jpeg_ls_test::bytes other_scan = with(planar, {}, 2);
  for (std::size_t at = other_scan.size() - 2; at > 0; --at) {
    if (other_scan[at] != 0xFF || other_scan[at + 1] != 0xDA) continue;
    other_scan[at + 8] = 2; // ILV
    break;
  }
  const jpeg_ls_test::bytes black = encode(jpeg_ls_test::bytes(54), mono);
  return {
      {"empty", {}},
      make("mono", 0, encoded(mono)),
      make("mono_2", 0, encoded({9, 6, 2})),
      make("mono_10", 1, encoded({9, 6, 10})),
      make("mono_12", 1, encoded({9, 6, 12})),
      make("mono_16", 1, encoded({9, 6, 16})),
      make("mono_in_16", 1, encoded(mono)),
      make("mono_in_32", 2, encoded(mono)),
      make("mono_in_64", 5, encoded(mono)),
      make("mono_12_in_32", 2, encoded({9, 6, 12})),
      make("mono_12_in_64", 5, encoded({9, 6, 12})),
      make("too_wide", 7, encoded(mono)),
      make("one_bit", 3, encoded(mono)),
      make("planar", 0, encoded(planar)),
      make("planar_16", 1, encoded({9, 6, 16, 3})),
      make("line", 0, encoded({9, 6, 8, 3, line})),
      make("sample", 0, encoded({9, 6, 8, 3, sample})),
      make("sample_16", 1, encoded({9, 6, 16, 3, sample})),
      make("four", 0, encoded({9, 6, 8, 4, sample})),
      make("near", 0, encoded({9, 6, 8, 1, none, 3})),
      make("near_color", 0, encoded({9, 6, 8, 3, sample, 2})),
      make("hp1", 0, encoded({9, 6, 8, 3, line, 0, color_transformation::hp1})),
      make("hp2", 0, encoded({9, 6, 8, 3, sample, 0, color_transformation::hp2})),
      make("hp3", 1, encoded({9, 6, 16, 3, sample, 0, color_transformation::hp3})),
      make("talkative", 0, encoded(talkative)),
      make("cut", 0, cut(encoded(mono), 10)),
      make("cut_planar", 0, cut(encoded(planar), 30)),
      make("cut_to_nothing", 0, cut(encoded(mono), encoded(mono).size() - 26)),
      make("cut_black", 0, cut(black, 3)),
      make("no_end", 0, cut(encoded(mono), 2)),
      make("reset", 0, with(mono, reset, 1)),
      make("reset_later", 0, with(planar, reset, 2)),
      make("reset_sample", 0, with({9, 6, 8, 3, sample}, reset, 1)),
      make("endless", 0, with(mono, endless, 1)),
      make("endless_later", 0, with(planar, endless, 2)),
      make("other_scan", 0, other_scan),
      make("mapping", 0, with(mono, mapping, 1)),
      make("oversize", 0, with(mono, oversize, 1)),
      make("fill_bytes", 0, with(planar, filled, 1)),
      make("restarts", 0, with(mono, restarts, 1)),
      make("other_jpeg", 0, {0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0}),
  };
}

} // namespace dcmstream::fuzz
