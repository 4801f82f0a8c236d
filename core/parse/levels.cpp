// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Nesting: sequences, items, fragments, and delimiters where they belong and where they do not. PS3.5 §7.5, §A.4

#include "parse/parser.hpp"

#include "dicom/tag.hpp"

#include <algorithm>

namespace dcmstream {

std::uint64_t parser::room() const noexcept {
  if (level_count_ == 0) {
    return unlimited;
  }
  const std::uint64_t limit = levels_[level_count_ - 1].limit;
  return limit == unlimited ? unlimited : limit - std::min(limit, position_);
}

// Whether so many bytes fit into what encloses them. Behind an end that has been exceeded already, nothing more is said.
bool parser::fits(std::uint64_t size) const noexcept {
  const std::uint64_t left = room();
  return left == 0 || size <= left;
}

// Pushes a level whose content begins here; its header has been passed.
void parser::open_level(holder kind, std::uint32_t tag, vr value_representation, std::uint32_t length) noexcept {
  const std::uint64_t end = length == undefined_length ? unlimited : position_ + length;
  const std::uint64_t around = level_count_ == 0 ? unlimited : levels_[level_count_ - 1].limit;
  levels_[level_count_++] = {end, std::min(end, around), tag, 0, form_, kind, pixel_signed_, value_representation};
  if (kind == holder::item) {
    ++item_depth_;
    weigh_ = true;
  }
}

// Pops the innermost level; its end has `size` bytes, 0 where the file leaves it implicit.
void parser::close_level(std::uint32_t size, std::uint32_t length) noexcept {
  const level closed = *top();
  --level_count_;
  weigh_ = false;
  const std::uint8_t flags = form_flags(form_.explicit_vr);
  switch (closed.kind) {
  case holder::item:
    --item_depth_;
    emit(event_kind::item_end, size, closed.tag, vr::none, length, flags, top()->index - 1);
    pixel_signed_ = closed.outer_signed;
    break;
  case holder::sequence:
    emit(event_kind::sequence_end, size, closed.tag, closed.value_representation, length, flags, no_index);
    break;
  case holder::fragments:
    emit(event_kind::fragments_end, size, closed.tag, closed.value_representation, length, flags, no_index);
    break;
  }
  advance(size);
  form_ = closed.outer;
  if (size == 0 && closed.end != unlimited) {
    closed_at_ = position_;
    closed_ = closed.kind;
  }
}

// Bytes without meaning where they stand: named, passed on, nothing lost.
parser::next parser::pass_unknown(quirk why, std::uint32_t tag) noexcept {
  if (!note(why, tag)) {
    return next::stop;
  }
  emit(event_kind::unknown, short_header_size, tag, vr::none, load_u32(here_ + 4, form_.order),
       form_flags(form_.explicit_vr), no_index);
  advance(short_header_size);
  return next::go_on;
}

// An undefined length, and one around it ends just here: the delimiter may stand outside of it; otherwise it is missing.
parser::next parser::end_undelimited() noexcept {
  if (available() < short_header_size && !final_) {
    return next::need_input;
  }
  const level& open = *top();
  const std::uint32_t delimiter = open.kind == holder::item ? tags::item_delimitation : tags::sequence_delimitation;
  if (available() >= short_header_size && load_tag(here_, form_.order) == delimiter) {
    return note(quirk::element_exceeds_parent, delimiter) ? read_open() : next::stop;
  }
  if (!note(quirk::delimiter_missing, open.tag)) {
    return next::stop;
  }
  close_level(0, 0);
  return next::go_on;
}

// Names what is odd about a delimiter that ends the innermost level.
bool parser::check_delimiter(std::uint32_t tag, std::uint32_t length) noexcept {
  return (top()->end == unlimited || note(quirk::delimiter_in_defined_length, tag)) &&
         (length == 0 || note(quirk::delimiter_length_not_zero, tag));
}

// An item or delimiter tag where an element is expected.
parser::next parser::read_delimiter(std::uint32_t tag) noexcept {
  const bool just_closed = closed_at_ == position_;
  level* const open = top();
  const std::uint32_t length = load_u32(here_ + 4, form_.order);
  switch (tag) {
  case tags::item_delimitation:
    if (open == nullptr) {
      break;
    }
    if (!check_delimiter(tag, length)) {
      return next::stop;
    }
    close_level(short_header_size, length);
    return next::go_on;
  case tags::sequence_delimitation:
    if (just_closed && closed_ == holder::sequence) {
      return pass_unknown(quirk::delimiter_in_defined_length, tag);
    }
    [[fallthrough]];
  case tags::item:
    if (open == nullptr) {
      break;
    }
    // Both can only stand outside the item: its own delimiter is missing, or its length is too long.
    if (!note(quirk::delimiter_missing, open->tag)) {
      return next::stop;
    }
    close_level(0, 0);
    return next::go_on;
  default: break;
  }
  return pass_unknown(quirk::delimiter_stray, tag);
}

// Between the items of a sequence.
parser::next parser::read_sequence() noexcept {
  const level& open = *top();
  const bool defined = open.end != unlimited;
  if (defined && open.end - position_ < short_header_size) {
    return pass_itemless();
  }
  if (available() < short_header_size) {
    return lack();
  }
  std::uint32_t tag = load_tag(here_, form_.order);
  if (!is_item_or_delimiter(tag)) {
    // Pasted in from the other byte order, items and all.
    const byte_order other = form_.order == byte_order::little ? byte_order::big : byte_order::little;
    const std::uint32_t swapped = load_tag(here_, other);
    if (swapped == tags::item || swapped == tags::sequence_delimitation) {
      form_.order = other;
      tag = swapped;
      if (!note(quirk::encoding_switched, tag)) {
        return next::stop;
      }
    }
  }
  const std::uint32_t length = load_u32(here_ + 4, form_.order);
  switch (tag) {
  case tags::item: return read_item(length);
  case tags::sequence_delimitation:
    if (!check_delimiter(tag, length)) {
      return next::stop;
    }
    close_level(short_header_size, length);
    return next::go_on;
  case tags::item_delimitation:
    return pass_unknown(closed_at_ == position_ && closed_ == holder::item ? quirk::delimiter_in_defined_length
                                                                           : quirk::delimiter_stray,
                        tag);
  default: break;
  }
  if (!defined) {
    // An element cannot stand between items: the sequence has ended.
    if (!note(quirk::delimiter_missing, open.tag)) {
      return next::stop;
    }
    close_level(0, 0);
    return next::go_on;
  }
  return pass_itemless();
}

parser::next parser::read_item(std::uint32_t length) noexcept {
  level& open = *top();
  if (length != undefined_length &&
      ((length % 2 != 0 && !note(quirk::length_odd, open.tag)) ||
       (!fits(short_header_size + std::uint64_t{length}) && !note(quirk::element_exceeds_parent, open.tag)))) {
    return next::stop;
  }
  if (!count()) {
    return fail(status::too_many_elements, position_, open.tag);
  }
  emit(event_kind::item, short_header_size, open.tag, vr::none, length, form_flags(form_.explicit_vr), open.index);
  advance(short_header_size);
  ++open.index;
  open_level(holder::item, open.tag, vr::none, length);
  return next::go_on;
}

// No item in a sequence of defined length: the length says where it goes on; until there nothing can be told.
parser::next parser::pass_itemless() noexcept {
  const level& open = *top();
  if (!note(quirk::sequence_without_items, open.tag)) {
    return next::stop;
  }
  open_run({.kind = event_kind::unknown,
            .flags = form_flags(form_.explicit_vr),
            .tag = open.tag,
            .rest = open.end - position_});
  return next::go_on;
}

// Between fragments: only items and the delimiter stand here. PS3.5 §A.4
parser::next parser::read_fragments() noexcept {
  if (available() < short_header_size) {
    return lack();
  }
  level& open = *top();
  const std::uint32_t tag = load_tag(here_, form_.order);
  const std::uint32_t length = load_u32(here_ + 4, form_.order);
  if (tag == tags::sequence_delimitation) {
    if (!check_delimiter(tag, length)) {
      return next::stop;
    }
    close_level(short_header_size, length);
    return next::go_on;
  }
  if (tag != tags::item) {
    return pass_foreign(tag);
  }
  if (length == undefined_length) {
    return fail(status::sequence_malformed, position_, open.tag);
  }
  if ((length % 2 != 0 && !note(quirk::length_odd, open.tag)) ||
      (!fits(short_header_size + std::uint64_t{length}) && !note(quirk::element_exceeds_parent, open.tag))) {
    return next::stop;
  }
  if (!count()) {
    return fail(status::too_many_elements, position_, open.tag);
  }
  const std::uint8_t flags = form_flags(true);
  emit(event_kind::fragment, short_header_size, open.tag, open.value_representation, length,
       static_cast<std::uint8_t>(flags | (length == 0 ? flag_last : 0)), open.index);
  advance(short_header_size);
  if (length != 0) {
    open_run({.kind = event_kind::value,
              .flags = flags,
              .value_representation = open.value_representation,
              .tag = open.tag,
              .length = length,
              .index = open.index,
              .rest = length});
  }
  ++open.index;
  return next::go_on;
}

// Neither an item nor the end among fragments: an element behind the pixel data ends them, all else is passed on unread,
// with its value where it is an element. Foreign bytes that follow one another are named once.
parser::next parser::pass_foreign(std::uint32_t tag) noexcept {
  const level& open = *top();
  const bool element = !is_item_or_delimiter(tag) && looks_like_header({here_, short_header_size}, form_);
  if (element && tag > open.tag) {
    if (!note(quirk::delimiter_missing, open.tag)) {
      return next::stop;
    }
    close_level(0, 0);
    return next::go_on;
  }
  std::uint64_t size = short_header_size;
  if (element) {
    const header_result read = read_header({here_, available()}, final_, form_);
    if (read.needed != 0) {
      return lack();
    }
    size = read.header.size + (read.header.length == undefined_length ? 0 : std::uint64_t{read.header.length});
  }
  if (foreign_end_ != position_ && !note(quirk::fragment_tag_foreign, tag)) {
    return next::stop;
  }
  foreign_end_ = position_ + size;
  open_run({.kind = event_kind::unknown, .flags = form_flags(form_.explicit_vr), .tag = tag, .rest = size});
  return next::go_on;
}

// Ends what is open, innermost first, and then the input, or its unread rest.
parser::next parser::close_all() noexcept {
  if (level_count_ != 0) {
    close_level(0, 0);
    return next::go_on;
  }
  if (!rest_unread_) {
    state_ = state::finished;
    return next::stop;
  }
  capture_ = capture::none;
  open_run({.kind = event_kind::unparsed, .length = undefined_length, .rest = unlimited});
  return next::go_on;
}

} // namespace dcmstream
