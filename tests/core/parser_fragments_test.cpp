// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data: an offset table, fragments, a delimiter, and what stands there instead. PS3.5 §A.4

#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dcmstream {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t pixel_data = 0x7FE00010;

byte_builder file() {
  byte_builder built;
  built.preamble().meta(uid::rle_lossless);
  return built;
}

byte_builder opened() { return file().header(pixel_data, "OB", byte_builder::undefined); }

TEST(ParserFragments, FollowTheOffsetTable) {
  const auto built = opened().fragment(std::string_view("\0\0\0\0", 4)).fragment("abcd").fragment("ef").sequence_end();
  EXPECT_THAT(data_set_lines(built, {.strict = true}),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 4", "value 4 last", "fragment 1 4",
                          "value 4 last", "fragment 2 2", "value 2 last", "fragments_end 8", "finished"));
}

TEST(ParserFragments, FollowAnEmptyOffsetTable) {
  const auto built = opened().fragment("").fragment("abcd").sequence_end();
  EXPECT_THAT(data_set_lines(built, {.strict = true}),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last", "fragment 1 4", "value 4 last",
                          "fragments_end 8", "finished"));
}

TEST(ParserFragments, MayBeNone) {
  EXPECT_THAT(data_set_lines(opened().sequence_end()),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragments_end 8", "finished"));
}

TEST(ParserFragments, CarryTheIndexInTheirValuesToo) {
  for (const part& one : read(opened().fragment("").fragment("ab").sequence_end().bytes()).parts) {
    if (one.record.kind != event_kind::value || (one.record.flags & flag_meta) != 0) continue;
    EXPECT_EQ(one.record.index, 1U);
    EXPECT_EQ(one.record.tag, pixel_data);
    EXPECT_EQ(one.record.length, 2U);
  }
}

TEST(ParserFragments, MayStandInItemsAndBeforeMoreElements) {
  const auto built = file()
                         .sequence(0x00880200)
                         .item()
                         .header(pixel_data, "OB", byte_builder::undefined)
                         .fragment("")
                         .fragment("ab")
                         .sequence_end()
                         .item_end()
                         .sequence_end()
                         .element(0x00880140, "UI", "1.22");
  EXPECT_THAT(data_set_lines(built, {.strict = true}),
              ElementsAre("sequence (0088,0200) SQ undefined", "item 0 undefined", "fragments (7FE0,0010) OB undefined",
                          "fragment 0 0 last", "fragment 1 2", "value 2 last", "fragments_end 8", "item_end 0 8",
                          "sequence_end 8", "header (0088,0140) UI 4", "value 4 last", "finished"));
}

TEST(ParserFragments, MayBeOfOtherVrsAndTags) {
  const auto built = file()
                         .header(0x00431029, "OB", byte_builder::undefined)
                         .fragment("")
                         .sequence_end()
                         .header(pixel_data, "OW", byte_builder::undefined)
                         .fragment("")
                         .sequence_end();
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("fragments (0043,1029) OB undefined", "fragment 0 0 last", "fragments_end 8",
                          "fragments (7FE0,0010) OW undefined", "fragment 0 0 last", "fragments_end 8", "finished"));
}

TEST(ParserFragments, MayStandInImplicitData) {
  byte_builder built;
  built.preamble().meta(uid::implicit_le).header(pixel_data, "OW", byte_builder::undefined);
  built.fragment("").fragment("ab").sequence_end();
  EXPECT_THAT(data_set_lines(built), ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last",
                                                 "fragment 1 2", "value 2 last", "fragments_end 8", "finished"));
}

TEST(ParserFragments, MayEndByADelimiterWithALength) {
  EXPECT_THAT(data_set_lines(opened().fragment("").sequence_end(10)),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last",
                          "note delimiter_length_not_zero (FFFE,E0DD)", "fragments_end 8", "finished"));
}

TEST(ParserFragments, MayBeOfOddLength) {
  EXPECT_THAT(data_set_lines(opened().fragment("").fragment("abc").sequence_end()),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last", "note length_odd (7FE0,0010)",
                          "fragment 1 3", "value 3 last", "fragments_end 8", "finished"));
}

TEST(ParserFragments, MayLackTheirDelimiterAtTheEnd) {
  EXPECT_THAT(data_set_lines(opened().fragment("").fragment("ab")),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last", "fragment 1 2", "value 2 last",
                          "note delimiter_missing (7FE0,0010)", "fragments_end 0", "finished"));
}

TEST(ParserFragments, MayLackTheirDelimiterBeforeAnElementBehind) {
  EXPECT_THAT(data_set_lines(opened().fragment("").element(0xFFFCFFFC, "OB", "ab")),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last",
                          "note delimiter_missing (7FE0,0010)", "fragments_end 0", "header (FFFC,FFFC) OB 2",
                          "value 2 last", "finished"));
}

TEST(ParserFragments, PassAForeignElementWithItsValue) {
  const auto built = opened()
                         .fragment("")
                         .fragment("ab")
                         .element(0x00080020, "DA", "20260101  ") // ten bytes: what follows is not aligned to eight
                         .fragment("cd")
                         .sequence_end();
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last", "fragment 1 2", "value 2 last",
                          "note fragment_tag_foreign (0008,0020)", "unknown 18", "fragment 2 2", "value 2 last",
                          "fragments_end 8", "finished"));
}

TEST(ParserFragments, NameForeignBytesOnce) {
  const auto built = opened().fragment("").raw(std::string(32, 'x')).fragment("cd").sequence_end();
  EXPECT_THAT(data_set_lines(built), ElementsAre("fragments (7FE0,0010) OB undefined", "fragment 0 0 last",
                                                 "note fragment_tag_foreign (7878,7878)", "unknown 32", "fragment 1 2",
                                                 "value 2 last", "fragments_end 8", "finished"));
}

TEST(ParserFragments, OfUndefinedLengthAreAnError) {
  const auto built = opened().fragment("").item().raw("ab").sequence_end();
  EXPECT_EQ(data_set_lines(built).back(),
            "sequence_malformed at " + std::to_string(opened().size() + 8) + " (7FE0,0010)");
}

TEST(ParserFragments, OfDefinedLengthAreAValue) {
  EXPECT_THAT(data_set_lines(file().element(pixel_data, "OB", "abcd")),
              ElementsAre("header (7FE0,0010) OB 4", "value 4 last", "finished"));
}

} // namespace
} // namespace dcmstream
