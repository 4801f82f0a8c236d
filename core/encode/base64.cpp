// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Base64, written twelve bytes at a time.

#include "encode/base64.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace dcmstream {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t padding = '=';
constexpr std::uint8_t no_digit = 0xFF;

using bytes16 = std::int8_t __attribute__((vector_size(16)));
using words4 = std::uint32_t __attribute__((vector_size(16)));

// The digits of twelve bytes: each 32-bit lane takes three bytes, the first one uppermost, and gives four digits, the first one
// lowest.
bytes16 digits_of(bytes16 v) noexcept {
  const auto lanes =
      reinterpret_cast<words4>(__builtin_shufflevector(v, v, 2, 1, 0, 0, 5, 4, 3, 3, 8, 7, 6, 6, 11, 10, 9, 9));
  const words4 digits =
      ((lanes >> 18) & 0x3FU) | ((lanes >> 4) & 0x3F00U) | ((lanes << 10) & 0x3F0000U) | ((lanes << 24) & 0x3F000000U);
  return reinterpret_cast<bytes16>(digits);
}

// The runs of the alphabet, each by how far it lies from where the one before it would go on.
bytes16 characters_of(bytes16 digits) noexcept {
  const bytes16 lower = reinterpret_cast<bytes16>(digits > 25) & static_cast<std::int8_t>('a' - 'Z' - 1);
  const bytes16 numerals = reinterpret_cast<bytes16>(digits > 51) & static_cast<std::int8_t>('0' - 'z' - 1);
  const bytes16 plus = reinterpret_cast<bytes16>(digits > 61) & static_cast<std::int8_t>('+' - '9' - 1);
  const bytes16 slash = reinterpret_cast<bytes16>(digits > 62) & static_cast<std::int8_t>('/' - '+' - 1);
  return digits + static_cast<std::int8_t>('A') + lower + numerals + plus + slash;
}

constexpr std::array<std::uint8_t, 256> digit_of = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t digit = 0; digit < alphabet.size(); ++digit) {
    table[static_cast<std::uint8_t>(alphabet[digit])] = static_cast<std::uint8_t>(digit);
  }
  return table;
}();

constexpr std::uint8_t character(std::uint32_t digit) noexcept {
  return static_cast<std::uint8_t>(alphabet[digit & 0x3F]);
}

} // namespace

std::size_t encode_base64(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> text) noexcept {
  std::size_t at = 0;
  std::size_t to = 0;
  for (; at + sizeof(bytes16) <= bytes.size(); at += 12, to += 16) {
    bytes16 v;
    std::memcpy(&v, &bytes[at], sizeof v);
    v = characters_of(digits_of(v));
    std::memcpy(&text[to], &v, sizeof v);
  }
  for (; at < bytes.size(); at += 3, to += 4) {
    const std::size_t left = bytes.size() - at;
    const std::uint32_t second = left > 1 ? bytes[at + 1] : 0;
    const std::uint32_t third = left > 2 ? bytes[at + 2] : 0;
    const std::uint32_t group = (std::uint32_t{bytes[at]} << 16) | (second << 8) | third;
    text[to] = character(group >> 18);
    text[to + 1] = character(group >> 12);
    text[to + 2] = left > 1 ? character(group >> 6) : padding;
    text[to + 3] = left > 2 ? character(group) : padding;
  }
  return to;
}

std::optional<std::size_t> decode_base64(std::span<const std::uint8_t> text, bool last,
                                         std::span<std::uint8_t> bytes) noexcept {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::size_t to = 0;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const bool may_be_padded = last && at + 4 == text.size();
    const bool no_third = may_be_padded && text[at + 2] == padding && text[at + 3] == padding;
    const bool no_fourth = may_be_padded && text[at + 3] == padding;
    const std::uint32_t first = digit_of[text[at]];
    const std::uint32_t second = digit_of[text[at + 1]];
    const std::uint32_t third = no_third ? 0 : digit_of[text[at + 2]];
    const std::uint32_t fourth = no_fourth ? 0 : digit_of[text[at + 3]];
    if ((first | second | third | fourth) > 0x3F) {
      return std::nullopt;
    }
    const std::uint32_t group = (first << 18) | (second << 12) | (third << 6) | fourth;
    if ((no_third && (group & 0xFFFF) != 0) || (no_fourth && (group & 0xFF) != 0)) {
      return std::nullopt;
    }
    bytes[to++] = static_cast<std::uint8_t>(group >> 16);
    if (!no_third) {
      bytes[to++] = static_cast<std::uint8_t>(group >> 8);
    }
    if (!no_fourth) {
      bytes[to++] = static_cast<std::uint8_t>(group);
    }
  }
  return to;
}

} // namespace dcmstream
