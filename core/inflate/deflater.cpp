// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Deflating, by zlib.

#include "inflate/deflater.hpp"

#include "inflate/zlib_step.hpp"

#include <new>
#include <utility>

namespace dcmstream {
namespace {

constexpr int memory_level = 8; // zlib's default: 256 KiB in all

} // namespace

deflater::deflater(int level) noexcept : level_(level) {}

deflater::~deflater() {
  if (stream_) {
    deflateEnd(stream_.get());
  }
}

status deflater::deflate(std::span<const std::uint8_t> in, std::span<std::uint8_t> out, std::size_t& consumed,
                         std::size_t& produced, bool final) noexcept {
  const std::size_t given = in.size();
  const std::size_t room = out.size();
  status answer = ended_;
  if (answer == status::need_input && !stream_) {
    answer = open();
  }
  if (answer == status::need_input && !written_) {
    answer = advance(in, out, final);
  }
  if (written_ && ended_ == status::need_input) {
    answer = pad(out);
  }
  consumed = given - in.size();
  produced = room - out.size();
  if (answer != status::output_full) {
    ended_ = answer;
  }
  return answer;
}

status deflater::open() noexcept {
  if (level_ < 0 || level_ > 9) {
    return status::argument_invalid;
  }
  std::unique_ptr<z_stream_s> stream(new (std::nothrow) z_stream_s{});
  if (!stream || deflateInit2(stream.get(), level_, Z_DEFLATED, -MAX_WBITS, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
    return status::memory_exhausted;
  }
  stream_ = std::move(stream);
  return status::need_input;
}

status deflater::advance(std::span<const std::uint8_t>& in, std::span<std::uint8_t>& out, bool final) noexcept {
  const auto deflate_some = [&](z_stream& stream) noexcept {
    return ::deflate(&stream, final && stream.avail_in == in.size() ? Z_FINISH : Z_NO_FLUSH);
  };
  for (;;) {
    const std::size_t room = out.size();
    const int answer = zlib_step(*stream_, in, out, deflate_some);
    odd_ = odd_ != ((room - out.size()) % 2 != 0);
    if (answer == Z_STREAM_END) {
      written_ = true;
      return status::finished;
    }
    if (out.empty()) {
      return status::output_full;
    }
    if (in.empty()) {
      return status::need_input;
    }
  }
}

// PS3.5 §A.5: an odd number of bytes is followed by a NUL.
status deflater::pad(std::span<std::uint8_t>& out) noexcept {
  if (odd_) {
    if (out.empty()) {
      return status::output_full;
    }
    out.front() = 0;
    out = out.subspan(1);
    odd_ = false;
  }
  return status::finished;
}

} // namespace dcmstream
