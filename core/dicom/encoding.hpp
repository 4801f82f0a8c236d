// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How element headers are written: PS3.5 §7.1.

#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace dcmstream {

// How the headers of a data set are written.
struct encoding {
  bool explicit_vr;
  byte_order order;

  [[nodiscard]] friend constexpr bool operator==(const encoding&, const encoding&) noexcept = default;
};

inline constexpr encoding explicit_little{true, byte_order::little};
inline constexpr encoding explicit_big{true, byte_order::big};
inline constexpr encoding implicit_little{false, byte_order::little};

inline constexpr std::size_t short_header_size = 8;
inline constexpr std::size_t long_header_size = 12;

} // namespace dcmstream
