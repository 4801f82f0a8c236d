// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A state machine over bytes: a run may be cut anywhere.

#include "redact/rle_segments.hpp"

#include <algorithm>
#include <limits>

namespace dcmstream {
namespace {

constexpr std::uint64_t header_size = 64; // PS3.5 §G.5: the number of segments and fifteen offsets
constexpr std::uint32_t most_segments = 15;
constexpr std::size_t word_size = 4;
constexpr std::uint8_t no_run = 128; // PS3.5 §G.3.2

} // namespace

void rle_segments::redact(std::span<std::uint8_t> bytes) noexcept {
  while (!bytes.empty() && !is_foreign_) {
    const std::size_t passed = pass(bytes.size());
    bytes = bytes.subspan(passed);
    if (!bytes.empty()) {
      take(bytes.front());
      bytes = bytes.subspan(1);
    }
  }
}

bool rle_segments::end_frame() noexcept {
  const bool is_frame = !is_foreign_ && (position_ == 0 || position_ >= header_size);
  *this = rle_segments(expected_, unpacked_);
  return is_frame;
}

std::uint64_t rle_segments::next_segment() const noexcept {
  return begun_ < count_ ? offsets_[begun_ + 1] : std::numeric_limits<std::uint64_t>::max();
}

// What of a literal run is there in one go.
std::size_t rle_segments::pass(std::size_t size) noexcept {
  if (position_ < header_size || literal_ == 0 || left_ == 0) {
    return 0;
  }
  const std::uint64_t end = std::min<std::uint64_t>({size, literal_, left_, next_segment() - position_});
  literal_ -= static_cast<unsigned>(end);
  left_ -= end;
  position_ += end;
  return static_cast<std::size_t>(end);
}

void rle_segments::take(std::uint8_t& byte) noexcept {
  if (position_ < header_size) {
    take_header(byte);
    ++position_;
    return;
  }
  while (next_segment() == position_) {
    ++begun_;
    left_ = unpacked_;
    literal_ = 0;
    replicated_ = 0;
  }
  if (left_ == 0) {
    byte = 0;
  } else {
    take_packed(byte);
  }
  ++position_;
}

void rle_segments::take_header(std::uint8_t& byte) noexcept {
  const auto index = static_cast<std::size_t>(position_) / word_size;
  if (index > 0 && index > count_) {
    byte = 0;
    return;
  }
  word_ = (word_ >> 8U) | (static_cast<std::uint32_t>(byte) << 24U);
  if (position_ % word_size == word_size - 1) {
    take_word(index);
  }
}

void rle_segments::take_word(std::size_t index) noexcept {
  if (index == 0) {
    is_foreign_ = word_ == 0 || word_ > most_segments || word_ != expected_;
    count_ = is_foreign_ ? 0 : word_;
    return;
  }
  is_foreign_ = word_ < header_size || word_ < offsets_[index - 1];
  offsets_[index] = word_;
}

void rle_segments::take_packed(std::uint8_t& byte) noexcept {
  if (literal_ > 0) {
    --literal_;
    --left_;
  } else if (replicated_ > 0) {
    left_ -= std::min<std::uint64_t>(left_, replicated_);
    replicated_ = 0;
  } else if (byte < no_run) {
    literal_ = byte + 1U;
  } else if (byte > no_run) {
    replicated_ = 257U - byte;
  }
}

} // namespace dcmstream
