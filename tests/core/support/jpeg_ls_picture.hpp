// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Codestreams of JPEG-LS for tests, by CharLS's encoder.

#pragma once

#include <charls/charls.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "codec/codec.hpp"

namespace dcmstream::jpeg_ls_test {

using bytes = std::vector<std::uint8_t>;
using charls::interleave_mode;

struct picture {
  std::uint32_t columns = 7;
  std::uint32_t rows = 5;
  int bits = 8;
  int components = 1;
  interleave_mode interleave = interleave_mode::none;
  int near = 0;
  charls::color_transformation transformation = charls::color_transformation::none;
  charls::jpegls_pc_parameters preset{};
  bool talkative = false; // with a SPIFF header, a comment and application data
};

inline std::size_t sample_size(const picture& p) { return p.bits > 8 ? 2 : 1; }

// Pixel-interleaved, in cells of 8 or 16 bits: runs, edges and noise. All components change at once, since CharLS's encoder
// does not look at the fourth when it looks for runs.
inline bytes samples_of(const picture& p) {
  std::mt19937 random(3);
  std::vector<unsigned> pixel(static_cast<std::size_t>(p.components));
  bytes samples;
  for (std::size_t i = 0; i < std::size_t{p.columns} * p.rows; ++i) {
    const bool changes = random() % 3 == 0;
    for (unsigned& value : pixel) {
      if (changes) value = random() & ((1U << p.bits) - 1);
      samples.push_back(static_cast<std::uint8_t>(value));
      if (sample_size(p) == 2) samples.push_back(static_cast<std::uint8_t>(value >> 8));
    }
  }
  return samples;
}

inline bytes planes_of(const bytes& samples, const picture& p) {
  const std::size_t size = sample_size(p);
  const std::size_t pixel = size * static_cast<std::size_t>(p.components);
  bytes planes;
  for (std::size_t at = 0; at < pixel; at += size) {
    for (std::size_t i = at; i < samples.size(); i += pixel) {
      for (std::size_t byte = 0; byte < size; ++byte) planes.push_back(samples[i + byte]);
    }
  }
  return planes;
}

inline bytes encode(const bytes& samples, const picture& p) {
  charls::jpegls_encoder encoder;
  encoder.frame_info({p.columns, p.rows, p.bits, p.components});
  encoder.interleave_mode(p.interleave).near_lossless(p.near).color_transformation(p.transformation);
  encoder.preset_coding_parameters(p.preset);
  bytes target(encoder.estimated_destination_size() + 4096);
  encoder.destination(target);
  if (p.talkative) {
    encoder.write_standard_spiff_header(p.components == 1 ? charls::spiff_color_space::grayscale
                                                          : charls::spiff_color_space::rgb);
    encoder.write_spiff_end_of_directory_entry();
    encoder.write_comment("\xFF\xDA\x00\x0C\x03 not a scan");
    encoder.write_application_data(8, "mrfy", 4);
  }
  target.resize(encoder.encode(p.interleave == interleave_mode::none ? planes_of(samples, p) : samples));
  return target;
}

inline frame_format declared_of(const picture& p, std::uint16_t bits_allocated = 0) {
  const auto cell = static_cast<std::uint16_t>(8 * sample_size(p));
  return {p.rows, p.columns, static_cast<std::uint16_t>(p.components), bits_allocated == 0 ? cell : bits_allocated,
          static_cast<std::uint16_t>(p.bits)};
}

} // namespace dcmstream::jpeg_ls_test
