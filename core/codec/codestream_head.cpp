// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Telling codestreams apart by their markers.

#include "codec/codestream_head.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

constexpr std::array<std::uint8_t, 3> jpeg_start{0xFF, 0xD8, 0xFF};            // SOI, and the next marker
constexpr std::array<std::uint8_t, 4> jpeg_2000_start{0xFF, 0x4F, 0xFF, 0x51}; // SOC, SIZ
// Signature boxes: ISO/IEC 15444-1 Annex I, ISO/IEC 18181-2.
constexpr std::array<std::uint8_t, 12> jp2_box{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
constexpr std::array<std::uint8_t, 12> jpeg_xl_box{0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, 0x87, 10};
constexpr std::array<std::uint8_t, 2> jpeg_xl_start{0xFF, 0x0A};

constexpr std::size_t rle_header_size = 64;
constexpr std::size_t max_segments = 15;

template <std::size_t Size>
bool starts_with(std::span<const std::uint8_t> bytes, const std::array<std::uint8_t, Size>& head) noexcept {
  return bytes.size() >= Size && std::equal(head.begin(), head.end(), bytes.begin());
}

template <std::size_t Size>
bool could_start(std::span<const std::uint8_t> bytes, const std::array<std::uint8_t, Size>& head) noexcept {
  return bytes.size() < Size && std::equal(bytes.begin(), bytes.end(), head.begin());
}

// ISO/IEC 10918-1 §B.1.1.3, ISO/IEC 14495-1 §C.1: the frame header, SOF, tells the processes apart.
codestream_kind jpeg_process(std::span<const std::uint8_t> bytes) noexcept {
  for (std::size_t at = 2; at + 1 < bytes.size();) {
    if (bytes[at] != 0xFF) {
      return codestream_kind::jpeg;
    }
    const std::uint8_t marker = bytes[at + 1];
    if (marker == 0xFF) { // fill
      ++at;
      continue;
    }
    const bool is_table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC; // DHT, JPG, DAC
    if (marker == 0xF7 || marker == 0xF8) {                                   // SOF55, LSE
      return codestream_kind::jpeg_ls;
    }
    if ((marker >= 0xC0 && marker <= 0xCF && !is_table) || marker == 0xDA) {
      return codestream_kind::jpeg;
    }
    if (at + 4 > bytes.size()) {
      break;
    }
    at += 2 + std::size_t{load_u16(bytes.data() + at + 2, byte_order::big)};
  }
  return codestream_kind::jpeg_any;
}

} // namespace

codestream_kind codestream_of(std::span<const std::uint8_t> head) noexcept {
  if (starts_with(head, jpeg_start)) {
    return jpeg_process(head);
  }
  if (starts_with(head, jpeg_2000_start) || starts_with(head, jp2_box)) {
    return codestream_kind::jpeg_2000;
  }
  if (starts_with(head, jpeg_xl_box)) {
    return codestream_kind::jpeg_xl;
  }
  return starts_with(head, jpeg_xl_start) ? codestream_kind::jpeg_xl_bare : codestream_kind::none;
}

bool could_begin_codestream(std::span<const std::uint8_t> head) noexcept {
  // Zeros may begin a box, but are padding more likely.
  const bool is_marked = !head.empty() && head[0] == 0xFF;
  return is_marked ? could_start(head, jpeg_start) || could_start(head, jpeg_2000_start)
                   : head.size() > 4 && (could_start(head, jp2_box) || could_start(head, jpeg_xl_box));
}

bool ends_codestream(std::span<const std::uint8_t> tail) noexcept {
  std::size_t size = tail.size();
  while (size > 0 && tail[size - 1] == 0) {
    --size;
  }
  return size >= 2 && tail[size - 2] == 0xFF && tail[size - 1] == 0xD9;
}

bool is_rle_header(std::span<const std::uint8_t> head, std::size_t segments) noexcept {
  head = head.first(std::min(head.size(), rle_header_size));
  const auto word = [&](std::size_t index) { return load_u32(head.data() + 4 * index, byte_order::little); };
  const std::size_t words = head.size() / 4;
  if (words < 2 || segments == 0 || segments > max_segments || word(0) != segments || word(1) != rle_header_size) {
    return false;
  }
  for (std::size_t i = 2; i < words; ++i) {
    if (i <= segments ? word(i) <= word(i - 1) : word(i) != 0) {
      return false;
    }
  }
  return true;
}

std::uint32_t last_rle_segment(std::span<const std::uint8_t> head) noexcept {
  if (head.size() < 4) {
    return 0;
  }
  const std::size_t segments = load_u32(head.data(), byte_order::little);
  if (segments == 0 || segments > max_segments || head.size() < 4 * (segments + 1)) {
    return 0;
  }
  return load_u32(head.data() + 4 * segments, byte_order::little);
}

} // namespace dcmstream
