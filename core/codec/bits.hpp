// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs of bits that begin anywhere: one-bit pixels, the first one in the lowest bit of a byte (PS3.5 §8.1.1).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Copies `count` bits from bit `from` of `source` to bit `to` of `target`, eight at a time; the other bits of the target
// stay. Fewer where either span ends before. Both may be the same bytes, where `to` is not behind `from`.
void copy_bits(std::span<const std::uint8_t> source, std::size_t from, std::size_t count,
               std::span<std::uint8_t> target, std::size_t to) noexcept;

} // namespace dcmstream
