// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a data set is encoded, judged from its first bytes: where nothing declares it, and where what is declared may be wrong.

#pragma once

#include "parse/header.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace dcmstream {

// Enough to see the first headers of any data set; asked for once a file.
inline constexpr std::size_t evidence_size = 132;

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// Nothing is declared: the encoding that the bytes (8 at the least) speak for, or nothing where they are no data set.
[[nodiscard]] std::optional<encoding> find_encoding(std::span<const std::uint8_t> bytes) noexcept;

// `declared` stands unless the first 8 bytes contradict it and speak for another. `room` is what the enclosing item has left.
[[nodiscard]] encoding weigh_encoding(std::span<const std::uint8_t, 8> bytes, encoding declared,
                                      std::uint64_t room) noexcept;

} // namespace dcmstream
