// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Inflates one frame into the samples, and no more than fits there.

#include "codec/deflated_frame.hpp"

#include <limits>

#include "inflate/inflater.hpp"

namespace dcmstream {
namespace {

// The samples are the limit: what deflates a thousandfold is most often an empty segmentation.
constexpr inflate_limits unlimited{.max_ratio = std::numeric_limits<std::uint32_t>::max()};

} // namespace

status deflated_frame_codec::inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                                     const frame_request& /*request*/, frame_format& actual) noexcept {
  actual = declared;
  encoded_ = encoded;
  format_ = declared;
  return decoded_size(declared) == 0 ? status::attribute_invalid : status::finished;
}

// Where the samples are full, the rest is left alone: padding of the frame, of the fragment, or anything else.
status deflated_frame_codec::decode(std::span<std::uint8_t> samples, bool& damaged) noexcept {
  if (samples.empty() || decoded_size(format_) != samples.size()) return status::argument_invalid;
  inflater stream(unlimited);
  std::size_t consumed = 0;
  std::size_t produced = 0;
  const status answer = stream.inflate(encoded_, samples, consumed, produced, true);
  if (produced == 0) return answer == status::memory_exhausted ? answer : status::inflate_malformed;
  damaged = produced < samples.size();
  return status::finished;
}

} // namespace dcmstream
