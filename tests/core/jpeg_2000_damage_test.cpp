// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG 2000 codestreams that are cut, wrapped, padded, mislabelled or hostile.

#include "codec/jpeg_2000.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "support/jpeg_2000_encoder.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing_support::encode_jpeg_2000;
using testing_support::encoder_component;
using testing_support::encoder_options;

struct decoding {
  status answer = status::not_ready;
  frame_format format;
  bytes samples;
  bool damaged = false;
};

decoding decode(const bytes& encoded, std::uint16_t samples_per_pixel = 1) {
  const bytes exact(encoded); // of exactly its size: reading beyond it is seen
  jpeg_2000_codec codec;
  decoding out;
  out.answer = codec.inspect(exact, {48, 64, samples_per_pixel, 8, 8}, {}, out.format);
  if (out.answer != status::finished) return out;
  out.samples.resize(static_cast<std::size_t>(decoded_size(out.format)));
  out.answer = codec.decode(out.samples, out.damaged);
  return out;
}

encoder_component gradient() {
  encoder_component made;
  for (int i = 0; i < 64 * 48; ++i) made.samples.push_back((i % 64 * 3 + i / 64 + i * i % 7) & 0xFF);
  return made;
}

encoder_options options_of(std::uint32_t tile = 0) {
  encoder_options options;
  options.columns = 64;
  options.rows = 48;
  options.tile = tile;
  options.block = 16;
  return options;
}

bytes sample_codestream(std::uint32_t tile = 0) { return encode_jpeg_2000(options_of(tile), {gradient()}); }

bytes samples_of(const encoder_component& component) { return {component.samples.begin(), component.samples.end()}; }

std::size_t find(const bytes& in, std::initializer_list<std::uint8_t> wanted, std::size_t from = 0) {
  return static_cast<std::size_t>(
      std::search(in.begin() + static_cast<std::ptrdiff_t>(from), in.end(), wanted.begin(), wanted.end()) - in.begin());
}

bytes operator+(bytes first, const bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void put_long(bytes& in, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) in[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

bytes box(const char* type, const bytes& content) {
  bytes out(4);
  put_long(out, 0, static_cast<std::uint32_t>(8 + content.size()));
  out.insert(out.end(), type, type + 4);
  return out + content;
}

TEST(jpeg_2000_damage, a_cut_codestream_gives_what_is_there_and_says_so_wherever_it_is_cut) {
  for (const std::uint32_t tile : {0U, 32U}) {
    const bytes whole = sample_codestream(tile);
    const std::size_t first_data = find(whole, {0xFF, 0x93}) + 2;
    for (std::size_t size = 0; size < whole.size() - 2; ++size) {
      const decoding cut = decode({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
      ASSERT_EQ(cut.answer, size <= first_data ? status::jpeg_2000_malformed : status::finished) << size;
      if (cut.answer == status::finished) ASSERT_TRUE(cut.damaged) << size;
    }
  }
}

TEST(jpeg_2000_damage, more_of_a_cut_codestream_is_nearer_to_the_image) {
  const bytes whole = sample_codestream();
  const bytes expected = samples_of(gradient());
  const auto error_at = [&](std::size_t percent) {
    const decoding cut =
        decode({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * percent / 100)});
    return std::transform_reduce(expected.begin(), expected.end(), cut.samples.begin(), std::size_t{0}, std::plus<>(),
                                 [](int a, int b) { return static_cast<std::size_t>(std::abs(a - b)); });
  };
  EXPECT_LT(error_at(90), error_at(40));
  EXPECT_LT(error_at(40), expected.size() * 64);
}

TEST(jpeg_2000_damage, tiles_that_are_there_are_right_and_missing_ones_are_zeros) {
  const bytes whole = sample_codestream(32);
  std::size_t third = find(whole, {0xFF, 0x90, 0x00, 0x0A, 0x00, 0x02}); // tile 2 of 4: the lower left one
  const decoding cut = decode({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(third)});
  ASSERT_EQ(cut.answer, status::finished);
  EXPECT_TRUE(cut.damaged);
  const bytes expected = samples_of(gradient());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(cut.samples[i], i < 32 * 64 ? expected[i] : 0) << i;
}

TEST(jpeg_2000_damage, a_missing_end_marker_alone_is_no_damage) {
  const bytes whole = sample_codestream();
  const decoding unended = decode({whole.begin(), whole.end() - 2});
  EXPECT_EQ(unended.answer, status::finished);
  EXPECT_FALSE(unended.damaged);
  EXPECT_EQ(unended.samples, samples_of(gradient()));
}

TEST(jpeg_2000_damage, a_tile_part_whose_length_is_left_open_or_too_large_ends_at_the_end_marker) {
  bytes open = sample_codestream();
  const std::size_t length_at = find(open, {0xFF, 0x90, 0x00, 0x0A}) + 6;
  for (const std::uint32_t length : {0U, 0xFFFFFFFFU, 0x01000000U}) {
    put_long(open, length_at, length);
    for (const bytes& padding : {bytes{}, bytes{0}, bytes{0, 0, 0, 7}}) {
      const decoding decoded = decode(open + padding);
      EXPECT_EQ(decoded.answer, status::finished);
      EXPECT_FALSE(decoded.damaged);
      EXPECT_EQ(decoded.samples, samples_of(gradient()));
    }
  }
}

TEST(jpeg_2000_damage, bytes_before_and_behind_the_codestream_are_passed_over) {
  for (const std::uint32_t tile : {0U, 32U}) {
    const bytes whole = sample_codestream(tile);
    for (const bytes& around : {bytes{0}, bytes{0xFF, 0x4F, 0xFF}, bytes(100, 0xFF), bytes{0xFF, 0x90, 0, 10, 0, 0}}) {
      const decoding decoded = decode(around + whole + around);
      EXPECT_EQ(decoded.answer, status::finished);
      EXPECT_FALSE(decoded.damaged);
      EXPECT_EQ(decoded.samples, samples_of(gradient()));
    }
  }
}

TEST(jpeg_2000_damage, a_jp2_file_is_opened_and_says_sycc_or_has_a_palette) {
  const bytes signature =
      box("jP  ", {0x0D, 0x0A, 0x87, 0x0A}) + box("ftyp", {'j', 'p', '2', ' ', 0, 0, 0, 0, 'j', 'p', '2', ' '});
  const auto color_of = [](std::uint8_t space) { return box("colr", {1, 0, 0, 0, 0, 0, space}); };
  const bytes gray = sample_codestream();
  const encoder_component plane = gradient();
  const bytes color = encode_jpeg_2000(options_of(), {plane, plane, plane});

  EXPECT_EQ(decode(signature + box("jp2h", color_of(17)) + box("jp2c", gray)).samples, samples_of(plane));
  const decoding sycc = decode(signature + box("jp2h", color_of(18)) + box("jp2c", color), 3);
  EXPECT_EQ(sycc.answer, status::finished);
  EXPECT_EQ(sycc.format.color, color_model::ybr_full);
  EXPECT_EQ(decode(signature + box("jp2h", color_of(16)) + box("jp2c", color), 3).format.color,
            color_model::as_declared);

  const bytes palette = signature + box("jp2h", box("pclr", bytes(20))) + box("jp2c", gray);
  EXPECT_EQ(decode(palette, 1).answer, status::finished);
  EXPECT_EQ(decode(palette, 3).answer, status::jpeg_2000_malformed);
  const bytes broken_box = bytes{0, 0, 0, 5, 'j', 'p', '2', 'h'} + bytes{0, 0, 0, 5, 'c', 'o', 'l', 'r'};
  EXPECT_EQ(decode(signature + broken_box + gray).samples, samples_of(plane));
}

TEST(jpeg_2000_damage, part_2_is_refused_by_its_capabilities_and_by_its_markers) {
  const bytes whole = sample_codestream();
  bytes capable = whole;
  capable[6] |= 0x80;
  EXPECT_EQ(decode(capable).answer, status::jpeg_2000_part_2_unsupported);
  const auto inserted = [&](std::size_t at) {
    bytes out = whole;
    const bytes segment{0xFF, 0x74, 0, 4, 0, 0}; // MCT
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), segment.begin(), segment.end());
    return out;
  };
  EXPECT_EQ(decode(inserted(find(whole, {0xFF, 0x52}))).answer, status::jpeg_2000_part_2_unsupported);
  EXPECT_EQ(decode(inserted(find(whole, {0xFF, 0x93}))).answer, status::jpeg_2000_part_2_unsupported);
}

TEST(jpeg_2000_damage, what_is_no_codestream_is_refused) {
  const bytes whole = sample_codestream();
  EXPECT_EQ(decode({}).answer, status::jpeg_2000_malformed);
  EXPECT_EQ(decode({'C', 'o', 'd', 'e'}).answer, status::jpeg_2000_malformed);
  for (const auto& [at, value] : std::initializer_list<std::pair<std::size_t, std::uint8_t>>{
           {41, 5},   // components: five, of which one is described
           {41, 0},   // none
           {42, 31},  // a precision of 32
           {43, 0},   // no step
           {8, 0x80}, // wider than positions go
           {9, 1},    // wider than Columns can say
           {19, 64},  // begins where it ends
       }) {
    bytes wrong = whole;
    wrong[at] = value;
    EXPECT_EQ(decode(wrong).answer, status::jpeg_2000_malformed) << at;
  }
  for (const std::uint8_t marker : bytes{0x52, 0x5C}) { // COD, QCD
    bytes without = whole;
    without[find(whole, {0xFF, marker}) + 1] = 0x64; // a comment instead
    EXPECT_EQ(decode(without).answer, status::jpeg_2000_malformed);
  }
}

TEST(jpeg_2000_damage, hostile_headers_are_refused_before_memory_is_spent) {
  const bytes whole = sample_codestream();
  jpeg_2000_codec codec;
  frame_format format;
  const auto inspect = [&](const bytes& encoded) { return codec.inspect(encoded, {}, {}, format); };

  bytes tiles = whole; // 65535 tiles of one pixel in a hundred bytes
  put_long(tiles, 8, 65535);
  put_long(tiles, 12, 1);
  put_long(tiles, 24, 1);
  put_long(tiles, 28, 1);
  EXPECT_EQ(inspect(tiles), status::memory_exhausted);
  put_long(tiles, 12, 2); // more than can be numbered
  EXPECT_EQ(inspect(tiles), status::jpeg_2000_malformed);

  encoder_options options = options_of();
  options.precinct = 32;
  bytes precincts = encode_jpeg_2000(options, {gradient()});
  const std::size_t cod = find(precincts, {0xFF, 0x52});
  std::fill_n(precincts.begin() + static_cast<std::ptrdiff_t>(cod) + 14, 3, std::uint8_t{0x11}); // of two samples
  for (const std::size_t at : {8U, 12U, 24U, 28U}) put_long(precincts, at, 1024);
  EXPECT_EQ(inspect(precincts), status::memory_exhausted);

  bytes layers = encode_jpeg_2000(options, {gradient()}); // packets without end
  layers[cod + 6] = layers[cod + 7] = 0xFF;
  EXPECT_EQ(inspect(layers), status::jpeg_2000_malformed);
}

TEST(jpeg_2000_damage, decoding_takes_one_inspection_and_samples_of_the_right_size) {
  const bytes whole = sample_codestream();
  jpeg_2000_codec codec;
  frame_format format;
  bool damaged = false;
  bytes samples(64 * 48);
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid);
  ASSERT_EQ(codec.inspect(whole, {}, {}, format), status::finished);
  EXPECT_EQ(codec.decode(std::span(samples).first(10), damaged), status::argument_invalid);
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid);
  ASSERT_EQ(codec.inspect(whole, {}, {}, format), status::finished);
  EXPECT_EQ(codec.decode(samples, damaged), status::finished);
}

} // namespace
} // namespace dcmstream
