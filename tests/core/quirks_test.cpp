// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The table of tolerated deviations, and what strict reading makes of it: each is an error, unless it is allowed.

#include "parse/quirks.hpp"
#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace dcmstream {
namespace {

struct example {
  quirk which;
  byte_builder built;
};

byte_builder file(std::string_view syntax = uid::explicit_le) {
  byte_builder built;
  built.preamble().meta(syntax);
  return built;
}

// One input for each quirk that the parser itself notices.
std::vector<example> examples() {
  byte_builder implicit_meta(form::implicit_le);
  implicit_meta.preamble().group_length(26).element(0x00020010, "UI", byte_builder::padded(uid::implicit_le));
  byte_builder big_meta(form::explicit_be);
  big_meta.preamble().group_length(28).element(0x00020010, "UI", byte_builder::padded(uid::explicit_be));
  byte_builder syntax_alone;
  syntax_alone.element(0x00020010, "UI", byte_builder::padded(uid::explicit_le));
  const auto pixels = [] { return file(uid::rle_lossless).header(0x7FE00010, "OB", byte_builder::undefined); };
  return {
      {quirk::preamble_missing, byte_builder().meta(uid::explicit_le)},
      {quirk::meta_missing, byte_builder().preamble().element(0x00100010, "PN")},
      {quirk::meta_length_missing, byte_builder().preamble().raw(syntax_alone.bytes())},
      {quirk::meta_length_wrong, byte_builder().preamble().group_length(2).raw(syntax_alone.bytes())},
      {quirk::meta_implicit_vr, implicit_meta},
      {quirk::meta_big_endian, big_meta},
      {quirk::transfer_syntax_missing, byte_builder().preamble().group_length(8).element(0x00020003, "UI")},
      {quirk::transfer_syntax_unknown, file("1.2.3.4")},
      {quirk::transfer_syntax_contradicted,
       file(uid::implicit_le).encoding(form::explicit_le).element(0x00100010, "PN")},
      {quirk::encoding_switched,
       file().element(0x00080060, "CS").encoding(form::implicit_le).element(0x00100010, "PN", "A^B ")},
      {quirk::vr_unknown, file().tag(0x00100010).raw("??").u16(0)},
      {quirk::vr_lower_case, file().tag(0x00100010).raw("pn").u16(0)},
      {quirk::reserved_not_zero, file().tag(0x00420011).raw("OB").u16(7).u32(2).raw("ab")},
      {quirk::short_length_in_long_vr, file().tag(0x00420011).raw("OB").u16(2).raw("ab")},
      {quirk::long_length_in_short_vr, file().tag(0x00100010).raw("PN").u16(0).u32(4).raw("A^B ")},
      {quirk::length_odd, file().element(0x00100010, "PN", "A")},
      {quirk::undefined_length_in_vr, file().header(0x00091001, "UT", byte_builder::undefined).sequence_end()},
      {quirk::element_exceeds_parent, file().sequence(0x00081140, 16).item(8).element(0x00081155, "UI", "1.22")},
      {quirk::delimiter_length_not_zero, file().sequence(0x00081140).sequence_end(2)},
      {quirk::delimiter_in_defined_length, file().sequence(0x00081140, 8).sequence_end()},
      {quirk::delimiter_missing, file().sequence(0x00081140)},
      {quirk::delimiter_stray, file().sequence_end()},
      {quirk::sequence_without_items, file().sequence(0x00081140, 2).raw("ab")},
      {quirk::fragment_tag_foreign, pixels().item_end().sequence_end()},
      {quirk::trailing_bytes, file().zeros(4)},
  };
}

// What the parser never notes: it takes other ears.
const std::set<quirk> noticed_elsewhere{quirk::pixel_data_short,        quirk::pixel_data_long,
                                        quirk::number_of_frames_wrong,  quirk::offset_table_wrong,
                                        quirk::text_malformed,          quirk::character_set_mislabelled,
                                        quirk::fragments_missing,       quirk::codestream_damaged,
                                        quirk::codestream_contradicts,  quirk::character_set_unknown,
                                        quirk::character_set_irregular, quirk::image_attribute_defaulted,
                                        quirk::image_undescribed,       quirk::display_attribute_ignored,
                                        quirk::input_truncated,         quirk::input_unparsed};

std::set<quirk> notes_of(const reading& what) {
  std::set<quirk> found;
  for (const part& one : what.parts) {
    if (one.record.kind == event_kind::note) found.insert(static_cast<quirk>(one.record.index));
  }
  return found;
}

TEST(Quirks, EachHaveAnExampleThatIsReadWithThatNoteAlone) {
  for (const example& one : examples()) {
    SCOPED_TRACE(std::string(name_of(one.which)));
    const reading what = read(one.built.bytes());
    EXPECT_EQ(what.answer, status::finished);
    EXPECT_EQ(notes_of(what), std::set<quirk>{one.which});
  }
}

TEST(Quirks, AreErrorsInStrictReadingThatNameThem) {
  for (const example& one : examples()) {
    for (const bool tolerant : {false, true}) { // tolerance is of what cannot be read, not of what is refused
      SCOPED_TRACE(std::string(name_of(one.which)));
      const reading loose = read(one.built.bytes());
      const reading what = read(one.built.bytes(), {.options = {.strict = true, .tolerant = tolerant}});
      EXPECT_EQ(what.answer, status::quirk_refused);
      EXPECT_EQ(what.failure.refused, one.which);
      const auto note = std::find_if(loose.parts.begin(), loose.parts.end(),
                                     [](const part& it) { return it.record.kind == event_kind::note; });
      ASSERT_NE(note, loose.parts.end());
      EXPECT_EQ(what.failure.position, note->position);
      EXPECT_EQ(what.failure.tag, note->record.tag);
    }
  }
}

TEST(Quirks, AreNotesInStrictReadingWhereTheyAreAllowed) {
  for (const example& one : examples()) {
    SCOPED_TRACE(std::string(name_of(one.which)));
    quirk_set allowed;
    allowed.add(one.which);
    const reading what = read(one.built.bytes(), {.options = {.strict = true, .allowed = allowed}});
    EXPECT_EQ(what.answer, status::finished);
    EXPECT_EQ(lines(what), lines(read(one.built.bytes())));
  }
}

TEST(Quirks, AllHaveAnExampleOrAreNoticedElsewhere) {
  std::set<quirk> seen = noticed_elsewhere;
  for (const example& one : examples()) seen.insert(one.which);
  for (std::size_t i = 0; i < quirk_count; ++i) {
    const auto which = static_cast<quirk>(i);
    if (name_of(which).starts_with("deflate_")) continue; // noticed where deflated data sets are inflated
    EXPECT_TRUE(seen.contains(which)) << name_of(which);
  }
}

TEST(Quirks, HaveNamesThatDiffer) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < quirk_count; ++i) names.insert(name_of(static_cast<quirk>(i)));
  EXPECT_EQ(names.size(), quirk_count);
}

TEST(QuirkSet, HoldsWhatWasAdded) {
  quirk_set set;
  set.add(quirk::length_odd);
  set.add(static_cast<quirk>(quirk_count - 1));
  for (std::size_t i = 0; i < quirk_count; ++i) {
    const auto which = static_cast<quirk>(i);
    EXPECT_EQ(set.contains(which), which == quirk::length_odd || i == quirk_count - 1);
    EXPECT_TRUE(quirk_set::all().contains(which));
    EXPECT_FALSE(quirk_set().contains(which));
  }
}

} // namespace
} // namespace dcmstream
