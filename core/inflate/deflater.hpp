// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Deflates a data set piece by piece: raw, with a NUL behind where the size would be odd (PS3.5 §A.5), over zlib.

#pragma once

#include "base/status.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct z_stream_s; // zlib's

namespace dcmstream {

class deflater {
public:
  // From 0 (stored) and 1 (fast) to 9 (small).
  explicit deflater(int level = 6) noexcept;
  ~deflater();
  deflater(const deflater&) = delete;
  deflater(deflater&&) = delete;
  deflater& operator=(const deflater&) = delete;
  deflater& operator=(deflater&&) = delete;

  // Reads `consumed` bytes of `in` and writes `produced` bytes of `out`; `final` says that nothing follows `in`. Answers
  //   need_input   all of `in` is used up
  //   output_full  go on with the rest of `in`, be it empty, and more room
  //   finished     all is written; only after `final`
  // or memory_exhausted, argument_invalid (no such level). The last three stay.
  [[nodiscard]] status deflate(std::span<const std::uint8_t> in, std::span<std::uint8_t> out, std::size_t& consumed,
                               std::size_t& produced, bool final) noexcept;

private:
  [[nodiscard]] status open() noexcept;
  [[nodiscard]] status advance(std::span<const std::uint8_t>& in, std::span<std::uint8_t>& out, bool final) noexcept;
  [[nodiscard]] status pad(std::span<std::uint8_t>& out) noexcept;

  std::unique_ptr<z_stream_s> stream_; // from the first call on
  int level_;
  bool odd_ = false;                  // bytes written so far
  bool written_ = false;              // all, the padding aside
  status ended_ = status::need_input; // something else once the stream has ended, well or not
};

} // namespace dcmstream
