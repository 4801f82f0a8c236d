// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The table of errors as look-ups.

#include "base/status.hpp"

#include <array>
#include <cstddef>

namespace dcmstream {
namespace {

struct row {
  std::string_view name;
  std::string_view message;
  status_fault fault;
};

constexpr auto rows = std::to_array<row>({
#define DCMSTREAM_STATUS(name, fault, room, message) {#name, message, status_fault::fault},
#include "base/status.def"
#undef DCMSTREAM_STATUS
});

const row& row_of(status value) noexcept { return rows[static_cast<std::size_t>(value)]; }

} // namespace

std::string_view name_of(status value) noexcept { return row_of(value).name; }
std::string_view message_of(status value) noexcept { return row_of(value).message; }
status_fault fault_of(status value) noexcept { return row_of(value).fault; }

} // namespace dcmstream
