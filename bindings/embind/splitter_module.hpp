// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Finding frames among fragments, as the module `image` exports it: js/wasm/splitter.ts is the one caller. Fragments come in
// batches, by a window that all splitters share: it is filled, read and answered in one go.

#pragma once

#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "codec/frame_splitter.hpp"

namespace dcmstream::bindings {

struct splitter_module {
  using address = std::uintptr_t;

  // A fragment in the window, and the answer.
  struct record {
    double offset;
    std::uint32_t length;
    std::uint8_t head_size;
    std::uint8_t tail_size;
    std::uint8_t role;
    std::uint8_t unused;
    std::array<std::uint8_t, 64> head;
    std::array<std::uint8_t, 8> tail;
  };
  static_assert(sizeof(record) == 88 && offsetof(record, head) == 16 && offsetof(record, tail) == 80);
  static constexpr std::size_t window_records = 64;
  static inline std::array<record, window_records> window;

  static std::span<const std::uint8_t> bytes_at(address where, std::size_t size) {
    return {reinterpret_cast<const std::uint8_t*>(where), size};
  }

  static frame_splitter& splitter_at(address where) { return *reinterpret_cast<frame_splitter*>(where); }

  // 0 where there is no memory left.
  static address open(std::uint8_t coding, std::uint32_t number_of_frames, std::size_t rle_segments,
                      double native_size) {
    const image_coding image{static_cast<fragment_coding>(coding), number_of_frames, rle_segments,
                             static_cast<std::uint64_t>(native_size)};
    return reinterpret_cast<address>(new (std::nothrow) frame_splitter(image));
  }

  static void close(address where) { delete reinterpret_cast<frame_splitter*>(where); }

  static bool set_offsets(address where, address table, std::size_t size) {
    return splitter_at(where).set_offsets(bytes_at(table, size));
  }

  static bool set_extended_offsets(address where, address table, std::size_t size, address lengths,
                                   std::size_t lengths_size) {
    return splitter_at(where).set_extended_offsets(bytes_at(table, size), bytes_at(lengths, lengths_size));
  }

  static void add(address where, std::size_t count) {
    for (record& fragment : std::span(window).first(std::min(count, window_records))) {
      const std::size_t head_size = std::min<std::size_t>(fragment.head_size, fragment.head.size());
      const std::size_t tail_size = std::min<std::size_t>(fragment.tail_size, fragment.tail.size());
      const fragment_role role = splitter_at(where).add({static_cast<std::uint64_t>(fragment.offset), fragment.length,
                                                         std::span(fragment.head).first(head_size),
                                                         std::span(fragment.tail).first(tail_size)});
      fragment.role = static_cast<std::uint8_t>((role.starts ? 1U : 0U) | (role.ends ? 2U : 0U) |
                                                (role.skipped ? 4U : 0U) | (role.table_wrong ? 8U : 0U) |
                                                (role.padded_before ? 16U : 0U) | (role.padded ? 32U : 0U));
    }
  }

  static bool last_is_padding(address where) { return splitter_at(where).last_is_padding(); }

  // Of a frame: `codestream_kind`, and one more for an RLE header of so many segments.
  static std::uint32_t kind(address head, std::size_t size, std::size_t rle_segments) {
    const codestream_kind found = codestream_of(bytes_at(head, size));
    const bool is_rle = found == codestream_kind::none && is_rle_header(bytes_at(head, size), rle_segments);
    return is_rle ? 7 : static_cast<std::uint32_t>(found);
  }

  static void bind() {
    using emscripten::function;
    function("openSplitter", &open);
    function("closeSplitter", &close);
    function("setOffsets", &set_offsets);
    function("setExtendedOffsets", &set_extended_offsets);
    function(
        "fragmentWindow", +[] { return reinterpret_cast<address>(window.data()); });
    function(
        "fragmentWindowRecords", +[] { return window_records; });
    function("addFragments", &add);
    function("lastIsPadding", &last_is_padding);
    function("frameKind", &kind);
  }
};

} // namespace dcmstream::bindings
