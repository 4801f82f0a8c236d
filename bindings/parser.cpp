// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `parser`: a fixed number of parsers that share one window for bytes and one table of events, since a
// step is over before the next begins. JavaScript keeps the list of free slots; js/wasm/parser.ts reads the records.

#include "parse/parser.hpp"
#include "dicom/dictionary.hpp"

#include <emscripten/bind.h>

#include <array>
#include <cstdint>
#include <optional>

namespace {

using namespace dcmstream;

constexpr std::uint32_t slot_count = 32;
constexpr std::size_t window_size = 65536;
constexpr std::size_t event_capacity = 512 + parser::event_headroom;

// What a step says beside its status.
struct answer {
  std::uint32_t consumed;
  std::uint32_t events;
  std::uint32_t tag;     // of a failure
  std::uint32_t refused; // quirk of a failure, or no_index
  double position;       // of a failure
  double skip;           // bytes that need not be given …
  event run;             // … and the event that they are, its position and size aside
};
static_assert(sizeof(answer) == 64);

std::array<std::optional<parser>, slot_count> parsers;
std::array<event, event_capacity> events;
alignas(8) std::array<std::uint8_t, window_size> window;
answer last;

std::uint32_t address(const void* p) { return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(p)); }

// The bits of `flags`, in the order of `SlotOptions` in js/wasm/parser.ts.
constexpr std::uint32_t strict_bit = 1;
constexpr std::uint32_t tolerant_bit = 2;
constexpr std::uint32_t open_unknown_bit = 4;
constexpr std::uint32_t inflate_bit = 8;
constexpr std::uint32_t values_bit = 16;

void reset(std::uint32_t slot, std::uint32_t flags, std::uint32_t max_depth, double max_elements,
           std::uint32_t allowed_low, std::uint32_t allowed_high) {
  parse_options options;
  options.max_depth = max_depth;
  options.max_elements = static_cast<std::uint64_t>(max_elements);
  options.strict = (flags & strict_bit) != 0;
  options.tolerant = (flags & tolerant_bit) != 0;
  options.open_unknown = (flags & open_unknown_bit) != 0;
  options.inflate = (flags & inflate_bit) != 0;
  options.values = (flags & values_bit) != 0;
  options.allowed = quirk_set(std::uint64_t{allowed_high} << 32 | allowed_low);
  parsers[slot].emplace(options);
}

void inflate(std::uint32_t slot) { parsers[slot]->inflate(); }

void remark(std::uint32_t slot, std::uint32_t which) { parsers[slot]->remark(static_cast<quirk>(which)); }

std::uint32_t parse(std::uint32_t slot, double skipped, std::uint32_t begin, std::uint32_t end, bool final) {
  parser& used = *parsers[slot];
  if (skipped > 0) {
    used.skipped(static_cast<std::uint64_t>(skipped));
  }
  const parser::result result = used.parse({window.data() + begin, end - begin}, final, events);
  const parse_failure& failure = used.failure();
  last.consumed = static_cast<std::uint32_t>(result.consumed);
  last.events = static_cast<std::uint32_t>(result.events);
  last.skip = static_cast<double>(used.skip());
  last.run = used.run_event(0, false);
  last.tag = failure.tag;
  last.position = static_cast<double>(failure.position);
  last.refused = failure.refused ? static_cast<std::uint32_t>(*failure.refused) : no_index;
  return static_cast<std::uint32_t>(result.answer);
}

// 0 where the dictionary has none; small letters where it leaves a choice.
std::uint32_t dictionary_vr_of(std::uint32_t tag) { return static_cast<std::uint32_t>(find_vr(tag)); }

} // namespace

EMSCRIPTEN_BINDINGS(parser) {
  using emscripten::function;
  function("reset", &reset);
  function("parse", &parse);
  function("inflate", &inflate);
  function("remark", &remark);
  function("dictionaryVr", &dictionary_vr_of);
  function(
      "windowAddress", +[] { return address(window.data()); });
  function(
      "windowSize", +[] { return static_cast<std::uint32_t>(window_size); });
  function(
      "eventsAddress", +[] { return address(events.data()); });
  function(
      "eventCapacity", +[] { return static_cast<std::uint32_t>(event_capacity); });
  function(
      "eventSize", +[] { return static_cast<std::uint32_t>(sizeof(event)); });
  function(
      "answerAddress", +[] { return address(&last); });
  function(
      "slotCount", +[] { return slot_count; });
}
