// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Bytes as text and back: base64 with the alphabet and the padding of RFC 4648 §4, as PS3.18 §F.2.7 and PS3.19 §A.1 have it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace dcmstream {

// How many characters stand for so many bytes.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

// Writes the text of the bytes, with padding where they do not end a group of three: pieces of a value are cut at multiples of
// three. `text` holds base64_size(bytes.size()) characters; returns how many they are.
std::size_t encode_base64(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> text) noexcept;

// Reads text strictly: no other characters, no line breaks, padding to a multiple of four and only at the end of the `last` piece,
// and no bits behind the last byte. Pieces are cut at multiples of four. `bytes` may begin where `text` does; it holds three bytes
// for every four characters. Returns how many bytes there are; nothing where the text is no base64.
std::optional<std::size_t> decode_base64(std::span<const std::uint8_t> text, bool last,
                                         std::span<std::uint8_t> bytes) noexcept;

} // namespace dcmstream
