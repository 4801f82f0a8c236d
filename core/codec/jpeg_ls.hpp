// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG-LS, lossless and near-lossless (ISO/IEC 14495-1, PS3.5 §8.2.3), over CharLS.

#pragma once

#include "codec/codec.hpp"

namespace dcmstream {

// The codestream says its size, its components and its precision, which is given as bits_stored; the sign is as declared.
// Samples are widened by zeros, whatever the sign: bits above the precision are as the frame has them. Declared as of one
// bit, each takes a byte, 0 or 1.
//
// Color is as declared, for JPEG-LS has no word for it; where HP's color transforms are undone, it is RGB. Damaged is a
// codestream without its end, too, though all samples may be there.
class jpeg_ls_codec final : public codec {
public:
  [[nodiscard]] status inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                               const frame_request& request, frame_format& actual) noexcept override;
  [[nodiscard]] status decode(std::span<std::uint8_t> samples, bool& damaged) noexcept override;

private:
  [[nodiscard]] status decode_samples(std::span<std::uint8_t> samples, bool& damaged) const noexcept;
  [[nodiscard]] status decode_components(std::span<std::uint8_t> target, bool& damaged) const noexcept;

  std::span<const std::uint8_t> encoded_;
  frame_format format_;
  std::size_t sample_size_ = 0; // as CharLS gives it: bytes
  bool planar_ = false;
  bool one_bit_ = false;
};

} // namespace dcmstream
