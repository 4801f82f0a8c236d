// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The table of quirks as a look-up.

#include "parse/quirks.hpp"

#include <array>

namespace dcmstream {

std::string_view name_of(quirk value) noexcept {
  constexpr auto names = std::to_array<std::string_view>({
#define DCMSTREAM_QUIRK(name, clause, why, file) #name,
#include "parse/quirks.def"
#undef DCMSTREAM_QUIRK
  });
  return names[static_cast<std::size_t>(value)];
}

} // namespace dcmstream
