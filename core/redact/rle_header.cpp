// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sixteen little endian numbers of 32 bits: how many segments there are, and where each begins.

#include "redact/rle_header.hpp"

#include <algorithm>

namespace dcmstream {
namespace {

constexpr std::uint32_t header_size = 64;
constexpr std::uint32_t number_size = 4;
constexpr std::uint32_t most_segments = 15;

} // namespace

void rle_header::redact(std::span<std::uint8_t> bytes) noexcept {
  if (index_ >= header_size) return;
  for (auto& byte : bytes.first(std::min<std::size_t>(bytes.size(), header_size - index_))) take(byte);
}

void rle_header::take(std::uint8_t& byte) noexcept {
  const std::uint32_t index = index_++;
  if (index == 0) {
    segments_ = byte;
    recognised_ = byte >= 1 && byte <= most_segments;
  } else if (index < 2 * number_size) {
    // The first segment is right behind the header.
    recognised_ = recognised_ && byte == (index == number_size ? header_size : 0);
  } else if (recognised_ && index / number_size > segments_) {
    byte = 0;
  }
}

} // namespace dcmstream
