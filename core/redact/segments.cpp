// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which kind of codestream it is: RLE where the caller says so, else by its first two bytes.

#include "redact/segments.hpp"

namespace dcmstream {

segment_redactor segment_redactor::of_rle(unsigned segments, std::uint64_t unpacked) noexcept {
  segment_redactor result;
  result.kind_ = kind::rle;
  result.rle_ = rle_segments(segments, unpacked);
  return result;
}

void segment_redactor::redact(std::span<std::uint8_t> bytes) noexcept {
  std::size_t at = 0;
  while (kind_ == kind::undecided && at < bytes.size()) {
    decide(bytes[at++]);
  }
  const auto rest = bytes.subspan(at);
  switch (kind_) {
  case kind::jpeg: return jpeg_.redact(rest);
  case kind::jpeg_2000:
  case kind::jp2: return boxes_.redact(rest);
  case kind::rle: return rle_.redact(rest);
  case kind::undecided:
  case kind::other: return;
  }
}

void segment_redactor::end_frame() noexcept {
  if (kind_ == kind::rle) {
    recognised_ = rle_.end_frame() && recognised_;
    return;
  }
  recognised_ = recognised() && !(kind_ == kind::undecided && seen_ > 0);
  kind_ = kind::undecided;
  seen_ = 0;
  boxes_ = box_segments();
}

void segment_redactor::decide(std::uint8_t byte) noexcept {
  if (seen_++ == 0) {
    first_ = byte;
    return;
  }
  if (first_ == 0xff && byte == 0xd8) {
    kind_ = kind::jpeg;
    jpeg_ = jpeg_segments();
  } else if (first_ == 0xff && byte == 0x4f) {
    kind_ = kind::jpeg_2000;
    boxes_ = box_segments::of_codestream();
  } else if (first_ == 0 && byte == 0) {
    kind_ = kind::jp2;
    boxes_ = box_segments::of_file();
  } else {
    kind_ = kind::other;
    recognised_ = false;
  }
}

} // namespace dcmstream
