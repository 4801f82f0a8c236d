// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Look-up in the generated rows. Their layout is chosen for the size of the parser's wasm after gzip, and read in place:
// tags go in pages of 64, a page has a bit for each registered tag, and the bits below a tag's count the rows before its own.

#include "dicom/dictionary.hpp"

#include "dicom/tag.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace dcmstream {

namespace {

struct tag_pattern {
  std::uint32_t mask;
  std::uint32_t tag;
  std::uint8_t vr_index;
};

#include "dicom/dictionary_rows.inc"

[[nodiscard]] dictionary_vr find_row(std::uint32_t tag) noexcept {
  const std::uint32_t key = tag / 64;
  const auto found = std::lower_bound(page_keys.begin(), page_keys.end(), key);
  if (found == page_keys.end() || *found != key) {
    return dictionary_vr::none;
  }
  const auto page = static_cast<std::size_t>(found - page_keys.begin());
  const std::uint64_t bit = std::uint64_t{1} << (tag % 64);
  if ((page_present[page] & bit) == 0) {
    return dictionary_vr::none;
  }
  const auto rows_before = static_cast<std::size_t>(std::popcount(page_present[page] & (bit - 1)));
  return row_vr_values[row_vrs[page_first_rows[page] + rows_before]];
}

// PS3.5 §7.6: curves, overlays and variable pixel data repeat in even groups; their rows stand under the lowest.
[[nodiscard]] constexpr bool is_repeating_group(std::uint32_t tag) noexcept {
  const std::uint32_t upper_byte = tag >> 24;
  return upper_byte == 0x50 || upper_byte == 0x60 || upper_byte == 0x7F;
}

} // namespace

dictionary_vr find_vr(std::uint32_t tag) noexcept {
  if (is_group_length(tag)) {
    return to_dictionary_vr(vr::UL);
  }
  if (is_private(tag)) {
    return is_private_creator(tag) ? to_dictionary_vr(vr::LO) : dictionary_vr::none;
  }
  const dictionary_vr exact = find_row(tag);
  if (exact != dictionary_vr::none) {
    return exact;
  }
  if (is_repeating_group(tag)) {
    return find_row(tag & 0xFF00FFFFU);
  }
  for (const tag_pattern& pattern : tag_patterns) {
    if ((tag & pattern.mask) == pattern.tag) {
      return row_vr_values[pattern.vr_index];
    }
  }
  return dictionary_vr::none;
}

} // namespace dcmstream
