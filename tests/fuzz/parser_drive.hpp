// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Drives a parser over an input as js/parse does, in any chunks, and checks what holds of every step.

#pragma once

#include "fuzz/fuzz_target.hpp"
#include "parse/parser.hpp"
#include "support/reading.hpp"

namespace dcmstream::fuzz {

struct manner {
  parse_options options;
  std::size_t table_size = parser::event_headroom + 1;
  std::size_t chunk_size = 0; // the largest; 0: all at once
  bool use_skip = false;      // bytes that the parser need not see are kept from it
  bool end_apart = false;     // the end is told in a call of its own, without bytes
  std::uint64_t choices = 0;  // where the cuts are
};

class driver {
public:
  driver(std::span<const std::uint8_t> bytes, const manner& how)
      : bytes_(bytes), how_(how), parser_(how.options), table_(how.table_size), collector_(out_),
        chooser_(how.choices) {}

  [[nodiscard]] reading run() {
    while (out_.answer == status::need_input && !final_) {
      take_chunk();
      do {
        if (how_.use_skip && out_.answer == status::need_input) pass_skipped();
        step();
      } while (out_.answer == status::events_full || starts_inflating());
    }
    check(out_.answer != status::need_input, "the end of the input is answered by an end");
    out_.failure = parser_.failure();
    out_.consumed = unread_;
    const parser::result again = parser_.parse(bytes_.subspan(unread_), true, table_);
    check(again.answer == out_.answer && again.events == 0 && again.consumed == 0, "the end is sticky");
    return std::move(out_);
  }

private:
  void take_chunk() {
    const std::size_t left = bytes_.size() - given_;
    const std::size_t wanted = how_.chunk_size == 0 ? left : chooser_.up_to(how_.chunk_size);
    final_ = left == 0 || (wanted >= left && !how_.end_apart);
    given_ += std::min(wanted, left);
  }

  void pass_skipped() {
    const std::uint64_t skip = parser_.skip();
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(skip, given_ - unread_));
    if (size == 0 || waits_for_inflater()) return;
    const event_kind kind = parser_.run_event(0, false).kind;
    add(parser_.run_event(size, size == skip && kind == event_kind::value));
    parser_.skipped(size);
    unread_ += size;
  }

  void step() {
    const parser::result did = parser_.parse(bytes_.subspan(unread_, given_ - unread_), final_, table_);
    check(did.consumed <= given_ - unread_, "no more is consumed than was given");
    check(did.events <= table_.size(), "no more events are written than there is room for");
    for (std::size_t i = 0; i < did.events; ++i) add(table_[i]);
    unread_ += did.consumed;
    out_.answer = did.answer;
    check(did.answer != status::events_full || did.events > 0, "a full table holds events");
    check(parser_.position() == unread_, "the position is that of the first byte that was not consumed");
    if (did.answer == status::need_input) {
      check(!final_ || waits_for_inflater(), "nothing more is asked for at the end");
      check(given_ - unread_ < look_ahead_limit || waits_for_inflater(), "what has to be given again is bounded");
    }
  }

  [[nodiscard]] bool waits_for_inflater() const {
    return how_.options.inflate && parser_.skip() != 0 && parser_.run_event(0, false).kind == event_kind::deflated;
  }

  // What is deflated is taken for its own inflated bytes: the parser cannot know.
  bool starts_inflating() {
    if (out_.answer != status::need_input || !waits_for_inflater() || given_ == unread_) return false;
    parser_.inflate();
    parser_.remark(quirk::deflate_wrapped);
    return true;
  }

  void add(const event& record) {
    if (how_.options.values)
      check(record.position == static_cast<double>(next_), "parts follow one another without a gap");
    check(record.position >= static_cast<double>(next_), "positions never go back");
    next_ = static_cast<std::uint64_t>(record.position) + record.size;
    check(next_ <= bytes_.size(), "no part reaches beyond the input");
    check(++events_ <= 8 * bytes_.size() + 4 * parser::depth_limit + 64, "events are linear in the input");
    collector_.add(record);
  }

  std::span<const std::uint8_t> bytes_;
  manner how_;
  parser parser_;
  std::vector<event> table_;
  reading out_;
  event_collector collector_;
  chooser chooser_;
  std::size_t given_ = 0;
  std::size_t unread_ = 0;
  std::uint64_t next_ = 0;
  std::size_t events_ = 0;
  bool final_ = false;
};

} // namespace dcmstream::fuzz
