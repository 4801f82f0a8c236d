// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What encoded frames begin and end like. Files are wrong about it, the frames themselves are not.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// What a codestream is by its first bytes; the numbers are known to js/wasm/splitter.ts.
enum class codestream_kind : std::uint8_t {
  none,
  jpeg_any, // JPEG or JPEG-LS: the bytes at hand do not reach the frame header that tells
  jpeg,
  jpeg_ls,
  jpeg_2000,    // a codestream, or a JP2 file
  jpeg_xl,      // in its container
  jpeg_xl_bare, // so short a beginning that other data may have it
};

// Reads the first bytes of a frame.
[[nodiscard]] codestream_kind codestream_of(std::span<const std::uint8_t> head) noexcept;

// Whether so few bytes could be the beginning of a longer head.
[[nodiscard]] bool could_begin_codestream(std::span<const std::uint8_t> head) noexcept;

// Whether bytes end with the end of a JPEG, JPEG-LS or JPEG 2000 codestream (FF D9), padding allowed.
[[nodiscard]] bool ends_codestream(std::span<const std::uint8_t> tail) noexcept;

// PS3.5 §G.5: whether the first bytes of a frame are an RLE header of so many segments. Where there are fewer than its 64 bytes,
// those that are there decide.
[[nodiscard]] bool is_rle_header(std::span<const std::uint8_t> head, std::size_t segments) noexcept;

// Where the last segment begins; 0 where the bytes do not reach so far.
[[nodiscard]] std::uint32_t last_rle_segment(std::span<const std::uint8_t> head) noexcept;

} // namespace dcmstream
