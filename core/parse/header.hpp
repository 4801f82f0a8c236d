// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One element header, read: PS3.5 §7.1. What deviates is read as it was most likely meant and named by a quirk.

#pragma once

#include "base/bytes.hpp"
#include "dicom/encoding.hpp"
#include "dicom/vr.hpp"
#include "parse/quirks.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace dcmstream {

struct element_header {
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
  vr value_representation = vr::none; // none where the header does not name a known one
  std::uint8_t size = 0;
  bool explicit_vr = false;
  std::optional<quirk> deviation;
};

struct header_result {
  element_header header;
  std::size_t needed = 0; // more bytes than were given are needed to tell; 0: the header is read
};

// Group first, element second, each in the byte order: PS3.5 §7.1.
[[nodiscard]] constexpr std::uint32_t load_tag(const std::uint8_t* p, byte_order order) noexcept {
  return static_cast<std::uint32_t>(load_u16(p, order)) << 16 | load_u16(p + 2, order);
}

// `bytes` begin at the header; at least 8 are there. `complete` says that nothing follows them, ever.
// Reading may ask for a bounded look ahead (at most `look_ahead_limit` bytes) where only what follows can tell.
[[nodiscard]] header_result read_header(std::span<const std::uint8_t> bytes, bool complete, encoding form) noexcept;

inline constexpr std::size_t look_ahead_limit = 1024;

// Whether a header of this form may stand here: used as evidence only.
[[nodiscard]] bool looks_like_header(std::span<const std::uint8_t> bytes, encoding form) noexcept;

} // namespace dcmstream
