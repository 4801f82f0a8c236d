// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Inflating and deflating: any piece sizes, any wrapping, and nothing that bytes can do to it.

#include "inflate/deflater.hpp"
#include "inflate/inflater.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dcmstream {
namespace {

using byte_vector = std::vector<std::uint8_t>;

// Compressible, yet with literals, near and far matches.
byte_vector sample(std::size_t size) {
  std::mt19937 random(7);
  byte_vector bytes(size);
  for (std::size_t i = 0; i < size; i++) {
    const bool copies = i >= 9000 && random() % 8 != 0;
    bytes[i] = copies ? bytes[i - 9000] : static_cast<std::uint8_t>(random() % 40);
  }
  return bytes;
}

// By zlib itself: 0x78 and others are of the window's bits, gzip of 16 more, raw of negative ones.
byte_vector compressed(std::span<const std::uint8_t> bytes, int level, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  byte_vector target(deflateBound(&stream, bytes.size()));
  byte_vector source(bytes.begin(), bytes.end());
  stream.next_in = source.data();
  stream.avail_in = static_cast<uInt>(source.size());
  stream.next_out = target.data();
  stream.avail_out = static_cast<uInt>(target.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  target.resize(stream.total_out);
  deflateEnd(&stream);
  return target;
}

struct outcome {
  status answer = status::need_input;
  byte_vector bytes;
  std::size_t consumed = 0;
};

// Drives an inflater or a deflater as its contract says, and holds it to it.
template <class Step>
outcome drive(std::span<const std::uint8_t> in, std::size_t in_step, std::size_t out_step, Step step) {
  outcome result;
  byte_vector room(out_step);
  std::size_t idle = 0;
  for (;;) {
    const std::size_t size = std::min(in_step, in.size());
    const bool final = size == in.size();
    std::size_t consumed = 0;
    std::size_t produced = 0;
    // A buffer of the exact size, so that the sanitizer sees reads beyond it.
    const byte_vector piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
    result.answer = step(piece, room, consumed, produced, final);
    EXPECT_LE(consumed, size);
    EXPECT_LE(produced, room.size());
    result.consumed += consumed;
    result.bytes.insert(result.bytes.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(produced));
    in = in.subspan(consumed);
    if (result.answer == status::need_input) {
      EXPECT_EQ(consumed, size);
      EXPECT_FALSE(final);
    } else if (result.answer == status::output_full) {
      EXPECT_EQ(produced, room.size());
    } else {
      return result;
    }
    idle = consumed + produced == 0 ? idle + 1 : 0;
    if (idle > 1) {
      ADD_FAILURE() << "no progress";
      return result;
    }
  }
}

outcome inflated(std::span<const std::uint8_t> in, std::size_t in_step, std::size_t out_step, inflater& used) {
  outcome result = drive(in, in_step, out_step, [&](auto&&... arguments) { return used.inflate(arguments...); });
  std::size_t consumed = 1;
  std::size_t produced = 1;
  byte_vector room(8);
  EXPECT_EQ(used.inflate(in, room, consumed, produced, true), result.answer) << "an end is an end";
  EXPECT_EQ(consumed + produced, 0U);
  return result;
}

outcome inflated(std::span<const std::uint8_t> in, std::size_t in_step = 4096, std::size_t out_step = 4096) {
  inflater used;
  return inflated(in, in_step, out_step, used);
}

outcome deflated(std::span<const std::uint8_t> in, int level, std::size_t in_step, std::size_t out_step) {
  deflater used(level);
  return drive(in, in_step, out_step, [&](auto&&... arguments) { return used.deflate(arguments...); });
}

constexpr std::size_t steps[] = {1, 2, 3, 7, 4096, 1U << 20};

TEST(Inflater, ReadsEveryWrappingAtEveryLevel) {
  const byte_vector bytes = sample(30000);
  const std::pair<int, deflate_wrapping> forms[] = {
      {-15, deflate_wrapping::raw}, {-9, deflate_wrapping::raw},  {9, deflate_wrapping::zlib},
      {12, deflate_wrapping::zlib}, {15, deflate_wrapping::zlib}, {31, deflate_wrapping::gzip},
  };
  for (const auto& [bits, wrapping] : forms) {
    for (int level = 0; level <= 9; level++) {
      const byte_vector stream = compressed(bytes, level, bits);
      inflater used;
      const outcome result = inflated(stream, 4096, 4096, used);
      EXPECT_EQ(result.answer, status::finished) << bits << " " << level;
      EXPECT_EQ(result.bytes, bytes) << bits << " " << level;
      EXPECT_EQ(result.consumed, stream.size());
      EXPECT_EQ(used.wrapping(), wrapping);
    }
  }
}

TEST(Inflater, GivesTheSameInPiecesOfAnySize) {
  const byte_vector bytes = sample(12000);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector stream = compressed(bytes, 6, bits);
    for (const std::size_t in_step : steps) {
      for (const std::size_t out_step : steps) {
        const outcome result = inflated(stream, in_step, out_step);
        EXPECT_EQ(result.answer, status::finished);
        EXPECT_TRUE(result.bytes == bytes) << bits << ": " << in_step << ", " << out_step;
      }
    }
  }
}

TEST(Inflater, FinishesInARoomThatIsJustLargeEnough) {
  const byte_vector bytes = sample(1000);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector stream = compressed(bytes, 6, bits);
    inflater used;
    byte_vector room(bytes.size());
    std::size_t consumed = 0;
    std::size_t produced = 0;
    status answer = used.inflate(stream, room, consumed, produced, true);
    if (answer == status::output_full) { // the end of the last block was not read yet
      const auto rest = std::span(stream).subspan(consumed);
      answer = used.inflate(rest, {}, consumed, produced, true);
    }
    EXPECT_EQ(answer, status::finished);
    EXPECT_EQ(room, bytes);
  }
}

TEST(Inflater, LeavesWhatStandsBehindTheStream) {
  const byte_vector bytes = sample(500);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector stream = compressed(bytes, 6, bits);
    byte_vector padded = stream;
    padded.insert(padded.end(), {0, 'r', 'e', 's', 't'});
    for (const std::size_t step : steps) {
      const outcome result = inflated(padded, step, 64);
      EXPECT_EQ(result.answer, status::finished);
      EXPECT_EQ(result.consumed, stream.size());
      EXPECT_EQ(result.bytes, bytes);
    }
  }
}

TEST(Inflater, TellsAStoredBlockFromAZlibHeader) {
  // The first byte is that of a zlib header with the smallest window, for the unused bits of the block are not zeros.
  const byte_vector stored{0x08, 2, 0, 0xFD, 0xFF, 'h', 'i', 0x03, 0x00};
  for (const std::size_t step : steps) {
    inflater used;
    const outcome result = inflated(stored, step, 8, used);
    EXPECT_EQ(result.answer, status::finished);
    EXPECT_EQ(result.bytes, (byte_vector{'h', 'i'}));
    EXPECT_EQ(used.wrapping(), deflate_wrapping::raw);
  }
}

TEST(Inflater, SaysThatTheInputIsTruncatedAtWhateverByte) {
  const byte_vector bytes = sample(2000);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector stream = compressed(bytes, 6, bits);
    for (std::size_t size = 0; size < stream.size(); size++) {
      for (const std::size_t step : {std::size_t{1}, std::size_t{4096}}) {
        const outcome result = inflated(std::span(stream).first(size), step, 4096);
        EXPECT_EQ(result.answer, status::truncated) << bits << " at " << size;
        EXPECT_TRUE(std::equal(result.bytes.begin(), result.bytes.end(), bytes.begin()));
      }
    }
  }
}

TEST(Inflater, KeepsWhatStandsBeforeABreak) {
  const byte_vector bytes = sample(9000);
  byte_vector stream = compressed(bytes, 6, 15);
  stream.back() ^= 1; // of the checksum
  const outcome result = inflated(stream);
  EXPECT_EQ(result.answer, status::inflate_malformed);
  EXPECT_EQ(result.bytes, bytes);
}

TEST(Inflater, EndsInOrderWithAnyBitFlipped) {
  const byte_vector bytes = sample(150);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector stream = compressed(bytes, 6, bits);
    for (std::size_t bit = 0; bit < stream.size() * 8; bit++) {
      byte_vector broken = stream;
      broken[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const outcome whole = inflated(broken, 4096, 4096);
      const outcome bytewise = inflated(broken, 1, 61);
      EXPECT_EQ(whole.answer, bytewise.answer);
      EXPECT_EQ(whole.bytes, bytewise.bytes);
      EXPECT_LE(whole.bytes.size(), broken.size() * 1032);
    }
  }
}

TEST(Inflater, RefusesADictionaryThatNobodyHas) {
  EXPECT_EQ(inflated(byte_vector{0x78, 0x20, 0, 0, 0, 1, 3, 0}).answer, status::inflate_malformed);
}

TEST(Inflater, RefusesGrowthBeyondTheLimit) {
  const byte_vector zeros(1U << 20);
  for (const int bits : {-15, 15, 31}) {
    const byte_vector bomb = compressed(zeros, 9, bits);
    inflater guarded({.max_ratio = 100, .free_size = 100000});
    const outcome refused = inflated(bomb, 4096, 4096, guarded);
    EXPECT_EQ(refused.answer, status::inflate_ratio_exceeded);
    EXPECT_GT(refused.bytes.size(), 100000U);
    EXPECT_LE(refused.bytes.size(), 100000U + 4096U);

    inflater generous({.max_ratio = 1032, .free_size = 0});
    EXPECT_EQ(inflated(bomb, 4096, 4096, generous).answer, status::finished);
    EXPECT_EQ(inflated(bomb).answer, status::finished) << "small output is free";
  }
}

TEST(Deflater, WritesWhatTheInflaterReads) {
  const byte_vector bytes = sample(12000);
  for (int level = 0; level <= 9; level++) {
    for (const std::size_t step : steps) {
      const outcome written = deflated(bytes, level, step, step);
      ASSERT_EQ(written.answer, status::finished);
      inflater used;
      EXPECT_EQ(inflated(written.bytes, 4096, 4096, used).bytes, bytes) << level << ": " << step;
      EXPECT_EQ(used.wrapping(), deflate_wrapping::raw);
    }
  }
}

// PS3.5 §A.5
TEST(Deflater, PadsToEvenSize) {
  bool padded = false;
  for (std::size_t size = 0; size < 40; size++) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{64}}) {
      const byte_vector bytes = sample(size);
      const outcome written = deflated(bytes, 6, step, step);
      EXPECT_EQ(written.bytes.size() % 2, 0U);
      const outcome read = inflated(written.bytes);
      EXPECT_EQ(read.answer, status::finished);
      EXPECT_EQ(read.bytes, bytes);
      if (read.consumed != written.bytes.size()) {
        EXPECT_EQ(read.consumed + 1, written.bytes.size());
        EXPECT_EQ(written.bytes.back(), 0);
        padded = true;
      }
    }
  }
  EXPECT_TRUE(padded);
}

TEST(Deflater, RefusesLevelsThatThereAreNot) {
  for (const int level : {-1, 10}) EXPECT_EQ(deflated({}, level, 1, 64).answer, status::argument_invalid);
}

} // namespace
} // namespace dcmstream
