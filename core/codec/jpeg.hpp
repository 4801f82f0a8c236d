// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG (PS3.5 §8.2.1, ISO/IEC 10918-1): baseline, extended and progressive of 8 and 12 bits, lossless of 2 to 16.

#pragma once

#include "codec/codec.hpp"

namespace dcmstream {

// Samples are as they are coded: YCbCr is not converted, and `color` says so where the codestream shows it. Colours of
// fewer samples a row or a column are brought to full size as djpeg does it, by a triangle filter. `reduce` is at most 3, and
// nothing for the lossless process.
class jpeg_codec final : public codec {
public:
  [[nodiscard]] status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                               const frame_request& request, frame_format& actual) noexcept override;
  [[nodiscard]] status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept override;

private:
  std::span<const std::uint8_t> encoded_;
  frame_format format_;
  unsigned halved_ = 0;
};

} // namespace dcmstream
