// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What two values are compared by where neither is held.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// 52 bits for a piece of a value that begins at `position` in it. The digest of a value is the sum of those of its pieces modulo 2^52,
// so a value may be cut anywhere. Numbers of `width` bytes have the same digest in either byte order. It is no protection against who
// makes values with equal digests.
[[nodiscard]] std::uint64_t value_digest(std::span<const std::uint8_t> bytes, std::uint64_t position, std::size_t width,
                                         bool big_endian) noexcept;

} // namespace dcmstream
