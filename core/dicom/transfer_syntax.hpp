// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a transfer syntax says about the bytes of a data set (PS3.5 Annex A).

#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string_view>

namespace dcmstream {

struct transfer_syntax {
  bool explicit_vr;
  byte_order order;
  bool deflated;     // the data set after the file meta is one deflated stream: PS3.5 §A.5
  bool encapsulated; // pixel data at the top level stand in fragments: PS3.5 §A.4

  [[nodiscard]] friend constexpr bool operator==(const transfer_syntax&, const transfer_syntax&) noexcept = default;
};

inline constexpr transfer_syntax implicit_little_endian{false, byte_order::little, false, false};
inline constexpr transfer_syntax explicit_little_endian{true, byte_order::little, false, false};
inline constexpr transfer_syntax explicit_big_endian{true, byte_order::big, false, false};

// The encoding of a transfer syntax registered in PS3.6 Table A-1; nothing where the UID is not one of them.
// Padding after the UID (NUL, or the space that some writers use) is ignored.
[[nodiscard]] std::optional<transfer_syntax> find_transfer_syntax(std::string_view uid) noexcept;

} // namespace dcmstream
