// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs a codec: limits, memory, regions. What every wasm module of a codec exports.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

#include "codec/codec.hpp"

namespace dcmstream {

// Memory that is kept from frame to frame, because most frames of a file are of one size.
class frame_buffer {
public:
  // At least `size` bytes, whose contents are lost; false where there is no memory left.
  [[nodiscard]] bool reserve(std::size_t size) noexcept;
  void release() noexcept;
  [[nodiscard]] std::uint8_t* data() const noexcept { return bytes_.get(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
  struct free_memory {
    void operator()(std::uint8_t* bytes) const noexcept { std::free(bytes); }
  };
  std::unique_ptr<std::uint8_t, free_memory> bytes_;
  std::size_t capacity_ = 0;
};

class frame_decoder {
public:
  explicit frame_decoder(codec& decoder) noexcept : codec_(decoder) {}

  // Decodes a frame of at most `max_size` bytes: the whole of it, however little of it is asked for. Answers `finished`,
  // frame_too_large, memory_exhausted, attribute_invalid where no such format is decoded, or what the codec says.
  [[nodiscard]] status decode(std::span<const std::uint8_t> encoded, const frame_format& declared,
                              const frame_request& request, std::uint64_t max_size) noexcept;

  // Of the last frame that was decoded, until the next one.
  [[nodiscard]] const frame_format& format() const noexcept { return format_; }
  [[nodiscard]] std::span<const std::uint8_t> samples() const noexcept { return {buffer_.data(), size_}; }
  [[nodiscard]] bool damaged() const noexcept { return damaged_; }

  // Gives the memory of the last frame back.
  void release() noexcept;

private:
  void cut(const frame_region& region, const frame_format& declared) noexcept;

  codec& codec_;
  frame_buffer buffer_;
  std::size_t size_ = 0;
  frame_format format_;
  bool damaged_ = false;
};

} // namespace dcmstream
