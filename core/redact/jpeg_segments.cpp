// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A state machine over bytes: a segment may be cut anywhere.

#include "redact/jpeg_segments.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace dcmstream {
namespace {

// ISO/IEC 10918-1 table B.1, 14495-1 table C.1.
constexpr std::uint8_t soi = 0xd8;
constexpr std::uint8_t eoi = 0xd9;
constexpr std::uint8_t sos = 0xda;
constexpr std::uint8_t app0 = 0xe0;
constexpr std::uint8_t app8 = 0xe8;
constexpr std::uint8_t app14 = 0xee;
constexpr std::uint8_t jpeg_ls_frame = 0xf7; // SOF55
constexpr std::uint8_t jpeg_ls_parameters = 0xf8;
constexpr std::uint8_t temporary = 0x01;

constexpr bool is_restart(std::uint8_t code) noexcept { return code >= 0xd0 && code <= 0xd7; }

// Segments that a decoder reads: frame headers, tables, restart intervals, and what else is defined below APP0.
constexpr bool is_decoded(std::uint8_t code) noexcept {
  return (code >= 0xc0 && code < app0) || code == jpeg_ls_frame || code == jpeg_ls_parameters;
}

using namespace std::string_view_literals;
constexpr auto jfif_name = "JFIF\0"sv;
constexpr auto adobe_name = "Adobe"sv;
constexpr auto spiff_name = "SPIFF\0"sv;
constexpr auto transform_name = "mrfx"sv;

// JFIF 1.02: pixels are square, and there is no thumbnail. What their aspect really is, the data set says.
constexpr std::array<std::uint8_t, 9> jfif_fields{1, 2, 0, 0, 1, 0, 1, 0, 0};
// Version 100, no flags; the color transform follows.
constexpr std::array<std::uint8_t, 6> adobe_fields{0, 100, 0, 0, 0, 0};

// SPIFF (10918-3 §F.2): by the index in the body, the largest value that may stand there. Version, profile, components, height and width
// of images that DICOM can have, color space, bits, compression; then a resolution that is none: one to one.
constexpr std::uint32_t spiff_size = 30;
constexpr std::uint32_t spiff_version = 6;
constexpr std::array<std::uint8_t, spiff_size> spiff_most{0, 0,    0,    0,  0,  0, 1, 2, 4, 4, 0, 0, 0xff, 0xff, 0,
                                                          0, 0xff, 0xff, 15, 16, 6, 0, 0, 0, 0, 0, 0, 0,    0,    0};
constexpr std::uint32_t spiff_vertical = 25;

std::uint8_t field(std::span<const std::uint8_t> fields, std::uint32_t index) noexcept {
  return index < fields.size() ? fields[index] : 0;
}

} // namespace

void jpeg_segments::redact(std::span<std::uint8_t> bytes) noexcept {
  while (!bytes.empty()) {
    const std::size_t passed = pass(bytes);
    bytes = bytes.subspan(passed);
    if (!bytes.empty()) {
      take(bytes.front());
      bytes = bytes.subspan(1);
    }
  }
}

std::size_t jpeg_segments::pass(std::span<std::uint8_t> bytes) noexcept {
  if (state_ == state::scan) {
    const void* found = std::memchr(bytes.data(), 0xff, bytes.size());
    return found == nullptr ? bytes.size()
                            : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
  }
  if (state_ != state::body || (form_ != form::kept && form_ != form::overwritten)) {
    return 0;
  }
  // The last byte is taken alone: it ends the body.
  const std::size_t left = static_cast<std::size_t>(length_) - index_ - 1;
  const std::size_t size = std::min(bytes.size(), left);
  if (form_ == form::overwritten) {
    std::fill_n(bytes.begin(), size, std::uint8_t{0});
  }
  index_ += static_cast<std::uint32_t>(size);
  return size;
}

void jpeg_segments::take(std::uint8_t& byte) noexcept {
  switch (state_) {
  case state::marker:
    if (byte == 0xff) {
      state_ = state::code;
    } else {
      byte = 0; // decoders pass over it
    }
    return;
  case state::code:
    if (byte == 0) {
      state_ = state::marker;
    } else if (byte != 0xff) {
      take_code(byte);
    }
    return;
  case state::length_high:
    length_ = static_cast<std::uint16_t>(byte << 8U);
    state_ = state::length_low;
    return;
  case state::length_low:
    length_ = static_cast<std::uint16_t>(length_ | byte);
    begin_body();
    return;
  case state::body: return take_body(byte);
  case state::scan: state_ = state::scan_code; return;
  case state::scan_code:
    if (byte == 0xff) {
      return;
    }
    // A bit, or a byte, is stuffed behind FF: 10918-1 §F.1.2.3, 14495-1 §A.1.
    if (byte == 0 || is_restart(byte) || (lossless_ls_ && byte < 0x80)) {
      state_ = state::scan;
    } else {
      take_code(byte);
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
    if (byte == soi) {
      *this = jpeg_segments();
    } else if (byte != 0xff) {
      byte = 0;
      state_ = state::behind;
    }
    return;
  }
}

void jpeg_segments::take_code(std::uint8_t code) noexcept {
  code_ = code;
  lossless_ls_ = lossless_ls_ || code == jpeg_ls_frame;
  if (code == eoi) {
    state_ = state::behind;
  } else if (code == soi || code == temporary || is_restart(code)) {
    state_ = state::marker;
  } else {
    state_ = state::length_high;
  }
}

void jpeg_segments::begin_body() noexcept {
  length_ = static_cast<std::uint16_t>(length_ < 2 ? 0 : length_ - 2);
  index_ = 0;
  if (length_ == 0) {
    return end_body();
  }
  state_ = state::body;
  form_ = is_decoded(code_) ? form::kept : form::overwritten;
  switch (code_) {
  case app0: form_ = form::jfif; break;
  case app8: form_ = spiff_ && !last_entry_ ? form::spiff_entry : form::spiff; break;
  case app14: form_ = form::adobe; break;
  default: break;
  }
}

void jpeg_segments::take_body(std::uint8_t& byte) noexcept {
  const std::uint32_t index = index_++;
  // What begins like a name that is known is kept as far as it does; then it is another's, and becomes zeros.
  const auto in_name = [&](std::string_view name) {
    if (index >= name.size()) {
      return false;
    }
    if (byte != static_cast<std::uint8_t>(name[index])) {
      form_ = form::overwritten;
      byte = 0;
    }
    return true;
  };
  switch (form_) {
  case form::kept: break;
  case form::overwritten: byte = 0; break;
  case form::jfif:
    if (!in_name(jfif_name)) {
      byte = field(jfif_fields, index - static_cast<std::uint32_t>(jfif_name.size()));
    }
    break;
  case form::adobe:
    if (!in_name(adobe_name)) {
      const auto at = index - static_cast<std::uint32_t>(adobe_name.size());
      const bool is_transform = at == adobe_fields.size() && byte <= 2;
      byte = is_transform ? byte : field(adobe_fields, at);
    }
    break;
  case form::spiff:
    if (index == 0 && byte == static_cast<std::uint8_t>(transform_name.front())) {
      form_ = form::transform;
    } else if (length_ != spiff_size) {
      form_ = form::overwritten;
      byte = 0;
    } else if (!in_name(spiff_name)) {
      spiff_ = true;
      const bool is_one = index == spiff_version || index == spiff_vertical || index == spiff_size - 1;
      byte = is_one ? 1 : byte <= field(spiff_most, index) ? byte : 0;
    }
    break;
  case form::spiff_entry:
    // The entry's number; the last one holds the SOI of the image.
    if (index < 3) {
      byte = 0;
    } else if (index == 3) {
      last_entry_ = byte == 1;
    } else {
      byte = !last_entry_ || index > 5 ? 0 : index == 4 ? 0xff : soi;
    }
    break;
  case form::transform:
    if (!in_name(transform_name) && (index > transform_name.size() || byte > 3)) {
      byte = 0;
    }
    break;
  }
  if (index_ == length_) {
    end_body();
  }
}

void jpeg_segments::end_body() noexcept { state_ = code_ == sos ? state::scan : state::marker; }

} // namespace dcmstream
