// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The marker segments of JPEG and JPEG-LS that say something beside pixels.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Overwrites what follows the SOI marker, piece by piece. Comments (COM) become zeros, and application data (APPn) too, but for
// those that decoders read: of JFIF, Adobe, SPIFF and HP's color transform the fields that matter are written anew, all else is zero.
// Bytes between segments, and behind the end of the image, become zeros as well.
class jpeg_segments {
public:
  void redact(std::span<std::uint8_t> bytes) noexcept;

private:
  enum class state : std::uint8_t { marker, code, length_high, length_low, body, scan, scan_code, behind, behind_code };
  // What is known of an APPn by the name that it begins with.
  enum class form : std::uint8_t { kept, overwritten, jfif, adobe, spiff, spiff_entry, transform };

  void take(std::uint8_t& byte) noexcept;
  void take_code(std::uint8_t code) noexcept;
  void begin_body() noexcept;
  void take_body(std::uint8_t& byte) noexcept;
  void end_body() noexcept;
  // Where bytes need not be looked at one by one: how many were passed.
  [[nodiscard]] std::size_t pass(std::span<std::uint8_t> bytes) noexcept;

  state state_ = state::marker;
  form form_ = form::kept;
  bool lossless_ls_ = false; // JPEG-LS: other bytes are stuffed
  bool spiff_ = false;       // a SPIFF header has been: directory entries may follow
  bool last_entry_ = false;
  std::uint8_t code_ = 0;
  std::uint16_t length_ = 0;
  std::uint32_t index_ = 0; // in the body
};

} // namespace dcmstream
