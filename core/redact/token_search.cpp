// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Edges stand in one hash table, so that memory is proportional to the bytes of the tokens, and hostile ones cost no more than others.

#include "redact/token_search.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace dcmstream {
namespace {

constexpr std::uint8_t fold(std::uint8_t byte) noexcept {
  return byte >= 'A' && byte <= 'Z' ? static_cast<std::uint8_t>(byte + 32) : byte;
}

enum class kind : std::uint8_t { other, digit, letter };

constexpr kind kind_of(std::uint8_t byte) noexcept {
  if (byte >= '0' && byte <= '9') {
    return kind::digit;
  }
  return (byte >= 'a' && byte <= 'z') || byte >= 0x80 ? kind::letter : kind::other;
}

// Between folded bytes, the second of them -1 where there is none.
constexpr bool is_border(std::uint8_t inside, int outside) noexcept {
  const kind in = kind_of(inside);
  return in == kind::other || outside < 0 || kind_of(static_cast<std::uint8_t>(outside)) != in;
}

} // namespace

token_search::token_search(std::uint32_t states, std::uint32_t tokens) noexcept
    : capacity_(states + 1), tokens_(tokens), slots_(std::bit_ceil(std::size_t{states} * 3 / 2 + 16)),
      states_(new (std::nothrow) state[capacity_]), edges_(new (std::nothrow) edge[slots_]),
      rules_(new (std::nothrow) std::uint8_t[std::size_t{tokens} + 1]()) {
  for (lane& each : units_) {
    each.width = 2;
  }
}

bool token_search::ok() const noexcept { return states_ && edges_ && rules_; }

std::size_t token_search::slot(std::uint32_t from, std::uint8_t byte) const noexcept {
  const std::uint64_t key = (std::uint64_t{from} << 8U) | byte;
  std::size_t at = static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> 24U) & (slots_ - 1);
  while (edges_[at].from != none && (edges_[at].from != from || edges_[at].byte != byte)) {
    at = (at + 1) & (slots_ - 1);
  }
  return at;
}

// 0, which no edge leads to, where there is none.
std::uint32_t token_search::next(std::uint32_t from, std::uint8_t byte) const noexcept {
  if (from == root) {
    return first_[byte];
  }
  const edge& found = edges_[slot(from, byte)];
  return found.from == none ? root : found.to;
}

bool token_search::add(std::uint32_t token, std::uint8_t rule, std::span<const std::uint8_t> spelling) noexcept {
  if (spelling.empty() || spelling.size() > longest || token >= tokens_ || spelling.size() > capacity_ - size_) {
    return false;
  }
  std::uint32_t at = root;
  for (const std::uint8_t given : spelling) {
    const std::uint8_t byte = fold(given);
    std::uint32_t to = next(at, byte);
    if (to == root) {
      to = size_++;
      states_[to].parent = at;
      states_[to].byte = byte;
      states_[to].depth = static_cast<std::uint16_t>(states_[at].depth + 1);
      if (at == root) {
        first_[byte] = to;
      } else {
        edges_[slot(at, byte)] = {at, to, byte};
      }
    }
    at = to;
  }
  rules_[token] = static_cast<std::uint8_t>(rules_[token] | rule);
  if (states_[at].token == none) {
    states_[at].token = token;
  }
  return true;
}

bool token_search::finish() noexcept {
  // By depth: what a state falls back to is nearer to the root. Sweeps over all states would do, but a hostile token has many depths.
  std::unique_ptr<std::uint32_t[]> order(new (std::nothrow) std::uint32_t[size_]);
  if (!order) {
    return false;
  }
  std::array<std::uint32_t, longest + 2> begins{};
  for (std::uint32_t at = 0; at < size_; ++at) {
    ++begins[states_[at].depth + 1U];
  }
  for (std::size_t depth = 1; depth < begins.size(); ++depth) {
    begins[depth] += begins[depth - 1];
  }
  for (std::uint32_t at = 0; at < size_; ++at) {
    order[begins[states_[at].depth]++] = at;
  }
  for (std::uint32_t i = 1; i < size_; ++i) {
    state& each = states_[order[i]];
    if (each.depth > 1) {
      std::uint32_t back = states_[each.parent].fail;
      while (back != root && next(back, each.byte) == root) {
        back = states_[back].fail;
      }
      each.fail = next(back, each.byte);
    }
    each.shorter = states_[each.fail].token == none ? states_[each.fail].shorter : each.fail;
  }
  return true;
}

void token_search::step(lane& where, std::uint8_t folded) noexcept {
  std::uint32_t at = where.at;
  std::uint32_t to = next(at, folded);
  while (to == root && at != root) {
    at = states_[at].fail;
    to = next(at, folded);
  }
  where.at = to;
  where.folded[where.count++ % history] = folded;
}

// Of the token of so many folded bytes that has just been read.
bool token_search::begins_word(const lane& where, std::size_t size) const noexcept {
  const std::uint8_t first = where.folded[(where.count - size) % history];
  const int before = where.count > size ? where.folded[(where.count - size - 1) % history] : -1;
  return is_border(first, before);
}

token_search::progress token_search::search(std::span<const std::uint8_t> bytes, std::uint32_t minimum,
                                            std::span<hit> hits) noexcept {
  std::size_t found = 0;
  std::size_t taken = 0;
  for (; taken < bytes.size() && hits.size() - found >= room; ++taken) {
    const std::uint8_t byte = bytes[taken];
    ++given_;
    feed(bytes_, byte, minimum, hits, found);
    if (has_last_) {
      const std::size_t parity = given_ & 1U;
      feed_unit(units_[parity], last_ | (std::uint32_t{byte} << 8U), minimum, hits, found);
      feed_unit(units_[2 + parity], byte | (std::uint32_t{last_} << 8U), minimum, hits, found);
    }
    last_ = byte;
    has_last_ = true;
  }
  return {taken, found};
}

std::size_t token_search::interrupt(std::span<hit> hits) noexcept {
  std::size_t found = 0;
  const auto end = [&](lane& each) {
    settle(each, -1, hits, found);
    each.at = root;
    each.count = 0;
    each.surrogate = 0;
  };
  end(bytes_);
  std::for_each(units_.begin(), units_.end(), end);
  has_last_ = false;
  return found;
}

// A code unit of UTF-16, as the bytes of UTF-8.
void token_search::feed_unit(lane& where, std::uint32_t unit, std::uint32_t minimum, std::span<hit> hits,
                             std::size_t& found) noexcept {
  const auto put = [&](std::uint32_t byte) { feed(where, static_cast<std::uint8_t>(byte), minimum, hits, found); };
  if (unit >= 0xd800 && unit < 0xdc00) {
    where.surrogate = unit;
    return;
  }
  if (unit < 0x80) {
    put(unit);
  } else if (unit < 0x800) {
    put(0xc0U | (unit >> 6U));
    put(0x80U | (unit & 0x3fU));
  } else if (unit >= 0xdc00 && unit < 0xe000) {
    const std::uint32_t point = 0x10000 + ((where.surrogate & 0x3ffU) << 10U) + (unit & 0x3ffU);
    put(0xf0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3fU));
    put(0x80U | ((point >> 6U) & 0x3fU));
    put(0x80U | (point & 0x3fU));
  } else {
    put(0xe0U | (unit >> 12U));
    put(0x80U | ((unit >> 6U) & 0x3fU));
    put(0x80U | (unit & 0x3fU));
  }
  where.surrogate = 0;
}

void token_search::feed(lane& where, std::uint8_t byte, std::uint32_t minimum, std::span<hit> hits,
                        std::size_t& found) noexcept {
  const std::uint8_t folded = fold(byte);
  if (where.waiting != none) {
    settle(where, folded, hits, found);
  }
  step(where, folded);
  if (where.at == root) {
    return;
  }
  const std::uint32_t at = states_[where.at].token == none ? states_[where.at].shorter : where.at;
  if (at == none) {
    return;
  }
  where.waiting = at;
  where.waiting_end = given_;
  where.minimum = minimum;
}

// `following`: the byte behind, -1 where there is none.
void token_search::settle(lane& where, int following, std::span<hit> hits, std::size_t& found) noexcept {
  if (where.waiting == none) {
    return;
  }
  const std::uint8_t last = where.folded[(where.count - 1) % history];
  report(where, where.waiting, where.waiting_end, is_border(last, following), where.minimum, hits, found);
  where.waiting = none;
}

// All tokens that end at the same byte: one of them may be allowed to stand there, another not.
void token_search::report(lane& where, std::uint32_t at, std::uint64_t end, bool word_ends, std::uint32_t minimum,
                          std::span<hit> hits, std::size_t& found) const noexcept {
  for (; at != none && at != root && states_[at].depth >= minimum; at = states_[at].shorter) {
    const state& each = states_[at];
    const std::uint8_t rule = rules_[each.token];
    const bool counts =
        ((rule & whole_end) == 0 || word_ends) && ((rule & whole_begin) == 0 || begins_word(where, each.depth));
    if (counts && found < hits.size()) {
      hits[found++] = {end, each.token, each.depth * where.width};
    }
  }
}

} // namespace dcmstream
