// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The beginning of a file, the file meta information, elements and their values. Nesting is in levels.cpp.

#include "parse/parser.hpp"

#include "dicom/dictionary.hpp"
#include "dicom/tag.hpp"
#include "dicom/transfer_syntax.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace dcmstream {
namespace {

constexpr std::size_t preamble_size = 132;

bool has_prefix(const std::uint8_t* p) noexcept {
  return p[128] == 'D' && p[129] == 'I' && p[130] == 'C' && p[131] == 'M';
}

// The VRs that may hold encapsulated data: Other Byte to Other Very Long.
bool is_other(vr value) noexcept {
  return value == vr::OB || value == vr::OD || value == vr::OF || value == vr::OL || value == vr::OV || value == vr::OW;
}

bool all_zero(const std::uint8_t* begin, const std::uint8_t* end) noexcept {
  return std::all_of(begin, end, [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

parser::parser(const parse_options& options) noexcept : options_(options) {
  options_.max_depth = std::min(options_.max_depth, depth_limit);
}

parser::result parser::parse(std::span<const std::uint8_t> bytes, bool final, std::span<event> events) noexcept {
  if (state_ == state::failed) {
    return {failure_.code, 0, 0};
  }
  here_ = bytes.data();
  end_ = bytes.data() + bytes.size();
  final_ = final;
  out_ = events.data();
  const event* const full = events.data() + events.size() - event_headroom;
  status answer = status::events_full;
  while (out_ < full) {
    const next then = step();
    if (then == next::go_on) {
      continue;
    }
    answer = then == next::need_input ? status::need_input : state_ == state::failed ? failure_.code : status::finished;
    break;
  }
  return {answer, static_cast<std::size_t>(here_ - bytes.data()), static_cast<std::size_t>(out_ - events.data())};
}

std::uint64_t parser::skip() const noexcept {
  return state_ == state::run && capture_ == capture::none ? run_.rest : 0;
}

void parser::skipped(std::uint64_t size) noexcept {
  position_ += size;
  if (run_.rest != unlimited) {
    run_.rest -= size;
  }
  if (run_.rest == 0) {
    end_run();
  }
}

parser::next parser::step() noexcept {
  if (!remarks_.empty() && state_ != state::failed) {
    return note(remarks_.take(), 0) ? next::go_on : next::stop;
  }
  switch (state_) {
  case state::start: return start();
  case state::run: return pass_run();
  case state::closing: return close_all();
  case state::elements: break;
  default: return next::stop;
  }
  const level* const open = top();
  if (open == nullptr) {
    return read_data_set();
  }
  if (position_ >= open->end) {
    close_level(0, 0);
    return next::go_on;
  }
  if (open->end == unlimited && position_ == open->limit) {
    return end_undelimited();
  }
  return read_open();
}

// What stands next in the innermost level.
parser::next parser::read_open() noexcept {
  switch (top()->kind) {
  case holder::item: return read_data_set();
  case holder::sequence: return read_sequence();
  default: return read_fragments();
  }
}

// PS3.10 §7.1, and what stands where it is not kept.
parser::next parser::start() noexcept {
  if (available() < preamble_size && !final_) {
    return next::need_input;
  }
  const bool has_preamble = available() >= preamble_size && has_prefix(here_);
  if (has_preamble) {
    emit(event_kind::preamble, preamble_size, 0, vr::none, preamble_size, 0, no_index);
    advance(preamble_size);
    in_meta_ = true;
    weigh_ = true;
    state_ = state::elements;
    return next::go_on;
  }
  const auto found = available() < short_header_size ? std::nullopt : find_encoding({here_, available()});
  if (!found) {
    return fail(status::not_dicom, 0, 0);
  }
  in_meta_ = is_file_meta(load_tag(here_, found->order));
  declared_ = in_meta_;
  weigh_ = true;
  state_ = state::elements;
  return note(quirk::preamble_missing, 0) && (in_meta_ || note(quirk::meta_missing, 0)) ? next::go_on : next::stop;
}

// The next thing in the root data set or in an item.
parser::next parser::read_data_set() noexcept {
  if (in_meta_ && level_count_ == 0) {
    if (available() == 0 && final_) {
      const bool cut = meta_end_ != unlimited && position_ < meta_end_;
      return cut          ? fail(status::truncated, position_, tags::file_meta_group_length)
             : end_meta() ? next::go_on
                          : next::stop;
    }
    if (position_ == meta_end_ && is_deflated()) {
      return end_meta() ? next::go_on : next::stop; // deflated bytes tell nothing of where they begin
    }
    if (available() < short_header_size) {
      return lack();
    }
    const std::uint16_t group = load_u16(here_, form_.order);
    if (weigh_) {
      // The file meta's own first header: little endian explicit, or else what the bytes say.
      if (group == 0x0200) {
        form_.order = byte_order::big;
      }
      if (group == 0x0200 || group == 0x0002) {
        weigh_ = false;
        form_ = weigh_encoding(std::span<const std::uint8_t, 8>(here_, 8), form_, unlimited);
        const std::uint32_t tag = load_tag(here_, form_.order);
        if ((form_.order == byte_order::big && !note(quirk::meta_big_endian, tag)) ||
            (!form_.explicit_vr && !note(quirk::meta_implicit_vr, tag))) {
          return next::stop;
        }
      }
    }
    if (load_u16(here_, form_.order) != 0x0002) {
      return end_meta() ? next::go_on : next::stop;
    }
    if (position_ == meta_end_ && !meta_length_noted_) {
      meta_length_noted_ = true;
      if (!note(quirk::meta_length_wrong, tags::file_meta_group_length)) {
        return next::stop;
      }
    }
  }
  return read_element();
}

bool parser::is_deflated() const noexcept {
  const auto syntax = find_transfer_syntax({transfer_syntax_.data(), transfer_syntax_size_});
  return syntax && syntax->deflated;
}

// What follows is no longer group 0002.
bool parser::end_meta() noexcept {
  in_meta_ = false;
  weigh_ = true;
  form_ = explicit_little;
  if (elements_ == 0) {
    declared_ = false;
    return available() == 0 || // a lone preamble
           note(quirk::meta_missing, 0);
  }
  if (!meta_length_seen_ && !note(quirk::meta_length_missing, tags::file_meta_group_length)) {
    return false;
  }
  if (meta_length_seen_ && position_ != meta_end_ && !meta_length_noted_ &&
      !note(quirk::meta_length_wrong, tags::file_meta_group_length)) {
    return false;
  }
  if (!transfer_syntax_seen_) {
    declared_ = false;
    return note(quirk::transfer_syntax_missing, tags::transfer_syntax_uid);
  }
  const auto syntax = find_transfer_syntax({transfer_syntax_.data(), transfer_syntax_size_});
  if (!syntax) {
    return note(quirk::transfer_syntax_unknown, tags::transfer_syntax_uid);
  }
  form_ = {syntax->explicit_vr, syntax->order};
  if (syntax->deflated) {
    open_run({.kind = event_kind::deflated, .length = undefined_length, .rest = unlimited});
  }
  return true;
}

// At the beginning of a data set: declared, or found, or declared and contradicted.
bool parser::settle_encoding() noexcept {
  weigh_ = false;
  if (!declared_) {
    declared_ = true;
    form_ = find_encoding({here_, available()}).value_or(explicit_little);
    return true;
  }
  const encoding found = weigh_encoding(std::span<const std::uint8_t, 8>(here_, 8), form_, room());
  if (found == form_) {
    return true;
  }
  form_ = found;
  return note(level_count_ == 0 ? quirk::transfer_syntax_contradicted : quirk::encoding_switched,
              load_tag(here_, form_.order));
}

parser::next parser::read_element() noexcept {
  const std::size_t wanted = weigh_ && !declared_ ? evidence_size : short_header_size;
  if (available() < wanted && !(final_ && available() >= short_header_size)) {
    return lack();
  }
  if (level_count_ == 0 && elements_ != 0 && all_zero(here_, here_ + short_header_size)) {
    return pass_rest(quirk::trailing_bytes);
  }
  // Delimiters have one form in every encoding of a byte order.
  const std::uint32_t tag = load_tag(here_, form_.order);
  if (is_item_or_delimiter(tag)) {
    return read_delimiter(tag);
  }
  if (weigh_ && !settle_encoding()) {
    return next::stop;
  }
  const header_result read = read_header({here_, available()}, final_, form_);
  if (read.needed != 0) {
    return lack();
  }
  if (may_hold_items(read.header) && available() < read.header.size + short_header_size && !final_) {
    return lack();
  }
  return check_header(read.header) ? open_element(read.header) : next::stop;
}

// Every element, item and fragment counts. Whether one more is within the limit.
bool parser::count() noexcept { return ++elements_ <= options_.max_elements; }

bool parser::may_hold_items(const element_header& header) const noexcept {
  return options_.open_unknown && header.value_representation == vr::UN && header.length != undefined_length &&
         header.length >= short_header_size;
}

// A sequence that a converter did not know is UN with its length: PS3.5 §6.2.2 note 4. Its items are implicit little endian.
bool parser::holds_items(const element_header& header) const noexcept {
  if (!may_hold_items(header) || available() < header.size + short_header_size) {
    return false;
  }
  const std::uint8_t* const value = here_ + header.size;
  const std::uint32_t length = load_u32(value + 4, byte_order::little);
  return load_tag(value, byte_order::little) == tags::item &&
         (length == undefined_length || length <= header.length - short_header_size);
}

// Names what deviates, before the part that it is about.
bool parser::check_header(const element_header& header) noexcept {
  if (header.deviation && !note(*header.deviation, header.tag)) {
    return false;
  }
  if (header.length == undefined_length) {
    return true;
  }
  if (header.length % 2 != 0 && !note(quirk::length_odd, header.tag)) {
    return false;
  }
  return fits(header.size + std::uint64_t{header.length}) || note(quirk::element_exceeds_parent, header.tag);
}

parser::next parser::open_element(const element_header& header) noexcept {
  if (!count()) {
    return fail(status::too_many_elements, position_, header.tag);
  }
  const vr found = vr_of(header);
  const std::uint8_t flags = form_flags(header.explicit_vr);
  const bool undefined = header.length == undefined_length;
  if (undefined && (header.tag == tags::pixel_data || (header.explicit_vr && is_other(found)))) {
    // Encapsulated data are OB where they do not say: PS3.5 §A.4
    const vr held = header.value_representation == vr::none ? vr::OB : found;
    emit(event_kind::fragments, header.size, header.tag, held, header.length, flags, no_index);
    advance(header.size);
    open_level(holder::fragments, header.tag, held, header.length);
    return next::go_on;
  }
  if (undefined || found == vr::SQ || holds_items(header)) {
    if (item_depth_ >= options_.max_depth) {
      return fail(status::nesting_too_deep, position_, header.tag);
    }
    if (undefined && found != vr::SQ && found != vr::UN && !note(quirk::undefined_length_in_vr, header.tag)) {
      return next::stop;
    }
    emit(event_kind::sequence, header.size, header.tag, found, header.length, flags, no_index);
    advance(header.size);
    open_level(holder::sequence, header.tag, found, header.length);
    if (header.explicit_vr && found == vr::UN) {
      form_ = implicit_little; // CP-246, PS3.5 §6.2.2 note 4
    }
    return next::go_on;
  }
  open_value(header, found, flags);
  return next::go_on;
}

void parser::open_value(const element_header& header, vr value_representation, std::uint8_t flags) noexcept {
  if (header.length == 0) {
    flags |= flag_last;
  }
  emit(event_kind::header, header.size, header.tag, value_representation, header.length, flags, no_index);
  advance(header.size);
  if (in_meta_ && header.tag == tags::transfer_syntax_uid) {
    transfer_syntax_seen_ = true;
    transfer_syntax_size_ = 0;
  }
  if (header.length == 0) {
    return;
  }
  open_run({.kind = event_kind::value,
            .flags = flags,
            .value_representation = value_representation,
            .tag = header.tag,
            .length = header.length,
            .rest = header.length});
  captured_ = 0;
  if (in_meta_ && header.tag == tags::file_meta_group_length && header.length == 4) {
    capture_ = capture::meta_length;
  } else if (in_meta_ && header.tag == tags::transfer_syntax_uid && header.length <= capture_limit) {
    capture_ = capture::transfer_syntax;
  } else if (header.tag == tags::pixel_representation && header.length == 2) {
    capture_ = capture::pixel_representation;
  }
}

void parser::open_run(const run& opened) noexcept {
  run_ = opened;
  state_ = state::run;
}

parser::next parser::pass_run() noexcept {
  const std::uint64_t rest = run_.rest;
  const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(available(), rest));
  if (size == 0) {
    return final_ ? end_of_input() : next::need_input;
  }
  if (options_.inflate && run_.kind == event_kind::deflated) {
    return next::need_input;
  }
  if (capture_ != capture::none) {
    std::copy_n(here_, size, capture_bytes_.data() + captured_);
    captured_ += size;
  }
  const bool last = size == rest && run_.kind == event_kind::value;
  if (options_.values || run_.kind != event_kind::value) {
    *out_++ = run_event(size, last);
  }
  advance(size);
  if (rest != unlimited) {
    run_.rest = rest - size;
  }
  if (run_.rest == 0) {
    end_run();
  }
  return next::go_on;
}

event parser::run_event(std::size_t size, bool last) const noexcept {
  return {static_cast<double>(position_),
          static_cast<std::uint32_t>(size),
          run_.length,
          run_.tag,
          run_.value_representation,
          run_.kind,
          static_cast<std::uint8_t>(run_.flags | inflated_ | (last ? flag_last : 0)),
          run_.index,
          item_depth_,
          0};
}

void parser::end_run() noexcept {
  if (capture_ != capture::none) {
    note_capture();
    capture_ = capture::none;
  }
  state_ = state::elements;
}

void parser::note_capture() noexcept {
  switch (capture_) {
  case capture::meta_length:
    meta_length_seen_ = true;
    meta_end_ = position_ + load_u32(capture_bytes_.data(), form_.order);
    break;
  case capture::transfer_syntax:
    std::copy_n(capture_bytes_.begin(), captured_, transfer_syntax_.begin());
    transfer_syntax_size_ = captured_;
    break;
  default: pixel_signed_ = load_u16(capture_bytes_.data(), form_.order) != 0;
  }
}

// The VR of the header, or else of the dictionary, with its choices settled: PS3.5 §A.1, §A.2.
vr parser::vr_of(const element_header& header) const noexcept {
  if (header.value_representation != vr::none) {
    return header.value_representation;
  }
  switch (const dictionary_vr found = find_vr(header.tag)) {
  case dictionary_vr::none: return vr::UN;
  case dictionary_vr::us_or_ss: return pixel_signed_ ? vr::SS : vr::US;
  case dictionary_vr::ob_or_ow:
  case dictionary_vr::us_or_ow:
  case dictionary_vr::us_or_ss_or_ow: return vr::OW;
  default: return to_vr(found);
  }
}

std::uint8_t parser::form_flags(bool explicit_vr) const noexcept {
  return static_cast<std::uint8_t>((explicit_vr ? flag_explicit_vr : 0) |
                                   (form_.order == byte_order::big ? flag_big_endian : 0) | (in_meta_ ? flag_meta : 0));
}

void parser::emit(event_kind kind, std::size_t size, std::uint32_t tag, vr value_representation, std::uint32_t length,
                  std::uint8_t flags, std::uint32_t index) noexcept {
  *out_++ = {static_cast<double>(position_),
             static_cast<std::uint32_t>(size),
             length,
             tag,
             value_representation,
             kind,
             static_cast<std::uint8_t>(flags | inflated_),
             index,
             item_depth_,
             0};
}

void parser::advance(std::size_t size) noexcept {
  here_ += size;
  position_ += size;
}

bool parser::note(quirk which, std::uint32_t tag) noexcept {
  if (options_.strict && !options_.allowed.contains(which)) {
    failure_.refused = which;
    fail(status::quirk_refused, position_, tag);
    return false;
  }
  emit(event_kind::note, 0, tag, vr::none, 0, 0, static_cast<std::uint32_t>(which));
  return true;
}

// Fewer bytes than are wanted: more will come, or the input ends.
parser::next parser::lack() noexcept { return final_ ? end_of_input() : next::need_input; }

parser::next parser::end_of_input() noexcept {
  const std::size_t rest = available();
  if (state_ == state::run) {
    if (run_.rest == unlimited) {
      state_ = state::finished;
      return next::stop;
    }
    return fail(status::truncated, position_, run_.tag);
  }
  if (rest != 0) {
    if (level_count_ == 0 && (!in_meta_ || position_ >= meta_end_) && elements_ != 0 && all_zero(here_, end_)) {
      return pass_rest(quirk::trailing_bytes);
    }
    const std::uint32_t tag = rest >= 4 ? load_tag(here_, form_.order) : level_count_ == 0 ? 0 : top()->tag;
    return fail(status::truncated, position_ + rest, tag);
  }
  if (level_count_ == 0) {
    state_ = state::finished;
    return next::stop;
  }
  const level& open = *top();
  if (open.limit != unlimited && open.limit > position_) {
    return fail(status::truncated, position_, open.tag);
  }
  // Where a length around this one has been exceeded, that has been named when it was.
  if (open.limit == unlimited && !note(quirk::delimiter_missing, open.tag)) {
    return next::stop;
  }
  state_ = state::closing;
  return next::go_on;
}

// Everything to the end passes unread.
parser::next parser::pass_rest(quirk why) noexcept {
  if (!note(why, 0)) {
    return next::stop;
  }
  state_ = state::closing;
  rest_unread_ = true;
  return next::go_on;
}

parser::next parser::fail(status code, std::uint64_t position, std::uint32_t tag) noexcept {
  if (options_.tolerant && code != status::quirk_refused) {
    if (state_ == state::run && run_.kind == event_kind::value) {
      *out_++ = run_event(0, true);
    }
    emit(event_kind::note, 0, tag, vr::none, 0, 0,
         static_cast<std::uint32_t>(code == status::truncated ? quirk::input_truncated : quirk::input_unparsed));
    state_ = state::closing;
    rest_unread_ = true;
    return next::go_on;
  }
  failure_.code = code;
  failure_.position = position;
  failure_.tag = tag;
  state_ = state::failed;
  return next::stop;
}

} // namespace dcmstream
