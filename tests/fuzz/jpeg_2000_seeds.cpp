// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the JPEG 2000 decoder: small codestreams of every make, by OpenJPEG's encoder, and what can be wrong about them.

#include "fuzz/fuzz_target.hpp"

#include <initializer_list>
#include <utility>

#include "support/jpeg_2000_encoder.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing_support::encode_jpeg_2000;
using testing_support::encoder_component;
using testing_support::encoder_options;

// What is asked for: see jpeg_2000_fuzz.cpp.
using controls = std::initializer_list<std::uint8_t>;

encoder_component component(unsigned precision, bool is_signed = false, unsigned step = 1) {
  encoder_component made{{}, precision, is_signed, step, step};
  const int half = is_signed ? 1 << (precision - 1) : 0;
  const unsigned columns = (28 + step - 1) / step;
  const unsigned rows = (20 + step - 1) / step;
  for (unsigned i = 0; i < columns * rows; ++i)
    made.samples.push_back(static_cast<int>((i * 37 + i / 28) % (1U << precision)) - half);
  return made;
}

bytes encoded(encoder_options options, const std::vector<encoder_component>& components) {
  options.columns = 28;
  options.rows = 20;
  options.block = 8;
  return encode_jpeg_2000(options, components);
}

seed make(std::string name, controls what, const bytes& codestream) {
  bytes input(what);
  input.resize(8);
  input.insert(input.end(), codestream.begin(), codestream.end());
  return {std::move(name), std::move(input)};
}

void put_long(bytes& in, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) in[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

bytes joined(std::initializer_list<bytes> parts) {
  bytes all;
  for (const bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::size_t marker_at(const bytes& in, std::uint8_t marker) {
  std::size_t at = 2;
  while (at + 1 < in.size() && (in[at] != 0xFF || in[at + 1] != marker)) ++at;
  return at;
}

// The same, with one byte behind a marker changed.
bytes changed(bytes in, std::uint8_t marker, std::size_t offset, std::uint8_t value) {
  in[marker_at(in, marker) + offset] = value;
  return in;
}

} // namespace

std::vector<seed> seeds() {
  const bytes plain = encoded({}, {component(8)});
  encoder_options tiled;
  tiled.tile = 16;
  tiled.layers = 2;
  tiled.tile_parts = true;
  const bytes tiles = encoded(tiled, {component(8)});
  encoder_options odd;
  odd.left = 5;
  odd.top = 3;
  odd.precinct = 16;
  odd.start_markers = true;
  const bytes precincts = encoded(odd, {component(12)});
  encoder_options lossy;
  lossy.lossy = lossy.color_transform = true;
  encoder_options color;
  color.color_transform = true;
  const std::vector<encoder_component> rgb{component(8), component(8), component(8)};
  const bytes subsampled = encoded({}, {component(8), component(8, false, 2), component(8, false, 2)});

  std::vector<seed> all{
      {"empty", {}},
      make("plain", {}, plain),
      make("reduced", {1}, plain),
      make("reduced_too_far", {7}, plain),
      make("region", {0, 3, 4, 9, 7}, plain),
      make("reduced_region", {1, 3, 4, 9, 7}, precincts),
      make("region_outside", {0, 100, 4, 9, 7}, plain),
      make("one_pixel_reduced", {2, 5, 5, 1, 1}, plain),
      make("wide_cells", {0, 0, 0, 0, 0, 0, 2}, plain),
      make("one_bit", {0, 0, 0, 0, 0, 0, 3}, encoded({}, {component(1)})),
      make("signed_12", {}, encoded({}, {component(12, true)})),
      make("bits_24", {}, encoded({}, {component(24)})),
      make("mixed", {}, encoded({}, {component(8), component(12, true)})),
      make("rgb", {0, 0, 0, 0, 0, 0, 0, 2}, encoded(color, rgb)),
      make("rgb_lossy", {0, 0, 0, 0, 0, 0, 0, 2}, encoded(lossy, rgb)),
      make("tiles", {}, tiles),
      make("tiles_region", {0, 20, 10, 4, 9}, tiles),
      make("precincts", {}, precincts),
      make("subsampled", {}, subsampled),
      make("subsampled_region", {0, 3, 3, 5, 5}, subsampled),
      make("cut_in_header", {}, {plain.begin(), plain.begin() + 60}),
      make("cut_in_data", {}, {plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(plain.size() / 2)}),
      make("cut_in_tiles", {}, {tiles.begin(), tiles.begin() + static_cast<std::ptrdiff_t>(tiles.size() * 2 / 3)}),
      make("cut_in_tile_header", {},
           {tiles.begin(), tiles.begin() + static_cast<std::ptrdiff_t>(marker_at(tiles, 0x93)) + 1}),
      make("without_end", {}, {plain.begin(), plain.end() - 2}),
      make("junk_around", {}, joined({bytes(9, 0xFF), plain, bytes(9, 0xFF)})),
      make("part_2", {}, changed(plain, 0x51, 4, 0x80)),
      make("part_2_marker", {}, changed(plain, 0x64, 1, 0x74)),
      make("five_components", {}, changed(plain, 0x51, 39, 5)),
      make("precision_32", {}, changed(plain, 0x51, 40, 31)),
      make("no_step", {}, changed(plain, 0x51, 41, 0)),
      make("steps_of_255", {}, changed(changed(plain, 0x51, 41, 255), 0x51, 42, 255)),
      make("resolutions_34", {}, changed(plain, 0x52, 9, 33)),
      make("resolutions_1", {}, changed(plain, 0x52, 9, 0)),
      make("layers", {}, changed(plain, 0x52, 6, 9)),
      make("blocks_too_large", {}, changed(plain, 0x52, 10, 9)),
      make("precincts_missing", {}, changed(plain, 0x52, 4, 1)),
      make("no_cod", {}, changed(plain, 0x52, 1, 0x64)),
      make("high_throughput", {}, changed(plain, 0x52, 12, 0x40)),
      make("terminated_passes", {}, changed(plain, 0x52, 12, 0x3F)),
      make("irreversible", {}, changed(plain, 0x52, 13, 0)),
      make("second_size", {}, changed(plain, 0x64, 1, 0x51)),
  };
  // A COC of the only component, in place of the comment.
  const std::size_t comment = marker_at(plain, 0x64);
  for (const std::uint8_t component_number : {std::uint8_t{0}, std::uint8_t{3}}) {
    bytes with_coc = plain;
    const bytes coc{0xFF, 0x53, 0, 9, component_number, 0, 2, 1, 1, 0, 1, 0xFF, 0x30};
    with_coc.insert(with_coc.begin() + static_cast<std::ptrdiff_t>(comment), coc.begin(), coc.end());
    all.push_back(make("coc_" + std::to_string(component_number), {}, with_coc));
  }
  // A COD in the header of a tile-part: two samples a precinct.
  bytes tile_cod = plain;
  const bytes cod{0xFF, 0x52, 0, 15, 1, 0, 0, 1, 0, 2, 1, 1, 0, 1, 0x11, 0x11, 0x11};
  const std::size_t data = marker_at(plain, 0x93);
  tile_cod.insert(tile_cod.begin() + static_cast<std::ptrdiff_t>(data), cod.begin(), cod.end());
  put_long(tile_cod, marker_at(plain, 0x90) + 6, 0);
  all.push_back(make("tile_cod", {}, tile_cod));
  bytes tile_part_2 = tile_cod;
  tile_part_2[data + 1] = 0x75;
  all.push_back(make("tile_part_2", {}, tile_part_2));
  bytes empty_part = plain; // before the first one
  const bytes sot{0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 12, 0, 0};
  empty_part.insert(empty_part.begin() + static_cast<std::ptrdiff_t>(marker_at(plain, 0x90)), sot.begin(), sot.end());
  all.push_back(make("empty_part", {}, empty_part));

  const bytes header{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10, 0, 0, 0, 43, 'j', 'p', '2', 'h'};
  const bytes sycc{0, 0, 0, 15, 'c', 'o', 'l', 'r', 1, 0, 0, 0, 0, 0, 18};
  const bytes palette{0, 0, 0, 20, 'p', 'c', 'l', 'r', 0, 1, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0};
  all.push_back(make("jp2_sycc", {}, joined({header, sycc, encoded({}, rgb)})));
  all.push_back(make("jp2_palette", {}, joined({header, sycc, palette, plain})));
  all.push_back(make("jp2_palette_refused", {0, 0, 0, 0, 0, 0, 0, 2}, joined({header, palette, plain})));
  all.push_back(make("jp2_broken_box", {}, joined({header, {0, 0, 0, 7, 'c', 'o', 'l', 'r'}, plain})));

  bytes huge = plain;
  for (const std::size_t at : {8U, 12U, 24U, 28U}) put_long(huge, at, 0x7FFFFFFF);
  all.push_back(make("huge", {}, huge));
  for (const std::size_t at : {8U, 12U}) put_long(huge, at, 0xFFFF);
  all.push_back(make("large_tile", {}, huge));
  bytes many = plain;
  put_long(many, 24, 1);
  put_long(many, 28, 1);
  all.push_back(make("tiles_of_one_pixel", {}, many));
  put_long(many, 28, 0);
  all.push_back(make("tiles_of_none", {}, many));
  return all;
}

} // namespace dcmstream::fuzz
