// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The header of a frame of RLE Lossless: offsets of segments that there are not say nothing, and are made zeros. PS3.5 §G.5

#pragma once

#include <cstdint>
#include <span>

namespace dcmstream {

// Passes over one frame, piece by piece, however it is cut. A header that is none is left as it is.
class rle_header {
public:
  void redact(std::span<std::uint8_t> bytes) noexcept;

  // Whether what has come so far is the beginning of a frame of RLE.
  [[nodiscard]] bool recognised() const noexcept { return recognised_; }

private:
  void take(std::uint8_t& byte) noexcept;

  std::uint32_t index_ = 0;
  std::uint32_t segments_ = 0;
  bool recognised_ = true;
};

} // namespace dcmstream
