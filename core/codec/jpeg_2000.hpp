// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG 2000 part 1 (PS3.5 §A.4.4) and High-Throughput JPEG 2000 (PS3.5 §A.4.11), by OpenJPEG.

#pragma once

#include "codec/codec.hpp"
#include "codec/jpeg_2000_codestream.hpp"

namespace dcmstream {

// Which pixels of the image are decoded, along one axis. Positions are pixels of the resolution that is asked for,
// counted from the origin of the codestream's grid.
struct jpeg_2000_range {
  std::uint32_t begin = 0, end = 0; // of the samples that are given
  std::uint32_t x0 = 0, x1 = 0;     // on the codestream's grid: what has to be decoded for them
};

// Samples come as the codestream has them: its sign, sign-extended in their cells, its precision up to 31 bits, RCT and ICT
// undone, no other color touched. One-bit samples are bytes of 0 and 1. Components of fewer samples are
// enlarged by repeating them. A palette in a JP2 file around the codestream is not applied: PS3.5 §A.4.4 leaves the meaning of
// samples to the data set, so a frame that would need it is refused.
class jpeg_2000_codec final : public codec {
public:
  [[nodiscard]] bool cuts_regions() const noexcept override { return true; }
  [[nodiscard]] status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                               const frame_request& request, frame_format& actual) noexcept override;
  [[nodiscard]] status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept override;

private:
  jpeg_2000_codestream codestream_;
  frame_format format_;
  unsigned reduce_ = 0;
  jpeg_2000_range columns_;
  jpeg_2000_range rows_;
};

} // namespace dcmstream
