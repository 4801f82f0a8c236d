// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A state machine over bytes: they may be cut anywhere.

#include "redact/codestream_walk.hpp"

namespace dcmstream {
namespace {

constexpr std::uint8_t soi = 0xd8;
constexpr std::uint8_t eoi = 0xd9; // EOC in JPEG 2000
constexpr std::uint8_t sos = 0xda;
constexpr std::uint8_t jpeg_ls_frame = 0xf7;
constexpr std::uint8_t soc = 0x4f;
constexpr std::uint8_t sod = 0x93;

// Types of boxes: ISO/IEC 15444-1 annex I.
constexpr std::uint32_t signature = 0x6a502020; // "jP  "
constexpr std::uint32_t file_type = 0x66747970;
constexpr std::uint32_t requirements = 0x72726571;
constexpr std::uint32_t header = 0x6a703268;
constexpr std::uint32_t resolution = 0x72657320;
constexpr std::uint32_t codestream = 0x6a703263;

// What is in the boxes of the header describes the image; of others nobody knows.
constexpr bool is_numbers(std::uint32_t type) noexcept {
  switch (type) {
  case signature:
  case file_type:
  case requirements:
  case 0x69686472:              // ihdr
  case 0x62706363:              // bpcc
  case 0x636f6c72:              // colr
  case 0x70636c72:              // pclr
  case 0x636d6170:              // cmap
  case 0x63646566:              // cdef
  case 0x72657363:              // resc
  case 0x72657364: return true; // resd
  default: return false;
  }
}

constexpr bool has_length(std::uint8_t code, bool is_jpeg_2000) noexcept {
  if (is_jpeg_2000) {
    return code != soc && code != eoi && !(code >= 0x30 && code <= 0x3f);
  }
  return code != soi && code != eoi && code != 0x01 && !(code >= 0xd0 && code <= 0xd7);
}

// Segments that decoders read, which are numbers. Of the others some are known to be text, and of the rest nobody knows.
constexpr bool is_numbers(std::uint8_t code, bool is_jpeg_2000) noexcept {
  if (is_jpeg_2000) {
    return (code >= 0x50 && code <= 0x63) || (code >= 0x90 && code <= 0x93);
  }
  return (code >= 0xc0 && code <= 0xcf) || (code >= sos && code <= 0xdf) || code == jpeg_ls_frame || code == 0xf8;
}

} // namespace

std::size_t codestream_walk::run(std::span<const std::uint8_t> bytes) noexcept {
  std::size_t size = 0;
  while (size < bytes.size()) {
    const codestream_walk before = *this;
    const bool text = take(bytes[size]);
    if (size > 0 && text != was_text_) {
      *this = before;
      break;
    }
    was_text_ = text;
    ++size;
  }
  return size;
}

bool codestream_walk::take(std::uint8_t byte) noexcept {
  recent_ = (recent_ << 8U) | byte;
  switch (state_) {
  case state::begin:
    if (++seen_ < 2) {
      return true;
    }
    is_jpeg_2000_ = (recent_ & 0xffffU) == (0xff00U | soc);
    is_jpeg_ls_ = false;
    state_ = is_jpeg_2000_ || (recent_ & 0xffffU) == (0xff00U | soi) ? state::marker
             : (recent_ & 0xffffU) == 0                              ? state::box
                                                                     : state::coded;
    return true;
  case state::box:
    ++seen_;
    if (seen_ == 4) {
      length_ = recent_;
    } else if (seen_ == 8) {
      type_ = recent_;
      if (!is_file_ && type_ != signature) {
        state_ = state::coded;
        return false;
      }
      is_file_ = true;
      left_ = length_ == 0 ? 0xffffffffU : length_ < 8 ? 0 : length_ - 8;
      if (length_ != 1) {
        take_box();
      }
    } else if (seen_ == 12) {
      left_ = recent_ == 0 ? 0 : 0xffffffffU; // of 64 bits; nobody has a box of 4 GiB but for the codestream
    } else if (seen_ == 16) {
      left_ = left_ != 0 ? left_ : recent_ < 16 ? 0 : recent_ - 16;
      take_box();
    }
    return false;
  case state::content:
    if (--left_ == 0) {
      seen_ = 0;
      state_ = state::box;
    }
    return !is_numbers(type_);
  case state::marker:
    // Also what stands behind an image, and what belongs to nothing.
    if (byte == 0xff) {
      state_ = state::code;
    }
    return true;
  case state::code:
    if (byte == 0) {
      state_ = state::marker;
      return true;
    }
    return byte == 0xff || take_code(byte);
  case state::length_high:
    left_ = std::uint32_t{byte} << 8U;
    state_ = state::length_low;
    return !is_numbers(code_, is_jpeg_2000_);
  case state::length_low:
    left_ |= byte;
    left_ = left_ < 2 ? 0 : left_ - 2;
    state_ = state::body;
    break;
  case state::body: --left_; break;
  case state::scan:
    if (byte == 0xff) {
      state_ = state::scan_code;
    }
    return false;
  case state::scan_code: {
    if (byte == 0xff) {
      return false;
    }
    // What is stuffed behind FF: 10918-1 §F.1.2.3, 14495-1 §A.1, 15444-1 §B.10.1.
    const bool is_data =
        is_jpeg_2000_ ? byte < 0x90 : byte == 0 || (byte >= 0xd0 && byte <= 0xd7) || (is_jpeg_ls_ && byte < 0x80);
    state_ = state::scan;
    return !is_data && take_code(byte);
  }
  case state::coded: return false;
  }
  if (left_ == 0) {
    state_ = !is_jpeg_2000_ && code_ == sos ? state::scan : state::marker;
  }
  return !is_numbers(code_, is_jpeg_2000_);
}

// What follows the header of a box.
void codestream_walk::take_box() noexcept {
  seen_ = 0;
  if (type_ == codestream) {
    is_jpeg_2000_ = true;
    state_ = state::marker;
  } else if (type_ != header && type_ != resolution && left_ > 0) {
    state_ = state::content;
  } else {
    state_ = state::box;
  }
}

bool codestream_walk::take_code(std::uint8_t code) noexcept {
  code_ = code;
  if (code == soi || code == soc) {
    is_jpeg_2000_ = code == soc;
    is_jpeg_ls_ = false;
  }
  is_jpeg_ls_ = is_jpeg_ls_ || code == jpeg_ls_frame;
  if (is_jpeg_2000_ && code == sod) {
    state_ = state::scan;
  } else {
    state_ = has_length(code, is_jpeg_2000_) ? state::length_high : state::marker;
  }
  return true;
}

} // namespace dcmstream
