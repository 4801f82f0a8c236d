// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// RLE Lossless (PS3.5 Annex G).

#pragma once

#include "codec/codec.hpp"

namespace dcmstream {

// Segments that end too early are filled with zeros, and the frame is damaged; a header that contradicts itself is malformed.
// One-bit frames are decoded as they are packed: eight pixels a byte, one segment (PS3.5 §8.1.1, §G.2).
class rle_codec final : public codec {
public:
  [[nodiscard]] status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                               const frame_request& request, frame_format& actual) noexcept override;
  [[nodiscard]] status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept override;

private:
  std::span<const std::uint8_t> encoded_;
  frame_format format_;
};

} // namespace dcmstream
