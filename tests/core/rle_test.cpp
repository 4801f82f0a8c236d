// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// RLE Lossless against PS3.5 Annex G: vectors made by hand, an encoder of our own, and hostile input.

#include "codec/frame_decoder.hpp"
#include "codec/rle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing::ElementsAre;
using testing::ElementsAreArray;

frame_format format_of(std::uint32_t rows, std::uint32_t columns, std::uint16_t samples, std::uint16_t bits) {
  return {rows, columns, samples, bits, bits};
}

void append_word(bytes& to, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) to.push_back(static_cast<std::uint8_t>(word >> shift));
}

// PS3.5 §G.5: the header, then the segments one after the other.
bytes frame_of(const std::vector<bytes>& segments) {
  bytes frame;
  append_word(frame, static_cast<std::uint32_t>(segments.size()));
  std::size_t offset = 64;
  for (const bytes& segment : segments) {
    append_word(frame, static_cast<std::uint32_t>(offset));
    offset += segment.size();
  }
  frame.resize(64);
  for (const bytes& segment : segments) frame.insert(frame.end(), segment.begin(), segment.end());
  return frame;
}

// PS3.5 §G.3.1, with runs of at most `longest`: no encoder is required to use the greatest length.
bytes pack(const bytes& plain, std::size_t longest) {
  bytes packed;
  for (std::size_t i = 0; i < plain.size();) {
    std::size_t run = 1;
    while (run < longest && i + run < plain.size() && plain[i + run] == plain[i]) ++run;
    if (run >= 2) {
      packed.push_back(static_cast<std::uint8_t>(257 - run));
      packed.push_back(plain[i]);
      i += run;
      continue;
    }
    std::size_t count = 1;
    while (count < longest && i + count + 1 < plain.size() && plain[i + count] != plain[i + count + 1]) ++count;
    packed.push_back(static_cast<std::uint8_t>(count - 1));
    packed.insert(packed.end(), plain.begin() + static_cast<std::ptrdiff_t>(i),
                  plain.begin() + static_cast<std::ptrdiff_t>(i + count));
    i += count;
  }
  if (packed.size() % 2 != 0) packed.push_back(0); // PS3.5 §G.3.1: an even number of bytes
  return packed;
}

// PS3.5 §G.2: one segment a byte of the composite pixel, each sample's most significant byte first.
bytes encode(const bytes& samples, const frame_format& format, std::size_t longest = 128) {
  const std::size_t width = format.bits_allocated == 1 ? 1 : format.bits_allocated / 8;
  const std::size_t pixel = width * format.samples_per_pixel;
  std::vector<bytes> segments;
  for (std::size_t sample = 0; sample < format.samples_per_pixel; ++sample) {
    for (std::size_t byte = width; byte-- > 0;) {
      bytes plane;
      for (std::size_t i = sample * width + byte; i < samples.size(); i += pixel) plane.push_back(samples[i]);
      segments.push_back(pack(plane, longest));
    }
  }
  return frame_of(segments);
}

struct decoded {
  status answer;
  bytes samples;
  bool damaged = false;
};

decoded decode(bytes encoded, const frame_format& format) {
  encoded.shrink_to_fit(); // so that reading past the end is reading past an allocation
  rle_codec codec;
  frame_format actual;
  status answer = codec.inspect(encoded, format, {}, actual);
  bytes samples(decoded_size(format));
  bool damaged = false;
  if (answer == status::finished) answer = codec.decode(samples, damaged);
  return {answer, samples, damaged};
}

TEST(Rle, UnpacksLiteralRunsReplicateRunsAndSkipsTheControlThatMeansNothing) {
  // 3 literal bytes; nothing; 0x80 means nothing even twice; 4 times 9; one literal byte
  const bytes segment{2, 1, 2, 3, 128, 128, 253, 9, 0, 7};
  const decoded result = decode(frame_of({segment}), format_of(2, 4, 1, 8));
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_THAT(result.samples, ElementsAre(1, 2, 3, 9, 9, 9, 9, 7));
}

TEST(Rle, TakesTheLongestRunsOfBothKinds) {
  bytes segment{127};
  bytes expected;
  for (int i = 0; i < 128; ++i)
    segment.push_back(static_cast<std::uint8_t>(i)), expected.push_back(static_cast<std::uint8_t>(i));
  segment.push_back(129); // -127: 128 times
  segment.push_back(5);
  expected.insert(expected.end(), 128, 5);
  const decoded result = decode(frame_of({segment}), format_of(16, 16, 1, 8));
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_THAT(result.samples, ElementsAreArray(expected));
}

TEST(Rle, PutsTheMostSignificantSegmentFirstIntoLittleEndianSamples) {
  const bytes high{1, 0x12, 0x34};
  const bytes low{1, 0x56, 0x78};
  const decoded result = decode(frame_of({high, low}), format_of(1, 2, 1, 16));
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_THAT(result.samples, ElementsAre(0x56, 0x12, 0x78, 0x34));
}

TEST(Rle, InterleavesTheSamplesOfColor) {
  const decoded result = decode(frame_of({{1, 1, 2}, {1, 3, 4}, {1, 5, 6}}), format_of(1, 2, 3, 8));
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_THAT(result.samples, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(Rle, DecodesOneBitPixelsAsTheyArePacked) {
  const decoded result = decode(frame_of({{1, 0xA5, 0x01}}), format_of(3, 3, 1, 1));
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_THAT(result.samples, ElementsAre(0xA5, 0x01));
}

TEST(Rle, CutsRegionsOfOneBitPixels) {
  const frame_format format = format_of(7, 9, 1, 1);
  bytes plain(decoded_size(format));
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::uint8_t>(i * 37 + 11);
  const auto bit = [](std::span<const std::uint8_t> from, std::size_t i) { return (from[i / 8] >> (i % 8)) & 1U; };
  const bytes encoded = encode(plain, format);
  rle_codec codec;
  frame_decoder decoder(codec);
  for (std::uint32_t left = 0; left < 9; ++left) {
    for (std::uint32_t columns = 1; columns <= 9 - left; ++columns) {
      ASSERT_EQ(decoder.decode(encoded, format, {0, {left, 2, columns, 4}}, 1000), status::finished);
      ASSERT_EQ(decoder.format().columns, columns);
      ASSERT_EQ(decoder.samples().size(), (4 * columns + 7) / 8);
      for (std::size_t i = 0; i < decoder.samples().size() * 8; ++i) {
        const bool inside = i < 4 * columns;
        ASSERT_EQ(bit(decoder.samples(), i), inside ? bit(plain, (2 + i / columns) * 9 + left + i % columns) : 0U);
      }
    }
  }
}

TEST(Rle, GivesBackWhatWasEncodedForEveryDepthSampleCountAndOddSize) {
  std::mt19937 random(1);
  for (const std::uint16_t bits : std::initializer_list<std::uint16_t>{1, 8, 16, 32}) {
    for (const std::uint16_t samples : std::initializer_list<std::uint16_t>{1, 2, 3}) {
      if (bits == 1 && samples > 1) continue;
      for (const std::uint32_t columns : {1U, 7U, 15U, 16U, 17U, 300U, 1025U}) {
        const frame_format format = format_of(3, columns, samples, bits);
        bytes plain(decoded_size(format));
        std::uint8_t last = 0;
        for (std::uint8_t& byte : plain) {
          if (random() % 4 == 0) last = static_cast<std::uint8_t>(random());
          byte = last;
        }
        for (const std::size_t longest : {1U, 2U, 3U, 128U}) {
          const decoded result = decode(encode(plain, format, longest), format);
          EXPECT_EQ(result.answer, status::finished);
          EXPECT_EQ(result.samples, plain) << bits << " bits, " << samples << " samples, " << columns << " columns";
        }
      }
    }
  }
}

TEST(Rle, TakesWhatASegmentHoldsBeyondItsShareAsPadding) {
  EXPECT_EQ(decode(frame_of({{1, 1, 2, 0, 0, 0}}), format_of(1, 2, 1, 8)).answer, status::finished);
  const decoded overrun = decode(frame_of({{3, 1, 2, 3, 4}}), format_of(1, 2, 1, 8));
  EXPECT_EQ(overrun.answer, status::finished);
  EXPECT_THAT(overrun.samples, ElementsAre(1, 2));
}

TEST(Rle, GivesWhatThereIsOfAFrameThatIsCut) {
  const frame_format format = format_of(5, 7, 3, 16);
  bytes plain(decoded_size(format));
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::uint8_t>(i * 37 | 1U);
  bytes whole = encode(plain, format);
  while (whole.back() == 0) whole.pop_back(); // the padding may be missing
  ASSERT_EQ(decode(whole, format).samples, plain);
  ASSERT_FALSE(decode(whole, format).damaged);
  std::size_t most_zeros = plain.size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const decoded result = decode(cut, format);
    if (size < 64) {
      EXPECT_EQ(result.answer, status::rle_malformed) << size;
      continue;
    }
    EXPECT_EQ(result.answer, status::finished) << size;
    EXPECT_TRUE(result.damaged) << size;
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
      EXPECT_TRUE(result.samples[i] == plain[i] || result.samples[i] == 0) << size;
      zeros += result.samples[i] == 0 ? 1 : 0;
    }
    EXPECT_LE(zeros, most_zeros) << size;
    most_zeros = zeros;
  }
  EXPECT_EQ(most_zeros, 1U);
}

TEST(Rle, RefusesHeadersThatContradictTheFrame) {
  const frame_format format = format_of(1, 2, 1, 16);
  const auto refused = [&](std::size_t word, std::uint32_t value) {
    bytes frame = frame_of({{1, 1, 2}, {1, 3, 4}});
    for (std::size_t i = 0; i < 4; ++i) frame[word * 4 + i] = static_cast<std::uint8_t>(value >> (8 * i));
    return decode(frame, format).answer == status::rle_malformed;
  };
  EXPECT_TRUE(refused(0, 0));  // no segments
  EXPECT_TRUE(refused(0, 1));  // too few
  EXPECT_TRUE(refused(0, 3));  // too many
  EXPECT_TRUE(refused(0, 16)); // more than a header can have
  EXPECT_TRUE(refused(0, 0xFFFF'FFFF));
  EXPECT_TRUE(refused(1, 0)); // inside the header
  EXPECT_TRUE(refused(1, 63));
  EXPECT_TRUE(refused(1, 68));   // behind the next segment
  EXPECT_TRUE(refused(1, 1000)); // behind the end
  EXPECT_TRUE(refused(2, 63));   // before the one it follows
}

TEST(Rle, SurvivesRandomBytes) {
  std::mt19937 random(2);
  for (int round = 0; round < 3000; ++round) {
    const std::uint16_t samples = random() % 2 == 0 ? 1 : 3;
    const auto bits = static_cast<std::uint16_t>(8U << random() % 3);
    const frame_format format = format_of(1 + random() % 9, 1 + random() % 9, samples, bits);
    std::vector<bytes> segments(std::size_t{samples} * bits / 8);
    for (bytes& segment : segments) {
      segment.resize(random() % 40);
      for (std::uint8_t& byte : segment) byte = static_cast<std::uint8_t>(random());
    }
    const status answer = decode(frame_of(segments), format).answer;
    EXPECT_TRUE(answer == status::finished || (answer == status::rle_malformed && samples * bits / 8 <= 15));
  }
}

TEST(Rle, RefusesFormatsThatItCannotDecodeAndMemoryOfTheWrongSize) {
  const bytes encoded = frame_of({{1, 1, 2}});
  rle_codec codec;
  frame_format actual;
  EXPECT_EQ(codec.inspect(encoded, format_of(1, 2, 1, 24), {}, actual), status::attribute_invalid);
  EXPECT_EQ(codec.inspect(encoded, format_of(1, 2, 1, 12), {}, actual), status::attribute_invalid);
  EXPECT_EQ(codec.inspect(encoded, format_of(0, 2, 1, 8), {}, actual), status::attribute_invalid);
  EXPECT_EQ(codec.inspect(encoded, format_of(1, 2, 3, 1), {}, actual), status::attribute_invalid);
  bytes samples(3);
  bool damaged = false;
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid) << "nothing was accepted";
  ASSERT_EQ(codec.inspect(encoded, format_of(1, 2, 1, 8), {}, actual), status::finished);
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid);
  // sixteen segments would be needed, and a header has room for fifteen
  EXPECT_EQ(decode(frame_of(std::vector<bytes>(15, {0, 1})), format_of(1, 1, 4, 32)).answer, status::rle_malformed);
}

TEST(DecodedSize, IsExactUpToTheGreatestFrame) {
  EXPECT_EQ(decoded_size(format_of(65535, 65535, 3, 32)), 65535ULL * 65535 * 12);
  EXPECT_EQ(decoded_size(format_of(3, 3, 1, 1)), 2U);
  EXPECT_EQ(decoded_size(format_of(65536, 1, 1, 8)), 0U);
  EXPECT_EQ(decoded_size(format_of(1, 1, 5, 8)), 0U);
}

} // namespace
} // namespace dcmstream
