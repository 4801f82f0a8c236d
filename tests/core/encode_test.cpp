// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Headers as they are written are headers as they are read; values change their byte order by units.

#include "encode/header_writer.hpp"
#include "encode/value_order.hpp"

#include "parse/header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

namespace dcmstream {
namespace {

using testing::ElementsAre;

std::vector<std::uint8_t> written(std::uint32_t tag, vr value, std::uint32_t length, encoding form) {
  std::array<std::uint8_t, long_header_size> bytes{};
  const std::size_t size = write_header(tag, value, length, form, bytes);
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

TEST(HeaderWriter, WritesTheThreeForms) {
  EXPECT_THAT(written(0x00100010, vr::PN, 4, explicit_little), ElementsAre(0x10, 0, 0x10, 0, 'P', 'N', 4, 0));
  EXPECT_THAT(written(0x00100010, vr::PN, 4, explicit_big), ElementsAre(0, 0x10, 0, 0x10, 'P', 'N', 0, 4));
  EXPECT_THAT(written(0x00100010, vr::PN, 4, implicit_little), ElementsAre(0x10, 0, 0x10, 0, 4, 0, 0, 0));
  EXPECT_THAT(written(0x7FE00010, vr::OW, 0x01020304, explicit_little),
              ElementsAre(0xE0, 0x7F, 0x10, 0, 'O', 'W', 0, 0, 4, 3, 2, 1));
  EXPECT_THAT(written(0xFFFEE000, vr::none, 0xFFFFFFFF, explicit_big),
              ElementsAre(0xFF, 0xFE, 0xE0, 0, 0xFF, 0xFF, 0xFF, 0xFF));
}

TEST(HeaderWriter, WritesUnWhereAValueIsTooLongForAShortHeader) {
  EXPECT_EQ(written_vr(vr::LO, 0xFFFE), vr::LO);
  EXPECT_EQ(written_vr(vr::LO, 0xFFFF), vr::UN);
  EXPECT_EQ(written_vr(vr::UT, 0x10000), vr::UT);
  EXPECT_EQ(written_vr(vr::none, 2), vr::UN);
  EXPECT_THAT(written(0x00081030, vr::LO, 0x10000, explicit_little),
              ElementsAre(8, 0, 0x30, 0x10, 'U', 'N', 0, 0, 0, 0, 1, 0));
}

TEST(HeaderWriter, WritesWhatTheParserReads) {
  for (const encoding form : {explicit_little, explicit_big, implicit_little}) {
    for (const vr value : {vr::AE, vr::OB, vr::SQ, vr::UC, vr::US, vr::UV, vr::UN}) {
      for (const std::uint32_t length : {0U, 2U, 0xFFFEU, 0x10000U, 0x7FFFFFFEU}) {
        const std::vector<std::uint8_t> bytes = written(0x00189004, value, length, form);
        const header_result read = read_header(bytes, true, form);
        EXPECT_EQ(read.needed, 0U);
        EXPECT_EQ(read.header.tag, 0x00189004U);
        EXPECT_EQ(read.header.length, length);
        EXPECT_EQ(read.header.size, bytes.size());
        EXPECT_EQ(read.header.value_representation, form.explicit_vr ? written_vr(value, length) : vr::none);
      }
    }
  }
}

TEST(ValueOrder, ReversesUnitsAndLeavesABrokenOneAtTheEnd) {
  for (const unsigned unit : {1U, 2U, 4U, 8U}) {
    for (std::size_t size = 0; size < 70; ++size) {
      std::vector<std::uint8_t> bytes(size);
      std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
      bytes.shrink_to_fit();
      swap_units(bytes, unit);
      for (std::size_t i = 0; i < size; ++i) {
        const std::size_t first = i / unit * unit;
        const std::size_t from = first + unit <= size ? first + (unit - 1 - (i - first)) : i;
        ASSERT_EQ(bytes[i], from) << "unit " << unit << ", size " << size;
      }
    }
  }
}

} // namespace
} // namespace dcmstream
