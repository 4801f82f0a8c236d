// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What RLE frames hold beside pixels.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Overwrites one RLE frame (PS3.5 §G), piece by piece: offsets of segments that there are not, what stands between the header and the
// first segment, and in each segment what follows the last of its bytes once they are unpacked, become zeros.
class rle_segments {
public:
  rle_segments() noexcept = default;
  // Of frames of so many segments, each of which unpacks to so many bytes.
  rle_segments(unsigned segments, std::uint64_t unpacked) noexcept : expected_(segments), unpacked_(unpacked) {}

  void redact(std::span<std::uint8_t> bytes) noexcept;

  // Behind the last byte of a frame. False where it was none, and has been left as it was.
  bool end_frame() noexcept;

private:
  void take(std::uint8_t& byte) noexcept;
  void take_header(std::uint8_t& byte) noexcept;
  void take_word(std::size_t index) noexcept;
  void take_packed(std::uint8_t& byte) noexcept;
  [[nodiscard]] std::size_t pass(std::size_t size) noexcept;
  [[nodiscard]] std::uint64_t next_segment() const noexcept;

  unsigned expected_ = 0;
  std::uint64_t unpacked_ = 0;
  bool is_foreign_ = false;
  std::uint64_t position_ = 0; // in the frame
  std::uint32_t word_ = 0;     // of the header, as far as it has been read
  unsigned count_ = 0;         // of segments, by the header
  std::array<std::uint32_t, 16> offsets_{};
  unsigned begun_ = 0;      // segments
  std::uint64_t left_ = 0;  // bytes that the present segment has still to unpack to
  unsigned literal_ = 0;    // bytes of the present literal run
  unsigned replicated_ = 0; // how often the next byte stands, where it is one that is replicated
};

} // namespace dcmstream
