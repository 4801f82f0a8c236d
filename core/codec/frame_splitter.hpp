// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which fragments of encapsulated pixel data make a frame (PS3.5 §A.4): by how they begin and end, by the offset tables where
// these are right, else by counting. It sees no more of a fragment than its ends.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/codestream_head.hpp"
#include "codec/frame_decoder.hpp"

namespace dcmstream {

// How frames can be told from their bytes; the numbers are known to js/wasm/splitter.ts.
enum class fragment_coding : std::uint8_t {
  opaque,  // not at all
  jpeg,    // by markers: JPEG, JPEG-LS, JPEG 2000
  jpeg_xl, // by how they begin
  rle,     // by their headers
  native,  // by their size
  video,   // all fragments are one
};

struct image_coding {
  fragment_coding declared = fragment_coding::opaque;
  std::uint32_t number_of_frames = 1;
  std::size_t rle_segments = 1;
  std::uint64_t native_size = 0; // of a frame, in bytes
};

// A fragment that has been read to its end.
struct fragment_ends {
  std::uint64_t offset = 0; // of its item header, from that of the first fragment
  std::uint32_t length = 0;
  std::span<const std::uint8_t> head; // its first bytes, 64 are enough
  std::span<const std::uint8_t> tail; // its last bytes, 8 are enough; none where they are not at hand
};

struct fragment_role {
  bool starts = false;        // it is the first of a frame: the frame before it, if not ended yet, has ended
  bool ends = false;          // it is the last of its frame
  bool skipped = false;       // it belongs to a frame that has ended, and adds nothing to it
  bool table_wrong = false;   // an offset table has been found wrong, first of all here
  bool padded_before = false; // the last byte of the frame before it is padding; only where it starts a frame
  bool padded = false;        // the last byte of its frame is padding; only where it ends it
};

class frame_splitter {
public:
  explicit frame_splitter(const image_coding& coding) noexcept : coding_(coding), now_(coding.declared) {}

  // The Basic Offset Table, before the first fragment. False where there is no memory left. PS3.5 §A.4
  [[nodiscard]] bool set_offsets(std::span<const std::uint8_t> table) noexcept;
  // The values of Extended Offset Table and Extended Offset Table Lengths, which go before it. PS3.3 §C.7.6.3.1.8
  [[nodiscard]] bool set_extended_offsets(std::span<const std::uint8_t> table,
                                          std::span<const std::uint8_t> lengths) noexcept;

  // The next fragment.
  fragment_role add(const fragment_ends& fragment) noexcept;

  // Nothing follows: whether the last byte of the frame that is still open is padding.
  [[nodiscard]] bool last_is_padding() const noexcept { return is_padded(); }

private:
  [[nodiscard]] std::uint64_t entry(std::size_t index) const noexcept;
  [[nodiscard]] bool has_table() const noexcept { return entries_ != 0; }
  [[nodiscard]] bool keep_table(std::span<const std::uint8_t> table, std::span<const std::uint8_t> lengths,
                                std::size_t entry_size) noexcept;
  [[nodiscard]] bool reaches_entry(std::uint64_t offset) noexcept;
  void drop_table() noexcept;

  void settle_coding(std::span<const std::uint8_t> head) noexcept;
  [[nodiscard]] bool starts(const fragment_ends& fragment, bool at_entry) noexcept;
  [[nodiscard]] bool ends(const fragment_ends& fragment) const noexcept;
  [[nodiscard]] bool is_padded() const noexcept;
  void remember_tail(std::span<const std::uint8_t> tail) noexcept;
  [[nodiscard]] bool has_ended_visibly() const noexcept;

  image_coding coding_;
  fragment_coding now_; // what the first fragment has shown
  bool settled_ = false;

  frame_buffer table_; // as it stands in the file, the lengths behind it
  std::size_t entries_ = 0;
  std::size_t entry_size_ = 0;
  bool has_lengths_ = false;
  std::size_t next_ = 0;       // the first entry that has not been reached
  bool entry_pending_ = false; // it was reached by empty fragments
  bool wrong_ = false;         // and has not been told yet

  bool open_ = false;           // there is a frame
  bool ended_ = false;          // and it is known to be complete
  std::uint64_t collected_ = 0; // bytes of it
  std::uint64_t length_ = 0;    // of it, by the extended table; 0 where that says nothing
  std::uint32_t last_segment_ = 0;
  std::uint8_t tail_[8] = {};
  std::size_t tail_size_ = 0;
  bool tail_known_ = false;
};

} // namespace dcmstream
