// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Element headers, the regular and the deviating ones.

#include "parse/header.hpp"

#include "dicom/dictionary.hpp"
#include "dicom/tag.hpp"

namespace dcmstream {
namespace {

constexpr bool is_capital(std::uint8_t c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_small(std::uint8_t c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_printable(std::uint8_t c) noexcept { return c >= 0x20 && c < 0x7f; }
constexpr std::uint8_t to_capital(std::uint8_t c) noexcept {
  return is_small(c) ? static_cast<std::uint8_t>(c - ('a' - 'A')) : c;
}

header_result short_form(const std::uint8_t* p, element_header header, byte_order order) noexcept {
  header.length = load_u16(p + 6, order);
  header.size = short_header_size;
  return {header};
}

header_result long_form(std::span<const std::uint8_t> bytes, element_header header, byte_order order) noexcept {
  if (bytes.size() < long_header_size) {
    return {{}, long_header_size};
  }
  header.length = load_u32(bytes.data() + 8, order);
  header.size = long_header_size;
  return {header};
}

// A VR with reserved bytes that are not zero: either they are garbage, or the writer knows the short form only and
// they are the length. What follows the value in the short reading decides; a bounded look suffices.
header_result long_or_short(std::span<const std::uint8_t> bytes, bool complete, element_header header,
                            encoding form) noexcept {
  const std::size_t after = short_header_size + load_u16(bytes.data() + 6, form.order);
  if (after <= look_ahead_limit - short_header_size) {
    const std::size_t needed = after + short_header_size;
    if (bytes.size() < needed && !complete) {
      return {{}, needed};
    }
    const bool ends_there = bytes.size() == after;
    if (ends_there || (bytes.size() >= needed && looks_like_header(bytes.subspan(after), form))) {
      header.deviation = quirk::short_length_in_long_vr;
      return short_form(bytes.data(), header, form.order);
    }
  }
  header.deviation = quirk::reserved_not_zero;
  return long_form(bytes, header, form.order);
}

// A length of zero with a short VR: the value is empty, unless what follows is no header but, read as the 32-bit length of
// the long form, leads to one.
header_result short_or_long(std::span<const std::uint8_t> bytes, bool complete, element_header header,
                            encoding form) noexcept {
  constexpr std::size_t behind = short_header_size + short_header_size;
  if (bytes.size() < behind) {
    return complete ? short_form(bytes.data(), header, form.order) : header_result{{}, behind};
  }
  const std::size_t length = load_u32(bytes.data() + short_header_size, form.order);
  if (length == 0 || length > look_ahead_limit - behind - long_header_size ||
      looks_like_header(bytes.subspan(short_header_size), form)) {
    return short_form(bytes.data(), header, form.order);
  }
  const std::size_t after = long_header_size + length;
  const std::size_t needed = after + short_header_size;
  if (bytes.size() < needed && !complete) {
    return {{}, needed};
  }
  const bool leads_on =
      bytes.size() == after || (bytes.size() >= needed && looks_like_header(bytes.subspan(after), form));
  if (!leads_on) {
    return short_form(bytes.data(), header, form.order);
  }
  header.deviation = quirk::long_length_in_short_vr;
  return long_form(bytes, header, form.order);
}

header_result read_implicit(const std::uint8_t* p, element_header header, byte_order order) noexcept {
  header.explicit_vr = false;
  header.length = load_u32(p + 4, order);
  header.size = short_header_size;
  return {header};
}

// The two bytes are no VR of PS3.5 §6.2.
header_result read_unknown_vr(std::span<const std::uint8_t> bytes, element_header header, byte_order order) noexcept {
  const std::uint8_t* const p = bytes.data();
  const std::uint8_t first = p[4];
  const std::uint8_t second = p[5];
  const bool reserved_is_zero = p[6] == 0 && p[7] == 0;
  if (is_capital(first) && is_capital(second)) {
    header.deviation = quirk::vr_unknown;
    // PS3.5 §7.1.2: VRs to come have the long form.
    return reserved_is_zero ? long_form(bytes, header, order) : short_form(p, header, order);
  }
  const vr meant{vr_code(static_cast<char>(to_capital(first)), static_cast<char>(to_capital(second)))};
  if (is_known(meant)) {
    header.value_representation = meant;
    header.deviation = quirk::vr_lower_case;
    return has_long_header(meant) ? long_form(bytes, header, order) : short_form(p, header, order);
  }
  const bool absent = first == 0 && second == 0 && !reserved_is_zero;
  if (absent || (is_printable(first) && is_printable(second))) {
    header.deviation = quirk::vr_unknown;
    return short_form(p, header, order);
  }
  header.deviation = quirk::encoding_switched;
  return read_implicit(p, header, order);
}

} // namespace

header_result read_header(std::span<const std::uint8_t> bytes, bool complete, encoding form) noexcept {
  const std::uint8_t* const p = bytes.data();
  element_header header;
  header.tag = load_tag(p, form.order);
  if (!form.explicit_vr) {
    return read_implicit(p, header, form.order);
  }
  header.explicit_vr = true;
  const vr stated{vr_code(static_cast<char>(p[4]), static_cast<char>(p[5]))};
  if (!is_known(stated)) {
    return read_unknown_vr(bytes, header, form.order);
  }
  header.value_representation = stated;
  if (!has_long_header(stated)) {
    return load_u16(p + 6, form.order) == 0 ? short_or_long(bytes, complete, header, form)
                                            : short_form(p, header, form.order);
  }
  if (p[6] == 0 && p[7] == 0) {
    return long_form(bytes, header, form.order);
  }
  return long_or_short(bytes, complete, header, form);
}

bool looks_like_header(std::span<const std::uint8_t> bytes, encoding form) noexcept {
  const std::uint32_t tag = load_tag(bytes.data(), form.order);
  if (is_item_or_delimiter(tag)) {
    return tag == tags::item || tag == tags::item_delimitation || tag == tags::sequence_delimitation;
  }
  if (!form.explicit_vr) {
    return to_vr(find_vr(tag)) != vr::none;
  }
  return is_known(vr{vr_code(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]))});
}

} // namespace dcmstream
