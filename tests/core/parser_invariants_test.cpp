// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What holds for every input, right or broken (ARCHITECTURE.md, "Six invariants"), over random files.

#include "support/random_file.hpp"
#include "support/reading.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace dcmstream {
namespace {

constexpr std::size_t smallest_table = parser::event_headroom + 1;

// How many seeds a test tries: more in the long run of the tests.
std::uint64_t seeds(std::uint64_t usual) { return std::getenv("DCMSTREAM_LONG") == nullptr ? usual : 20 * usual; }

std::vector<std::size_t> random_cuts(dice& dice, std::size_t size) {
  std::vector<std::size_t> cuts(dice.below(12));
  for (std::size_t& cut : cuts) cut = dice.below(size + 1);
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

parse_options random_options(dice& dice) {
  parse_options options;
  options.tolerant = dice.one_in(2);
  options.strict = dice.one_in(5);
  options.open_unknown = dice.one_in(2);
  if (dice.one_in(6)) options.max_elements = dice.below(60);
  if (dice.one_in(4)) options.max_depth = static_cast<std::uint32_t>(dice.below(4));
  return options;
}

// Invariant 1: the parts are the bytes, up to the break where there is one.
void expect_partition(const reading& what, std::uint64_t size) {
  EXPECT_TRUE(what.contiguous);
  std::uint64_t sum = 0;
  for (const part& one : what.parts) {
    EXPECT_EQ(one.position, sum) << line_of(one);
    sum += one.size;
  }
  EXPECT_EQ(sum, what.consumed);
  if (what.answer == status::finished) {
    EXPECT_EQ(sum, size);
  } else {
    EXPECT_LE(what.failure.position, size);
    EXPECT_GE(what.failure.position, sum);
  }
}

// Invariant 3: whatever starts, ends; in the order of nesting, and at the depth that the items make.
class nesting_check {
public:
  void take(const part& one) {
    const event& e = one.record;
    SCOPED_TRACE(line_of(one) + " at " + std::to_string(one.position));
    if (e.kind != event_kind::note) {
      EXPECT_TRUE(!value_due_ || e.kind == event_kind::value) << "a value is missing";
    }
    switch (e.kind) {
    case event_kind::header:
      EXPECT_EQ(one.last(), e.length == 0);
      EXPECT_NE(e.value_representation, vr::none);
      EXPECT_NE(e.length, undefined_length);
      value_due_ = e.length != 0;
      break;
    case event_kind::value:
      EXPECT_TRUE(value_due_) << "a value of nothing";
      if (one.last()) {
        EXPECT_TRUE(one.size == e.length || cut_short_);
        value_due_ = false;
      }
      break;
    case event_kind::sequence:
    case event_kind::fragments:
      EXPECT_EQ(e.depth, items_);
      open_.push_back({e.kind, e.tag, 0});
      break;
    case event_kind::item:
      ASSERT_TRUE(!open_.empty() && open_.back().kind == event_kind::sequence);
      EXPECT_EQ(e.tag, open_.back().tag);
      EXPECT_EQ(e.index, open_.back().next++);
      EXPECT_EQ(e.depth, items_++);
      open_.push_back({e.kind, e.tag, e.index});
      break;
    case event_kind::fragment:
      ASSERT_TRUE(!open_.empty() && open_.back().kind == event_kind::fragments);
      EXPECT_EQ(e.tag, open_.back().tag);
      EXPECT_EQ(e.index, open_.back().next++);
      EXPECT_EQ(one.last(), e.length == 0);
      value_due_ = e.length != 0;
      break;
    case event_kind::item_end:
      close(event_kind::item, e);
      EXPECT_EQ(e.depth, --items_);
      break;
    case event_kind::sequence_end: close(event_kind::sequence, e); break;
    case event_kind::fragments_end: close(event_kind::fragments, e); break;
    case event_kind::note:
      EXPECT_EQ(one.size, 0U);
      EXPECT_LT(e.index, quirk_count);
      break;
    case event_kind::unparsed: EXPECT_TRUE(open_.empty()); break;
    case event_kind::preamble:
    case event_kind::deflated:
    case event_kind::unknown: break;
    }
  }

  // In tolerant reading a value may end before its length.
  void allow_cut_values() { cut_short_ = true; }
  void expect_all_closed() const { EXPECT_TRUE(open_.empty() && !value_due_); }

private:
  struct level {
    event_kind kind;
    std::uint32_t tag;
    std::uint32_t next;
  };

  void close(event_kind kind, const event& e) {
    ASSERT_FALSE(open_.empty());
    EXPECT_EQ(open_.back().kind, kind);
    EXPECT_EQ(open_.back().tag, e.tag);
    if (kind == event_kind::item) {
      EXPECT_EQ(open_.back().next, e.index);
    }
    open_.pop_back();
  }

  std::vector<level> open_;
  std::uint32_t items_ = 0;
  bool value_due_ = false;
  bool cut_short_ = false;
};

void expect_lawful(const reading& what, std::uint64_t size, const parse_options& options) {
  expect_partition(what, size);
  EXPECT_TRUE(what.sticky);
  nesting_check check;
  if (options.tolerant) check.allow_cut_values();
  for (const part& one : what.parts) {
    check.take(one);
    if (::testing::Test::HasFatalFailure()) return;
  }
  if (what.answer == status::finished) check.expect_all_closed();
  EXPECT_EQ(what.answer == status::quirk_refused, what.failure.refused.has_value());
  if (options.tolerant && !options.strict) {
    EXPECT_EQ(what.answer, status::finished);
  }
}

TEST(ParserInvariants, RandomFilesReadAsTheStandardSaysWhateverTheCuts) {
  for (std::uint64_t seed = 0; seed < seeds(150); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const random_file file = file_writer(seed).write();
    dice dice(seed);
    reading_plan plan;
    plan.options.strict = true; // nothing about them is odd
    plan.cuts = random_cuts(dice, file.bytes.size());
    plan.table_size = smallest_table + dice.below(40);
    plan.use_skip = dice.one_in(2);
    const reading what = read(file.bytes, plan);
    ASSERT_EQ(difference(lines(what), file.expected), "");
    expect_lawful(what, file.bytes.size(), plan.options);
    if (HasFailure()) return;
  }
}

TEST(ParserInvariants, BrokenFilesGiveAPartitionWhereWhatStartsEnds) {
  for (std::uint64_t seed = 0; seed < seeds(1500); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const byte_vector bytes = broken(file_writer(seed / 4).write().bytes, seed);
    dice dice(seed);
    reading_plan plan;
    plan.options = random_options(dice);
    expect_lawful(read(bytes, plan), bytes.size(), plan.options);
    if (HasFailure()) return;
  }
}

TEST(ParserInvariants, ChunkingTableSizeAndSkippingAreInvisibleInBrokenFilesToo) {
  for (std::uint64_t seed = 0; seed < seeds(600); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const byte_vector bytes = broken(file_writer(seed / 4).write().bytes, seed);
    dice dice(seed);
    reading_plan plan;
    plan.options = random_options(dice);
    plan.use_skip = false;
    const reading whole = read(bytes, plan);
    plan.cuts = random_cuts(dice, bytes.size());
    plan.table_size = smallest_table;
    plan.use_skip = true;
    const reading cut = read(bytes, plan);
    ASSERT_EQ(difference(lines(cut), lines(whole)), "");
    ASSERT_TRUE(cut.parts == whole.parts);
    expect_lawful(cut, bytes.size(), plan.options);
    if (HasFailure()) return;
  }
}

TEST(ParserInvariants, BytesOneByOneReadAsAtOnce) {
  for (std::uint64_t seed = 0; seed < seeds(60); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    byte_vector bytes = file_writer(seed).write().bytes;
    if (seed % 2 == 1) bytes = broken(bytes, seed);
    for (const std::size_t size : {1U, 2U, 3U, 7U}) {
      reading_plan plan;
      const reading whole = read(bytes, plan);
      plan.cuts = cuts_every(size, bytes.size());
      ASSERT_TRUE(read(bytes, plan).parts == whole.parts) << "in chunks of " << size;
    }
  }
}

TEST(ParserInvariants, BareDataSetsReadAlikeHoweverTheyAreCut) {
  for (std::uint64_t seed = 0; seed < seeds(300); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    byte_vector bytes = file_writer(seed).write().bytes;
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(132 + 12 + 14)); // into the file meta
    if (seed % 3 != 0) bytes.erase(bytes.begin(), bytes.begin() + 26);                      // behind it
    dice dice(seed);
    reading_plan plan;
    plan.options.tolerant = true;
    const reading whole = read(bytes, plan);
    plan.cuts = random_cuts(dice, bytes.size());
    ASSERT_EQ(difference(lines(read(bytes, plan)), lines(whole)), "");
    expect_lawful(whole, bytes.size(), plan.options);
    if (HasFailure()) return;
  }
}

TEST(ParserInvariants, NoiseIsReadWithoutHarm) {
  for (std::uint64_t seed = 0; seed < seeds(400); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    dice dice(seed);
    byte_builder built;
    if (seed % 2 == 0) built.preamble().meta(seed % 4 == 0 ? uid::implicit_le : uid::explicit_le);
    const std::size_t size = dice.below(3000);
    for (std::size_t i = 0; i < size; ++i) built.raw(std::string(1, static_cast<char>(dice.below(256))));
    reading_plan plan;
    plan.options = random_options(dice);
    const reading whole = read(built.bytes(), plan);
    expect_lawful(whole, built.size(), plan.options);
    plan.cuts = random_cuts(dice, built.size());
    ASSERT_EQ(difference(lines(read(built.bytes(), plan)), lines(whole)), "");
    if (HasFailure()) return;
  }
}

} // namespace
} // namespace dcmstream
