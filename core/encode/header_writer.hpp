// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Element, item and delimiter headers, written: PS3.5 §7.1, §7.5.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dicom/encoding.hpp"
#include "dicom/vr.hpp"

namespace dcmstream {

// The greatest length of a value that a header of the short form can declare: values are of even size.
inline constexpr std::uint32_t max_short_length = 0xFFFE;

// The VR that an explicit header must name: UN where the value is too long for a short header (PS3.5 §6.2.2), and where there
// is no VR.
[[nodiscard]] vr written_vr(vr value, std::uint32_t length) noexcept;

// Writes the header and answers how many bytes it has, 8 or 12. Tags of group FFFE (items, delimiters) have no VR in any form.
std::size_t write_header(std::uint32_t tag, vr value, std::uint32_t length, encoding form,
                         std::span<std::uint8_t, long_header_size> to) noexcept;

} // namespace dcmstream
