// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// ICC profiles without what they say beside colors: who made them, for which device, when, and texts. ICC.1:2022

#pragma once

#include <cstdint>
#include <span>

namespace dcmstream {

// Overwrites a profile in place. Sizes and numbers that colors are computed by stay; texts become empty, all that is not known zeros.
// False where it is no profile whose parts can be told apart: then it is left as it is, and has to go.
[[nodiscard]] bool clean_color_profile(std::span<std::uint8_t> bytes);

} // namespace dcmstream
