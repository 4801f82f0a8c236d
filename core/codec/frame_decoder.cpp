// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Running a codec.

#include "codec/frame_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "codec/bits.hpp"

namespace dcmstream {
namespace {

constexpr unsigned max_reduce = 17; // halves every size there is down to one

} // namespace

bool frame_buffer::reserve(std::size_t size) noexcept {
  if (size <= capacity_) {
    return true;
  }
  release();
  bytes_.reset(static_cast<std::uint8_t*>(std::malloc(size)));
  capacity_ = bytes_ != nullptr ? size : 0;
  return bytes_ != nullptr;
}

void frame_buffer::release() noexcept {
  bytes_.reset();
  capacity_ = 0;
}

status frame_decoder::decode(std::span<const std::uint8_t> encoded, const frame_format& declared,
                             const frame_request& request, std::uint64_t max_size) noexcept {
  size_ = 0;
  damaged_ = false;
  format_ = declared;
  const frame_region& region = request.region;
  const bool inside = region.columns <= declared.columns && region.left <= declared.columns - region.columns &&
                      region.rows <= declared.rows && region.top <= declared.rows - region.rows;
  if (!region.is_everything() && !inside) {
    return status::argument_invalid;
  }
  status answer = codec_.inspect(encoded, declared, request, format_);
  if (answer != status::finished) {
    return answer;
  }
  const std::uint64_t size = decoded_size(format_);
  if (size == 0) {
    return status::attribute_invalid;
  }
  if (size > max_size || size > std::numeric_limits<std::size_t>::max() / 2) {
    return status::frame_too_large;
  }
  if (!buffer_.reserve(static_cast<std::size_t>(size))) {
    return status::memory_exhausted;
  }
  std::memset(buffer_.data(), 0, static_cast<std::size_t>(size));
  answer = codec_.decode({buffer_.data(), static_cast<std::size_t>(size)}, damaged_);
  if (answer != status::finished) {
    return answer;
  }
  size_ = static_cast<std::size_t>(size);
  if (!region.is_everything() && !codec_.cuts_regions()) {
    cut(region, declared);
  }
  return status::finished;
}

// Rows move towards the beginning of the buffer, so nothing is overwritten before it has been read.
void frame_decoder::cut(const frame_region& region, const frame_format& declared) noexcept {
  // What a codec has halved takes the region with it; at the right and the bottom it is rounded up.
  // A side of one pixel stays as it is, so that both are looked at.
  unsigned halved = 0;
  while (halved < max_reduce && ((declared.columns - 1) >> halved != format_.columns - 1 ||
                                 (declared.rows - 1) >> halved != format_.rows - 1)) {
    ++halved;
  }
  halved = halved == max_reduce ? 0 : halved;
  const auto end = [&](std::uint32_t begin, std::uint32_t size) { return ((begin + size - 1) >> halved) + 1; };
  const std::uint32_t left = std::min(region.left >> halved, format_.columns - 1);
  const std::uint32_t top = std::min(region.top >> halved, format_.rows - 1);
  const std::uint32_t columns = std::min(end(region.left, region.columns), format_.columns) - left;
  const std::uint32_t rows = std::min(end(region.top, region.rows), format_.rows) - top;
  if (format_.bits_allocated == 1) {
    const std::span<std::uint8_t> all{buffer_.data(), size_};
    for (std::size_t row = 0; row < rows; ++row) {
      copy_bits(all, (top + row) * format_.columns + left, columns, all, row * columns);
    }
    const std::size_t bits = std::size_t{rows} * columns;
    size_ = (bits + 7) / 8;
    if (bits % 8 != 0) {
      all[size_ - 1] &= static_cast<std::uint8_t>((1U << (bits % 8)) - 1);
    }
    format_.rows = rows;
    format_.columns = columns;
    return;
  }
  const std::size_t pixel = std::size_t{format_.samples_per_pixel} * (format_.bits_allocated / 8U);
  const std::size_t stride = pixel * format_.columns;
  const std::size_t width = pixel * columns;
  for (std::size_t row = 0; row < rows; ++row) {
    std::memmove(buffer_.data() + row * width, buffer_.data() + (top + row) * stride + pixel * left, width);
  }
  format_.rows = rows;
  format_.columns = columns;
  size_ = width * rows;
}

void frame_decoder::release() noexcept {
  buffer_.release();
  size_ = 0;
}

} // namespace dcmstream
