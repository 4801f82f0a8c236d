// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A state machine over bytes: a box or segment may be cut anywhere.

#include "redact/boxes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace dcmstream {
namespace {

constexpr std::uint32_t box_type(const char (&name)[5]) noexcept {
  std::uint32_t type = 0;
  for (int i = 0; i < 4; ++i) {
    type = (type << 8U) | static_cast<std::uint8_t>(name[i]);
  }
  return type;
}

// 15444-1 table I.2, and those of the superbox jp2h, whose content is boxes again.
constexpr std::uint32_t signature = box_type("jP  ");
constexpr std::uint32_t superbox = box_type("jp2h");
constexpr std::uint32_t color = box_type("colr");
constexpr std::uint32_t codestream = box_type("jp2c");

constexpr bool describes_image(std::uint32_t type) noexcept {
  switch (type) {
  case box_type("jP  "):
  case box_type("ftyp"):
  case box_type("ihdr"):
  case box_type("bpcc"):
  case box_type("colr"):
  case box_type("pclr"):
  case box_type("cmap"):
  case box_type("cdef"): return true;
  default: return false;
  }
}

// Boxes that say something else: 15444-1 table I.2, 15444-2 table M.1.
constexpr bool is_registered(std::uint32_t type) noexcept {
  constexpr std::array types{
      box_type("jp2i"), box_type("xml "), box_type("uuid"), box_type("uinf"), box_type("ulst"), box_type("url "),
      box_type("res "), box_type("resc"), box_type("resd"), box_type("free"), box_type("rreq"), box_type("jpch"),
      box_type("jplh"), box_type("cgrp"), box_type("opct"), box_type("creg"), box_type("dtbl"), box_type("ftbl"),
      box_type("flst"), box_type("cref"), box_type("mdat"), box_type("comp"), box_type("copt"), box_type("inst"),
      box_type("asoc"), box_type("nlst"), box_type("bfil"), box_type("drep"), box_type("gtso"), box_type("chck"),
      box_type("mp7b"), box_type("roid"), box_type("lbl "), box_type("bin "),
  };
  return std::find(types.begin(), types.end(), type) != types.end();
}

// 15444-1 table A.2, by the second byte.
constexpr std::uint8_t start_of_codestream = 0x4f;
constexpr std::uint8_t start_of_tile_part = 0x90;
constexpr std::uint8_t end_of_packet_header = 0x92;
constexpr std::uint8_t start_of_data = 0x93;
constexpr std::uint8_t end_of_codestream = 0xd9;

// Segments that a decoder reads: those of parts 1 and 15 but COM, and of part 2.
constexpr bool is_decoded(std::uint8_t code) noexcept {
  switch (code) {
  case 0x50: // CAP
  case 0x51: // SIZ
  case 0x52: // COD
  case 0x53: // COC
  case 0x55: // TLM
  case 0x56: // PRF
  case 0x57: // PLM
  case 0x58: // PLT
  case 0x59: // CPF
  case 0x5c: // QCD
  case 0x5d: // QCC
  case 0x5e: // RGN
  case 0x5f: // POC
  case 0x60: // PPM
  case 0x61: // PPT
  case 0x63: // CRG
  case start_of_tile_part: return true;
  default: return code >= 0x70 && code <= 0x7a; // part 2
  }
}

constexpr bool has_length(std::uint8_t code) noexcept {
  return !(code >= 0x30 && code <= 0x3f) && code != start_of_codestream && code != end_of_packet_header;
}

constexpr std::uint64_t to_the_end = std::numeric_limits<std::uint64_t>::max();

} // namespace

box_segments box_segments::of_codestream() noexcept {
  box_segments result;
  result.state_ = state::marker;
  return result;
}

box_segments box_segments::of_file() noexcept {
  box_segments result;
  result.is_file_ = true;
  result.count_ = 2; // zeros, the upper half of the length of the signature box
  return result;
}

void box_segments::redact(std::span<std::uint8_t> bytes) noexcept {
  while (!bytes.empty()) {
    std::size_t done = pass(bytes);
    if (done < bytes.size()) {
      take(bytes[done++]);
    }
    since_tile_ += done;
    since_content_ += done;
    bytes = bytes.subspan(done);
  }
}

std::size_t box_segments::pass(std::span<std::uint8_t> bytes) noexcept {
  switch (state_) {
  case state::scan: {
    const void* found = std::memchr(bytes.data(), 0xff, bytes.size());
    return found == nullptr ? bytes.size()
                            : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
  }
  case state::content:
  case state::body:
  case state::data: {
    // The last byte is taken alone: it ends what it belongs to. The body of SOT is read.
    if (state_ == state::body && code_ == start_of_tile_part) {
      return 0;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_ - 1));
    if (!is_kept_ && state_ != state::data) {
      std::fill_n(bytes.begin(), size, std::uint8_t{0});
    }
    left_ -= size;
    return size;
  }
  case state::foreign: return bytes.size();
  default: return 0;
  }
}

void box_segments::take(std::uint8_t& byte) noexcept {
  switch (state_) {
  case state::box: return take_box(byte);
  case state::content:
    byte = is_kept_ ? byte : 0;
    if (--left_ == 0) {
      state_ = state::box;
    }
    return;
  case state::marker:
    if (byte == 0xff) {
      state_ = state::code;
    } else {
      byte = 0;
    }
    return;
  case state::code: return take_code(byte);
  case state::length:
    left_ = (left_ << 8U) | byte;
    if (++count_ < 2) {
      return;
    }
    left_ -= std::min<std::uint64_t>(left_, 2);
    index_ = 0;
    is_kept_ = is_decoded(code_);
    state_ = left_ == 0 ? state::marker : state::body;
    return;
  case state::body: return take_body(byte);
  case state::data:
    if (--left_ == 0) {
      state_ = state::marker;
    }
    return;
  case state::scan: state_ = state::scan_code; return;
  case state::scan_code:
    if (byte == end_of_codestream || byte == start_of_tile_part) {
      take_code(byte);
    } else if (byte != 0xff) {
      state_ = state::scan;
    }
    return;
  case state::behind:
    if (byte == 0xff) {
      state_ = state::behind_code;
    } else {
      byte = 0;
    }
    return;
  case state::behind_code:
    if (byte == start_of_codestream) {
      state_ = state::marker;
    } else if (byte != 0xff) {
      byte = 0;
      state_ = state::behind;
    }
    return;
  case state::foreign: return;
  }
}

void box_segments::take_box(std::uint8_t byte) noexcept {
  // The length, the type, and, where the length is 1, the real length.
  if (count_ >= 4 && count_ < 8) {
    box_type_ = (box_type_ << 8U) | byte;
  } else {
    box_length_ = (box_length_ << 8U) | byte;
  }
  ++count_;
  if (count_ == 8 && box_length_ == 1) {
    box_length_ = 0; // the real one follows, in eight bytes: XLBox
    return;
  }
  if (count_ == 8 || count_ == 16) {
    begin_box();
  }
}

bool box_segments::recognised() const noexcept {
  // A header that has begun to say something and breaks off is none.
  const bool is_cut = state_ == state::box && count_ > 0 && (box_length_ != 0 || (count_ > 4 && box_type_ != 0));
  return state_ != state::foreign && !is_odd_ && !is_cut;
}

void box_segments::begin_box() noexcept {
  const std::uint64_t header = count_;
  const std::uint64_t length = box_length_;
  count_ = 0;
  box_length_ = 0;
  is_signed_ = is_signed_ || box_type_ == signature;
  if (!is_signed_) {
    state_ = state::foreign;
    return;
  }
  if (box_type_ == superbox) {
    return;
  }
  // Its header has gone out, and may be what somebody has written behind the image.
  const bool is_padding = length == 0 && box_type_ == 0;
  is_odd_ = is_odd_ ||
            !(is_padding || box_type_ == codestream || describes_image(box_type_) || is_registered(box_type_)) ||
            (length != 0 && length < header);
  left_ = length == 0 ? to_the_end : length - std::min(length, header);
  if (box_type_ == codestream) {
    content_ = left_;
    since_content_ = static_cast<std::uint64_t>(0) - 1; // this byte is the header's last
    state_ = state::marker;
    return;
  }
  // A color space by number takes seven bytes; a profile holds text, and becomes a method that nobody knows.
  is_kept_ = describes_image(box_type_) && !(box_type_ == color && left_ != 7);
  state_ = left_ == 0 ? state::box : state::content;
}

void box_segments::take_code(std::uint8_t code) noexcept {
  if (code == 0xff) {
    return;
  }
  code_ = code;
  if (code == end_of_codestream) {
    return end_codestream();
  }
  if (code == start_of_data) {
    return begin_data();
  }
  if (code == start_of_tile_part) {
    since_tile_ = 1; // FF; this byte counts behind
  }
  if (!has_length(code)) {
    state_ = state::marker;
    return;
  }
  left_ = 0;
  count_ = 0;
  state_ = state::length;
}

void box_segments::end_codestream() noexcept {
  if (!is_file_ || content_ == to_the_end) {
    state_ = state::behind;
    return;
  }
  const std::uint64_t before = since_content_ + 1; // with this byte
  count_ = 0;                                      // of marker segments too
  is_kept_ = false;
  left_ = content_ - std::min(content_, before);
  state_ = left_ == 0 ? state::box : state::content;
}

void box_segments::take_body(std::uint8_t& byte) noexcept {
  // Isot (2), Psot (4), TPsot, TNsot: 15444-1 §A.4.2.
  if (code_ == start_of_tile_part && index_ >= 2 && index_ < 6) {
    tile_part_ = (tile_part_ << 8U) | byte;
  }
  byte = is_kept_ ? byte : 0;
  ++index_;
  if (--left_ == 0) {
    state_ = state::marker;
  }
}

void box_segments::begin_data() noexcept {
  // This byte has not been counted yet.
  const std::uint64_t before = since_tile_ + 1;
  if (tile_part_ > before) {
    left_ = tile_part_ - before;
    state_ = state::data;
  } else {
    state_ = tile_part_ == 0 ? state::scan : state::marker;
  }
}

} // namespace dcmstream
