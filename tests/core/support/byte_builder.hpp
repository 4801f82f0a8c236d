// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A builder of DICOM bytes, right ones and broken ones. It writes what it is told, by PS3.5 §7.1 and §7.5, and shares no
// code with the parser, so that a mistake in one of them cannot hide in the other.
//
//   byte_builder()
//       .preamble()
//       .meta("1.2.840.10008.1.2.1")
//       .element(0x00100010, "PN", "Phantom^Shepp ")
//       .sequence(0x00081140)
//       .item()
//       .element(0x00081155, "UI", "2.25.12")
//       .item_end()
//       .sequence_end()
//       .bytes();

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dcmstream {

using byte_vector = std::vector<std::uint8_t>;

enum class form : std::uint8_t { implicit_le, explicit_le, explicit_be };

namespace uid {
inline constexpr std::string_view implicit_le = "1.2.840.10008.1.2";
inline constexpr std::string_view explicit_le = "1.2.840.10008.1.2.1";
inline constexpr std::string_view explicit_be = "1.2.840.10008.1.2.2";
inline constexpr std::string_view deflated = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view rle_lossless = "1.2.840.10008.1.2.5";
} // namespace uid

class byte_builder {
public:
  static constexpr std::uint32_t undefined = 0xFFFFFFFF;

  explicit byte_builder(form encoding = form::explicit_le) : form_(encoding) {}

  byte_builder& encoding(form encoding) {
    form_ = encoding;
    return *this;
  }

  // PS3.10 §7.1
  byte_builder& preamble() { return raw(std::string(128, '\0')).raw("DICM"); }

  // The file meta with its version and transfer syntax; what follows is encoded as the transfer syntax says.
  byte_builder& meta(std::string_view transfer_syntax) {
    byte_builder group;
    group.element(0x00020001, "OB", std::string_view("\0\1", 2)).element(0x00020010, "UI", padded(transfer_syntax));
    encoding(form::explicit_le).group_length(static_cast<std::uint32_t>(group.size()));
    raw(group.bytes());
    return encoding(transfer_syntax == uid::implicit_le   ? form::implicit_le
                    : transfer_syntax == uid::explicit_be ? form::explicit_be
                                                          : form::explicit_le);
  }

  // (0002,0000) alone.
  byte_builder& group_length(std::uint32_t length) { return header(0x00020000, "UL", 4).u32(length); }

  // A header and the bytes of its value as they are.
  byte_builder& element(std::uint32_t tag, std::string_view vr, std::string_view value = {}) {
    return header(tag, vr, static_cast<std::uint32_t>(value.size())).raw(value);
  }

  // A header alone, with any length. PS3.5 §7.1.2, §7.1.3
  byte_builder& header(std::uint32_t number, std::string_view vr, std::uint32_t length) {
    tag(number);
    if (form_ == form::implicit_le) return u32(length);
    raw(vr);
    const bool is_long = std::string_view("OB OD OF OL OV OW SQ SV UC UN UR UT UV").find(vr) != std::string_view::npos;
    return is_long ? u16(0).u32(length) : u16(length);
  }

  byte_builder& sequence(std::uint32_t tag, std::uint32_t length = undefined) { return header(tag, "SQ", length); }
  byte_builder& item(std::uint32_t length = undefined) { return tag(0xFFFEE000).u32(length); }
  byte_builder& item_end(std::uint32_t length = 0) { return tag(0xFFFEE00D).u32(length); }
  byte_builder& sequence_end(std::uint32_t length = 0) { return tag(0xFFFEE0DD).u32(length); }
  byte_builder& fragment(std::string_view value) { return item(static_cast<std::uint32_t>(value.size())).raw(value); }

  byte_builder& tag(std::uint32_t number) { return u16(number >> 16).u16(number & 0xFFFF); }

  byte_builder& u16(std::uint32_t value) {
    const auto low = static_cast<std::uint8_t>(value);
    const auto high = static_cast<std::uint8_t>(value >> 8);
    const bool big = form_ == form::explicit_be;
    bytes_.push_back(big ? high : low);
    bytes_.push_back(big ? low : high);
    return *this;
  }

  byte_builder& u32(std::uint32_t value) {
    const bool big = form_ == form::explicit_be;
    return u16(big ? value >> 16 : value & 0xFFFF).u16(big ? value & 0xFFFF : value >> 16);
  }

  byte_builder& raw(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  byte_builder& raw(const byte_vector& more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  byte_builder& zeros(std::size_t count) { return raw(std::string(count, '\0')); }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] const byte_vector& bytes() const { return bytes_; }

  // A UID of even length. PS3.5 §9.1
  [[nodiscard]] static std::string padded(std::string_view value) {
    std::string text(value);
    if (text.size() % 2 != 0) text.push_back('\0');
    return text;
  }

private:
  byte_vector bytes_;
  form form_;
};

} // namespace dcmstream
