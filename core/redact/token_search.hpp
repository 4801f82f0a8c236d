// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether any of many tokens stands in bytes, however they are cut: an Aho-Corasick automaton over bytes. Letters of ASCII are the same in
// either case. UTF-16 is read beside, in both byte orders and at every position, so that tokens need be given in UTF-8 only once.
// Nothing is passed over for want of room: what has no place is said to the caller.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace dcmstream {

class token_search {
public:
  // Of a token, in bytes.
  static constexpr std::size_t longest = 256;

  struct hit {
    std::uint64_t end; // how many bytes had been given when the token's last one had
    std::uint32_t token;
    std::uint32_t size; // of the token in the bytes that were given
  };

  // Where a token may begin and end: in the middle of a word or number, or not.
  enum rule : std::uint8_t { anywhere = 0, whole_begin = 1, whole_end = 2 };

  // Room for so many bytes of tokens; `ok` is false where there is no memory for it.
  explicit token_search(std::uint32_t states, std::uint32_t tokens) noexcept;
  [[nodiscard]] bool ok() const noexcept;

  // A spelling of a token. One token may have several. False where there is no room left.
  bool add(std::uint32_t token, std::uint8_t rule, std::span<const std::uint8_t> spelling) noexcept;
  // No token follows. False where there is no memory left.
  [[nodiscard]] bool finish() noexcept;

  // What a search has come to: how many bytes it has taken, and how many hits it has written.
  struct progress {
    std::size_t taken;
    std::size_t found;
  };

  // Hits that a single byte may complete: one for each length of a token, in the bytes and for each byte of UTF-8 in two ways of UTF-16.
  static constexpr std::size_t room = 9 * longest;

  // The next bytes, or as many of them as leave room for the hits of one more: `hits` has room for `room` at least. Only spellings of
  // `minimum` bytes and more count. All that end at a place are told, the longest first.
  progress search(std::span<const std::uint8_t> bytes, std::uint32_t minimum, std::span<hit> hits) noexcept;
  // What follows does not belong to what has been: a whole word may end here. Returns how many hits were written.
  std::size_t interrupt(std::span<hit> hits) noexcept;

private:
  static constexpr std::uint32_t root = 0;
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::size_t history = 512; // more than the longest token and the byte before it

  struct state {
    std::uint32_t parent = 0;
    std::uint32_t fail = 0;
    std::uint32_t shorter = none; // the longest proper suffix that is a spelling
    std::uint32_t token = none;
    std::uint16_t depth = 0;
    std::uint8_t byte = 0;
  };
  struct edge {
    std::uint32_t from = none;
    std::uint32_t to = 0;
    std::uint8_t byte = 0;
  };
  // One way to read the bytes.
  struct lane {
    std::uint32_t at = root;
    std::uint32_t waiting = none; // the state whose tokens are found if a word ends here
    std::uint64_t waiting_end = 0;
    std::uint32_t count = 0; // of folded bytes
    std::uint32_t surrogate = 0;
    std::uint32_t width = 1; // of bytes in what is given for one of ASCII
    std::uint32_t minimum = 0;
    std::array<std::uint8_t, history> folded{};
  };

  [[nodiscard]] std::uint32_t next(std::uint32_t from, std::uint8_t byte) const noexcept;
  [[nodiscard]] std::size_t slot(std::uint32_t from, std::uint8_t byte) const noexcept;
  void step(lane& where, std::uint8_t folded) noexcept;
  void feed(lane& where, std::uint8_t byte, std::uint32_t minimum, std::span<hit> hits, std::size_t& found) noexcept;
  void feed_unit(lane& where, std::uint32_t unit, std::uint32_t minimum, std::span<hit> hits,
                 std::size_t& found) noexcept;
  void report(lane& where, std::uint32_t at, std::uint64_t end, bool word_ends, std::uint32_t minimum,
              std::span<hit> hits, std::size_t& found) const noexcept;
  void settle(lane& where, int following, std::span<hit> hits, std::size_t& found) noexcept;
  [[nodiscard]] bool begins_word(const lane& where, std::size_t size) const noexcept;

  std::uint32_t capacity_ = 0;
  std::uint32_t size_ = 1;
  std::uint32_t tokens_ = 0;
  std::size_t slots_ = 0;
  std::uint64_t given_ = 0;
  std::uint8_t last_ = 0;
  bool has_last_ = false;
  std::unique_ptr<state[]> states_;
  std::unique_ptr<edge[]> edges_;
  std::unique_ptr<std::uint8_t[]> rules_;
  std::array<std::uint32_t, 256> first_{};
  lane bytes_;
  std::array<lane, 4> units_; // UTF-16: little endian ending at even and odd bytes, then big endian
};

} // namespace dcmstream
