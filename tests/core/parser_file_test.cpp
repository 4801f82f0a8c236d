// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a file begins and ends: preamble, file meta information, transfer syntax, trailing bytes. PS3.10 §7

#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dcmstream {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t study_date = 0x00080020;
constexpr std::uint32_t patient_name = 0x00100010;

std::vector<std::string> lines_of(const byte_builder& built) { return lines(read(built.bytes())); }

// The file meta without its group length: the version and Explicit VR Little Endian.
byte_builder meta_elements(form encoding = form::explicit_le, std::string_view syntax = uid::explicit_le) {
  byte_builder meta(encoding);
  meta.element(0x00020001, "OB", std::string_view("\0\1", 2));
  meta.element(0x00020010, "UI", byte_builder::padded(syntax));
  return meta;
}

TEST(ParserFile, HasPreambleMetaAndDataSet) {
  const auto built = byte_builder().preamble().meta(uid::explicit_le).element(patient_name, "PN", "A^B ");
  EXPECT_THAT(lines_of(built), ElementsAre("preamble 132", "header (0002,0000) UL 4", "value 4 last",
                                           "header (0002,0001) OB 2", "value 2 last", "header (0002,0010) UI 20",
                                           "value 20 last", "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserFile, MarksWhatStandsInTheMeta) {
  const auto built = byte_builder().preamble().meta(uid::explicit_be).element(patient_name, "PN", "A^B ");
  const reading what = read(built.bytes());
  for (const part& one : what.parts) {
    if (one.record.kind != event_kind::header) continue;
    const bool in_meta = one.record.tag < 0x00030000;
    EXPECT_EQ(one.record.flags & flag_meta, in_meta ? flag_meta : 0);
    EXPECT_EQ(one.record.flags & flag_big_endian, in_meta ? 0 : flag_big_endian);
    EXPECT_EQ(one.record.flags & flag_explicit_vr, flag_explicit_vr);
  }
}

TEST(ParserFile, MayHaveAnythingInThePreamble) {
  const auto built = byte_builder().raw(std::string(128, 'I')).raw("DICM").raw(meta_elements().bytes());
  EXPECT_EQ(lines_of(built).front(), "preamble 132");
}

TEST(ParserFile, MayBeALonePreamble) {
  EXPECT_THAT(lines_of(byte_builder().preamble()), ElementsAre("preamble 132", "finished"));
}

TEST(ParserFile, MayBeMetaOnly) {
  EXPECT_THAT(lines_of(byte_builder().preamble().meta(uid::rle_lossless)),
              ElementsAre("preamble 132", "header (0002,0000) UL 4", "value 4 last", "header (0002,0001) OB 2",
                          "value 2 last", "header (0002,0010) UI 20", "value 20 last", "finished"));
}

TEST(ParserFile, MayLackThePreamble) {
  const auto built = byte_builder().meta(uid::implicit_le).element(patient_name, "PN", "A^B ");
  EXPECT_THAT(lines_of(built),
              ElementsAre("note preamble_missing (0000,0000)", "header (0002,0000) UL 4", "value 4 last",
                          "header (0002,0001) OB 2", "value 2 last", "header (0002,0010) UI 18", "value 18 last",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserFile, MayLackPreambleAndMetaInAnyEncoding) {
  for (const form encoding : {form::implicit_le, form::explicit_le, form::explicit_be}) {
    const auto built = byte_builder(encoding).element(study_date, "DA", "20260101").element(patient_name, "PN", "A ");
    EXPECT_THAT(lines_of(built), ElementsAre("note preamble_missing (0000,0000)", "note meta_missing (0000,0000)",
                                             "header (0008,0020) DA 8", "value 8 last", "header (0010,0010) PN 2",
                                             "value 2 last", "finished"));
  }
}

TEST(ParserFile, MayLackTheMetaBehindThePreamble) {
  for (const form encoding : {form::implicit_le, form::explicit_le, form::explicit_be}) {
    const auto built =
        byte_builder(encoding).preamble().element(study_date, "DA", "20260101").element(patient_name, "PN");
    EXPECT_THAT(lines_of(built), ElementsAre("preamble 132", "note meta_missing (0000,0000)", "header (0008,0020) DA 8",
                                             "value 8 last", "header (0010,0010) PN 0 last", "finished"));
  }
}

TEST(ParserFile, MayBeOneElementOfNothing) {
  const auto built = byte_builder().element(patient_name, "PN");
  EXPECT_THAT(lines_of(built), ElementsAre("note preamble_missing (0000,0000)", "note meta_missing (0000,0000)",
                                           "header (0010,0010) PN 0 last", "finished"));
}

TEST(ParserFile, MayBeginWithPrivateElements) {
  for (const form encoding : {form::implicit_le, form::explicit_le, form::explicit_be}) {
    const auto built = byte_builder(encoding)
                           .element(0x00091001, "UL", std::string_view("\1\0\0\0", 4))
                           .element(0x00091002, "UL", std::string_view("\2\0\0\0", 4))
                           .element(patient_name, "PN", "A^B ");
    const std::string vr = encoding == form::implicit_le ? "UN" : "UL";
    EXPECT_THAT(lines_of(built),
                ElementsAre("note preamble_missing (0000,0000)", "note meta_missing (0000,0000)",
                            "header (0009,1001) " + vr + " 4", "value 4 last", "header (0009,1002) " + vr + " 4",
                            "value 4 last", "header (0010,0010) PN 4", "value 4 last", "finished"));
  }
}

TEST(ParserFile, IsNoDicomWhereNothingSpeaksForIt) {
  for (const std::string_view text : {std::string_view(), std::string_view("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 18),
                                      std::string_view("%PDF-1.4 some text, and more of it"), std::string_view("DICM"),
                                      std::string_view("PK\3\4\24\0\0\0\10\0", 10)}) {
    EXPECT_THAT(lines_of(byte_builder().raw(text)), ElementsAre("not_dicom at 0 (0000,0000)"));
  }
  EXPECT_THAT(lines_of(byte_builder().zeros(1000)), ElementsAre("not_dicom at 0 (0000,0000)"));
}

TEST(ParserFile, IsNoDicomWithAnIncompletePreamble) {
  EXPECT_THAT(lines_of(byte_builder().zeros(128)), ElementsAre("not_dicom at 0 (0000,0000)"));
  EXPECT_THAT(lines_of(byte_builder().zeros(128).raw("DIC")), ElementsAre("not_dicom at 0 (0000,0000)"));
}

TEST(ParserFile, EndsTheMetaByGroupWhereItsLengthIsWrong) {
  const byte_builder elements = meta_elements();
  const auto right = static_cast<std::uint32_t>(elements.size());
  for (const std::uint32_t wrong : {0U, 10U, right - 2, right + 2, right + 12, 0x7FFFFFFFU}) {
    const auto built =
        byte_builder().preamble().group_length(wrong).raw(elements.bytes()).element(patient_name, "PN", "A^B ");
    std::vector<std::string> found = lines_of(built);
    EXPECT_EQ(std::erase(found, "note meta_length_wrong (0002,0000)"), 1) << wrong;
    EXPECT_THAT(found, ElementsAre("preamble 132", "header (0002,0000) UL 4", "value 4 last", "header (0002,0001) OB 2",
                                   "value 2 last", "header (0002,0010) UI 20", "value 20 last",
                                   "header (0010,0010) PN 4", "value 4 last", "finished"));
  }
}

TEST(ParserFile, EndsTheMetaByGroupWhereItsLengthIsMissing) {
  const auto built = byte_builder().preamble().raw(meta_elements().bytes()).element(patient_name, "PN", "A^B ");
  EXPECT_THAT(lines_of(built),
              ElementsAre("preamble 132", "header (0002,0001) OB 2", "value 2 last", "header (0002,0010) UI 20",
                          "value 20 last", "note meta_length_missing (0002,0000)", "header (0010,0010) PN 4",
                          "value 4 last", "finished"));
}

TEST(ParserFile, EndsTheMetaWhereAnotherGroupStandsInItsLength) {
  byte_builder elements = meta_elements();
  elements.element(study_date, "DA", "20260101");
  const auto built = byte_builder()
                         .preamble()
                         .group_length(static_cast<std::uint32_t>(elements.size()))
                         .raw(elements.bytes())
                         .element(patient_name, "PN", "A^B ");
  EXPECT_THAT(lines_of(built),
              ElementsAre("preamble 132", "header (0002,0000) UL 4", "value 4 last", "header (0002,0001) OB 2",
                          "value 2 last", "header (0002,0010) UI 20", "value 20 last",
                          "note meta_length_wrong (0002,0000)", "header (0008,0020) DA 8", "value 8 last",
                          "header (0010,0010) PN 4", "value 4 last", "finished"));
}

TEST(ParserFile, MayHaveMetaInTheDataSetsOwnEncoding) {
  const struct {
    form encoding;
    std::string_view syntax;
    std::string quirk;
    int uid_size;
  } cases[] = {{form::implicit_le, uid::implicit_le, "meta_implicit_vr", 18},
               {form::explicit_be, uid::explicit_be, "meta_big_endian", 20}};
  for (const auto& one : cases) {
    const byte_builder elements = meta_elements(one.encoding, one.syntax);
    const auto built = byte_builder(one.encoding)
                           .preamble()
                           .group_length(static_cast<std::uint32_t>(elements.size()))
                           .raw(elements.bytes())
                           .element(patient_name, "PN", "A^B ");
    const std::string size = std::to_string(one.uid_size);
    EXPECT_THAT(lines_of(built),
                ElementsAre("preamble 132", "note " + one.quirk + " (0002,0000)", "header (0002,0000) UL 4",
                            "value 4 last", "header (0002,0001) OB 2", "value 2 last", "header (0002,0010) UI " + size,
                            "value " + size + " last", "header (0010,0010) PN 4", "value 4 last", "finished"));
  }
}

TEST(ParserFile, FindsTheEncodingWhereTheTransferSyntaxIsMissing) {
  for (const form encoding : {form::implicit_le, form::explicit_le, form::explicit_be}) {
    byte_builder built;
    built.preamble().group_length(14).element(0x00020001, "OB", std::string_view("\0\1", 2));
    built.encoding(encoding).element(study_date, "DA", "20260101").element(patient_name, "PN", "A^B ");
    EXPECT_THAT(lines_of(built),
                ElementsAre("preamble 132", "header (0002,0000) UL 4", "value 4 last", "header (0002,0001) OB 2",
                            "value 2 last", "note transfer_syntax_missing (0002,0010)", "header (0008,0020) DA 8",
                            "value 8 last", "header (0010,0010) PN 4", "value 4 last", "finished"));
  }
}

TEST(ParserFile, IsExplicitLittleEndianWhereTheTransferSyntaxIsUnknownOrHuge) {
  for (const std::string& syntax : {std::string("1.2.3.4 "), std::string(60000, '1'), std::string()}) {
    byte_builder meta;
    meta.element(0x00020010, "UI", syntax);
    const auto built = byte_builder()
                           .preamble()
                           .group_length(static_cast<std::uint32_t>(meta.size()))
                           .raw(meta.bytes())
                           .element(patient_name, "PN", "A^B ");
    std::vector<std::string> found = lines_of(built);
    ASSERT_GE(found.size(), 4U);
    found.erase(found.begin(), found.end() - 4);
    EXPECT_THAT(found, ElementsAre("note transfer_syntax_unknown (0002,0010)", "header (0010,0010) PN 4",
                                   "value 4 last", "finished"));
  }
}

TEST(ParserFile, GoesByTheDataSetWhereTheTransferSyntaxContradictsIt) {
  const struct {
    std::string_view declared;
    form actual;
  } cases[] = {{uid::explicit_le, form::implicit_le}, {uid::explicit_le, form::explicit_be},
               {uid::implicit_le, form::explicit_le}, {uid::implicit_le, form::explicit_be},
               {uid::explicit_be, form::explicit_le}, {uid::explicit_be, form::implicit_le}};
  for (const auto& one : cases) {
    const auto built = byte_builder()
                           .meta(one.declared)
                           .encoding(one.actual)
                           .element(study_date, "DA", "20260101")
                           .element(0x00280010, "US", std::string_view("\1\0", 2));
    std::vector<std::string> found = lines_of(built);
    found.erase(found.begin(), found.begin() + 7);
    EXPECT_THAT(found, ElementsAre("note transfer_syntax_contradicted (0008,0020)", "header (0008,0020) DA 8",
                                   "value 8 last", "header (0028,0010) US 2", "value 2 last", "finished"));
  }
}

TEST(ParserFile, PassesADeflatedDataSetUnread) {
  const auto built = byte_builder().preamble().meta(uid::deflated).raw("\3\1\1\2\3\4\5");
  EXPECT_THAT(data_set_lines(built), ElementsAre("deflated 7", "finished"));
  EXPECT_THAT(data_set_lines(byte_builder().preamble().meta(uid::deflated)), ElementsAre("finished"));
  // The first deflated bytes may look like group 0002: the group length tells that they are not.
  const auto alike = byte_builder().preamble().meta(uid::deflated).raw(std::string_view("\2\0\1\0UL\4\0\0\0", 10));
  EXPECT_THAT(data_set_lines(alike), ElementsAre("deflated 10", "finished"));
}

TEST(ParserFile, MayEndInTrailingPadding) {
  const auto built = byte_builder().preamble().meta(uid::explicit_le).element(0xFFFCFFFC, "OB", std::string(10, '\0'));
  EXPECT_THAT(data_set_lines(built), ElementsAre("header (FFFC,FFFC) OB 10", "value 10 last", "finished"));
}

TEST(ParserFile, MayEndInZeros) {
  for (const std::size_t count : {1U, 4U, 7U, 8U, 9U, 500U}) {
    const auto built =
        byte_builder().preamble().meta(uid::explicit_le).element(patient_name, "PN", "A^B ").zeros(count);
    EXPECT_THAT(data_set_lines(built),
                ElementsAre("header (0010,0010) PN 4", "value 4 last", "note trailing_bytes (0000,0000)",
                            "unparsed " + std::to_string(count), "finished"));
    const auto meta_only = byte_builder().preamble().meta(uid::explicit_le).zeros(count);
    EXPECT_THAT(data_set_lines(meta_only),
                ElementsAre("note trailing_bytes (0000,0000)", "unparsed " + std::to_string(count), "finished"));
  }
}

TEST(ParserFile, IsTruncatedWhereTheMetaLengthReachesBeyondTheEnd) {
  const byte_builder elements = meta_elements();
  const auto built = byte_builder().preamble().group_length(100).raw(elements.bytes());
  EXPECT_EQ(lines_of(built).back(), "truncated at " + std::to_string(built.size()) + " (0002,0000)");
}

TEST(ParserFile, BeyondFourGibibytesIsPassedBySkipping) {
  byte_builder built;
  built.preamble().meta(uid::explicit_le).header(0x7FE00010, "OW", 0xFFFFFFFE);
  parser reader;
  std::vector<event> table(64);
  const parser::result begun = reader.parse(built.bytes(), false, table);
  ASSERT_EQ(begun.answer, status::need_input);
  ASSERT_EQ(begun.consumed, built.size());
  ASSERT_EQ(reader.skip(), 0xFFFFFFFEU);
  reader.skipped(0x80000000);
  EXPECT_EQ(reader.skip(), 0x7FFFFFFEU);
  reader.skipped(0x7FFFFFFE);
  EXPECT_EQ(reader.skip(), 0U);

  byte_builder rest;
  rest.element(0xFFFCFFFC, "OB", "ab");
  const parser::result ended = reader.parse(rest.bytes(), true, table);
  ASSERT_EQ(ended.answer, status::finished);
  ASSERT_EQ(ended.events, 2U);
  EXPECT_EQ(table[0].kind, event_kind::header);
  EXPECT_EQ(table[0].position, static_cast<double>(built.size() + 0xFFFFFFFEULL));
  EXPECT_GT(table[1].position, 4294967296.0);
  EXPECT_EQ(reader.position(), built.size() + 0xFFFFFFFEULL + rest.size());
}

TEST(ParserFile, MayBeReadAgainByAParserMadeAnew) {
  const auto built = byte_builder().preamble().meta(uid::explicit_be).element(patient_name, "PN", "A^B ");
  EXPECT_EQ(lines_of(built), lines_of(built));
}

} // namespace
} // namespace dcmstream
