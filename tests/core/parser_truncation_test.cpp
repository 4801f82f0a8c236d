// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Input that ends too early: cut at every byte it gives an error at the cut, a note, or a shorter file that is whole.

#include "support/byte_builder.hpp"
#include "support/random_file.hpp"
#include "support/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace dcmstream {
namespace {

using ::testing::ElementsAre;

// A file with everything in it, and the positions where a cut leaves a whole file or one that only lacks delimiters.
struct sample {
  byte_vector bytes;
  std::set<std::size_t> whole;   // between two elements of the root
  std::set<std::size_t> notable; // inside of undefined lengths, between two elements: only delimiters are missing
};

sample make_sample() {
  sample made;
  byte_builder built;
  const auto whole = [&] { made.whole.insert(built.size()); };
  const auto notable = [&] { made.notable.insert(built.size()); };
  built.preamble();
  whole();
  built.meta(uid::rle_lossless);
  whole();
  built.element(0x00080060, "CS", "CT");
  whole();
  built.sequence(0x00081115); // undefined
  notable();
  built.item();
  notable();
  built.element(0x0020000E, "UI", "1.22");
  notable();
  built.sequence(0x00081140, 8 + 12); // defined: cut inside of it, bytes are missing
  built.item(12).element(0x00081155, "UI", "1.22");
  notable();
  built.item_end();
  notable();
  built.sequence_end();
  whole();
  built.element(0x00100010, "PN", "A^B ").element(0x00100020, "LO");
  made.whole.insert({built.size() - 8, built.size()});
  built.header(0x7FE00010, "OB", byte_builder::undefined);
  notable();
  built.fragment("");
  notable();
  built.fragment("abcd");
  notable();
  built.sequence_end();
  whole();
  made.bytes = built.bytes();
  return made;
}

TEST(ParserTruncation, AtEveryByteIsAnErrorThereOrANoteOrAWholeFile) {
  const sample made = make_sample();
  ASSERT_EQ(read(made.bytes).answer, status::finished);
  for (std::size_t size = 0; size < made.bytes.size(); ++size) {
    SCOPED_TRACE("cut at " + std::to_string(size));
    const reading what = read(std::span(made.bytes).first(size));
    const bool in_preamble = size < 132;
    if (in_preamble) {
      EXPECT_EQ(what.answer, status::not_dicom);
    } else if (made.whole.contains(size) || made.notable.contains(size)) {
      EXPECT_EQ(what.answer, status::finished);
      const std::string note = "note delimiter_missing";
      const std::vector<std::string> all = lines(what);
      const bool noted =
          std::any_of(all.begin(), all.end(), [&](const std::string& line) { return line.starts_with(note); });
      EXPECT_EQ(noted, made.notable.contains(size));
    } else {
      EXPECT_EQ(what.answer, status::truncated);
      EXPECT_EQ(what.failure.position, size);
    }
  }
}

TEST(ParserTruncation, AtEveryByteIsANoteInTolerantReadingAndLosesNothing) {
  const sample made = make_sample();
  reading_plan plan;
  plan.options.tolerant = true;
  for (std::size_t size = 0; size < made.bytes.size(); ++size) {
    SCOPED_TRACE("cut at " + std::to_string(size));
    const reading what = read(std::span(made.bytes).first(size), plan);
    EXPECT_EQ(what.answer, status::finished);
    EXPECT_EQ(what.consumed, size);
    if (size < 132 || made.whole.contains(size) || made.notable.contains(size)) continue;
    const auto notes = std::count_if(what.parts.begin(), what.parts.end(), [](const part& one) {
      return one.record.kind == event_kind::note &&
             one.record.index == static_cast<std::uint32_t>(quirk::input_truncated);
    });
    EXPECT_EQ(notes, 1);
  }
}

TEST(ParserTruncation, OfRandomFilesIsNeverSilentInsideAnElement) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const byte_vector bytes = file_writer(seed).write().bytes;
    const reading whole = read(bytes);
    dice dice(seed);
    for (int i = 0; i < 20; ++i) {
      // One byte into a part is never a place to end.
      const part& one = whole.parts[dice.below(whole.parts.size())];
      if (one.size < 2) continue;
      const std::size_t size = one.position + 1 + dice.below(one.size - 1);
      // Zeros, such as the first byte of a big-endian header, pass for padding.
      if (std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(one.position),
                      bytes.begin() + static_cast<std::ptrdiff_t>(size), [](std::uint8_t byte) { return byte == 0; })) {
        continue;
      }
      const reading what = read(std::span(bytes).first(size));
      EXPECT_EQ(what.answer, size < 132 ? status::not_dicom : status::truncated) << "seed " << seed << " at " << size;
      EXPECT_EQ(what.failure.position, size < 132 ? 0 : size);
    }
  }
}

TEST(ParserTruncation, NamesTheElementThatIsCut) {
  byte_builder built;
  built.preamble().meta(uid::explicit_le).sequence(0x00081140, 100).item(92).element(0x00081155, "UI", "1.22");
  const std::string end = std::to_string(built.size());
  EXPECT_EQ(data_set_lines(built).back(), "truncated at " + end + " (0008,1140)"); // the item reaches further
  built.header(0x00083001, "UT", 40).raw("ab");
  EXPECT_EQ(data_set_lines(built).back(), "truncated at " + std::to_string(built.size()) + " (0008,3001)");
}

TEST(ParserTruncation, InAValueEndsItInTolerantReading) {
  byte_builder built;
  built.preamble().meta(uid::explicit_le).sequence(0x00081140).item().header(0x00081155, "UI", 10).raw("1.22");
  EXPECT_THAT(data_set_lines(built, {.tolerant = true}),
              ElementsAre("sequence (0008,1140) SQ undefined", "item 0 undefined", "header (0008,1155) UI 10",
                          "value 4 last", "note input_truncated (0008,1155)", "item_end 0 0", "sequence_end 0",
                          "finished"));
}

TEST(ParserTruncation, InAHeaderPassesItsBytesUnparsedInTolerantReading) {
  byte_builder built;
  built.preamble().meta(uid::explicit_le).element(0x00100010, "PN").tag(0x00100020).raw("L");
  EXPECT_THAT(
      data_set_lines(built, {.tolerant = true}),
      ElementsAre("header (0010,0010) PN 0 last", "note input_truncated (0010,0020)", "unparsed 5", "finished"));
}

TEST(ParserTruncation, OfWhatIsNoDicomPassesAllInTolerantReading) {
  EXPECT_THAT(lines(read(byte_builder().raw("no DICOM at all").bytes(), {.options = {.tolerant = true}})),
              ElementsAre("note input_unparsed (0000,0000)", "unparsed 15", "finished"));
  EXPECT_THAT(lines(read({}, {.options = {.tolerant = true}})),
              ElementsAre("note input_unparsed (0000,0000)", "finished"));
}

} // namespace
} // namespace dcmstream
