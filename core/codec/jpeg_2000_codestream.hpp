// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a JPEG 2000 frame says of itself (ISO/IEC 15444-1 Annex A): its headers, and how far its tile-parts reach. Read
// without decoding anything, so that hostile sizes are refused before memory is spent on them.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/status.hpp"

namespace dcmstream {

// Of a component, and of the codestream's own grid, in whose units its steps and all positions are.
struct jpeg_2000_component {
  std::uint8_t precision = 0; // bits a sample, 1 to 31: OpenJPEG's limit, the standard's is 38
  bool is_signed = false;
  std::uint8_t step_x = 1;
  std::uint8_t step_y = 1;
};

struct jpeg_2000_area {
  std::uint32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] friend bool operator==(const jpeg_2000_area&, const jpeg_2000_area&) = default;
};

struct jpeg_2000_steps {
  std::uint32_t x = 1, y = 1;
};

struct jpeg_2000_size {
  std::uint32_t columns = 0, rows = 0;
};

// B.2: positions on the grid, in steps of so many units.
[[nodiscard]] constexpr std::uint32_t ceil_steps(std::uint32_t position, std::uint32_t step) noexcept {
  return position / step + (position % step != 0 ? 1 : 0);
}

struct jpeg_2000_codestream {
  static constexpr std::size_t max_components = 4;

  jpeg_2000_area image;
  std::array<jpeg_2000_component, max_components> components;
  std::size_t component_count = 0;
  bool color_transformed = false; // by RCT or ICT, which the decoder undoes
  bool is_sycc = false;           // says the JP2 file around the codestream
  bool has_palette = false;       // in the JP2 file around the codestream
  unsigned resolutions = 0;       // that every tile and component has, the full one included
  std::uint64_t structure = 0; // bytes, at the most, that decoding takes beside samples: tiles, precincts, code-blocks

  // From SOC on, up to where the last usable tile-part ends. It may lack its EOC.
  std::span<const std::uint8_t> bytes;
  // Where the length of the last tile-part stands, which is cut: it reaches to the end of `bytes`. 0: none is.
  std::size_t cut_length_at = 0;
  bool damaged = false; // tiles or tile-parts are missing or cut

  // The steps of the finest component: the image's pixels are that far apart.
  [[nodiscard]] jpeg_2000_steps pixel() const noexcept;
  // The image in pixels.
  [[nodiscard]] jpeg_2000_size size() const noexcept;
};

// Finds the codestream in `encoded`: a bare one, one in a JP2 file, or one behind and before other bytes. Answers
// `finished`, jpeg_2000_malformed, or jpeg_2000_part_2_unsupported.
[[nodiscard]] status read_jpeg_2000(std::span<const std::uint8_t> encoded, jpeg_2000_codestream& codestream) noexcept;

} // namespace dcmstream
