// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which bytes of encapsulated pixel data may be text, and which are numbers that decoders read.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// JPEG and JPEG-LS (ISO/IEC 10918-1 annex B), JPEG 2000 codestreams and files (ISO/IEC 15444-1 annexes A and I). Comments, application
// data, boxes, and what belongs to nothing may be text. Tables, parameters and what is entropy-coded are numbers, and so are all bytes
// of other streams.
class codestream_walk {
public:
  // How many of the first bytes are of one kind, at least one of several; `is_text` says which.
  [[nodiscard]] std::size_t run(std::span<const std::uint8_t> bytes) noexcept;
  [[nodiscard]] bool is_text() const noexcept { return was_text_; }

private:
  enum class state : std::uint8_t {
    begin,
    box,
    content,
    marker,
    code,
    length_high,
    length_low,
    body,
    scan,
    scan_code,
    coded
  };

  // Whether the byte may be text.
  bool take(std::uint8_t byte) noexcept;
  bool take_code(std::uint8_t code) noexcept;
  void take_box() noexcept;

  state state_ = state::begin;
  bool is_jpeg_2000_ = false;
  bool is_jpeg_ls_ = false;
  bool is_file_ = false; // the signature box has been
  bool was_text_ = false;
  std::uint8_t code_ = 0;
  std::uint32_t recent_ = 0; // the last four bytes
  std::uint32_t seen_ = 0;   // of the stream's first bytes, or of a box's header
  std::uint32_t length_ = 0; // of a box
  std::uint32_t type_ = 0;
  std::uint32_t left_ = 0; // of a segment, or of a box's content
};

} // namespace dcmstream
