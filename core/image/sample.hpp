// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a sample sits in its cell (PS3.5 §8.1.1), and what a displayed pixel is.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace dcmstream {

// The cell of `bits_allocated` bits (8, 16 or 32) holds `bits_stored` of them up to `high_bit`; what lies beside may be
// anything (overlays, once) and is masked away. Or it is a float or a double (32 or 64 bits, all of them stored; never packed).
// Invariant, for the caller to keep: valid().
struct sample_layout {
  unsigned bits_allocated = 8;
  unsigned bits_stored = 8;
  unsigned high_bit = 7;
  bool is_signed = false;
  bool is_float = false;

  [[nodiscard]] constexpr bool valid() const noexcept {
    if (is_float) {
      return (bits_allocated == 32 || bits_allocated == 64) && bits_stored == bits_allocated &&
             high_bit + 1 == bits_allocated;
    }
    return (bits_allocated == 8 || bits_allocated == 16 || bits_allocated == 32) && bits_stored >= 1 &&
           bits_stored <= bits_allocated && high_bit < bits_allocated && high_bit + 1 >= bits_stored;
  }
  // Whether each pattern of stored bits has its entry in a table.
  [[nodiscard]] constexpr bool is_tabular() const noexcept { return bits_allocated <= 16; }

  // Of integers only, as all that follows.
  [[nodiscard]] constexpr unsigned shift() const noexcept { return high_bit + 1 - bits_stored; }
  [[nodiscard]] constexpr std::uint32_t mask() const noexcept { return 0xFFFF'FFFFU >> (32 - bits_stored); }

  // The stored bits, lowest first, without sign.
  [[nodiscard]] constexpr std::uint32_t bits_of(std::uint32_t cell) const noexcept { return cell >> shift() & mask(); }

  // The number that stored bits stand for (two's complement where signed).
  [[nodiscard]] constexpr std::int64_t value_of(std::uint32_t bits) const noexcept {
    const std::int64_t value = bits;
    return is_signed && (bits >> (bits_stored - 1)) != 0 ? value - (std::int64_t{1} << bits_stored) : value;
  }
};

// The values from `first` to `last`; as made, none. Doubles hold every stored value of 32 bits.
struct value_range {
  double first = std::numeric_limits<double>::infinity();
  double last = -std::numeric_limits<double>::infinity();

  [[nodiscard]] constexpr bool contains(double value) const noexcept { return value >= first && value <= last; }
  [[nodiscard]] constexpr bool empty() const noexcept { return !(first <= last); }
};

// In memory: red, green, blue, alpha, as a canvas takes them. Trivial, so that millions of them are made by a copy.
struct alignas(4) rgba {
  std::uint8_t r;
  std::uint8_t g;
  std::uint8_t b;
  std::uint8_t a;

  friend constexpr bool operator==(const rgba&, const rgba&) = default;
};
constexpr rgba black{0, 0, 0, 255};
constexpr rgba white{255, 255, 255, 255};
static_assert(sizeof(rgba) == 4 && std::is_trivial_v<rgba>);

} // namespace dcmstream
