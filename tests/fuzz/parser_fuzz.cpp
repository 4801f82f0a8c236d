// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The parser's contract on any input: parts partition the bytes and tell the truth about them, what starts ends, cuts are
// invisible, and the three ways of reading (default, tolerant, strict) differ as they promise to.

#include "fuzz/parser_drive.hpp"

#include "dicom/tag.hpp"

#include <optional>

namespace dcmstream::fuzz {
namespace {

bool is_note(const part& one) { return one.record.kind == event_kind::note; }
quirk quirk_of(const part& note) { return static_cast<quirk>(note.record.index); }

// Invariant 3, over the parts of one reading; and that each part's bytes are what it says.
class truth_check {
public:
  truth_check(std::span<const std::uint8_t> bytes, const parse_options& options) : bytes_(bytes), options_(options) {}

  void take(const part& one) {
    const event& e = one.record;
    check(e.depth == items_ - (e.kind == event_kind::item_end ? 1U : 0U), "the depth is the number of open items");
    check(e.kind == event_kind::note || !value_due_ || e.kind == event_kind::value,
          "a header is followed by its value");
    const bool counts = e.kind == event_kind::header || e.kind == event_kind::sequence || e.kind == event_kind::item ||
                        e.kind == event_kind::fragments || e.kind == event_kind::fragment;
    check(!counts || ++elements_ <= options_.max_elements, "there are no more elements than the limit allows");
    switch (e.kind) {
    case event_kind::preamble: check(one.size == 132 && one.position == 0, "a preamble has 132 bytes"); break;
    case event_kind::header:
      check_tag(one, e.tag);
      check(e.length != undefined_length && e.value_representation != vr::none, "a header is of a value");
      expect_value(one);
      break;
    case event_kind::value: take_value(one); break;
    case event_kind::sequence:
    case event_kind::fragments:
      check_tag(one, e.tag);
      check(e.kind == event_kind::fragments || e.depth < options_.max_depth, "sequences nest within the limit");
      open_.push_back({e.kind, e.tag, 0});
      break;
    case event_kind::item:
      check_tag(one, tags::item);
      begin(event_kind::sequence, e);
      open_.push_back({e.kind, e.tag, e.index});
      ++items_;
      break;
    case event_kind::fragment:
      check_tag(one, tags::item);
      begin(event_kind::fragments, e);
      expect_value(one);
      break;
    case event_kind::item_end:
      close(one, event_kind::item, tags::item_delimitation);
      --items_;
      break;
    case event_kind::sequence_end: close(one, event_kind::sequence, tags::sequence_delimitation); break;
    case event_kind::fragments_end: close(one, event_kind::fragments, tags::sequence_delimitation); break;
    case event_kind::note:
      check(one.size == 0 && e.index < quirk_count, "a note is a quirk of no bytes");
      check(!name_of(quirk_of(one)).empty(), "a quirk has a name");
      break;
    case event_kind::unparsed:
      check(open_.empty() && one.position + one.size == bytes_.size(), "what is unparsed goes to the end");
      break;
    case event_kind::deflated: check(open_.empty(), "a deflated data set stands at the root"); break;
    case event_kind::unknown: check(one.size > 0, "unknown bytes are bytes"); break;
    }
  }

  void finish() const { check(open_.empty() && !value_due_, "whatever starts, ends"); }

private:
  struct level {
    event_kind kind;
    std::uint32_t tag;
    std::uint32_t next;
  };

  void check_tag(const part& one, std::uint32_t expected) const {
    const bool big = (one.record.flags & flag_big_endian) != 0;
    const std::uint32_t tag = load_tag(bytes_.data() + one.position, big ? byte_order::big : byte_order::little);
    check(tag == expected, "a part's tag is that of its bytes");
  }

  void expect_value(const part& one) {
    check(one.last() == (one.record.length == 0), "an empty value's header is its last part");
    value_due_ = !one.last();
  }

  void take_value(const part& one) {
    check(value_due_, "a value follows its header");
    check(one.size <= one.record.length, "a value is not longer than declared");
    if (one.last()) {
      check(one.size == one.record.length || options_.tolerant, "a value is as long as declared");
      value_due_ = false;
    }
  }

  void begin(event_kind holder, const event& e) {
    check(!open_.empty() && open_.back().kind == holder && open_.back().tag == e.tag, "an item stands in its sequence");
    check(e.index == open_.back().next++, "items are counted from 0");
  }

  void close(const part& one, event_kind kind, std::uint32_t delimiter) {
    check(!open_.empty() && open_.back().kind == kind && open_.back().tag == one.record.tag,
          "what ends is what is open");
    check(one.size == 0 || one.size == 8, "an end is a delimiter or implicit");
    check(kind != event_kind::item || open_.back().next == one.record.index, "an item's end has its index");
    if (one.size != 0) check_tag(one, delimiter);
    open_.pop_back();
  }

  std::span<const std::uint8_t> bytes_;
  parse_options options_;
  std::vector<level> open_;
  std::uint64_t elements_ = 0;
  std::uint32_t items_ = 0;
  bool value_due_ = false;
};

bool same_end(const reading& a, const reading& b) {
  return a.answer == b.answer && a.failure.code == b.failure.code && a.failure.position == b.failure.position &&
         a.failure.tag == b.failure.tag && a.failure.refused == b.failure.refused;
}

bool begins_with(const std::vector<part>& all, const std::vector<part>& head) {
  return head.size() <= all.size() && std::equal(head.begin(), head.end(), all.begin());
}

reading lawful(std::span<const std::uint8_t> bytes, const manner& how) {
  reading what = driver(bytes, how).run();
  truth_check truth(bytes, how.options);
  for (const part& one : what.parts) truth.take(one);
  if (what.answer == status::finished) {
    truth.finish();
    check(what.consumed == bytes.size(), "the parts are the whole input");
  } else {
    check(what.failure.code == what.answer, "the failure says what was answered");
    check(fault_of(what.answer) == status_fault::data, "the data are to blame");
    check(what.failure.position >= what.consumed && what.failure.position <= bytes.size(),
          "a failure stands between what was read and the end");
    check((what.answer == status::quirk_refused) == what.failure.refused.has_value(), "a refusal names the quirk");
  }
  return what;
}

void check_strict(const reading& lax, const reading& strict, const quirk_set& allowed) {
  check(begins_with(lax.parts, strict.parts), "strict reading differs by where it ends only");
  for (const part& one : strict.parts)
    check(!is_note(one) || allowed.contains(quirk_of(one)), "strict lets no quirk pass");
  if (strict.answer != status::quirk_refused) {
    check(same_end(strict, lax) && strict.parts.size() == lax.parts.size(), "strict reading refuses quirks only");
    return;
  }
  check(lax.parts.size() > strict.parts.size(), "what is refused is noted otherwise");
  const part& refused = lax.parts[strict.parts.size()];
  check(is_note(refused) && quirk_of(refused) == strict.failure.refused &&
            refused.position == strict.failure.position && refused.record.tag == strict.failure.tag &&
            !allowed.contains(quirk_of(refused)),
        "the quirk that is refused is the one that is noted otherwise");
}

void check_tolerant(const reading& lax, const reading& tolerant) {
  check(tolerant.answer == status::finished, "tolerant reading never fails");
  if (lax.answer == status::finished) {
    check(lax.parts == tolerant.parts, "tolerance changes nothing where nothing breaks");
    return;
  }
  // Up to the break all is alike, but that an open value is told to be over.
  std::vector<part> head = lax.parts;
  const bool value_open = !head.empty() && head.back().record.kind == event_kind::value && !head.back().last();
  if (value_open) head.back().record.flags |= flag_last;
  check(begins_with(tolerant.parts, head), "what stands before the break is kept");
  auto next = tolerant.parts.begin() + static_cast<std::ptrdiff_t>(head.size());
  if (next != tolerant.parts.end() && next->record.kind == event_kind::value) {
    check(next->size == 0 && next->last(), "a value that has not begun ends empty");
    ++next;
  }
  const quirk expected = lax.answer == status::truncated ? quirk::input_truncated : quirk::input_unparsed;
  check(next != tolerant.parts.end() && is_note(*next) && quirk_of(*next) == expected, "the break is noted");
}

void check_without_values(const reading& lax, const reading& valueless) {
  std::vector<part> expected = lax.parts;
  std::erase_if(expected, [](const part& one) { return one.record.kind == event_kind::value; });
  check(same_end(lax, valueless) && expected == valueless.parts, "without value events all others are the same");
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: flags, a limit, size of the table, size of the chunks, and four that the choices follow from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  const std::span<const std::uint8_t> bytes = control.rest();
  fuzz::chooser chooser(control.word(4));

  fuzz::manner at_once;
  at_once.options.inflate = control.bit(0, 0);
  if (control.bit(0, 1)) at_once.options.max_depth = control[1];
  at_once.options.open_unknown = control.bit(0, 6);
  if (control.bit(0, 7)) at_once.options.max_elements = control[1];
  at_once.table_size = 256;
  fuzz::manner cut = at_once;
  cut.table_size = parser::event_headroom + 1 + control[2] % 32U;
  cut.chunk_size = control[3];
  cut.use_skip = control.bit(0, 2);
  cut.end_apart = control.bit(0, 3);
  cut.choices = chooser.next();

  at_once.options.max_depth = std::min(at_once.options.max_depth, parser::depth_limit);
  const reading lax = fuzz::lawful(bytes, at_once);
  const reading lax_cut = fuzz::lawful(bytes, cut);
  fuzz::check(lax.parts == lax_cut.parts && fuzz::same_end(lax, lax_cut), "chunking is invisible");

  cut.options.tolerant = true;
  fuzz::check_tolerant(lax, fuzz::lawful(bytes, cut));

  cut.options.tolerant = control.bit(0, 4);
  cut.options.strict = true;
  cut.options.allowed = quirk_set(control.bit(0, 5) ? chooser.next() : 0);
  if (!cut.options.tolerant)
    fuzz::check_strict(lax, fuzz::lawful(bytes, cut), cut.options.allowed);
  else
    fuzz::check(fuzz::lawful(bytes, cut).answer != status::truncated, "tolerant reading refuses quirks only");

  fuzz::manner valueless = at_once;
  valueless.options.values = false;
  fuzz::check_without_values(lax, fuzz::driver(bytes, valueless).run());
  return 0;
}
