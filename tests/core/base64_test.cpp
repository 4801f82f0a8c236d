// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Base64 is that of RFC 4648, in one piece or in many; what is not exactly that is refused.

#include "encode/base64.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dcmstream {
namespace {

using bytes_type = std::vector<std::uint8_t>;

bytes_type bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string encoded(const bytes_type& bytes) {
  bytes_type text(base64_size(bytes.size()));
  EXPECT_EQ(encode_base64(bytes, text), text.size());
  return {text.begin(), text.end()};
}

std::optional<bytes_type> decoded(std::string_view text, bool last = true) {
  bytes_type bytes = bytes_of(text);
  const std::optional<std::size_t> size = decode_base64(bytes, last, bytes);
  if (!size) {
    return std::nullopt;
  }
  bytes.resize(*size);
  return bytes;
}

bytes_type random_bytes(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  bytes_type bytes(size);
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(random());
  }
  return bytes;
}

// RFC 4648 §10
constexpr std::array<std::array<std::string_view, 2>, 7> vectors = {{{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}}};

TEST(Base64, IsThatOfTheRfc) {
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(encoded(bytes_of(bytes)), text);
    EXPECT_EQ(decoded(text), bytes_of(bytes));
  }
}

TEST(Base64, HasItsWholeAlphabetInOrder) {
  // The digits 0 to 63, six bits each.
  bytes_type bytes;
  for (unsigned group = 0; group < 16; ++group) {
    const unsigned first = group * 4;
    const unsigned bits = (first << 18) | ((first + 1) << 12) | ((first + 2) << 6) | (first + 3);
    bytes.insert(bytes.end(), {static_cast<std::uint8_t>(bits >> 16), static_cast<std::uint8_t>(bits >> 8),
                               static_cast<std::uint8_t>(bits)});
  }
  EXPECT_EQ(encoded(bytes), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST(Base64, GivesBytesBack) {
  for (std::size_t size = 0; size < 200; ++size) {
    const bytes_type bytes = random_bytes(size);
    EXPECT_EQ(decoded(encoded(bytes)), bytes) << size;
  }
}

TEST(Base64, IsTheSameInPiecesOfWholeGroups) {
  const bytes_type bytes = random_bytes(251);
  const std::string whole = encoded(bytes);
  for (std::size_t step = 3; step < 60; step += 3) {
    std::string text;
    bytes_type back;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      const std::size_t end = std::min(at + step, bytes.size());
      const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(at);
      const std::string piece = encoded({first, bytes.begin() + static_cast<std::ptrdiff_t>(end)});
      text += piece;
      const std::optional<bytes_type> read = decoded(piece, end == bytes.size());
      ASSERT_TRUE(read);
      back.insert(back.end(), read->begin(), read->end());
    }
    EXPECT_EQ(text, whole);
    EXPECT_EQ(back, bytes);
  }
}

TEST(Base64, RefusesWhatIsNone) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"Zg"sv, "Zg="sv, "Zm9"sv, "Z"sv, "="sv, "===="sv, "Z==="sv, "Zg==Zg=="sv, "Zm=v"sv, "Zm9v\n"sv, "Zm 9v"sv,
        "Zm-_"sv, "Zm9\x80"sv, "Zg==\0\0\0\0"sv, "\xff\xff\xff\xff"sv}) {
    EXPECT_FALSE(decoded(text)) << text;
  }
  // Bits that no byte takes.
  EXPECT_FALSE(decoded("Zh=="));
  EXPECT_FALSE(decoded("Zm9="));
  // More follows.
  EXPECT_FALSE(decoded("Zg==", false));
}

} // namespace
} // namespace dcmstream
