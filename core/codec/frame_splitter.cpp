// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Fragments to frames, one fragment at a time, so that a frame is known as early as it can be.

#include "codec/frame_splitter.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

constexpr std::uint64_t item_header_size = 8;

} // namespace

// ---- Offset tables

bool frame_splitter::set_offsets(std::span<const std::uint8_t> table) noexcept {
  return has_table() || keep_table(table, {}, 4);
}

bool frame_splitter::set_extended_offsets(std::span<const std::uint8_t> table,
                                          std::span<const std::uint8_t> lengths) noexcept {
  const std::size_t whole = table.size() / 8 * 8;
  return keep_table(table.first(whole), lengths.size() == table.size() ? lengths.first(whole) : lengths.first(0), 8);
}

bool frame_splitter::keep_table(std::span<const std::uint8_t> table, std::span<const std::uint8_t> lengths,
                                std::size_t entry_size) noexcept {
  const std::size_t count = table.size() / entry_size;
  if (count == 0) {
    return true;
  }
  if (!table_.reserve(table.size() + lengths.size())) {
    return false;
  }
  std::memcpy(table_.data(), table.data(), table.size());
  if (!lengths.empty()) {
    std::memcpy(table_.data() + table.size(), lengths.data(), lengths.size());
  }
  entries_ = count;
  entry_size_ = entry_size;
  has_lengths_ = !lengths.empty();
  // One that was begun and never filled in has too few entries, or zeros.
  bool possible = entry(0) == 0 && count >= coding_.number_of_frames;
  for (std::size_t i = 1; possible && i < count; ++i) {
    possible = entry(i) > entry(i - 1);
  }
  if (!possible) {
    drop_table();
  }
  return true;
}

std::uint64_t frame_splitter::entry(std::size_t index) const noexcept {
  const std::uint8_t* at = table_.data() + index * entry_size_;
  return entry_size_ == 8 ? load_u64(at, byte_order::little) : load_u32(at, byte_order::little);
}

void frame_splitter::drop_table() noexcept {
  entries_ = 0;
  has_lengths_ = false;
  length_ = 0;
  wrong_ = true;
  table_.release();
}

// Whether the table has a frame begin exactly there. An entry that is passed over is not where a fragment begins.
bool frame_splitter::reaches_entry(std::uint64_t offset) noexcept {
  if (!has_table() || next_ == entries_ || entry(next_) > offset) {
    return false;
  }
  if (entry(next_) < offset) {
    drop_table();
    return false;
  }
  ++next_;
  return true;
}

// ---- Fragments

fragment_role frame_splitter::add(const fragment_ends& fragment) noexcept {
  fragment_role role;
  bool at_entry = reaches_entry(fragment.offset);
  if (fragment.length == 0) {
    entry_pending_ = entry_pending_ || at_entry;
    role.skipped = true;
    return role;
  }
  at_entry = (at_entry || entry_pending_) && has_table();
  entry_pending_ = false;
  settle_coding(fragment.head);

  role.starts = !open_ || starts(fragment, at_entry);
  role.skipped = !role.starts && ended_;
  if (role.starts) {
    role.padded_before = open_ && !ended_ && is_padded();
    open_ = true;
    ended_ = false;
    collected_ = 0;
    tail_size_ = 0;
    last_segment_ = last_rle_segment(fragment.head);
    length_ = has_lengths_ && at_entry
                  ? load_u64(table_.data() + (entries_ + next_ - 1) * entry_size_, byte_order::little)
                  : 0;
  }
  if (!role.skipped) {
    collected_ += fragment.length;
    remember_tail(fragment.tail);
    role.ends = ends(fragment);
    ended_ = role.ends;
    role.padded = role.ends && is_padded();
  }
  role.table_wrong = wrong_;
  wrong_ = false;
  return role;
}

// The first fragment shows what the transfer syntax should have said.
void frame_splitter::settle_coding(std::span<const std::uint8_t> head) noexcept {
  if (settled_ || now_ == fragment_coding::video) {
    return;
  }
  settled_ = true;
  switch (codestream_of(head)) {
  case codestream_kind::jpeg_any:
  case codestream_kind::jpeg:
  case codestream_kind::jpeg_ls:
  case codestream_kind::jpeg_2000: now_ = fragment_coding::jpeg; break;
  case codestream_kind::jpeg_xl: now_ = fragment_coding::jpeg_xl; break;
  default:
    if (now_ == fragment_coding::opaque) {
      break;
    }
    if (is_rle_header(head, coding_.rle_segments)) {
      now_ = fragment_coding::rle;
    } else if (now_ == fragment_coding::jpeg && !could_begin_codestream(head)) {
      now_ = fragment_coding::opaque; // whatever it is, no marker will tell
    }
  }
}

// Whether a fragment behind the first one starts a frame. What fragments show outweighs what tables say.
bool frame_splitter::starts(const fragment_ends& fragment, bool at_entry) noexcept {
  bool shows = false;
  switch (now_) {
  case fragment_coding::video: return false;
  case fragment_coding::jpeg: {
    const codestream_kind kind = codestream_of(fragment.head);
    const bool is_head = kind != codestream_kind::none && kind != codestream_kind::jpeg_xl_bare;
    // Of fragments of two bytes the first one of a frame shows no more.
    const bool may_begin = ended_ || (!tail_known_ && fragment.head.size() > 1);
    shows = is_head || (may_begin && could_begin_codestream(fragment.head));
    if (!shows && at_entry && !has_ended_visibly()) {
      drop_table();
      return false;
    }
    break;
  }
  case fragment_coding::jpeg_xl: {
    const codestream_kind kind = codestream_of(fragment.head);
    shows = kind == codestream_kind::jpeg_xl || (kind == codestream_kind::jpeg_xl_bare && !has_table());
    break;
  }
  case fragment_coding::rle: // PS3.5 §A.4.2: a fragment a frame
    shows = is_rle_header(fragment.head, coding_.rle_segments) || (ended_ && !has_table());
    break;
  case fragment_coding::native: shows = ended_ && !has_table(); break;
  case fragment_coding::opaque: shows = !has_table() && coding_.number_of_frames > 1; break;
  }
  if (shows && has_table() && !at_entry) {
    drop_table();
  }
  return shows || at_entry;
}

// Whether the frame is known to be complete with this fragment.
bool frame_splitter::ends(const fragment_ends& fragment) const noexcept {
  const bool before_entry =
      has_table() && next_ < entries_ && entry(next_) == fragment.offset + item_header_size + fragment.length;
  const bool is_counted = !has_table() && coding_.number_of_frames > 1;
  switch (now_) {
  case fragment_coding::video: return false;
  case fragment_coding::jpeg: return tail_known_ && ends_codestream({tail_, tail_size_});
  case fragment_coding::jpeg_xl: return before_entry;
  case fragment_coding::rle: return before_entry || (is_counted && collected_ > last_segment_);
  case fragment_coding::native: return before_entry || (!has_table() && collected_ >= coding_.native_size);
  case fragment_coding::opaque: return before_entry || is_counted;
  }
  return false;
}

// The table of lengths counts no padding. Lengths that differ by more are wrong, and padding does no harm.
bool frame_splitter::is_padded() const noexcept { return length_ != 0 && collected_ == length_ + 1; }

void frame_splitter::remember_tail(std::span<const std::uint8_t> tail) noexcept {
  tail_known_ = !tail.empty();
  tail = tail.last(std::min(tail.size(), sizeof tail_));
  const std::size_t kept = std::min(tail_size_, sizeof tail_ - tail.size());
  std::memmove(tail_, tail_ + (tail_size_ - kept), kept);
  std::copy(tail.begin(), tail.end(), tail_ + kept);
  tail_size_ = kept + tail.size();
}

// Where the ends of fragments are not at hand, the table is trusted.
bool frame_splitter::has_ended_visibly() const noexcept { return !tail_known_ || ends_codestream({tail_, tail_size_}); }

} // namespace dcmstream
