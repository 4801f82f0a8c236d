// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The byte order of values (PS3.5 §7.3).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Reverses the bytes of each unit of 2, 4 or 8 bytes in place; of 1 nothing is done. What is left of a last unit stays.
// unit_size(vr) of dicom/vr.hpp says which units a value has.
void swap_units(std::span<std::uint8_t> bytes, unsigned unit) noexcept;

} // namespace dcmstream
