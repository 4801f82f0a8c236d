// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One header at a time, and how much is asked for before it can be told. PS3.5 §7.1

#include "parse/header.hpp"
#include "support/byte_builder.hpp"

#include <gtest/gtest.h>

namespace dcmstream {
namespace {

header_result read(const byte_builder& built, encoding form = explicit_little, bool complete = false) {
  return read_header(built.bytes(), complete, form);
}

TEST(Header, OfAShortVrHasEightBytes) {
  for (const form order : {form::explicit_le, form::explicit_be}) {
    const auto built = byte_builder(order).header(0x00100010, "PN", 0xABCD);
    const auto [header, needed] = read(built, order == form::explicit_le ? explicit_little : explicit_big);
    EXPECT_EQ(needed, 0U);
    EXPECT_EQ(header.tag, 0x00100010U);
    EXPECT_EQ(header.length, 0xABCDU);
    EXPECT_EQ(header.size, 8U);
    EXPECT_EQ(header.value_representation, vr::PN);
    EXPECT_TRUE(header.explicit_vr);
    EXPECT_FALSE(header.deviation);
  }
}

TEST(Header, OfALongVrHasTwelveBytes) {
  for (const form order : {form::explicit_le, form::explicit_be}) {
    const auto built = byte_builder(order).header(0x7FE00010, "OW", 0x89ABCDEF);
    const auto [header, needed] = read(built, order == form::explicit_le ? explicit_little : explicit_big);
    EXPECT_EQ(needed, 0U);
    EXPECT_EQ(header.length, 0x89ABCDEFU);
    EXPECT_EQ(header.size, 12U);
    EXPECT_EQ(header.value_representation, vr::OW);
  }
}

TEST(Header, InImplicitDataHasNoVr) {
  const auto [header, needed] =
      read(byte_builder(form::implicit_le).header(0x00100010, "PN", 0x89ABCDEF), implicit_little);
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 0x89ABCDEFU);
  EXPECT_EQ(header.size, 8U);
  EXPECT_EQ(header.value_representation, vr::none);
  EXPECT_FALSE(header.explicit_vr);
}

TEST(Header, OfALongVrAsksForTwelveBytes) {
  const byte_builder built = byte_builder().tag(0x7FE00010).raw("OW").u16(0);
  EXPECT_EQ(read(built).needed, 12U);
  EXPECT_EQ(read(byte_builder(built).u16(2)).needed, 12U);
  EXPECT_EQ(read(byte_builder(built).u32(2)).needed, 0U);
}

TEST(Header, WithAShortLengthInALongVrLooksNoFurtherThanTheNextHeader) {
  const byte_builder built = byte_builder().tag(0x00420011).raw("OB").u16(100);
  EXPECT_EQ(read(built).needed, 8U + 100 + 8);
  const auto [header, needed] = read(byte_builder(built).zeros(100).tag(0x00420012).raw("LO").u16(0));
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 100U);
  EXPECT_EQ(header.deviation, quirk::short_length_in_long_vr);
}

TEST(Header, WithReservedBytesThatWouldBeALargeLengthIsReadLongAtOnce) {
  const auto [header, needed] = read(byte_builder().tag(0x00420011).raw("OB").u16(0x2020).u32(6));
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 6U);
  EXPECT_EQ(header.deviation, quirk::reserved_not_zero);
}

TEST(Header, WithALongLengthInAShortVrIsReadLongWhereThatLeadsToAHeader) {
  for (const form order : {form::explicit_le, form::explicit_be}) {
    const encoding as = order == form::explicit_le ? explicit_little : explicit_big;
    byte_builder built = byte_builder(order).tag(0x00100010).raw("PN").u16(0).u32(4).raw("A^B ");
    EXPECT_EQ(read(built, as).needed, 24U);
    const auto [header, needed] = read(built.header(0x00100020, "LO", 2), as);
    EXPECT_EQ(needed, 0U);
    EXPECT_EQ(header.length, 4U);
    EXPECT_EQ(header.size, 12U);
    EXPECT_EQ(header.value_representation, vr::PN);
    EXPECT_EQ(header.deviation, quirk::long_length_in_short_vr);
  }
}

TEST(Header, OfAnEmptyShortVrLooksNoFurtherThanTheNextHeader) {
  const byte_builder built = byte_builder().header(0x00100010, "PN", 0);
  EXPECT_EQ(read(built).needed, 16U);
  EXPECT_EQ(read(built, explicit_little, true).needed, 0U);
  for (const byte_builder& next : {byte_builder(built).header(0x00100020, "LO", 2),
                                   byte_builder(built).tag(0xFFFEE00D).u32(0), byte_builder(built).u32(0).u32(0)}) {
    const auto [header, needed] = read(next);
    EXPECT_EQ(needed, 0U);
    EXPECT_EQ(header.length, 0U);
    EXPECT_EQ(header.size, 8U);
    EXPECT_FALSE(header.deviation);
  }
}

TEST(Header, OfAnEmptyShortVrStaysEmptyWhereAnotherReadingLeadsNowhere) {
  const byte_builder built =
      byte_builder().header(0x00100010, "PN", 0).u32(4).raw("A^B ").u32(0xABABABAB).u32(0xABABABAB);
  const auto [header, needed] = read(built);
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 0U);
  EXPECT_FALSE(header.deviation);
}

TEST(Header, NeverAsksForMoreThanTheLimit) {
  for (std::uint32_t reserved = 0; reserved <= 0xFFFF; ++reserved) {
    ASSERT_LE(read(byte_builder().tag(0x00420011).raw("OB").u16(reserved)).needed, look_ahead_limit);
  }
}

TEST(Header, IsToldFromWhatIsThereWhereNothingFollows) {
  const byte_builder built = byte_builder().tag(0x00420011).raw("OB").u16(2).raw("ab");
  EXPECT_NE(read(built, explicit_little, false).needed, 0U);
  EXPECT_EQ(read(built, explicit_little, true).needed, 0U);
}

TEST(Header, MayBeMeantImplicitAmongExplicitOnes) {
  const auto [header, needed] = read(byte_builder(form::implicit_le).header(0x00100010, "PN", 6));
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 6U);
  EXPECT_FALSE(header.explicit_vr);
  EXPECT_EQ(header.deviation, quirk::encoding_switched);
}

TEST(Header, MayBeMissingItsVrOnly) {
  const auto [header, needed] = read(byte_builder().tag(0x00100010).u16(0).u16(6));
  EXPECT_EQ(needed, 0U);
  EXPECT_EQ(header.length, 6U);
  EXPECT_EQ(header.size, 8U);
  EXPECT_EQ(header.deviation, quirk::vr_unknown);
}

} // namespace
} // namespace dcmstream
