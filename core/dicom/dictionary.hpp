// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The VR of every attribute of PS3.6 and PS3.7, for data that do not state it. Names live in js/dictionary.

#pragma once

#include "dicom/vr.hpp"

#include <cstdint>

namespace dcmstream {

// A VR, none where the attribute is unknown, or one of the four choices that the data set must settle (PS3.5 §A.1).
// The values of the 34 VRs are those of `vr`; a choice has small letters, so it is never a VR.
enum class dictionary_vr : std::uint16_t {
  none = 0,
  us_or_ss = vr_code('x', 's'),       // by Pixel Representation
  ob_or_ow = vr_code('o', 'x'),       // by Bits Allocated and the transfer syntax
  us_or_ow = vr_code('l', 't'),       // LUT Data
  us_or_ss_or_ow = vr_code('u', 'p'), // Gray Lookup Table Data
};

[[nodiscard]] constexpr bool is_choice(dictionary_vr value) noexcept {
  return value == dictionary_vr::us_or_ss || value == dictionary_vr::ob_or_ow || value == dictionary_vr::us_or_ow ||
         value == dictionary_vr::us_or_ss_or_ow;
}

[[nodiscard]] constexpr dictionary_vr to_dictionary_vr(vr value) noexcept { return static_cast<dictionary_vr>(value); }

// Only for what is not a choice.
[[nodiscard]] constexpr vr to_vr(dictionary_vr value) noexcept { return static_cast<vr>(value); }

// UL for a group length, LO for a private creator, none for every other private tag, for FFFE tags and for unknown ones.
// Repeating groups (50xx, 60xx, 7Fxx, 0020,31xx …) answer for each of their tags.
[[nodiscard]] dictionary_vr find_vr(std::uint32_t tag) noexcept;

} // namespace dcmstream
