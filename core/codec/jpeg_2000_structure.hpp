// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a JPEG 2000 codestream divides its image: tiles, resolutions, precincts, code-blocks; and what keeping account of
// them costs. A hundred hostile bytes can ask for gigabytes of it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/jpeg_2000_codestream.hpp"

namespace dcmstream {

// ISO/IEC 15444-1 B.3: the tile grid.
struct jpeg_2000_tiling {
  std::uint32_t width = 0, height = 0, x0 = 0, y0 = 0;

  // Whether the first tile holds pixels, and there are no more than can be numbered.
  [[nodiscard]] bool is_valid(const jpeg_2000_area& image) const noexcept;
  [[nodiscard]] std::uint32_t count(const jpeg_2000_area& image) const noexcept;
};

// Of one component: what COD or COC say (A.6.1, A.6.2). Sizes are exponents of two.
struct jpeg_2000_component_coding {
  static constexpr std::size_t max_resolutions = 33;

  unsigned resolutions = 1;
  unsigned block_width = 6;
  unsigned block_height = 6;
  std::array<std::uint8_t, max_resolutions> precincts{}; // height in the high half, width in the low one

  // The part that COD and COC have in common. False where it is malformed.
  [[nodiscard]] bool read(std::span<const std::uint8_t> parameters, bool has_precincts) noexcept;
};

struct jpeg_2000_coding {
  unsigned layers = 1;
  std::array<jpeg_2000_component_coding, jpeg_2000_codestream::max_components> components;
  std::array<bool, jpeg_2000_codestream::max_components> own{}; // by a COC, which outweighs the COD wherever it stands

  [[nodiscard]] bool read_cod(std::span<const std::uint8_t> segment, std::size_t component_count) noexcept;
  [[nodiscard]] bool read_coc(std::span<const std::uint8_t> segment, std::size_t component_count) noexcept;
  // The fewest of all components.
  [[nodiscard]] unsigned resolutions(std::size_t component_count) const noexcept;
};

struct jpeg_2000_structure {
  std::uint64_t bytes =
      0; // that OpenJPEG takes for tiles, and for the precincts and code-blocks of the one tile in work
  std::uint64_t packets = 0; // of all tiles
};

// At the most, where all tiles are coded so.
[[nodiscard]] jpeg_2000_structure structure_of(const jpeg_2000_codestream& codestream, const jpeg_2000_tiling& tiling,
                                               const jpeg_2000_coding& coding) noexcept;

} // namespace dcmstream
