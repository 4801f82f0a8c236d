// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What codestreams say beside their pixels, overwritten in place: comments, application data, metadata boxes, and bytes that belong to
// nothing. Lengths stay, and so do all bytes that a decoder reads.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "redact/boxes.hpp"
#include "redact/jpeg_segments.hpp"
#include "redact/rle_segments.hpp"

namespace dcmstream {

// Overwrites one encoded frame, or several in a row, piece by piece, however they are cut. JPEG and JPEG-LS (ISO/IEC 10918-1 annex B,
// 14495-1 annex C, SPIFF of 10918-3), JPEG 2000 and HTJ2K codestreams (15444-1 annex A) and their JP2 files (annex I); RLE.
class segment_redactor {
public:
  segment_redactor() noexcept = default;
  // Of RLE frames of so many segments, each of which unpacks to so many bytes.
  [[nodiscard]] static segment_redactor of_rle(unsigned segments, std::uint64_t unpacked) noexcept;

  // Overwrites the next bytes of a frame.
  void redact(std::span<std::uint8_t> bytes) noexcept;

  // Behind the last byte of a frame: what comes next begins another one.
  void end_frame() noexcept;

  // Whether the frames so far were codestreams of a kind that is known; others are left as they are.
  [[nodiscard]] bool recognised() const noexcept { return recognised_ && boxes_.recognised(); }

private:
  enum class kind : std::uint8_t { undecided, jpeg, jpeg_2000, jp2, rle, other };

  void decide(std::uint8_t byte) noexcept;

  kind kind_ = kind::undecided;
  bool recognised_ = true;
  std::uint8_t seen_ = 0; // of the first bytes
  std::uint8_t first_ = 0;
  jpeg_segments jpeg_;
  box_segments boxes_;
  rle_segments rle_;
};

} // namespace dcmstream
