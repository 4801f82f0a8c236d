// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sequences and items of defined and undefined length, right and wrong, and UN of undefined length. PS3.5 §7.5, §6.2.2

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
constexpr std::uint32_t instance_uid = 0x00081155;
constexpr std::uint32_t patient_name = 0x00100010;

byte_builder file(std::string_view syntax = uid::explicit_le) {
  byte_builder built;
  built.preamble().meta(syntax);
  return built;
}

constexpr form encodings[] = {form::implicit_le, form::explicit_le, form::explicit_be};

constexpr std::string_view syntax_of(form encoding) {
  return encoding == form::implicit_le   ? uid::implicit_le
         : encoding == form::explicit_le ? uid::explicit_le
                                         : uid::explicit_be;
}

TEST(ParserSequences, OfEitherLengthInItemsOfEitherLengthReadAlike) {
  for (const form encoding : encodings) {
    for (int bits = 0; bits < 4; ++bits) {
      const bool sequence_defined = (bits & 1) != 0;
      const bool item_defined = (bits & 2) != 0;
      byte_builder content(encoding);
      content.element(instance_uid, "UI", "1.22");
      byte_builder items(encoding);
      for (int i = 0; i < 2; ++i) {
        items.item(item_defined ? 12 : byte_builder::undefined).raw(content.bytes());
        if (!item_defined) items.item_end();
      }
      const auto size = static_cast<std::uint32_t>(items.size());
      byte_builder built = file(syntax_of(encoding));
      built.sequence(image_sequence, sequence_defined ? size : byte_builder::undefined).raw(items.bytes());
      if (!sequence_defined) built.sequence_end();
      built.element(patient_name, "PN", "A^B ");
      const std::string item_length = item_defined ? "12" : "undefined";
      const std::string item_end = item_defined ? "0" : "8";
      EXPECT_THAT(
          data_set_lines(built, {.strict = true}),
          ElementsAre("sequence (0008,1140) SQ " + (sequence_defined ? std::to_string(size) : std::string("undefined")),
                      "item 0 " + item_length, "header (0008,1155) UI 4", "value 4 last", "item_end 0 " + item_end,
                      "item 1 " + item_length, "header (0008,1155) UI 4", "value 4 last", "item_end 1 " + item_end,
                      sequence_defined ? "sequence_end 0" : "sequence_end 8", "header (0010,0010) PN 4", "value 4 last",
                      "finished"));
    }
  }
}

TEST(ParserSequences, MayBeEmpty) {
  const auto built = file().sequence(series_sequence, 0).sequence(image_sequence).sequence_end();
  EXPECT_THAT(data_set_lines(built, {.strict = true}),
              ElementsAre("sequence (0008,1115) SQ 0", "sequence_end 0", "sequence (0008,1140) SQ undefined",
                          "sequence_end 8", "finished"));
}

TEST(ParserSequences, EndTogetherWhereTheirLengthsSaySo) {
  const auto built = file()
                         .sequence(series_sequence, 8 + 12 + 8 + 12)
                         .item(12 + 8 + 12)
                         .sequence(image_sequence, 8 + 12)
                         .item(12)
                         .element(instance_uid, "UI", "1.22")
                         .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(built, {.strict = true}),
              ElementsAre("sequence (0008,1115) SQ 40", "item 0 32", "sequence (0008,1140) SQ 20", "item 0 12",
                          "header (0008,1155) UI 4", "value 4 last", "item_end 0 0", "sequence_end 0", "item_end 0 0",
                          "sequence_end 0", "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserSequences, KnowTheirDepthAndItemsTheirIndex) {
  const auto built =
      file().sequence(series_sequence).item().sequence(image_sequence).item().element(instance_uid, "UI", "1.22");
  for (const part& one : read(built.bytes()).parts) {
    const event& e = one.record;
    if (e.kind == event_kind::header && e.tag == instance_uid) {
      EXPECT_EQ(e.depth, 2U);
    }
    if (e.kind == event_kind::item) {
      EXPECT_EQ(e.depth, e.tag == series_sequence ? 0U : 1U);
    }
    if (e.kind == event_kind::item || e.kind == event_kind::item_end) {
      EXPECT_EQ(e.index, 0U);
    }
  }
}

TEST(ParserSequences, MayNestUpToTheLimitOnly) {
  parse_options options;
  for (const std::uint32_t limit : {0U, 1U, 5U, parser::depth_limit}) {
    options.max_depth = limit;
    for (const bool too_deep : {false, true}) {
      byte_builder built = file();
      std::uint32_t depth = 0;
      for (; depth < limit + (too_deep ? 1 : 0); ++depth) built.sequence(series_sequence).item();
      for (; depth > 0; --depth) built.item_end().sequence_end();
      // The innermost too deep sequence's header begins behind `limit` sequences and items of 12 + 8 bytes.
      const std::string end =
          too_deep ? "nesting_too_deep at " + std::to_string(file().size() + std::size_t{20} * limit) + " (0008,1115)"
                   : "finished";
      EXPECT_EQ(data_set_lines(built, options).back(), end) << limit;
    }
  }
}

TEST(ParserSequences, TooDeepPassUnparsedInTolerantReading) {
  const auto built = file()
                         .sequence(series_sequence)
                         .item()
                         .sequence(image_sequence)
                         .item()
                         .item_end()
                         .sequence_end()
                         .item_end()
                         .sequence_end();
  EXPECT_THAT(data_set_lines(built, {.max_depth = 1, .tolerant = true}),
              ElementsAre("sequence (0008,1115) SQ undefined", "item 0 undefined", "note input_unparsed (0008,1140)",
                          "item_end 0 0", "sequence_end 0", "unparsed 52", "finished"));
}

TEST(ParserSequences, MayHoldFragmentsAtTheDeepest) {
  const auto built = file(uid::rle_lossless)
                         .sequence(0x00880200)
                         .item()
                         .header(0x7FE00010, "OB", byte_builder::undefined)
                         .fragment("")
                         .sequence_end()
                         .item_end()
                         .sequence_end();
  EXPECT_EQ(data_set_lines(built, {.max_depth = 1}).back(), "finished");
}

// --- encodings that change inside

TEST(ParserSequences, MayHoldItemsOfAnotherEncoding) {
  for (const form outer : encodings) {
    for (const form inner : encodings) {
      if (outer == inner) continue;
      byte_builder content(inner);
      content.element(instance_uid, "UI", "1.22").element(0x00083002, "UI", "1.23");
      byte_builder items(inner == form::explicit_be || outer == form::explicit_be ? inner : outer);
      items.item(static_cast<std::uint32_t>(content.size())).raw(content.bytes());
      const auto built = file(syntax_of(outer))
                             .sequence(image_sequence, static_cast<std::uint32_t>(items.size()))
                             .raw(items.bytes())
                             .element(patient_name, "PN", "A^B ");
      std::vector<std::string> found = data_set_lines(built);
      EXPECT_GE(
          std::erase_if(found, [](const std::string& line) { return line.starts_with("note encoding_switched"); }), 1U);
      EXPECT_THAT(found, ElementsAre("sequence (0008,1140) SQ 32", "item 0 24", "header (0008,1155) UI 4",
                                     "value 4 last", "header (0008,3002) UI 4", "value 4 last", "item_end 0 0",
                                     "sequence_end 0", "header (0010,0010) PN 4", "value 4 last", "finished"));
    }
  }
}

// --- UN of undefined length: CP-246

TEST(ParserSequences, OfVrUnAndUndefinedLengthHoldImplicitLittleEndian) {
  for (const form encoding : {form::explicit_le, form::explicit_be}) {
    for (const std::uint32_t tag : {0x00091001U, image_sequence}) {
      const auto built = file(syntax_of(encoding))
                             .header(tag, "UN", byte_builder::undefined)
                             .encoding(form::implicit_le)
                             .item()
                             .element(instance_uid, "UI", "1.22")
                             .item_end()
                             .item(12)
                             .element(instance_uid, "UI", "1.22")
                             .sequence_end()
                             .encoding(encoding)
                             .element(patient_name, "PN", "A^B ");
      EXPECT_THAT(data_set_lines(built, {.strict = true}),
                  ElementsAre("sequence " + tag_text(tag) + " UN undefined", "item 0 undefined",
                              "header (0008,1155) UI 4", "value 4 last", "item_end 0 8", "item 1 12",
                              "header (0008,1155) UI 4", "value 4 last", "item_end 1 0", "sequence_end 8",
                              "header (0010,0010) PN 4", "value 4 last", "finished"));
    }
  }
}

TEST(ParserSequences, OfVrUnMayNestAndStandAnywhere) {
  byte_builder unknown(form::explicit_le);
  unknown.header(0x00091001, "UN", byte_builder::undefined)
      .encoding(form::implicit_le)
      .item()
      .header(0x00091002, "UN", byte_builder::undefined) // private and undefined in implicit data: items too
      .item()
      .element(instance_uid, "UI", "1.22")
      .item_end()
      .sequence_end()
      .item_end()
      .sequence_end();
  const std::vector<std::string> expected{"sequence (0009,1001) UN undefined",
                                          "item 0 undefined",
                                          "sequence (0009,1002) UN undefined",
                                          "item 0 undefined",
                                          "header (0008,1155) UI 4",
                                          "value 4 last",
                                          "item_end 0 8",
                                          "sequence_end 8",
                                          "item_end 0 8",
                                          "sequence_end 8"};
  const struct {
    byte_builder after;
    std::vector<std::string> lines;
  } cases[] = {
      {byte_builder(), {}}, // at the end
      {byte_builder().sequence(0x00100024).item().element(patient_name, "PN").item_end().sequence_end(),
       {"sequence (0010,0024) SQ undefined", "item 0 undefined", "header (0010,0010) PN 0 last", "item_end 0 8",
        "sequence_end 8"}},
      {byte_builder().element(0x00110010, "LO", "ab"), {"header (0011,0010) LO 2", "value 2 last"}},
      {byte_builder().header(0x7FE00010, "OB", byte_builder::undefined).fragment("").fragment("ab").sequence_end(),
       {"fragments (7FE0,0010) OB undefined", "fragment 0 0 last", "fragment 1 2", "value 2 last", "fragments_end 8"}},
  };
  for (const auto& one : cases) {
    std::vector<std::string> all = expected;
    all.insert(all.end(), one.lines.begin(), one.lines.end());
    all.emplace_back("finished");
    const auto built = file().raw(unknown.bytes()).raw(one.after.bytes());
    EXPECT_EQ(difference(data_set_lines(built, {.strict = true}), all), "");
  }
}

TEST(ParserSequences, OfVrUnMayHoldExplicitItemsAllTheSame) {
  // Against §6.2.2, but written: the items' first headers tell.
  const auto built = file()
                         .header(0x00091001, "UN", byte_builder::undefined)
                         .item()
                         .element(instance_uid, "UI", "1.22")
                         .item_end()
                         .sequence_end()
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(data_set_lines(built),
              ElementsAre("sequence (0009,1001) UN undefined", "item 0 undefined", "note encoding_switched (0008,1155)",
                          "header (0008,1155) UI 4", "value 4 last", "item_end 0 8", "sequence_end 8",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserSequences, AreWhatOtherVrsOfUndefinedLengthAreReadAs) {
  const auto built = file().header(0x00091001, "LO", 0xFFFF).raw("12");
  // A short form cannot state an undefined length: PS3.5 §7.1.2. 65535 bytes are missing.
  EXPECT_EQ(data_set_lines(built).back(), "truncated at " + std::to_string(built.size()) + " (0009,1001)");
  const auto long_form = file()
                             .header(0x00091001, "UT", byte_builder::undefined)
                             .item()
                             .item_end()
                             .sequence_end()
                             .element(patient_name, "PN");
  EXPECT_THAT(data_set_lines(long_form),
              ElementsAre("note undefined_length_in_vr (0009,1001)", "sequence (0009,1001) UT undefined",
                          "item 0 undefined", "item_end 0 8", "sequence_end 8", "header (0010,0010) PN 0 last",
                          "finished"));
}

} // namespace
} // namespace dcmstream
