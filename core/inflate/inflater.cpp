// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Inflating: the wrapping by evidence, the rest by zlib, growth under guard.

#include "inflate/inflater.hpp"

#include "inflate/zlib_step.hpp"

#include <new>
#include <utility>

namespace dcmstream {
namespace {

constexpr std::uint8_t gzip_first = 0x1F; // RFC 1952 §2.3.1; of no raw stream, whose first block would be of type 3

// RFC 1950 §2.2: deflate, with a window of at most 32 KiB. A raw stream can begin so too, with a stored block (RFC 1951
// §3.2.4) whose unused bits are not zeros, which no writer is known to make; the second byte nearly rules that out.
constexpr bool may_begin_zlib(std::uint8_t first) noexcept { return (first & 0x0F) == 8 && first < 0x80; }
constexpr bool is_zlib_header(std::uint8_t first, std::uint8_t second) noexcept {
  return may_begin_zlib(first) && (first * 256U + second) % 31 == 0;
}

constexpr int window_bits(deflate_wrapping wrapping) noexcept {
  switch (wrapping) {
  case deflate_wrapping::zlib:
    return MAX_WBITS; // the largest, since some headers name a window smaller than the one used
  case deflate_wrapping::gzip: return MAX_WBITS + 16;
  default: return -MAX_WBITS;
  }
}

int inflate_some(z_stream& stream) noexcept { return ::inflate(&stream, Z_NO_FLUSH); }

} // namespace

inflater::inflater(const inflate_limits& limits) noexcept : limits_(limits) {}

inflater::~inflater() {
  if (stream_) {
    inflateEnd(stream_.get());
  }
}

status inflater::inflate(std::span<const std::uint8_t> in, std::span<std::uint8_t> out, std::size_t& consumed,
                         std::size_t& produced, bool final) noexcept {
  const std::size_t given = in.size();
  const std::size_t room = out.size();
  status answer = ended_;
  if (answer == status::need_input) {
    answer = stream_ ? status::need_input : detect(in, final);
  }
  if (answer == status::need_input && stream_) {
    answer = advance(in, out, final);
  }
  consumed = given - in.size();
  produced = room - out.size();
  if (answer != status::output_full) {
    ended_ = answer;
  }
  return answer;
}

// Finds the wrapping and opens zlib; without a stream afterwards, the second byte has to come first.
status inflater::detect(std::span<const std::uint8_t>& in, bool final) noexcept {
  if (!first_waits_ && !in.empty()) {
    if (in.front() == gzip_first) {
      return open(deflate_wrapping::gzip);
    }
    if (!may_begin_zlib(in.front())) {
      return open(deflate_wrapping::raw);
    }
    first_ = in.front();
    first_waits_ = true;
    consumed_ = 1;
    in = in.subspan(1);
  }
  if (in.empty()) {
    return final ? status::truncated : status::need_input;
  }
  return open(is_zlib_header(first_, in.front()) ? deflate_wrapping::zlib : deflate_wrapping::raw);
}

status inflater::open(deflate_wrapping wrapping) noexcept {
  std::unique_ptr<z_stream_s> stream(new (std::nothrow) z_stream_s{});
  if (!stream || inflateInit2(stream.get(), window_bits(wrapping)) != Z_OK) {
    return status::memory_exhausted;
  }
  stream_ = std::move(stream);
  wrapping_ = wrapping;
  if (first_waits_) {
    std::span<const std::uint8_t> first(&first_, 1);
    std::span<std::uint8_t> nothing;
    zlib_step(*stream_, first, nothing, inflate_some); // cannot fail yet: half a header, or the head of a stored block
  }
  return status::need_input;
}

status inflater::advance(std::span<const std::uint8_t>& in, std::span<std::uint8_t>& out, bool final) noexcept {
  for (;;) {
    const std::size_t given = in.size();
    const std::size_t room = out.size();
    const int answer = zlib_step(*stream_, in, out, inflate_some);
    consumed_ += given - in.size();
    produced_ += room - out.size();
    switch (answer) {
    case Z_OK:
    case Z_BUF_ERROR: // neither input nor room was left to go on with
      break;
    case Z_STREAM_END: return exceeds_ratio() ? status::inflate_ratio_exceeded : status::finished;
    case Z_MEM_ERROR: return status::memory_exhausted;
    default: // Z_DATA_ERROR; Z_NEED_DICT: a dictionary that nobody has
      return status::inflate_malformed;
    }
    if (exceeds_ratio()) {
      return status::inflate_ratio_exceeded;
    }
    if (out.empty()) {
      return status::output_full;
    }
    if (in.empty()) {
      return final ? status::truncated : status::need_input;
    }
  }
}

bool inflater::exceeds_ratio() const noexcept {
  return produced_ > limits_.free_size && produced_ / limits_.max_ratio > consumed_;
}

} // namespace dcmstream
