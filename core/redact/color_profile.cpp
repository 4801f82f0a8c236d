// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is kept is copied beside zeros: what nobody names is so gone, wherever it stands.

#include "redact/color_profile.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace dcmstream {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t header_size = 128;
constexpr std::size_t entry_size = 12;
// Profiles have about twenty; no more are read than could name one byte each.
constexpr std::uint32_t most_tags = 1024;

std::uint32_t number_at(std::span<const std::uint8_t> bytes, std::size_t at) noexcept {
  return (std::uint32_t{bytes[at]} << 24U) | (std::uint32_t{bytes[at + 1]} << 16U) |
         (std::uint32_t{bytes[at + 2]} << 8U) | bytes[at + 3];
}

bool is_named(std::span<const std::uint8_t> bytes, std::size_t at, std::string_view name) noexcept {
  return std::equal(name.begin(), name.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char letter, std::uint8_t byte) { return static_cast<std::uint8_t>(letter) == byte; });
}

void copy(std::span<const std::uint8_t> from, std::span<std::uint8_t> to, std::size_t at, std::size_t size) noexcept {
  std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at), size, to.begin() + static_cast<std::ptrdiff_t>(at));
}

// Types of numbers, and how many bytes of them are numbers: those of one size, those of a count at 8, and tables of any size. §10
std::size_t numbers_in(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) noexcept {
  const auto limited = [size](std::uint64_t wanted) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(size, wanted));
  };
  if (is_named(bytes, at, "XYZ "sv)) return limited(20);
  if (is_named(bytes, at, "curv"sv))
    return size < 12 ? size : limited(12 + std::uint64_t{number_at(bytes, at + 8)} * 2);
  if (is_named(bytes, at, "para"sv)) return limited(40);
  if (is_named(bytes, at, "sf32"sv)) return limited(44);
  if (is_named(bytes, at, "chrm"sv)) return limited(36);
  if (is_named(bytes, at, "view"sv) || is_named(bytes, at, "meas"sv)) return limited(36);
  if (is_named(bytes, at, "cicp"sv)) return limited(12);
  for (const auto table : {"mft1"sv, "mft2"sv, "mAB "sv, "mBA "sv}) {
    if (is_named(bytes, at, table)) return size;
  }
  return 0;
}

// An empty text of its type; of a multi-localized one the size of a record is fixed. §10.15
void write_empty(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> to, std::size_t at,
                 std::size_t size) noexcept {
  for (const auto text : {"desc"sv, "text"sv, "mluc"sv}) {
    if (!is_named(bytes, at, text)) continue;
    copy(bytes, to, at, 4);
    if (text == "mluc"sv && size >= 16) to[at + 15] = 12;
  }
}

// Profile size, version, class, color space and connection space; `acsp`, flags; attributes to illuminant. §7.2
void copy_header(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> to) noexcept {
  copy(bytes, to, 0, 4);
  copy(bytes, to, 8, 16);
  copy(bytes, to, 36, 4);
  copy(bytes, to, 44, 4);
  copy(bytes, to, 56, 24);
  // The first of January 1900: some day must stand there.
  constexpr std::uint16_t year = 1900;
  to[24] = year >> 8U;
  to[25] = year & 0xffU;
  to[27] = 1;
  to[29] = 1;
}

} // namespace

bool clean_color_profile(std::span<std::uint8_t> bytes) {
  if (bytes.size() < header_size + 4 || !is_named(bytes, 36, "acsp"sv)) return false;
  const std::uint32_t size = number_at(bytes, 0);
  const std::uint32_t tags = number_at(bytes, header_size);
  if (size > bytes.size() || tags > most_tags || header_size + 4 + tags * entry_size > size) return false;

  std::vector<std::uint8_t> cleaned(bytes.size());
  copy_header(bytes, cleaned);
  copy(bytes, cleaned, header_size, 4 + tags * entry_size);
  const std::size_t first = header_size + 4 + tags * entry_size;
  for (std::uint32_t i = 0; i < tags; ++i) {
    const std::size_t entry = header_size + 4 + i * entry_size;
    const std::uint32_t at = number_at(bytes, entry + 4);
    const std::uint32_t length = number_at(bytes, entry + 8);
    if (at < first || length < 8 || at > size || length > size - at) return false;
    const std::size_t kept = numbers_in(bytes, at, length);
    if (kept > 0)
      copy(bytes, cleaned, at, kept);
    else
      write_empty(bytes, cleaned, at, length);
  }
  std::copy(cleaned.begin(), cleaned.end(), bytes.begin());
  return true;
}

} // namespace dcmstream
