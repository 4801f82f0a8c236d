// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What went wrong, or what is needed next. The table itself is status.def.

#pragma once

#include <cstdint>
#include <string_view>

namespace dcmstream {

enum class status : std::uint8_t {
#define DCMSTREAM_STATUS(name, fault, room, message) name,
#include "base/status.def"
#undef DCMSTREAM_STATUS
};

enum class status_fault : std::uint8_t { none, data, use };

[[nodiscard]] std::string_view name_of(status value) noexcept;
[[nodiscard]] std::string_view message_of(status value) noexcept;
[[nodiscard]] status_fault fault_of(status value) noexcept;

} // namespace dcmstream
