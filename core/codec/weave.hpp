// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Planes of bytes to interleaved bytes: what RLE's segments and colour-by-plane samples have in common.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// target[i * planes.size() + p] = planes[p][i] for i < count. SIMD for two, three and four planes.
void weave(std::span<const std::uint8_t* const> planes, std::size_t count, std::uint8_t* target) noexcept;

} // namespace dcmstream
