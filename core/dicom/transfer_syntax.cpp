// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The registered transfer syntaxes, told apart by what follows their common root.

#include "dicom/transfer_syntax.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace dcmstream {

namespace {

constexpr std::string_view root = "1.2.840.10008.1.2";
constexpr std::string_view papyrus_3 = "1.2.840.10008.1.20"; // retired; implicit little endian

constexpr transfer_syntax encapsulated{true, byte_order::little, false, true};
constexpr transfer_syntax deflated{true, byte_order::little, true, false};

struct suffix_row {
  std::string_view suffix;
  transfer_syntax syntax;
};

constexpr std::array suffix_rows{
    suffix_row{"", implicit_little_endian},
    suffix_row{".1", explicit_little_endian},
    suffix_row{".1.98", encapsulated}, // Encapsulated Uncompressed
    suffix_row{".1.99", deflated},
    suffix_row{".2", explicit_big_endian},
    suffix_row{".4.94", explicit_little_endian}, // JPIP: the pixel data are elsewhere
    suffix_row{".4.95", deflated},
    suffix_row{".4.204", explicit_little_endian},
    suffix_row{".4.205", deflated},
    suffix_row{".5", encapsulated},             // RLE Lossless
    suffix_row{".6.1", explicit_little_endian}, // RFC 2557 MIME, retired
    suffix_row{".6.2", explicit_little_endian}, // XML, retired
    suffix_row{".7.1", explicit_little_endian}, // SMPTE ST 2110: the video runs beside the data set
    suffix_row{".7.2", explicit_little_endian},
    suffix_row{".7.3", explicit_little_endian},
    suffix_row{".8.1", encapsulated}, // Deflated Image Frame Compression
};

// Compressed images: 1.2.840.10008.1.2.4.n, all explicit little endian with fragments. PS3.5 §A.4
struct number_range {
  std::uint8_t first;
  std::uint8_t last;
};

constexpr std::string_view compressed = ".4.";
constexpr std::array compressed_ranges{
    number_range{50, 66},   number_range{70, 70},   number_range{80, 81},   number_range{90, 93},
    number_range{100, 108}, number_range{110, 112}, number_range{201, 203},
};
constexpr number_range fragmentable_video{100, 106}; // these have a second form, with .1 after the number

// Kept out of line: inlined sixteen times it is a twentieth of the parser module (measured), and it runs once a file.
[[nodiscard]] [[gnu::noinline]] bool is_same(std::string_view a, std::string_view b) noexcept { return a == b; }

[[nodiscard]] constexpr bool contains(number_range range, unsigned number) noexcept {
  return range.first <= number && number <= range.last;
}

[[nodiscard]] bool is_compressed(std::string_view number_text) noexcept {
  unsigned number = 0;
  const char* const end = number_text.data() + number_text.size();
  const auto [stopped, error] = std::from_chars(number_text.data(), end, number);
  if (error != std::errc{} || number_text.front() == '0') {
    return false;
  }
  const std::string_view rest{stopped, static_cast<std::size_t>(end - stopped)};
  if (!rest.empty()) {
    return rest == ".1" && contains(fragmentable_video, number);
  }
  for (const number_range range : compressed_ranges) {
    if (contains(range, number)) {
      return true;
    }
  }
  return false;
}

} // namespace

std::optional<transfer_syntax> find_transfer_syntax(std::string_view uid) noexcept {
  while (!uid.empty() && (uid.back() == '\0' || uid.back() == ' ')) {
    uid.remove_suffix(1);
  }
  if (uid == papyrus_3) {
    return implicit_little_endian;
  }
  if (!uid.starts_with(root)) {
    return std::nullopt;
  }
  const std::string_view suffix = uid.substr(root.size());
  for (const suffix_row& row : suffix_rows) {
    if (is_same(row.suffix, suffix)) {
      return row.syntax;
    }
  }
  if (suffix.starts_with(compressed) && is_compressed(suffix.substr(compressed.size()))) {
    return encapsulated;
  }
  return std::nullopt;
}

} // namespace dcmstream
