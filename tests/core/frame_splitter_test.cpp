// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which fragments make a frame: by their heads and ends, by offset tables right and wrong, by counting.

#include "codec/frame_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing::ElementsAre;

// A frame as a word: J a JPEG head, K one of JPEG 2000, X one of JPEG XL, R an RLE header of two segments, a zero that ends
// nothing, E the end of a codestream. Each fragment has two bytes at least.
bytes fragment(const std::string& text) {
  bytes content;
  for (const char letter : text) {
    switch (letter) {
    case 'J': content.insert(content.end(), {0xFF, 0xD8, 0xFF, 0xDB}); break;
    case 'K': content.insert(content.end(), {0xFF, 0x4F, 0xFF, 0x51}); break;
    case 'X': content.insert(content.end(), {0xFF, 0x0A}); break;
    case 'E': content.insert(content.end(), {0xFF, 0xD9}); break;
    case 'R':
      content.insert(content.end(), {2, 0, 0, 0, 64, 0, 0, 0, 70, 0, 0, 0});
      content.resize(content.size() + 52);
      break;
    case '0': content.push_back(0); break;
    default: content.insert(content.end(), {0x12, 0x34});
    }
  }
  return content;
}

bytes table_of(const std::vector<std::uint32_t>& offsets) {
  bytes table;
  for (const std::uint32_t offset : offsets) {
    for (unsigned shift = 0; shift < 32; shift += 8) table.push_back(static_cast<std::uint8_t>(offset >> shift));
  }
  return table;
}

bytes wide_table_of(const std::vector<std::uint32_t>& offsets) {
  bytes table;
  for (const std::uint32_t offset : offsets) {
    const bytes entry = table_of({offset, 0});
    table.insert(table.end(), entry.begin(), entry.end());
  }
  return table;
}

// The roles as text: ( starts, ) ends, - skipped, ! the table is wrong, ' padding before, " padding at the end.
std::string told(const fragment_role& role) {
  std::string text;
  if (role.padded_before) text += '\'';
  if (role.starts) text += '(';
  if (role.skipped) text += '-';
  if (role.ends) text += ')';
  if (role.padded) text += '"';
  if (role.table_wrong) text += '!';
  return text;
}

struct case_of {
  image_coding coding;
  std::vector<std::string> fragments;
  std::vector<std::uint32_t> offsets = {};
  std::vector<std::uint32_t> extended = {};
  std::vector<std::uint32_t> lengths = {};
  bool tails = true;
};

std::vector<std::string> roles_of(const case_of& given) {
  frame_splitter splitter(given.coding);
  EXPECT_TRUE(splitter.set_extended_offsets(wide_table_of(given.extended), wide_table_of(given.lengths)));
  EXPECT_TRUE(splitter.set_offsets(table_of(given.offsets)));
  std::vector<std::string> found;
  std::uint64_t offset = 0;
  for (const std::string& text : given.fragments) {
    const bytes content = fragment(text);
    const std::span<const std::uint8_t> all(content);
    found.push_back(told(splitter.add({offset, static_cast<std::uint32_t>(content.size()),
                                       all.first(std::min<std::size_t>(all.size(), 64)),
                                       given.tails ? all.last(std::min<std::size_t>(all.size(), 8)) : all.first(0)})));
    offset += 8 + content.size();
  }
  if (splitter.last_is_padding()) found.emplace_back("\"");
  return found;
}

constexpr image_coding jpeg(std::uint32_t frames) { return {fragment_coding::jpeg, frames, 2, 100}; }
constexpr image_coding rle(std::uint32_t frames) { return {fragment_coding::rle, frames, 2, 100}; }
constexpr image_coding opaque(std::uint32_t frames) { return {fragment_coding::opaque, frames, 2, 100}; }

TEST(FrameSplitter, EndsAJpegFrameWithItsCodestream) {
  EXPECT_THAT(roles_of({jpeg(3), {"J.E", "J.E0", "K..E"}}), ElementsAre("()", "()", "()"));
}

TEST(FrameSplitter, JoinsFragmentsUpToTheNextHead) {
  EXPECT_THAT(roles_of({jpeg(2), {"J.", "..", ".E", "J.", ".E"}}), ElementsAre("(", "", ")", "(", ")"));
  EXPECT_THAT(roles_of({jpeg(2), {"J.", "..", "J.", ".."}}), ElementsAre("(", "", "(", ""));
  EXPECT_THAT(roles_of({jpeg(1), {"J.", "..", ".E"}}), ElementsAre("(", "", ")"));
}

TEST(FrameSplitter, SeesAnEndThatTwoFragmentsShare) {
  frame_splitter splitter(jpeg(1));
  const bytes first{0xFF, 0xD8, 0xFF, 0xFF};
  const bytes second{0xD9};
  EXPECT_EQ(told(splitter.add({0, 4, first, first})), "(");
  EXPECT_EQ(told(splitter.add({12, 1, second, second})), ")");
}

TEST(FrameSplitter, TakesTwoBytesForAHeadWhereNoFrameIsKnownToGoOn) {
  // Each two bytes of a codestream are a fragment: a head is seen by half.
  const auto roles = [](bool tails) {
    frame_splitter splitter(jpeg(2));
    std::string found;
    std::uint64_t offset = 0;
    for (const bytes& two : {bytes{0xFF, 0xD8}, {0xFF, 0xC0}, {0xFF, 0xD9}, {0xFF, 0xD8}, {0xFF, 0xC0}, {0xFF, 0xD9}}) {
      found += told(splitter.add({offset, 2, two, tails ? std::span(two) : std::span(two).first(0)})) + ",";
      offset += 10;
    }
    return found;
  };
  EXPECT_EQ(roles(true), "(,,),(,,),");
  EXPECT_EQ(roles(false), "(,,,(,,,");
}

TEST(FrameSplitter, AddsNothingToAFrameThatHasEnded) {
  EXPECT_THAT(roles_of({jpeg(2), {"J.E", "..", "", "J.E", "0"}}), ElementsAre("()", "-", "-", "()", "-"));
}

TEST(FrameSplitter, BelievesHeadsMoreThanTables) {
  const case_of right{jpeg(2), {"J.", ".E", "J.E"}, {0, 26}};
  EXPECT_THAT(roles_of(right), ElementsAre("(", ")", "()"));
  EXPECT_THAT(roles_of({jpeg(2), {"J.E", "J.E"}, {0, 1000}}), ElementsAre("()", "()!"));
  EXPECT_THAT(roles_of({jpeg(2), {"J.E", "J.E"}, {0, 5}}), ElementsAre("()", "()!"));
  EXPECT_THAT(roles_of({jpeg(2), {"J.", ".E", "J.E"}, {0, 14}}), ElementsAre("(", ")!", "()"));
}

TEST(FrameSplitter, BelievesATableOfFramesWithoutHeadsWhereTheFrameBeforeHasEnded) {
  EXPECT_THAT(roles_of({jpeg(2), {"J.E", ".."}, {0, 16}}), ElementsAre("()", "("));
  EXPECT_THAT(roles_of({jpeg(2), {"J..", ".."}, {0, 16}}), ElementsAre("(", "!"));
  case_of unseen{jpeg(2), {"J..", ".."}, {0, 16}};
  unseen.tails = false;
  EXPECT_THAT(roles_of(unseen), ElementsAre("(", "("));
}

TEST(FrameSplitter, TellsOfATableThatWasNeverFilledInOnce) {
  for (const std::vector<std::uint32_t>& offsets :
       {std::vector<std::uint32_t>{0}, {0, 0, 0}, {8, 16, 32}, {0, 32, 16}}) {
    EXPECT_THAT(roles_of({rle(3), {"R....", "R....", "R...."}, offsets}), ElementsAre("()!", "()", "()"));
  }
  EXPECT_THAT(roles_of({rle(1), {"R...."}, {0}}), ElementsAre("("));
}

TEST(FrameSplitter, TakesAnRleFragmentForAFrame) {
  EXPECT_THAT(roles_of({rle(3), {"R....", "R....", "...."}}), ElementsAre("()", "()", "()"));
  EXPECT_THAT(roles_of({rle(2), {"R....", "R...."}, {0, 80}}), ElementsAre("()", "("));
  EXPECT_THAT(roles_of({rle(2), {"R....", "R...."}, {0, 1000}}), ElementsAre("(", "()!"));
}

TEST(FrameSplitter, JoinsRleFragmentsWhoseSegmentsAreNotThereYet) {
  EXPECT_THAT(roles_of({rle(2), {"R", "....", "R...."}}), ElementsAre("(", ")", "()"));
  EXPECT_THAT(roles_of({rle(2), {"R", "....", "R", "...."}, {0, 88}}), ElementsAre("(", ")", "(", ""));
  EXPECT_THAT(roles_of({rle(1), {"R....", "...."}}), ElementsAre("(", ""));
}

TEST(FrameSplitter, FindsMoreFramesThanAreDeclared) {
  EXPECT_THAT(roles_of({rle(1), {"R....", "R...."}}), ElementsAre("(", "("));
  EXPECT_THAT(roles_of({jpeg(1), {"J.E", "J.E"}}), ElementsAre("()", "()"));
  EXPECT_THAT(roles_of({opaque(2), {"..", "..", ".."}}), ElementsAre("()", "()", "()"));
}

TEST(FrameSplitter, CountsFragmentsThatShowNothing) {
  EXPECT_THAT(roles_of({opaque(1), {"..", ".."}}), ElementsAre("(", ""));
  EXPECT_THAT(roles_of({opaque(2), {"..", "..", ".."}, {0, 24}}), ElementsAre("(", ")", "("));
  EXPECT_THAT(roles_of({opaque(2), {"..", ".."}, {0, 3}}), ElementsAre("(", "()!"));
  // What is declared as JPEG and is none.
  EXPECT_THAT(roles_of({jpeg(2), {"..", ".."}}), ElementsAre("()", "()"));
}

TEST(FrameSplitter, MeasuresNativeFrames) {
  const image_coding four{fragment_coding::native, 2, 1, 8};
  EXPECT_THAT(roles_of({four, {"....", "..", ".."}}), ElementsAre("()", "(", ")"));
  EXPECT_THAT(roles_of({four, {"..", "...."}, {0, 12}}), ElementsAre("()", "("));
}

TEST(FrameSplitter, TakesVideoForOneFrame) {
  const image_coding video{fragment_coding::video, 100, 1, 8};
  EXPECT_THAT(roles_of({video, {"J.E", "R", ".."}, {0, 20}}), testing::Each(testing::Not(testing::HasSubstr(")"))));
  EXPECT_THAT(roles_of({video, {"J.E", "R", ".."}}), ElementsAre("(", "", ""));
}

TEST(FrameSplitter, FindsJpegXlFramesByTableOrHead) {
  const image_coding xl{fragment_coding::jpeg_xl, 2, 1, 8};
  EXPECT_THAT(roles_of({xl, {"X.", "..", "X."}}), ElementsAre("(", "", "("));
  EXPECT_THAT(roles_of({xl, {"X.", "X.", "X."}, {0, 24}}), ElementsAre("(", ")", "("));
}

TEST(FrameSplitter, TakesTheFirstFragmentsWordForWhatIsDeclared) {
  EXPECT_THAT(roles_of({rle(2), {"J.", ".E", "K.E"}}), ElementsAre("(", ")", "()"));
  EXPECT_THAT(roles_of({jpeg(2), {"R....", "R...."}}), ElementsAre("()", "()"));
  const image_coding native{fragment_coding::native, 2, 2, 1000};
  EXPECT_THAT(roles_of({native, {"J.", ".E", "J.E"}}), ElementsAre("(", ")", "()"));
  EXPECT_THAT(roles_of({native, {"R....", "R...."}}), ElementsAre("()", "()"));
  EXPECT_THAT(roles_of({opaque(2), {"J.", ".E", "J.E"}}), ElementsAre("(", ")", "()"));
}

TEST(FrameSplitter, UsesTheExtendedTableAndItsLengths) {
  EXPECT_THAT(roles_of({opaque(2), {"..", "..", "..0", "0"}, {}, {0, 24}, {8, 5}}),
              ElementsAre("(", ")", "(", "", "\""));
  EXPECT_THAT(roles_of({opaque(2), {"..0", "..0"}, {}, {0, 13}, {4, 4}}), ElementsAre("()\"", "(", "\""));
  EXPECT_THAT(roles_of({jpeg(2), {"J.E", "J.E0"}, {}, {0, 16}, {8, 8}}), ElementsAre("()", "()\"", "\""));
  EXPECT_THAT(roles_of({rle(2), {"R..0", "R..0"}, {}, {0, 1000}, {68, 68}}), ElementsAre("(", "(!"));
  // Lengths that differ by more than padding cut nothing.
  EXPECT_THAT(roles_of({opaque(2), {"..", ".."}, {}, {0, 12}, {1, 1000}}), ElementsAre("()", "("));
  EXPECT_THAT(roles_of({opaque(2), {"..0", ".."}, {}, {0, 13}, {4}}), ElementsAre("()", "("));
}

TEST(FrameSplitter, PrefersARightBasicTableToAWrongExtendedOne) {
  EXPECT_THAT(roles_of({opaque(2), {"..", "..", ".."}, {0, 24}, {8, 24}}), ElementsAre("(!", ")", "("));
}

TEST(FrameSplitter, PassesEmptyFragmentsByWhereverTheyStand) {
  EXPECT_THAT(roles_of({jpeg(2), {"", "J.", "", ".E", "", "J.E"}}), ElementsAre("-", "(", "-", ")", "-", "()"));
  EXPECT_THAT(roles_of({jpeg(2), {"", "J.E", "", "J.E"}, {0, 24}}), ElementsAre("-", "()", "-", "()"));
}

TEST(CodestreamHead, TellsJpegProcessesApart) {
  using kind = codestream_kind;
  const auto of = [](bytes head) { return codestream_of(head); };
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xC0, 0, 11}), kind::jpeg);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xC3, 0, 11}), kind::jpeg);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xF7, 0, 11}), kind::jpeg_ls);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 'a', 'b', 0xFF, 0xF7}), kind::jpeg_ls);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xFE, 0, 200, 'a', 'b'}), kind::jpeg_any);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF, 0xC4, 0, 2, 0xFF, 0xC1}), kind::jpeg);
  EXPECT_EQ(of({0xFF, 0xD8, 0xFF}), kind::jpeg_any);
  EXPECT_EQ(of({0xFF, 0x4F, 0xFF, 0x51}), kind::jpeg_2000);
  EXPECT_EQ(of({0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10}), kind::jpeg_2000);
  EXPECT_EQ(of({0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, 0x87, 10}), kind::jpeg_xl);
  EXPECT_EQ(of({0xFF, 0x0A}), kind::jpeg_xl_bare);
  EXPECT_EQ(of({}), kind::none);
}

TEST(CodestreamHead, KnowsAnRleHeaderOfThisImage) {
  const bytes header = fragment("R");
  EXPECT_TRUE(is_rle_header(header, 2));
  EXPECT_FALSE(is_rle_header(header, 1));
  EXPECT_FALSE(is_rle_header(header, 0));
  EXPECT_TRUE(is_rle_header(std::span(header).first(56), 2));
  EXPECT_FALSE(is_rle_header(std::span(header).first(7), 2));
  bytes wrong = header;
  wrong[8] = 64; // the second segment begins with the first
  EXPECT_FALSE(is_rle_header(wrong, 2));
  wrong = header;
  wrong[60] = 1; // an offset behind the last segment's
  EXPECT_FALSE(is_rle_header(wrong, 2));
}

} // namespace
} // namespace dcmstream
