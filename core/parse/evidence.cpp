// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Evidence is weighed in three grades: a header cannot stand so (0), it can (1), and the dictionary agrees (2).

#include "parse/evidence.hpp"

#include "dicom/dictionary.hpp"
#include "dicom/tag.hpp"
#include "parse/event.hpp"

#include <algorithm>
#include <array>

namespace dcmstream {
namespace {

enum class grade : std::uint8_t { impossible, possible, agreed };

bool agrees(dictionary_vr expected, vr stated) noexcept {
  switch (expected) {
  case dictionary_vr::none: return false;
  case dictionary_vr::us_or_ss: return stated == vr::US || stated == vr::SS;
  case dictionary_vr::ob_or_ow: return stated == vr::OB || stated == vr::OW;
  case dictionary_vr::us_or_ow: return stated == vr::US || stated == vr::OW;
  case dictionary_vr::us_or_ss_or_ow: return stated == vr::US || stated == vr::SS || stated == vr::OW;
  default:
    // UN may stand for any VR: PS3.5 §6.2.2
    return stated == to_vr(expected) || stated == vr::UN;
  }
}

grade grade_explicit(const std::uint8_t* p, byte_order order, std::uint64_t room) noexcept {
  const vr stated{vr_code(static_cast<char>(p[4]), static_cast<char>(p[5]))};
  if (!is_known(stated)) {
    return grade::impossible;
  }
  if (has_long_header(stated) ? p[6] != 0 || p[7] != 0 : short_header_size + load_u16(p + 6, order) > room) {
    return grade::impossible;
  }
  const std::uint32_t tag = load_tag(p, order);
  if (is_group_length(tag) && load_u16(p + 6, order) != 4) {
    return grade::possible; // swapped, every group's is one
  }
  return agrees(find_vr(tag), stated) ? grade::agreed : grade::possible;
}

grade grade_implicit(const std::uint8_t* p, byte_order order, std::uint64_t room) noexcept {
  const std::uint32_t tag = load_tag(p, order);
  const std::uint32_t length = load_u32(p + 4, order);
  if (length != undefined_length && short_header_size + std::uint64_t{length} > room) {
    return grade::impossible;
  }
  if (is_group_length(tag)) {
    return length == 4 && group_of(tag) != 0 ? grade::agreed : grade::possible;
  }
  const bool known = find_vr(tag) != dictionary_vr::none && !is_private(tag);
  return known && group_of(tag) != 0 ? grade::agreed : grade::possible;
}

// Whether the headers that can be seen follow one another as in a data set: ascending tags, lengths that lead to a header.
// A first value that reaches beyond what is seen is no evidence, nor are implicit headers that the dictionary does not know.
bool forms_chain(std::span<const std::uint8_t> bytes, encoding form) noexcept {
  std::uint32_t previous = 0;
  std::size_t headers = 0;
  bool witnessed = form.explicit_vr;
  while (bytes.size() >= short_header_size) {
    const grade found = form.explicit_vr ? grade_explicit(bytes.data(), form.order, unlimited)
                                         : grade_implicit(bytes.data(), form.order, unlimited);
    const header_result read = read_header(bytes, true, form);
    if (found == grade::impossible || read.needed != 0 || read.header.deviation || read.header.tag <= previous) {
      return false;
    }
    ++headers;
    witnessed = witnessed || found == grade::agreed;
    previous = read.header.tag;
    const std::span<const std::uint8_t> value = bytes.subspan(read.header.size);
    if (read.header.length == undefined_length) {
      // The length and the item behind it are evidence enough: eight bytes that nothing else has.
      return value.size() >= 4 && load_tag(value.data(), form.order) == tags::item;
    }
    if (read.header.length > value.size()) {
      return witnessed && headers > 1 && read.header.length % 2 == 0;
    }
    bytes = value.subspan(read.header.length);
  }
  return witnessed && (headers > 1 || (headers == 1 && bytes.empty()));
}

} // namespace

std::optional<encoding> find_encoding(std::span<const std::uint8_t> bytes) noexcept {
  bytes = bytes.first(std::min(bytes.size(), evidence_size)); // no more, however much is there: chunking is invisible
  const std::uint8_t* const p = bytes.data();
  if (grade_explicit(p, byte_order::little, unlimited) == grade::agreed) {
    return explicit_little;
  }
  if (grade_explicit(p, byte_order::big, unlimited) == grade::agreed) {
    return explicit_big;
  }
  if (grade_implicit(p, byte_order::little, unlimited) == grade::agreed) {
    return implicit_little;
  }
  // Private or unknown first tags: the headers after them must bear witness.
  constexpr std::array candidates{explicit_little, explicit_big, implicit_little};
  const auto found = std::find_if(candidates.begin(), candidates.end(), [bytes](encoding form) {
    return group_of(load_tag(bytes.data(), form.order)) != 0 && forms_chain(bytes, form);
  });
  return found == candidates.end() ? std::nullopt : std::optional(*found);
}

encoding weigh_encoding(std::span<const std::uint8_t, 8> bytes, encoding declared, std::uint64_t room) noexcept {
  const std::uint8_t* const p = bytes.data();
  const byte_order other_order = declared.order == byte_order::little ? byte_order::big : byte_order::little;
  const grade as_explicit = grade_explicit(p, declared.order, room);
  const grade as_other = grade_explicit(p, other_order, room);
  if (declared.explicit_vr) {
    // UN agrees with all that the dictionary has, and so with the swapped tag of an attribute that it does not have yet.
    const bool is_un = vr{vr_code(static_cast<char>(p[4]), static_cast<char>(p[5]))} == vr::UN;
    if (as_explicit != grade::agreed && as_other == grade::agreed && !is_un) {
      return {true, other_order};
    }
    const bool vr_is_text = p[4] >= 0x20 && p[4] < 0x7f && p[5] >= 0x20 && p[5] < 0x7f;
    if (as_explicit != grade::impossible || vr_is_text) {
      return declared; // an odd VR is a matter of the element, not of the data set
    }
    return grade_implicit(p, byte_order::little, room) == grade::impossible ? declared : implicit_little;
  }
  // The bytes of an implicit length may look like a VR; that of this very attribute they are by chance once in 65536.
  if (as_explicit == grade::agreed) {
    return {true, declared.order};
  }
  if (as_other == grade::agreed) {
    return {true, other_order};
  }
  const bool implicit_fits = grade_implicit(p, declared.order, room) != grade::impossible;
  return as_explicit == grade::possible && !implicit_fits ? encoding{true, declared.order} : declared;
}

} // namespace dcmstream
