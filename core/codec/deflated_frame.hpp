// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Deflated Image Frame Compression (PS3.5 §8.2.16, §A.4.13): each frame deflated by itself, over the inflater.

#pragma once

#include "codec/codec.hpp"

namespace dcmstream {

// What comes out is the frame as it would stand in a native little endian file: one-bit pixels packed, colour by pixel or by
// plane as the data set's planar configuration says, which the codec is not told. Format and size are as declared.
class deflated_frame_codec final : public codec {
public:
  [[nodiscard]] status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                               const frame_request& request, frame_format& actual) noexcept override;
  [[nodiscard]] status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept override;

private:
  std::span<const std::uint8_t> encoded_;
  frame_format format_;
};

} // namespace dcmstream
