// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What JPEG 2000 and its files say beside pixels.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Overwrites what follows the first two bytes, piece by piece. Of codestreams (ISO/IEC 15444-1 annex A) comments and marker segments
// that no decoder reads become zeros; of JP2 files (annex I) all boxes but those that describe the image. What follows the end of
// the codestream becomes zeros as well, unless another one begins there.
class box_segments {
public:
  box_segments() noexcept = default;
  // Behind FF 4F.
  [[nodiscard]] static box_segments of_codestream() noexcept;
  // Behind the first two bytes of a JP2 signature box.
  [[nodiscard]] static box_segments of_file() noexcept;

  void redact(std::span<std::uint8_t> bytes) noexcept;

  // Whether it is what its first bytes made believe, and has no boxes that nobody knows.
  [[nodiscard]] bool recognised() const noexcept;

private:
  enum class state : std::uint8_t {
    box,     // the header of a box
    content, // of a box
    marker,  // of a codestream
    code,
    length, // of a marker segment
    body,
    data, // of a tile-part, of known length
    scan, // of a tile-part that reaches to the end of the codestream
    scan_code,
    behind,
    behind_code,
    foreign, // no JP2 file after all: all is left as it is
  };

  void take(std::uint8_t& byte) noexcept;
  void take_box(std::uint8_t byte) noexcept;
  void begin_box() noexcept;
  void end_codestream() noexcept;
  void take_code(std::uint8_t code) noexcept;
  void take_body(std::uint8_t& byte) noexcept;
  void begin_data() noexcept;
  [[nodiscard]] std::size_t pass(std::span<std::uint8_t> bytes) noexcept;

  state state_ = state::box;
  bool is_file_ = false;
  bool is_odd_ = false;    // has a box that is none, or of no type that is known
  bool is_signed_ = false; // the signature box has been
  bool is_kept_ = true;    // the content of the box, or the body of the marker segment
  std::uint8_t code_ = 0;
  std::uint8_t count_ = 0;       // bytes of the box's header so far
  std::uint64_t box_length_ = 0; // as far as it has been read
  std::uint32_t box_type_ = 0;
  std::uint64_t left_ = 0;          // of the content, the body, the data
  std::uint32_t index_ = 0;         // in the body
  std::uint32_t tile_part_ = 0;     // Psot
  std::uint64_t since_tile_ = 0;    // bytes since its SOT marker began
  std::uint64_t since_content_ = 0; // bytes of the content of the box that holds the codestream
  std::uint64_t content_ = 0;       // how many there are
};

} // namespace dcmstream
