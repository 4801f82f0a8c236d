// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements: header forms, VRs stated and found, lengths, and headers that deviate. PS3.5 §7.1, §6.2

#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dcmstream {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr std::uint32_t patient_name = 0x00100010;
constexpr std::uint32_t patient_id = 0x00100020;

byte_builder file(std::string_view syntax = uid::explicit_le) {
  byte_builder built;
  built.preamble().meta(syntax);
  return built;
}

TEST(ParserElements, OfEveryVrHaveTheirHeaderForm) {
  for (const std::string_view syntax : {uid::explicit_le, uid::explicit_be}) {
    for (const std::string_view vr :
         {"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV",
          "OW", "PN", "SH", "SL", "SS", "ST", "SV", "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV"}) {
      const auto built = file(syntax).element(patient_name, "PN").element(0x00111001, vr, "12345678");
      EXPECT_THAT(data_set_lines(built),
                  ElementsAre("header (0010,0010) PN 0 last", "header (0011,1001) " + std::string(vr) + " 8",
                              "value 8 last", "finished"));
    }
  }
}

TEST(ParserElements, TakeTheDictionarysVrWhereTheyStateNone) {
  const auto built = file(uid::implicit_le)
                         .element(0x00080000, "UL", "1234")
                         .element(patient_name, "PN", "A^B ")
                         .element(0x00110010, "LO", "CREATOR ")
                         .element(0x00111001, "UN", "12")
                         .element(0x60023000, "OW", "1234") // repeating group
                         .element(0x7FE00010, "OW", "1234");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0008,0000) UL 4", "value 4 last", "header (0010,0010) PN 4", "value 4 last",
                          "header (0011,0010) LO 8", "value 8 last", "header (0011,1001) UN 2", "value 2 last",
                          "header (6002,3000) OW 4", "value 4 last", "header (7FE0,0010) OW 4", "value 4 last",
                          "finished"));
}

TEST(ParserElements, OfVrUsOrSsFollowPixelRepresentation) {
  for (const int is_signed : {0, 1}) {
    const auto built = file(uid::implicit_le)
                           .element(0x00280103, "US", std::string{static_cast<char>(is_signed), '\0'})
                           .element(0x00280106, "US", "12")
                           .sequence(0x00283000)
                           .item()
                           .element(0x00283002, "US", "123456")
                           .item_end()
                           .sequence_end();
    const std::string vr = is_signed == 1 ? "SS" : "US";
    EXPECT_THAT(data_set_lines(built), Contains("header (0028,0106) " + vr + " 2"));
    EXPECT_THAT(data_set_lines(built), Contains("header (0028,3002) " + vr + " 6"));
  }
}

TEST(ParserElements, OfVrUsOrSsFollowTheItemsOwnPixelRepresentationInIt) {
  const auto built = file(uid::implicit_le)
                         .sequence(0x00880200)
                         .item()
                         .element(0x00280103, "US", std::string_view("\1\0", 2))
                         .element(0x00280106, "SS", "12")
                         .item_end()
                         .item()
                         .element(0x00280107, "US", "12")
                         .item_end()
                         .sequence_end()
                         .element(0x00880140, "UI", "1.2 ");
  EXPECT_THAT(data_set_lines(built), Contains("header (0028,0106) SS 2"));
  EXPECT_THAT(data_set_lines(built), Contains("header (0028,0107) US 2"));
}

TEST(ParserElements, WithoutAValueHaveNoValuePart) {
  EXPECT_THAT(data_set_lines(file().element(patient_name, "PN").element(0x7FE00010, "OW")),
              ElementsAre("header (0010,0010) PN 0 last", "header (7FE0,0010) OW 0 last", "finished"));
}

TEST(ParserElements, WithoutAValueInTheMetaHaveNoValuePart) {
  byte_builder built;
  built.preamble()
      .group_length(8 + 28)
      .element(0x00020003, "UI")
      .element(0x00020010, "UI", byte_builder::padded(uid::explicit_le));
  EXPECT_THAT(lines(read(built.bytes())), Contains("header (0002,0003) UI 0 last"));
}

TEST(ParserElements, OfUnknownVrInCapitalsHaveTheLongForm) {
  const auto built = file().element(patient_name, "PN").tag(0x00111001).raw("ZZ").u16(0).u32(4).raw("1234");
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (0010,0010) PN 0 last", "note vr_unknown (0011,1001)",
                                                 "header (0011,1001) UN 4", "value 4 last", "finished"));
}

TEST(ParserElements, OfUnknownVrWithALengthWhereZerosBelongHaveTheShortForm) {
  const auto built = file().element(patient_name, "PN").tag(0x00111001).raw("ZZ").u16(4).raw("1234");
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (0010,0010) PN 0 last", "note vr_unknown (0011,1001)",
                                                 "header (0011,1001) UN 4", "value 4 last", "finished"));
}

TEST(ParserElements, OfVrWrittenAsQuestionMarksOrBlanksTakeTheDictionarys) {
  for (const std::string_view vr : {"??", "  ", "--", "1a"}) {
    const auto built = file().element(0x00080060, "CS", "CT").tag(patient_name).raw(vr).u16(4).raw("A^B ");
    EXPECT_THAT(data_set_lines(built),
                ElementsAre("header (0008,0060) CS 2", "value 2 last", "note vr_unknown (0010,0010)",
                            "header (0010,0010) PN 4", "value 4 last", "finished"));
  }
}

TEST(ParserElements, OfVrInSmallLettersAreReadAsMeant) {
  const auto built = file()
                         .element(0x00080060, "CS", "CT")
                         .tag(patient_name)
                         .raw("pn")
                         .u16(4)
                         .raw("A^B ")
                         .tag(0x7FE00010)
                         .raw("ow")
                         .u16(0)
                         .u32(2)
                         .raw("12");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0008,0060) CS 2", "value 2 last", "note vr_lower_case (0010,0010)",
                          "header (0010,0010) PN 4", "value 4 last", "note vr_lower_case (7FE0,0010)",
                          "header (7FE0,0010) OW 2", "value 2 last", "finished"));
}

TEST(ParserElements, MayHaveLengthsThatLookLikeAVrInImplicitData) {
  // PS3.5 §7.1.3: bytes 4 to 7 are the length. 0x00004E50 is "PN" followed by zeros, 0x00004C55 "UL".
  const auto built = file(uid::implicit_le)
                         .element(patient_name, "PN", "A^B ")
                         .element(0x00104000, "LT", std::string(0x4E50, 'x'))
                         .element(0x00204000, "LT", std::string(0x4144, 'x')) // "DA"
                         .element(0x7FE00010, "OW", std::string(0x574F + 1, 'x'));
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0010,0010) PN 4", "value 4 last", "header (0010,4000) LT 20048", "value 20048 last",
                          "header (0020,4000) LT 16708", "value 16708 last", "header (7FE0,0010) OW 22352",
                          "value 22352 last", "finished"));
}

TEST(ParserElements, MayHaveReservedBytesThatAreNotZero) {
  const auto built = file()
                         .element(patient_name, "PN")
                         .tag(0x00420011)
                         .raw("OB")
                         .u16(0x2020)
                         .u32(4)
                         .raw("1234")
                         .element(0x7FE00010, "OW");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0010,0010) PN 0 last", "note reserved_not_zero (0042,0011)",
                          "header (0042,0011) OB 4", "value 4 last", "header (7FE0,0010) OW 0 last", "finished"));
}

TEST(ParserElements, MayHaveTheShortFormInALongVr) {
  const auto built =
      file().element(patient_name, "PN").tag(0x00420011).raw("OB").u16(6).raw("123456").element(0x7FE00010, "OW");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0010,0010) PN 0 last", "note short_length_in_long_vr (0042,0011)",
                          "header (0042,0011) OB 6", "value 6 last", "header (7FE0,0010) OW 0 last", "finished"));
  const auto at_the_end = file().element(patient_name, "PN").tag(0x00420011).raw("OB").u16(6).raw("123456");
  EXPECT_THAT(data_set_lines(at_the_end),
              ElementsAre("header (0010,0010) PN 0 last", "note short_length_in_long_vr (0042,0011)",
                          "header (0042,0011) OB 6", "value 6 last", "finished"));
}

TEST(ParserElements, OfOddLengthAreNamed) {
  const auto built = file().element(patient_name, "PN", "A^B").element(patient_id, "LO", "1");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("note length_odd (0010,0010)", "header (0010,0010) PN 3", "value 3 last",
                          "note length_odd (0010,0020)", "header (0010,0020) LO 1", "value 1 last", "finished"));
}

TEST(ParserElements, WithoutVrInExplicitDataAreImplicit) {
  const auto built = file()
                         .element(0x00080060, "CS", "CT")
                         .encoding(form::implicit_le)
                         .element(patient_name, "PN", "A^B ")
                         .encoding(form::explicit_le)
                         .element(patient_id, "LO", "12");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0008,0060) CS 2", "value 2 last", "note encoding_switched (0010,0010)",
                          "header (0010,0010) PN 4", "value 4 last", "header (0010,0020) LO 2", "value 2 last",
                          "finished"));
}

TEST(ParserElements, OfVrUnAndDefinedLengthAreBytes) {
  // A sequence whose VR is unknown to the writer: PS3.5 §6.2.2. Its bytes are not opened unasked.
  const byte_builder items = byte_builder().item().item_end();
  const auto built = file()
                         .header(0x00081140, "UN", static_cast<std::uint32_t>(items.size()))
                         .raw(items.bytes())
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (0008,1140) UN 16", "value 16 last", "header (0010,0010) PN 4",
                                                 "value 4 last", "finished"));
}

TEST(ParserElements, OfVrUnAreOpenedOnRequestWhereTheyBeginWithAnItem) {
  // What a writer copied from implicit data without knowing it: PS3.5 §6.2.2
  byte_builder items(form::implicit_le);
  items.item(12).element(0x00081155, "UI", "1.22").item().item_end();
  const auto size = static_cast<std::uint32_t>(items.size());
  for (const form encoding : {form::explicit_le, form::explicit_be}) {
    const auto built = file(encoding == form::explicit_le ? uid::explicit_le : uid::explicit_be)
                           .header(0x00091001, "UN", size)
                           .raw(items.bytes())
                           .element(0x00091002, "UN", "no item here")
                           .element(0x00091003, "UN", "ab")
                           .element(0x00091004, "UN");
    EXPECT_THAT(data_set_lines(built, {.open_unknown = true}),
                ElementsAre("sequence (0009,1001) UN 36", "item 0 12", "header (0008,1155) UI 4", "value 4 last",
                            "item_end 0 0", "item 1 undefined", "item_end 1 8", "sequence_end 0",
                            "header (0009,1002) UN 12", "value 12 last", "header (0009,1003) UN 2", "value 2 last",
                            "header (0009,1004) UN 0 last", "finished"));
  }
}

TEST(ParserElements, MayBeAsManyAsTheLimitAllows) {
  // Three of the file meta, a sequence, an item, an element in it, pixel data and two fragments.
  const auto built = file(uid::rle_lossless)
                         .sequence(0x00081140)
                         .item()
                         .element(0x00081155, "UI")
                         .item_end()
                         .sequence_end()
                         .header(0x7FE00010, "OB", byte_builder::undefined)
                         .fragment("")
                         .fragment("ab")
                         .sequence_end();
  constexpr std::uint64_t count = 3 + 3 + 3;
  EXPECT_EQ(data_set_lines(built, {.max_elements = count}).back(), "finished");
  for (std::uint64_t limit = 0; limit < count; ++limit) {
    const std::string refused = lines(read(built.bytes(), {.options = {.max_elements = limit}})).back();
    EXPECT_TRUE(refused.starts_with("too_many_elements at ")) << limit << ": " << refused;
    const reading tolerated = read(built.bytes(), {.options = {.max_elements = limit, .tolerant = true}});
    EXPECT_EQ(tolerated.answer, status::finished);
    EXPECT_EQ(tolerated.consumed, built.size()) << limit;
  }
}

TEST(ParserElements, MayStandInAnyOrder) {
  const auto built = file().element(patient_id, "LO", "12").element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (0010,0020) LO 2", "value 2 last", "header (0010,0010) PN 4",
                                                 "value 4 last", "finished"));
}

TEST(ParserElements, BelongToTheDataSetWhereGroup0002ComesAgain) {
  const auto built = file().element(0x00080060, "CS", "CT").element(0x00020010, "UI", "1.2.840.10008.1.2.2 ");
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (0008,0060) CS 2", "value 2 last", "header (0002,0010) UI 20",
                                                 "value 20 last", "finished"));
}

} // namespace
} // namespace dcmstream
