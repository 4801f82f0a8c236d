// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// RLE Lossless: every byte of a composite pixel is a segment of its own, packed in runs. All segments are unpacked side by
// side, a block at a time, and woven together while the block is still in the first cache (measured on a
// noisy disc of 2048² pixels of 16 bits: 3.8 ms in Node's wasm, against 10.6 ms for writing each segment with a stride).

#include "codec/rle.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.hpp"
#include "codec/weave.hpp"

namespace dcmstream {
namespace {

constexpr std::size_t header_size = 64;  // PS3.5 §G.5: the number of segments and fifteen offsets
constexpr std::size_t max_segments = 15; // PS3.5 §G.5
constexpr std::size_t block_size = 1024;

// One segment's runs (PS3.5 §G.3.2), readable in pieces of any size.
class segment_reader {
public:
  segment_reader() = default;
  explicit segment_reader(std::span<const std::uint8_t> packed) noexcept
      : next_(packed.data()), end_(packed.data() + packed.size()) {}

  // Unpacks `count` bytes; false where the segment holds fewer: the rest is zeros.
  [[nodiscard]] bool read(std::uint8_t* target, std::size_t count) noexcept {
    while (count != 0) {
      if (run_ == 0 && !start_run()) {
        std::memset(target, 0, count);
        return false;
      }
      std::size_t size = std::min(run_, count);
      if (!literal_) {
        std::memset(target, value_, size);
      } else {
        const auto left = static_cast<std::size_t>(end_ - next_);
        if (size > left) {
          size = left;
          run_ = size;
        }
        if (size != 0) {
          std::memcpy(target, next_, size);
        }
        next_ += size;
      }
      run_ -= size;
      target += size;
      count -= size;
    }
    return true;
  }

private:
  [[nodiscard]] bool start_run() noexcept {
    while (next_ != end_) {
      const std::uint8_t control = *next_++;
      if (control < 128) { // a literal run of control + 1 bytes
        literal_ = true;
        run_ = control + std::size_t{1};
        return true;
      }
      if (control > 128) { // as a signed byte -n: the next byte, n + 1 times
        if (next_ == end_) {
          return false;
        }
        literal_ = false;
        value_ = *next_++;
        run_ = std::size_t{257} - control;
        return true;
      }
      // 128 stands for nothing
    }
    return false;
  }

  const std::uint8_t* next_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  std::size_t run_ = 0; // bytes of the present run still to come
  std::uint8_t value_ = 0;
  bool literal_ = false;
};

std::size_t bytes_per_sample(const frame_format& format) noexcept {
  return format.bits_allocated == 1 ? 1U : format.bits_allocated / 8U;
}

std::size_t bytes_per_pixel(const frame_format& format) noexcept {
  return bytes_per_sample(format) * format.samples_per_pixel;
}

struct segment_table {
  std::array<std::span<const std::uint8_t>, max_segments> segments;
  std::size_t count = 0;
};

[[nodiscard]] bool read_header(std::span<const std::uint8_t> encoded, segment_table& table) noexcept {
  if (encoded.size() < header_size) {
    return false;
  }
  const auto word = [&](std::size_t index) { return load_u32(encoded.data() + 4 * index, byte_order::little); };
  table.count = word(0);
  if (table.count == 0 || table.count > max_segments) {
    return false;
  }
  if (word(1) > encoded.size()) {
    return false;
  }
  for (std::size_t i = 0; i < table.count; ++i) {
    const std::size_t begin = word(1 + i);
    const std::size_t end = i + 1 < table.count ? word(2 + i) : std::max(begin, encoded.size());
    if (begin < header_size || begin > end) {
      return false;
    }
    // Of a frame that was cut, the last segments are not there.
    const std::size_t first = std::min(begin, encoded.size());
    table.segments[i] = encoded.subspan(first, std::min(end, encoded.size()) - first);
  }
  return true;
}

} // namespace

status rle_codec::inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                          const frame_request& /*request*/, frame_format& actual) noexcept {
  encoded_ = {};
  actual = declared;
  if (decoded_size(declared) == 0) {
    return status::attribute_invalid;
  }
  segment_table table;
  if (!read_header(encoded, table) || table.count != bytes_per_pixel(declared)) {
    return status::rle_malformed;
  }
  encoded_ = encoded;
  format_ = declared;
  return status::finished;
}

status rle_codec::decode(std::span<std::uint8_t> samples, bool& damaged) noexcept {
  damaged = false;
  segment_table table;
  const std::size_t width = bytes_per_pixel(format_);
  if (width == 0 || decoded_size(format_) != samples.size() || samples.empty() || !read_header(encoded_, table)) {
    return status::argument_invalid;
  }

  // PS3.5 §G.2: samples in order, of each the most significant byte first. Ours are little endian.
  std::array<segment_reader, max_segments> readers;
  std::size_t segment = 0;
  for (std::size_t first = 0; first < width; first += bytes_per_sample(format_)) {
    for (std::size_t byte = bytes_per_sample(format_); byte-- > 0;) {
      readers[first + byte] = segment_reader(table.segments[segment++]);
    }
  }

  std::array<std::array<std::uint8_t, block_size>, max_segments> blocks;
  std::array<const std::uint8_t*, max_segments> planes{};
  for (std::size_t p = 0; p < width; ++p) {
    planes[p] = blocks[p].data();
  }
  const std::size_t pixels = samples.size() / width;
  for (std::size_t done = 0; done < pixels; done += block_size) {
    const std::size_t count = std::min(block_size, pixels - done);
    for (std::size_t p = 0; p < width; ++p) {
      damaged = !readers[p].read(blocks[p].data(), count) || damaged;
    }
    weave({planes.data(), width}, count, samples.data() + done * width);
  }
  return status::finished; // what a segment holds beyond its share is padding
}

} // namespace dcmstream
