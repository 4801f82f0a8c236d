// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// OpenJPEG's encoder, for tests: its codestreams come back as they went in.

#pragma once

#include <cstdint>
#include <vector>

namespace dcmstream::testing_support {

struct encoder_component {
  std::vector<std::int32_t> samples;
  unsigned precision = 8;
  bool is_signed = false;
  unsigned step_x = 1;
  unsigned step_y = 1;
};

struct encoder_options {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::uint32_t left = 0; // where the image begins on the codestream's grid
  std::uint32_t top = 0;
  bool color_transform = false;
  bool lossy = false; // the irreversible transform, at a tenth of the size
  unsigned resolutions = 3;
  unsigned layers = 1;
  std::uint32_t tile = 0; // its width and height; 0: one tile
  unsigned block = 64;
  unsigned precinct = 0;      // its width and height; 0: the largest
  bool tile_parts = false;    // one a resolution
  bool start_markers = false; // SOP, EPH
};

// A codestream; empty where OpenJPEG refuses.
[[nodiscard]] std::vector<std::uint8_t> encode_jpeg_2000(const encoder_options& options,
                                                         const std::vector<encoder_component>& components);

} // namespace dcmstream::testing_support
