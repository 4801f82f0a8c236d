// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the JPEG decoder: small frames of each process, and what is wrong about them.

#include "fuzz/fuzz_target.hpp"

#include <initializer_list>
#include <utility>

#include "support/jpeg_encoder.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using test::encode_jpeg;
using test::jpeg_options;
using test::some_image;

constexpr std::uint8_t three_samples = 0x80;

// The widths stand in jpeg_fuzz.cpp: 0 is 8 bits, 1 is 16, 2 is 32, 3 is 1, 4 is 64, 5 is none.
seed make(std::string name, const bytes& encoded, std::uint8_t declared = 0, std::uint8_t reduce = 0) {
  bytes input{declared, reduce, 0, 0x80};
  input.insert(input.end(), encoded.begin(), encoded.end());
  return {std::move(name), std::move(input)};
}

bytes changed(bytes encoded, std::size_t at, std::initializer_list<std::uint8_t> to) {
  std::copy(to.begin(), to.end(), encoded.begin() + static_cast<std::ptrdiff_t>(at));
  return encoded;
}

bytes with_marker(bytes encoded, std::initializer_list<std::uint8_t> marker) {
  encoded.insert(encoded.begin() + 2, marker);
  return encoded;
}

// Where the frame's marker stands, by its second byte.
std::size_t frame_marker(const bytes& encoded, std::uint8_t marker) {
  std::size_t at = 2;
  while (encoded.at(at + 1) != marker) at += 2U + encoded[at + 2] * 256U + encoded[at + 3];
  return at;
}

} // namespace

std::vector<seed> seeds() {
  std::vector<seed> all{{"empty", {}}};
  for (int precision : {2, 8, 12, 16}) {
    for (int predictor : {1, 7}) {
      all.push_back(make("lossless_" + std::to_string(precision) + "_" + std::to_string(predictor),
                         encode_jpeg(some_image(6, 9, 1, precision), {.predictor = predictor}), precision > 8 ? 1 : 0));
    }
  }
  for (std::uint8_t declared : bytes{0, 1, 2, 3, 4, 5}) {
    const std::string suffix = "_declared_" + std::to_string(declared);
    all.push_back(make("gray" + suffix, encode_jpeg(some_image(17, 9, 1, 8)), declared));
    all.push_back(make("gray_12" + suffix, encode_jpeg(some_image(17, 9, 1, 12)), declared));
    all.push_back(make("color_16" + suffix, encode_jpeg(some_image(5, 6, 3, 16), {.predictor = 6}), declared));
  }
  const bytes gray = encode_jpeg(some_image(8, 8, 1, 8));
  const bytes color = encode_jpeg(some_image(17, 17, 3, 8), {.horizontal_sampling = 2, .vertical_sampling = 2});
  const bytes progressive = encode_jpeg(some_image(17, 17, 3, 8), {.restart_rows = 1, .progressive = true});
  for (std::uint8_t reduce : bytes{1, 2, 3, 4}) {
    all.push_back(make("color_reduced_" + std::to_string(reduce), color, three_samples, reduce));
    all.push_back(make("progressive_reduced_" + std::to_string(reduce), progressive, three_samples, reduce));
  }
  const auto silent = encode_jpeg(some_image(8, 8, 3, 8));
  const auto adobe = [&](std::uint8_t transform) {
    return with_marker(silent, {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform});
  };
  bytes scans(progressive.begin(), progressive.begin() + static_cast<std::ptrdiff_t>(frame_marker(progressive, 0xDA)));
  for (int i = 0; i < 120; ++i) scans.insert(scans.end(), {0xFF, 0xDA, 0, 12, 3, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0x55});
  bytes junk(20, 0xFF);
  junk.insert(junk.end(), gray.begin(), gray.end());
  junk.insert(junk.end(), 20, 0);
  bytes five = encode_jpeg(some_image(8, 8, 4, 8));
  const std::size_t of_five = frame_marker(five, 0xC0);
  five = changed(five, of_five + 3, {23, 8, 0, 8, 0, 8, 5});
  five.insert(five.begin() + static_cast<std::ptrdiff_t>(of_five) + 22, {9, 0x11, 0});
  const bytes thirds = encode_jpeg(some_image(24, 24, 3, 8), {.horizontal_sampling = 3});
  const std::size_t frame = frame_marker(gray, 0xC0);
  const std::vector<seed> more{
      make("color", color, three_samples),
      make("progressive", progressive, three_samples),
      make("progressive_12", encode_jpeg(some_image(17, 17, 1, 12), {.progressive = true}), 1),
      make("two", encode_jpeg(some_image(9, 9, 2, 8), {.restart_rows = 1})),
      make("four", encode_jpeg(some_image(9, 9, 4, 8))),
      make("scans", encode_jpeg(some_image(9, 9, 3, 8), {.interleaved = false}), three_samples),
      make("lossless_scans", encode_jpeg(some_image(9, 9, 3, 8), {.predictor = 2, .interleaved = false}),
           three_samples),
      make("lossless_restarts", encode_jpeg(some_image(9, 9, 1, 16), {.predictor = 5, .restart_rows = 2}), 1),
      make("point_transform", encode_jpeg(some_image(9, 9, 1, 12), {.predictor = 3, .point_transform = 2}), 1),
      make("jfif", encode_jpeg(some_image(8, 8, 3, 8), {.space = JCS_YCbCr, .jfif = true}), three_samples),
      make("rgb", encode_jpeg(some_image(8, 8, 3, 8), {.space = JCS_RGB}), three_samples),
      make("letters", changed(encode_jpeg(some_image(8, 8, 3, 8), {.space = JCS_RGB}), 6, {'X'}), three_samples),
      make("silent", silent, three_samples),
      make("silent_gray", silent),
      make("gray_color", gray, three_samples),
      make("lossless_color_gray", encode_jpeg(some_image(4, 4, 3, 8), {.predictor = 1})),
      make("adobe_0", adobe(0), three_samples),
      make("adobe_1", adobe(1), three_samples),
      make("adobe_7", adobe(7), three_samples),
      make("many_scans", scans),
      make("junk", junk),
      make("five", five),
      make("arithmetic", changed(gray, frame + 1, {0xC9})),
      make("differential", changed(gray, frame + 1, {0xC5})),
      make("hierarchical", with_marker(gray, {0xFF, 0xDE, 0, 2})),
      make("jpeg_ls", with_marker(gray, {0xFF, 0xF7, 0, 2})),
      make("fractions", changed(thirds, frame_marker(thirds, 0xC0) + 14, {0x21})),
      make("too_large", changed(gray, frame + 5, {0xFF, 0xFF, 0xFF, 0xFF})),
      make("large", changed(gray, frame + 5, {0x0F, 0xFF, 0x00, 0x80})),
      make("no_tables", changed(gray, 3, {0xFE})),
      make("cut_marker", bytes(gray.begin(), gray.begin() + 40)),
      make("long_marker", with_marker(gray, {0xFF, 0xE1, 0xFF, 0xFF})),
  };
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace dcmstream::fuzz
