// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Delimiters that are there twice, or not at all, or where nothing is open, and lengths that do not fit. PS3.5 §7.5

#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dcmstream {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t series_sequence = 0x00081115;
constexpr std::uint32_t image_sequence = 0x00081140;
constexpr std::uint32_t class_uid = 0x00081150;
constexpr std::uint32_t instance_uid = 0x00081155;
constexpr std::uint32_t patient_name = 0x00100010;

byte_builder file() {
  byte_builder built;
  built.preamble().meta(uid::explicit_le);
  return built;
}

// --- a length and a delimiter both

TEST(ParserDelimiters, MayStandInASequenceOfDefinedLength) {
  const auto built = file()
                         .sequence(image_sequence, 8 + 12 + 8)
                         .item(12)
                         .element(instance_uid, "UI", "1.22")
                         .sequence_end()
                         .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ 28", "item 0 12", "header (0008,1155) UI 4", "value 4 last",
                          "item_end 0 0", "note delimiter_in_defined_length (FFFE,E0DD)", "sequence_end 8",
                          "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserDelimiters, MayFollowASequenceOfDefinedLength) {
  const auto built = file()
                         .sequence(image_sequence, 8 + 12)
                         .item(12)
                         .element(instance_uid, "UI", "1.22")
                         .sequence_end()
                         .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ 20", "item 0 12", "header (0008,1155) UI 4", "value 4 last",
                          "item_end 0 0", "sequence_end 0", "note delimiter_in_defined_length (FFFE,E0DD)", "unknown 8",
                          "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserDelimiters, MayStandInItemsOfDefinedLengthOrFollowThem) {
  const auto inside =
      file().sequence(image_sequence).item(12 + 8).element(instance_uid, "UI", "1.22").item_end().sequence_end();
  EXPECT_THAT(data_set_lines(inside),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 20", "header (0008,1155) UI 4", "value 4 last",
                          "note delimiter_in_defined_length (FFFE,E00D)", "item_end 0 8", "sequence_end 8",
                          "finished"));
  const auto behind =
      file().sequence(image_sequence).item(12).element(instance_uid, "UI", "1.22").item_end().sequence_end();
  EXPECT_THAT(data_set_lines(behind),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 12", "header (0008,1155) UI 4", "value 4 last",
                          "item_end 0 0", "note delimiter_in_defined_length (FFFE,E00D)", "unknown 8", "sequence_end 8",
                          "finished"));
}

TEST(ParserDelimiters, MayHaveALength) {
  const auto built =
      file().sequence(image_sequence).item().item_end(4).sequence_end(0x20202020).element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built), ElementsAre("sequence (0008,1140) SQ undefined", "item 0 undefined",
                                                 "note delimiter_length_not_zero (FFFE,E00D)", "item_end 0 8",
                                                 "note delimiter_length_not_zero (FFFE,E0DD)", "sequence_end 8",
                                                 "header (0010,0010) PN 0 last", "finished"));
}

// --- missing and stray delimiters

TEST(ParserDelimiters, MayBeMissingAtTheEndOfTheInput) {
  const auto built = file().sequence(image_sequence).item().element(instance_uid, "UI", "1.22");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 undefined", "header (0008,1155) UI 4",
                          "value 4 last", "note delimiter_missing (0008,1140)", "item_end 0 0", "sequence_end 0",
                          "finished"));
}

TEST(ParserDelimiters, MayBeMissingBeforeTheNextItemOrTheEndOfTheSequence) {
  const auto built = file()
                         .sequence(image_sequence)
                         .item()
                         .element(instance_uid, "UI", "1.22")
                         .item()
                         .element(instance_uid, "UI", "1.23")
                         .sequence_end()
                         .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 undefined", "header (0008,1155) UI 4",
                          "value 4 last", "note delimiter_missing (0008,1140)", "item_end 0 0", "item 1 undefined",
                          "header (0008,1155) UI 4", "value 4 last", "note delimiter_missing (0008,1140)",
                          "item_end 1 0", "sequence_end 8", "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserDelimiters, MayBeMissingBeforeAnElement) {
  const auto built =
      file().sequence(image_sequence).item(12).element(instance_uid, "UI", "1.22").element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 12", "header (0008,1155) UI 4", "value 4 last",
                          "item_end 0 0", "note delimiter_missing (0008,1140)", "sequence_end 0",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserDelimiters, MayBeMissingWhereALengthAroundThemEnds) {
  const auto item_undelimited = file()
                                    .sequence(image_sequence, 8 + 12)
                                    .item()
                                    .element(instance_uid, "UI", "1.22")
                                    .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(item_undelimited),
              ElementsAre("sequence (0008,1140) SQ 20", "item 0 undefined", "header (0008,1155) UI 4", "value 4 last",
                          "note delimiter_missing (0008,1140)", "item_end 0 0", "sequence_end 0",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
  const auto sequence_undelimited = file()
                                        .sequence(series_sequence)
                                        .item(12 + 8 + 12)
                                        .sequence(image_sequence)
                                        .item(12)
                                        .element(instance_uid, "UI", "1.22")
                                        .item(8)
                                        .element(class_uid, "UI")
                                        .sequence_end();
  EXPECT_THAT(data_set_lines(sequence_undelimited),
              ElementsAre("sequence (0008,1115) SQ undefined", "item 0 32", "sequence (0008,1140) SQ undefined",
                          "item 0 12", "header (0008,1155) UI 4", "value 4 last", "item_end 0 0",
                          "note delimiter_missing (0008,1140)", "sequence_end 0", "item_end 0 0", "item 1 8",
                          "header (0008,1150) UI 0 last", "item_end 1 0", "sequence_end 8", "finished"));
}

TEST(ParserDelimiters, MayStandOutsideOfALengthThatLeavesThemOut) {
  const auto built = file()
                         .sequence(image_sequence, 8 + 12)
                         .item()
                         .element(instance_uid, "UI", "1.22")
                         .item_end()
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ 20", "item 0 undefined", "header (0008,1155) UI 4", "value 4 last",
                          "note element_exceeds_parent (FFFE,E00D)", "item_end 0 8", "sequence_end 0",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserDelimiters, DelimitNothingWhereNothingIsOpen) {
  const auto built = file().element(class_uid, "UI").item_end().sequence_end().element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("header (0008,1150) UI 0 last", "note delimiter_stray (FFFE,E00D)", "unknown 8",
                          "note delimiter_stray (FFFE,E0DD)", "unknown 8", "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserDelimiters, DelimitNothingBetweenItems) {
  const auto built = file().sequence(image_sequence).item().item_end().item_end().item().item_end().sequence_end();
  EXPECT_THAT(data_set_lines(built), ElementsAre("sequence (0008,1140) SQ undefined", "item 0 undefined",
                                                 "item_end 0 8", "note delimiter_stray (FFFE,E00D)", "unknown 8",
                                                 "item 1 undefined", "item_end 1 8", "sequence_end 8", "finished"));
}

// --- lengths that do not fit

TEST(ParserDelimiters, AreNotNeededWhereAnElementReachesBeyondItsItem) {
  const auto built = file()
                         .sequence(image_sequence, 8 + 12)
                         .item(12)
                         .element(instance_uid, "UI", "1.2.3.4.")
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ 20", "item 0 12", "note element_exceeds_parent (0008,1155)",
                          "header (0008,1155) UI 8", "value 8 last", "item_end 0 0", "sequence_end 0",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserDelimiters, AreNotNeededWhereAnItemReachesBeyondItsSequence) {
  const auto built = file()
                         .sequence(image_sequence, 8)
                         .item(12)
                         .element(instance_uid, "UI", "1.22")
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ 8", "note element_exceeds_parent (0008,1140)", "item 0 12",
                          "header (0008,1155) UI 4", "value 4 last", "item_end 0 0", "sequence_end 0",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserDelimiters, AreNotNeededBehindItemsOfOddLength) {
  const auto built = file()
                         .sequence(image_sequence)
                         .item(11)
                         .element(instance_uid, "UI", "1.2")
                         .sequence_end()
                         .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0008,1140) SQ undefined", "note length_odd (0008,1140)", "item 0 11",
                          "note length_odd (0008,1155)", "header (0008,1155) UI 3", "value 3 last", "item_end 0 0",
                          "sequence_end 8", "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserDelimiters, AreNotLookedForInASequenceOfDefinedLengthWithoutItems) {
  for (const std::size_t size : {2U, 4U, 8U, 30U}) {
    const std::string junk(size, 'x');
    const auto built = file().sequence(image_sequence, static_cast<std::uint32_t>(size)).raw(junk);
    const auto followed = byte_builder(built).element(patient_name, "PN");
    EXPECT_THAT(data_set_lines(built), ElementsAre("sequence (0008,1140) SQ " + std::to_string(size),
                                                   "note sequence_without_items (0008,1140)",
                                                   "unknown " + std::to_string(size), "sequence_end 0", "finished"));
    EXPECT_EQ(data_set_lines(followed).size(), 6U);
  }
}

} // namespace
} // namespace dcmstream
