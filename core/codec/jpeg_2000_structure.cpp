// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The divisions of a JPEG 2000 image, counted. Clauses are those of ISO/IEC 15444-1.

#include "codec/jpeg_2000_structure.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

// What OpenJPEG 2.5.4 allocates, in bytes, rounded up (checked by tests/fuzz/jpeg_2000_fuzz.cpp): of a tile its coding
// parameters, of a precinct its two tag trees too, of a code-block the ten segments that it begins with.
constexpr std::uint64_t tile_cost = 8192;
constexpr std::uint64_t tile_component_cost = 1536;
constexpr std::uint64_t precinct_cost = 384;
constexpr std::uint64_t block_cost = 640;
constexpr std::uint64_t packet_cost = 2; // whether it has been seen

constexpr std::uint64_t most_countable = std::uint64_t{1} << 31; // times 65535 tiles and as many layers: fits

constexpr std::uint64_t ceil_divide(std::uint64_t value, std::uint64_t by) noexcept { return (value + by - 1) / by; }
constexpr std::uint64_t ceil_shift(std::uint64_t value, unsigned by) noexcept {
  return (value + (std::uint64_t{1} << by) - 1) >> by;
}

// Cells of a grid of 2^exponent that a line of so many samples can meet, wherever it begins.
constexpr std::uint64_t cells(std::uint64_t size, unsigned exponent) noexcept {
  return size == 0 ? 0 : ceil_shift(size, exponent) + 1;
}

} // namespace

bool jpeg_2000_tiling::is_valid(const jpeg_2000_area& image) const noexcept {
  constexpr std::uint64_t most = 65535; // B.3
  const auto covers = [](std::uint32_t origin, std::uint32_t size, std::uint32_t begin) {
    return size != 0 && origin <= begin && std::uint64_t{origin} + size > begin;
  };
  return covers(x0, width, image.x0) && covers(y0, height, image.y0) &&
         ceil_divide(image.x1 - x0, width) * ceil_divide(image.y1 - y0, height) <= most;
}

std::uint32_t jpeg_2000_tiling::count(const jpeg_2000_area& image) const noexcept {
  return static_cast<std::uint32_t>(ceil_divide(image.x1 - x0, width) * ceil_divide(image.y1 - y0, height));
}

bool jpeg_2000_component_coding::read(std::span<const std::uint8_t> parameters, bool has_precincts) noexcept {
  if (parameters.size() < 5 || parameters[0] >= max_resolutions || parameters[1] > 8 || parameters[2] > 8) return false;
  resolutions = parameters[0] + 1U;
  block_width = parameters[1] + 2U;
  block_height = parameters[2] + 2U;
  if (!has_precincts) {
    precincts.fill(0xFF);
    return true;
  }
  if (parameters.size() < 5 + resolutions) return false;
  std::copy_n(parameters.begin() + 5, resolutions, precincts.begin());
  return true;
}

bool jpeg_2000_coding::read_cod(std::span<const std::uint8_t> segment, std::size_t component_count) noexcept {
  if (segment.size() < 10) return false;
  layers = load_u16(segment.data() + 2, byte_order::big);
  jpeg_2000_component_coding coding;
  if (!coding.read(segment.subspan(5), (segment[0] & 1U) != 0)) return false;
  for (std::size_t c = 0; c < component_count; ++c) {
    if (!own[c]) components[c] = coding;
  }
  return true;
}

bool jpeg_2000_coding::read_coc(std::span<const std::uint8_t> segment, std::size_t component_count) noexcept {
  if (segment.size() < 7 || segment[0] >= component_count) return false; // one byte, since there are fewer than 257
  own[segment[0]] = true;
  return components[segment[0]].read(segment.subspan(2), (segment[1] & 1U) != 0);
}

unsigned jpeg_2000_coding::resolutions(std::size_t component_count) const noexcept {
  unsigned fewest = jpeg_2000_component_coding::max_resolutions;
  for (std::size_t c = 0; c < component_count; ++c) fewest = std::min(fewest, components[c].resolutions);
  return fewest;
}

jpeg_2000_structure structure_of(const jpeg_2000_codestream& codestream, const jpeg_2000_tiling& tiling,
                                 const jpeg_2000_coding& coding) noexcept {
  const jpeg_2000_area& image = codestream.image;
  const std::uint64_t width = std::min(image.x1 - image.x0, tiling.width);
  const std::uint64_t height = std::min(image.y1 - image.y0, tiling.height);
  const std::size_t count = codestream.component_count;
  const std::uint64_t tiles = tiling.count(image);
  std::uint64_t bytes = tiles * (tile_cost + count * tile_component_cost);
  std::uint64_t all_precincts = 0;
  std::uint64_t most_precincts = 0; // of one resolution
  unsigned most_resolutions = 0;
  for (std::size_t c = 0; c < count; ++c) {
    const jpeg_2000_component& component = codestream.components[c];
    const jpeg_2000_component_coding& coded = coding.components[c];
    most_resolutions = std::max(most_resolutions, coded.resolutions);
    for (unsigned r = 0; r < coded.resolutions; ++r) {
      const unsigned halved = coded.resolutions - 1 - r;
      // B.5: a resolution is at most one sample larger than its share of the tile
      const std::uint64_t columns = ceil_shift(ceil_divide(width, component.step_x) + 1, halved);
      const std::uint64_t rows = ceil_shift(ceil_divide(height, component.step_y) + 1, halved);
      const unsigned precinct_width = coded.precincts[r] & 0xFU;
      const unsigned precinct_height = coded.precincts[r] >> 4U;
      const std::uint64_t precincts = cells(columns, precinct_width) * cells(rows, precinct_height);
      // B.7: code-blocks are no larger than their precinct, which is half as wide and high in a band
      const unsigned bands = r == 0 ? 1 : 3;
      const unsigned half = r == 0 ? 0 : 1;
      const unsigned block_width = std::min(coded.block_width, precinct_width - std::min(precinct_width, half));
      const unsigned block_height = std::min(coded.block_height, precinct_height - std::min(precinct_height, half));
      const std::uint64_t blocks =
          cells(ceil_shift(columns, half), block_width) * cells(ceil_shift(rows, half), block_height);
      bytes += bands * (precincts * precinct_cost + blocks * block_cost);
      all_precincts += precincts;
      most_precincts = std::max(most_precincts, precincts);
    }
  }
  const std::uint64_t layers = coding.layers;
  bytes += packet_cost * (layers + 1) * most_precincts * count * most_resolutions;
  return {bytes, tiles * layers * std::min(all_precincts, most_countable)};
}

} // namespace dcmstream
