// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The parser: bytes in, events out. It keeps no bytes: what it has not consumed must be given again, with more behind.
//
//   need_input    all that could be read is read; give the rest again with more, or `final`
//   events_full   the table is full; call again with the same rest
//   finished      the input has ended where it may end
//   anything else is an error and stays
//
// Inside a long value the parser needs no bytes: `skip()` tells how many the caller may pass on by itself, and
// `skipped()` takes note that it did.

#pragma once

#include "base/status.hpp"
#include "parse/event.hpp"
#include "parse/evidence.hpp"
#include "parse/header.hpp"
#include "parse/quirks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace dcmstream {

struct parse_options {
  std::uint32_t max_depth = 128;            // of sequences; at most depth_limit
  std::uint64_t max_elements = 1ULL << 24U; // items and fragments among them
  bool strict = false;                      // a quirk that is not in `allowed` is an error
  quirk_set allowed;
  bool tolerant = false;     // after a break the rest passes as unparsed
  bool open_unknown = false; // a value of VR UN that begins with an item is read as the sequence that it holds
  bool inflate = false;      // at a deflated data set the parser waits for `inflate()` instead of passing it on
  bool values = true;        // value events are written; without, the sizes of events do not add up to the file
};

struct parse_failure {
  status code = status::finished;
  std::uint64_t position = 0; // of what is wrong; for truncated, where the input ends
  std::uint32_t tag = 0;
  std::optional<quirk> refused;
};

class parser {
public:
  static constexpr std::uint32_t depth_limit = 256;
  // The events that one step may write beside the one it is about; a table must be larger.
  static constexpr std::size_t event_headroom = 8;

  struct result {
    status answer = status::need_input;
    std::size_t consumed = 0; // bytes
    std::size_t events = 0;
  };

  parser() = default;
  explicit parser(const parse_options& options) noexcept;

  // `final`: nothing follows `bytes`, ever.
  [[nodiscard]] result parse(std::span<const std::uint8_t> bytes, bool final, std::span<event> events) noexcept;

  // Bytes of the open value (or unread rest) that need not be given; 0 where the parser must see what comes.
  [[nodiscard]] std::uint64_t skip() const noexcept;
  // What `size` bytes of it from here on are.
  [[nodiscard]] event run_event(std::size_t size, bool last) const noexcept;
  void skipped(std::uint64_t size) noexcept;

  // The open run is a deflated data set: from here on its inflated bytes are given, and positions count those.
  void inflate() noexcept {
    state_ = state::elements;
    inflated_ = flag_inflated;
  }

  // Has a deviation noted that the caller has seen, in front of what is parsed next.
  void remark(quirk which) noexcept { remarks_.add(which); }

  [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
  [[nodiscard]] const parse_failure& failure() const noexcept { return failure_; }

private:
  enum class state : std::uint8_t { start, elements, run, closing, finished, failed };
  enum class next : std::uint8_t { go_on, need_input, stop };
  enum class holder : std::uint8_t { sequence, item, fragments };
  enum class capture : std::uint8_t { none, meta_length, transfer_syntax, pixel_representation };

  // An open sequence, item or run of fragments.
  struct level {
    std::uint64_t end;   // position where it ends; unlimited where its length is undefined
    std::uint64_t limit; // the nearest such end, of this or any enclosing level
    std::uint32_t tag;   // of the sequence or pixel data
    std::uint32_t index; // of the next item or fragment
    encoding outer;      // to be restored at the end
    holder kind;
    bool outer_signed;
    vr value_representation;
  };

  // Bytes passed on without reading: a value, or what has no meaning.
  struct run {
    event_kind kind = event_kind::value;
    std::uint8_t flags = 0;
    vr value_representation = vr::none;
    std::uint32_t tag = 0;
    std::uint32_t length = 0;
    std::uint32_t index = no_index;
    std::uint64_t rest = 0; // unlimited: to the end of the input
  };

  static constexpr std::size_t level_limit = 2 * depth_limit + 1; // a sequence and an item each, fragments in the last
  static constexpr std::size_t capture_limit = 64;                // a UID has at most 64 characters: PS3.5 §9.1

  // --- one step each; parser.cpp and levels.cpp
  next step() noexcept;
  next start() noexcept;
  next read_open() noexcept;
  next read_data_set() noexcept;
  next read_element() noexcept;
  next open_element(const element_header& header) noexcept;
  next read_sequence() noexcept;
  next read_item(std::uint32_t length) noexcept;
  next read_fragments() noexcept;
  next read_delimiter(std::uint32_t tag) noexcept;
  next end_undelimited() noexcept;
  next pass_run() noexcept;
  next close_all() noexcept;

  bool settle_encoding() noexcept;
  bool end_meta() noexcept;
  [[nodiscard]] bool is_deflated() const noexcept;
  bool check_header(const element_header& header) noexcept;
  [[nodiscard]] bool count() noexcept;
  [[nodiscard]] bool may_hold_items(const element_header& header) const noexcept;
  [[nodiscard]] bool holds_items(const element_header& header) const noexcept;
  void note_capture() noexcept;
  void open_run(const run& opened) noexcept;
  void end_run() noexcept;
  void open_value(const element_header& header, vr value_representation, std::uint8_t flags) noexcept;
  void open_level(holder kind, std::uint32_t tag, vr value_representation, std::uint32_t length) noexcept;
  void close_level(std::uint32_t size, std::uint32_t length) noexcept;
  bool check_delimiter(std::uint32_t tag, std::uint32_t length) noexcept;
  next pass_unknown(quirk why, std::uint32_t tag) noexcept;
  next pass_itemless() noexcept;
  next pass_foreign(std::uint32_t tag) noexcept;
  next pass_rest(quirk why) noexcept;
  next lack() noexcept;
  next end_of_input() noexcept;

  next fail(status code, std::uint64_t position, std::uint32_t tag) noexcept;
  bool note(quirk which, std::uint32_t tag) noexcept;
  void emit(event_kind kind, std::size_t size, std::uint32_t tag, vr value_representation, std::uint32_t length,
            std::uint8_t flags, std::uint32_t index) noexcept;
  void advance(std::size_t size) noexcept;

  [[nodiscard]] std::size_t available() const noexcept { return static_cast<std::size_t>(end_ - here_); }
  [[nodiscard]] level* top() noexcept { return level_count_ == 0 ? nullptr : &levels_[level_count_ - 1]; }
  [[nodiscard]] std::uint64_t room() const noexcept;
  [[nodiscard]] bool fits(std::uint64_t size) const noexcept;
  [[nodiscard]] std::uint8_t form_flags(bool explicit_vr) const noexcept;
  [[nodiscard]] vr vr_of(const element_header& header) const noexcept;

  // The bytes and the table of the call under way.
  const std::uint8_t* here_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  event* out_ = nullptr;
  bool final_ = false;

  parse_options options_{};
  parse_failure failure_{};
  std::uint64_t position_ = 0; // of here_
  state state_ = state::start;
  encoding form_ = explicit_little;
  quirk_set remarks_;
  std::uint8_t inflated_ = 0; // flag_inflated, once it holds
  bool in_meta_ = false;
  bool weigh_ = false;                  // the next header may begin a differently encoded data set
  bool declared_ = true;                // the encoding is declared; else it must be found
  bool pixel_signed_ = false;           // Pixel Representation of the data set or, failing that, of one around it
  bool rest_unread_ = false;            // closing ends in passing the rest on
  std::uint64_t closed_at_ = unlimited; // where the last level of defined length ended
  holder closed_ = holder::item;
  std::uint64_t foreign_end_ = unlimited; // position behind the last foreign bytes among fragments
  std::uint64_t elements_ = 0;
  std::uint16_t item_depth_ = 0;

  run run_{};

  // The few values that reading depends on.
  capture capture_ = capture::none;
  std::size_t captured_ = 0;
  std::array<std::uint8_t, capture_limit> capture_bytes_{};
  std::uint64_t meta_end_ = unlimited;
  bool meta_length_seen_ = false;
  bool meta_length_noted_ = false;
  bool transfer_syntax_seen_ = false;
  std::size_t transfer_syntax_size_ = 0;
  std::array<char, capture_limit> transfer_syntax_{};

  std::size_t level_count_ = 0;
  std::array<level, level_limit>
      levels_; // the first level_count_ are set; clearing 16 KiB a file would cost (measured)
};

} // namespace dcmstream
