// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Tags: a group in the upper and an element in the lower half of 32 bits, and what their numbers alone tell (PS3.5 §7).

#pragma once

#include <cstdint>

namespace dcmstream {

[[nodiscard]] constexpr std::uint32_t make_tag(std::uint16_t group, std::uint16_t element) noexcept {
  return static_cast<std::uint32_t>(group) << 16 | element;
}

[[nodiscard]] constexpr std::uint16_t group_of(std::uint32_t tag) noexcept {
  return static_cast<std::uint16_t>(tag >> 16);
}

[[nodiscard]] constexpr std::uint16_t element_of(std::uint32_t tag) noexcept { return static_cast<std::uint16_t>(tag); }

// PS3.5 §7.8: private groups are odd.
[[nodiscard]] constexpr bool is_private(std::uint32_t tag) noexcept { return (tag & 0x00010000U) != 0; }

// PS3.5 §7.2
[[nodiscard]] constexpr bool is_group_length(std::uint32_t tag) noexcept { return element_of(tag) == 0; }

// PS3.5 §7.8.1: (gggg,0010) to (gggg,00FF) of an odd group name who owns a block of 256 elements.
[[nodiscard]] constexpr bool is_private_creator(std::uint32_t tag) noexcept {
  return is_private(tag) && element_of(tag) >= 0x0010 && element_of(tag) <= 0x00FF;
}

// PS3.10 §7.1: group 0002 is the file meta information.
[[nodiscard]] constexpr bool is_file_meta(std::uint32_t tag) noexcept { return group_of(tag) == 0x0002; }

// PS3.5 §7.5: items and the two delimiters; they have no VR in any encoding.
[[nodiscard]] constexpr bool is_item_or_delimiter(std::uint32_t tag) noexcept { return group_of(tag) == 0xFFFE; }

// The attributes that reading a data set depends on, by the standard's names.
namespace tags {

inline constexpr std::uint32_t file_meta_group_length = 0x00020000;
inline constexpr std::uint32_t transfer_syntax_uid = 0x00020010;
inline constexpr std::uint32_t specific_character_set = 0x00080005;
inline constexpr std::uint32_t sop_class_uid = 0x00080016;
inline constexpr std::uint32_t samples_per_pixel = 0x00280002;
inline constexpr std::uint32_t photometric_interpretation = 0x00280004;
inline constexpr std::uint32_t number_of_frames = 0x00280008;
inline constexpr std::uint32_t rows = 0x00280010;
inline constexpr std::uint32_t columns = 0x00280011;
inline constexpr std::uint32_t bits_allocated = 0x00280100;
inline constexpr std::uint32_t pixel_representation = 0x00280103;
inline constexpr std::uint32_t lut_descriptor = 0x00283002;
inline constexpr std::uint32_t lut_data = 0x00283006;
inline constexpr std::uint32_t waveform_bits_allocated = 0x54001004;
inline constexpr std::uint32_t float_pixel_data = 0x7FE00008;
inline constexpr std::uint32_t double_float_pixel_data = 0x7FE00009;
inline constexpr std::uint32_t pixel_data = 0x7FE00010;
inline constexpr std::uint32_t data_set_trailing_padding = 0xFFFCFFFC;
inline constexpr std::uint32_t item = 0xFFFEE000;
inline constexpr std::uint32_t item_delimitation = 0xFFFEE00D;
inline constexpr std::uint32_t sequence_delimitation = 0xFFFEE0DD;

} // namespace tags

} // namespace dcmstream
