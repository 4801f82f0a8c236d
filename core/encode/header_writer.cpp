// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Writing headers.

#include "encode/header_writer.hpp"

namespace dcmstream {
namespace {

constexpr std::uint32_t item_group = 0xFFFE;

} // namespace

vr written_vr(vr value, std::uint32_t length) noexcept {
  if (value == vr::none || (!has_long_header(value) && length > max_short_length)) {
    return vr::UN;
  }
  return value;
}

std::size_t write_header(std::uint32_t tag, vr value, std::uint32_t length, encoding form,
                         std::span<std::uint8_t, long_header_size> to) noexcept {
  store_u16(to.data(), static_cast<std::uint16_t>(tag >> 16), form.order);
  store_u16(to.data() + 2, static_cast<std::uint16_t>(tag), form.order);
  if (!form.explicit_vr || tag >> 16 == item_group) {
    store_u32(to.data() + 4, length, form.order);
    return short_header_size;
  }
  const vr written = written_vr(value, length);
  store_u16(to.data() + 4, static_cast<std::uint16_t>(written), byte_order::little); // two letters, the first one first
  if (!has_long_header(written)) {
    store_u16(to.data() + 6, static_cast<std::uint16_t>(length), form.order);
    return short_header_size;
  }
  store_u16(to.data() + 6, 0, form.order);
  store_u32(to.data() + 8, length, form.order);
  return long_header_size;
}

} // namespace dcmstream
