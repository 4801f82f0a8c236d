// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Inflates a deflated data set piece by piece (PS3.5 §A.5), over zlib. The caller owns the bytes on both sides.

#pragma once

#include "base/status.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct z_stream_s; // zlib's

namespace dcmstream {

// What the deflated bytes stand in. PS3.5 §A.5 asks for raw (RFC 1951); writers that call a library's first compressing
// function give one of the others (RFC 1950, RFC 1952).
enum class deflate_wrapping : std::uint8_t { undetermined, raw, zlib, gzip };

// Deflate can make 1032 bytes of one. Data sets that are worth the name grow far less, once they are large.
struct inflate_limits {
  std::uint32_t max_ratio = 200;                    // of all output to all input, at least 1 …
  std::uint64_t free_size = std::uint64_t{1} << 26; // … once the output is larger than this
};

class inflater {
public:
  explicit inflater(const inflate_limits& limits = {}) noexcept;
  ~inflater();
  inflater(const inflater&) = delete;
  inflater(inflater&&) = delete;
  inflater& operator=(const inflater&) = delete;
  inflater& operator=(inflater&&) = delete;

  // Reads `consumed` bytes of `in` and writes `produced` bytes of `out`; `final` says that nothing follows `in`. Answers
  //   need_input   all of `in` is used up, and all that it yields is out
  //   output_full  go on with the rest of `in`, be it empty, and more room
  //   finished     the deflated stream has ended; the rest of `in` stands behind it
  // or truncated, inflate_malformed, inflate_ratio_exceeded, memory_exhausted: what was produced up to the break is right
  // nonetheless. `finished` and the errors stay.
  [[nodiscard]] status inflate(std::span<const std::uint8_t> in, std::span<std::uint8_t> out, std::size_t& consumed,
                               std::size_t& produced, bool final) noexcept;

  // Determined by the first two bytes at the latest.
  [[nodiscard]] deflate_wrapping wrapping() const noexcept { return wrapping_; }

private:
  [[nodiscard]] status detect(std::span<const std::uint8_t>& in, bool final) noexcept;
  [[nodiscard]] status open(deflate_wrapping wrapping) noexcept;
  [[nodiscard]] status advance(std::span<const std::uint8_t>& in, std::span<std::uint8_t>& out, bool final) noexcept;
  [[nodiscard]] bool exceeds_ratio() const noexcept;

  std::unique_ptr<z_stream_s> stream_; // from `open` on
  inflate_limits limits_;
  std::uint64_t consumed_ = 0;
  std::uint64_t produced_ = 0;
  deflate_wrapping wrapping_ = deflate_wrapping::undetermined;
  bool first_waits_ = false; // the first byte was taken, but zlib has not been given it yet
  std::uint8_t first_ = 0;
  status ended_ = status::need_input; // something else once the stream has ended, well or not
};

} // namespace dcmstream
