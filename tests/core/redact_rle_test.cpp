// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What RLE frames hold beside pixels goes, however the bytes are cut, and the pixels stay.

#include "redact/segments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <vector>

#include "codec/rle.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using namespace std::string_view_literals;

bytes operator+(bytes left, const bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

bytes of_text(std::string_view text) { return {text.begin(), text.end()}; }

void put_word(bytes& to, std::size_t index, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) to[4 * index + i] = static_cast<std::uint8_t>(word >> (8 * i));
}

// PS3.5 §G.5: the header, then the segments one after the other.
bytes frame_of(const std::vector<bytes>& segments, std::uint32_t first = 64) {
  bytes frame(first);
  put_word(frame, 0, static_cast<std::uint32_t>(segments.size()));
  for (std::size_t i = 0; i < segments.size(); ++i) {
    put_word(frame, i + 1, static_cast<std::uint32_t>(frame.size()));
    frame = frame + segments[i];
  }
  return frame;
}

bytes redacted(bytes frame, std::size_t piece, unsigned segments, std::uint64_t unpacked, bool recognised) {
  auto redactor = segment_redactor::of_rle(segments, unpacked);
  const std::span<std::uint8_t> all(frame);
  for (std::size_t at = 0; at < frame.size(); at += piece)
    redactor.redact(all.subspan(at, std::min(piece, frame.size() - at)));
  redactor.end_frame();
  EXPECT_EQ(redactor.recognised(), recognised);
  return frame;
}

// The same for every way to cut it.
bytes redacted_anyhow(const bytes& frame, unsigned segments, std::uint64_t unpacked, bool recognised = true) {
  bytes whole = redacted(frame, std::max<std::size_t>(frame.size(), 1), segments, unpacked, recognised);
  for (const unsigned piece : {1U, 2U, 3U, 7U, 63U, 64U, 65U})
    EXPECT_EQ(redacted(frame, piece, segments, unpacked, recognised), whole) << "in pieces of " << piece;
  return whole;
}

// Four bytes A B B B, in a literal run and a replicated one: PS3.5 §G.3.2.
const bytes packed{0, 'A', 254, 'B'};

TEST(RedactRle, WhatStandsBehindTheLastByteOfASegmentBecomesZeros) {
  const bytes secret = of_text("MEIER^ANNA"sv);
  const bytes said = frame_of({packed + secret, packed + bytes{128} + secret});
  const bytes silent = redacted_anyhow(said, 2, 4);
  EXPECT_EQ(silent, frame_of({packed + bytes(secret.size()), packed + bytes(secret.size() + 1)}));
}

TEST(RedactRle, SoDoOffsetsOfNoSegmentAndWhatStandsInFrontOfTheFirst) {
  bytes said = frame_of({packed}, 72);
  put_word(said, 2, 0x4e4e41);
  put_word(said, 15, 0x52454945);
  std::fill_n(said.begin() + 64, 8, std::uint8_t{'X'});
  EXPECT_EQ(redacted_anyhow(said, 1, 4), frame_of({packed}, 72));
}

TEST(RedactRle, ALiteralRunThatIsLongerThanTheSegmentLosesWhatIsTooMuch) {
  EXPECT_EQ(redacted_anyhow(frame_of({{5, 'a', 'b', 'c', 'd', 'e', 'f'}}), 1, 4),
            frame_of({{5, 'a', 'b', 'c', 'd', 0, 0}}));
}

TEST(RedactRle, BytesThatStandForNothingStay) {
  const bytes frame = frame_of({{128, 0, 'A', 128, 128, 254, 'B', 0}});
  EXPECT_EQ(redacted_anyhow(frame, 1, 4), frame);
}

TEST(RedactRle, WhatIsNoFrameIsLeftAndSaidNotToBeOne) {
  const bytes frame = frame_of({packed, packed});
  EXPECT_EQ(redacted_anyhow(frame, 1, 4, false), frame) << "of another number of segments";
  bytes falling = frame;
  put_word(falling, 2, 63);
  EXPECT_EQ(redacted_anyhow(falling, 2, 4, false), falling);
  const bytes cut(frame.begin(), frame.begin() + 20);
  EXPECT_EQ(redacted_anyhow(cut, 2, 4, false), cut);
  EXPECT_EQ(redacted_anyhow({}, 2, 4), bytes());
}

TEST(RedactRle, EachFrameIsOne) {
  auto redactor = segment_redactor::of_rle(1, 4);
  for (int i = 0; i < 3; ++i) {
    bytes frame = frame_of({packed + bytes{'X'}});
    redactor.redact(frame);
    redactor.end_frame();
    EXPECT_EQ(frame, frame_of({packed + bytes{0}}));
  }
  EXPECT_TRUE(redactor.recognised());
}

TEST(RedactRle, RandomFramesDecodeAsBefore) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const frame_format format{7, 9, 2, 8, 8};
    std::vector<bytes> segments(2);
    for (bytes& segment : segments)
      for (std::size_t size = random() % 90; size > 0; --size) segment.push_back(static_cast<std::uint8_t>(random()));
    const bytes frame = frame_of(segments, 64 + random() % 3);
    const auto decoded = [&](const bytes& encoded) {
      rle_codec codec;
      frame_format actual;
      bytes samples(7 * 9 * 2);
      bool damaged = false;
      EXPECT_EQ(codec.inspect(encoded, format, {}, actual), status::finished);
      EXPECT_EQ(codec.decode(samples, damaged), status::finished);
      return samples;
    };
    EXPECT_EQ(decoded(redacted_anyhow(frame, 2, 63)), decoded(frame));
  }
}

} // namespace
} // namespace dcmstream
