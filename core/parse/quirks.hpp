// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every tolerated deviation, by name. The table itself is quirks.def.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dcmstream {

enum class quirk : std::uint8_t {
#define DCMSTREAM_QUIRK(name, clause, why, file) name,
#include "parse/quirks.def"
#undef DCMSTREAM_QUIRK
};

inline constexpr std::size_t quirk_count = 0
#define DCMSTREAM_QUIRK(name, clause, why, file) +1
#include "parse/quirks.def"
#undef DCMSTREAM_QUIRK
    ;

// A set of quirks fits one word.
static_assert(quirk_count <= 64);

class quirk_set {
public:
  constexpr quirk_set() = default;
  constexpr explicit quirk_set(std::uint64_t bits) noexcept : bits_(bits) {}
  [[nodiscard]] constexpr bool contains(quirk value) const noexcept {
    return (bits_ >> static_cast<unsigned>(value) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  // Takes one out; not of an empty set.
  constexpr quirk take() noexcept {
    const int lowest = std::countr_zero(bits_);
    bits_ &= bits_ - 1;
    return static_cast<quirk>(lowest);
  }
  constexpr void add(quirk value) noexcept { bits_ |= std::uint64_t{1} << static_cast<unsigned>(value); }
  [[nodiscard]] static constexpr quirk_set all() noexcept { return quirk_set(~std::uint64_t{0}); }

private:
  std::uint64_t bits_ = 0;
};

[[nodiscard]] std::string_view name_of(quirk value) noexcept;

} // namespace dcmstream
