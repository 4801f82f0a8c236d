// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A probe: drives a parser over chunks as js/parse does, and tells what came as parts, the pieces of a value joined.
// `lines` prints them, one text a part, for examples to compare with what the standard says.

#pragma once

#include "base/status.hpp"
#include "parse/event.hpp"
#include "parse/parser.hpp"
#include "support/byte_builder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dcmstream {

// An event, or several events of one value joined to one.
struct part {
  std::uint64_t position;
  std::uint64_t size;
  event record; // of the first piece, with the flags of the last

  [[nodiscard]] bool last() const { return (record.flags & flag_last) != 0; }
  [[nodiscard]] friend bool operator==(const part& a, const part& b) {
    const event& x = a.record;
    const event& y = b.record;
    return a.position == b.position && a.size == b.size && x.length == y.length && x.tag == y.tag &&
           x.value_representation == y.value_representation && x.kind == y.kind && x.flags == y.flags &&
           x.index == y.index && x.depth == y.depth;
  }
};

struct reading {
  std::vector<part> parts;
  status answer = status::need_input;
  parse_failure failure;
  std::uint64_t consumed = 0;
  bool contiguous = true; // every event began where the one before ended
  bool sticky = true;     // the end, right or wrong, was answered again when asked again
};

struct reading_plan {
  parse_options options;
  std::vector<std::size_t> cuts; // ascending positions where the input is cut into chunks
  std::size_t table_size = 64;
  bool use_skip = true;
};

// What a driver does with events: joins and checks.
class event_collector {
public:
  explicit event_collector(reading& target) : target_(target) {}

  void add(const event& record) {
    const auto position = static_cast<std::uint64_t>(record.position);
    target_.contiguous = target_.contiguous && position == next_;
    next_ = position + record.size;
    if (!target_.parts.empty() && joins(target_.parts.back(), record)) {
      part& open = target_.parts.back();
      open.size += record.size;
      open.record.flags = record.flags;
      return;
    }
    target_.parts.push_back({position, record.size, record});
  }

private:
  static bool joins(const part& open, const event& record) {
    const event_kind kind = record.kind;
    // A stray delimiter, unknown too, has its note before it, so two of them never join.
    const bool is_run = kind == event_kind::value || kind == event_kind::deflated || kind == event_kind::unparsed ||
                        kind == event_kind::unknown;
    return is_run && open.record.kind == kind && open.record.tag == record.tag && open.record.index == record.index &&
           open.record.length == record.length && !open.last();
  }

  reading& target_;
  std::uint64_t next_ = 0;
};

inline reading read(std::span<const std::uint8_t> bytes, const reading_plan& plan = {}) {
  reading out;
  event_collector collector(out);
  parser reader(plan.options);
  std::vector<event> table(plan.table_size);
  std::vector<std::size_t> ends = plan.cuts;
  ends.push_back(bytes.size());
  std::size_t unread = 0;
  for (std::size_t chunk = 0; chunk < ends.size(); ++chunk) {
    const std::size_t end = ends[chunk];
    const bool final = chunk + 1 == ends.size();
    out.answer = status::need_input;
    bool fresh = false; // whether the parser has been asked since bytes were skipped
    while (!fresh || out.answer == status::events_full) {
      if (plan.use_skip && out.answer != status::events_full) {
        // No header waits while bytes may be skipped: all that was given has been consumed.
        const std::uint64_t size = std::min<std::uint64_t>(reader.skip(), end - unread);
        if (size > 0) {
          const bool last = size == reader.skip() && reader.run_event(0, false).kind == event_kind::value;
          collector.add(reader.run_event(static_cast<std::size_t>(size), last));
          reader.skipped(size);
          unread += static_cast<std::size_t>(size);
        }
      }
      const parser::result step = reader.parse(bytes.subspan(unread, end - unread), final, table);
      for (std::size_t i = 0; i < step.events; ++i) collector.add(table[i]);
      unread += step.consumed;
      out.answer = step.answer;
      fresh = true;
    }
    if (out.answer != status::need_input) break;
  }
  out.failure = reader.failure();
  out.consumed = unread;
  const parser::result again = reader.parse(bytes.subspan(unread), true, table);
  out.sticky = again.answer == out.answer && again.events == 0 && again.consumed == 0;
  return out;
}

inline std::vector<std::size_t> cuts_every(std::size_t size, std::size_t total) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = size; at < total; at += size) cuts.push_back(at);
  return cuts;
}

// (gggg,eeee)
inline std::string tag_text(std::uint32_t tag) {
  std::array<char, 16> text{};
  (void)std::snprintf(text.data(), text.size(), "(%04X,%04X)", tag >> 16, tag & 0xFFFF);
  return text.data();
}

inline std::string vr_text(vr value) {
  const auto code = static_cast<std::uint16_t>(value);
  return value == vr::none ? "--" : std::string{static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
}

inline std::string line_of(const part& one) {
  const event& e = one.record;
  const std::string size = std::to_string(one.size);
  const std::string length = e.length == undefined_length ? "undefined" : std::to_string(e.length);
  const std::string element = tag_text(e.tag) + " " + vr_text(e.value_representation) + " " + length;
  const std::string last = one.last() ? " last" : "";
  switch (e.kind) {
  case event_kind::preamble: return "preamble " + size;
  case event_kind::header: return "header " + element + last;
  case event_kind::value: return "value " + size + last;
  case event_kind::sequence: return "sequence " + element;
  case event_kind::sequence_end: return "sequence_end " + size;
  case event_kind::item: return "item " + std::to_string(e.index) + " " + length;
  case event_kind::item_end: return "item_end " + std::to_string(e.index) + " " + size;
  case event_kind::fragments: return "fragments " + element;
  case event_kind::fragment: return "fragment " + std::to_string(e.index) + " " + length + last;
  case event_kind::fragments_end: return "fragments_end " + size;
  case event_kind::note: return "note " + std::string(name_of(static_cast<quirk>(e.index))) + " " + tag_text(e.tag);
  case event_kind::deflated: return "deflated " + size;
  case event_kind::unknown: return "unknown " + size;
  case event_kind::unparsed: return "unparsed " + size;
  }
  return "?";
}

// One line a part, then `finished`, or the failure with its position and tag.
inline std::vector<std::string> lines(const reading& what) {
  std::vector<std::string> out;
  out.reserve(what.parts.size() + 1);
  for (const part& one : what.parts) out.push_back(line_of(one));
  std::string end(name_of(what.answer));
  if (what.answer != status::finished) {
    end += " at " + std::to_string(what.failure.position) + " " + tag_text(what.failure.tag);
    if (what.failure.refused) end += " " + std::string(name_of(*what.failure.refused));
  }
  out.push_back(end);
  return out;
}

// Where two lists of lines part, with what stands before; empty where they are equal.
inline std::string difference(const std::vector<std::string>& actual, const std::vector<std::string>& expected) {
  const auto [a, b] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  if (a == actual.end() && b == expected.end()) return {};
  std::string text;
  for (auto it = a - std::min<std::ptrdiff_t>(5, a - actual.begin()); it != a; ++it) text += "  " + *it + "\n";
  text += "- " + (b == expected.end() ? "nothing more" : *b) + "\n";
  return text + "+ " + (a == actual.end() ? "nothing more" : *a) + "\n";
}

// What the builder's bytes read as, from a given part on: skips the preamble and the file meta.
inline std::vector<std::string> data_set_lines(const byte_builder& built, const parse_options& options = {}) {
  reading_plan plan;
  plan.options = options;
  reading all = read(built.bytes(), plan);
  std::erase_if(all.parts, [](const part& one) {
    return one.record.kind == event_kind::preamble || (one.record.flags & flag_meta) != 0;
  });
  return lines(all);
}

} // namespace dcmstream
