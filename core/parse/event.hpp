// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The record that the parser writes: one event a part. docs/events.md explains it with an example.

#pragma once

#include "dicom/vr.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace dcmstream {

// The parts of a stream. Their order is the number that crosses to JavaScript (js/part.ts holds the names).
enum class event_kind : std::uint8_t {
  preamble,      // the 128 bytes and DICM
  header,        // of an element that has a value
  value,         // bytes of a value or of a fragment
  sequence,      // header of a sequence
  sequence_end,  // its delimiter, or zero bytes
  item,          // header of an item
  item_end,      // its delimiter, or zero bytes
  fragments,     // header of encapsulated pixel data
  fragment,      // header of a fragment; the one of index 0 is the Basic Offset Table
  fragments_end, // its delimiter, or zero bytes
  note,          // a quirk, zero bytes, at the position of what it is about
  deflated,      // bytes of a deflated data set
  unknown,       // bytes that have no meaning where they stand, such as a stray delimiter
  unparsed,      // bytes that no parser looks at: trailing padding, or the rest after a break
};

inline constexpr std::size_t event_kind_count = 14;

enum event_flag : std::uint8_t {
  flag_last = 1,        // nothing of this value follows; an empty value's header carries it
  flag_explicit_vr = 2, // the header names its VR
  flag_big_endian = 4,
  flag_meta = 8,      // in the file meta information
  flag_inflated = 16, // of a deflated data set: the bytes are not those of the file
};

inline constexpr std::uint32_t undefined_length = 0xffffffff;
inline constexpr std::uint32_t no_index = 0xffffffff;

struct event {
  double position;      // in the file, of the part's first byte; exact to 2^53
  std::uint32_t size;   // bytes of this part; the sizes of all events add up to the file
  std::uint32_t length; // as declared in the header that this part is or belongs to
  std::uint32_t tag;    // of the element; of an item and a fragment the tag of what holds it
  vr value_representation;
  event_kind kind;
  std::uint8_t flags;
  std::uint32_t index; // of an item or fragment from 0; of a note its quirk; else no_index
  std::uint16_t depth; // how many items enclose the element
  std::uint16_t reserved;
};

static_assert(sizeof(event) == 32);
static_assert(offsetof(event, size) == 8 && offsetof(event, length) == 12 && offsetof(event, tag) == 16);
static_assert(offsetof(event, value_representation) == 20 && offsetof(event, kind) == 22 &&
              offsetof(event, flags) == 23);
static_assert(offsetof(event, index) == 24 && offsetof(event, depth) == 28);
static_assert(std::is_trivially_copyable_v<event>);

} // namespace dcmstream
