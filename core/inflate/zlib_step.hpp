// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One call of zlib on spans. For the sources of this room only: nobody else sees zlib.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#define ZLIB_CONST // zlib does not write to its input
#include <zlib.h>

namespace dcmstream {

// Gives zlib both spans, as much of them as its counters hold, and cuts off what it has used. Returns zlib's answer.
template <class Step>
int zlib_step(z_stream& stream, std::span<const std::uint8_t>& in, std::span<std::uint8_t>& out, Step step) noexcept {
  constexpr std::size_t limit = std::numeric_limits<uInt>::max();
  const std::uint8_t no_input = 0; // zlib refuses null pointers, also where nothing is behind them
  std::uint8_t no_output = 0;
  const uInt given = static_cast<uInt>(std::min(in.size(), limit));
  const uInt room = static_cast<uInt>(std::min(out.size(), limit));
  stream.next_in = given == 0 ? &no_input : in.data();
  stream.avail_in = given;
  stream.next_out = room == 0 ? &no_output : out.data();
  stream.avail_out = room;
  const int answer = step(stream);
  in = in.subspan(given - stream.avail_in);
  out = out.subspan(room - stream.avail_out);
  stream.next_in = nullptr;
  stream.next_out = nullptr;
  return answer;
}

} // namespace dcmstream
