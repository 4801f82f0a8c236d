// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Deflated frames: exactly the samples, whatever the deflated stream holds.

#include "codec/deflated_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "codec/frame_decoder.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing::Each;

constexpr int raw = -MAX_WBITS;

// By zlib itself, in its three wrappings. Flushed rather than finished, such streams can be joined.
bytes deflated(bytes plain, int window_bits = raw, int flush = Z_FINISH) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  bytes target(deflateBound(&stream, plain.size()) + 32);
  stream.next_in = plain.data();
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = target.data();
  stream.avail_out = static_cast<uInt>(target.size());
  EXPECT_EQ(deflate(&stream, flush), flush == Z_FINISH ? Z_STREAM_END : Z_OK);
  target.resize(stream.total_out);
  deflateEnd(&stream);
  return target;
}

bytes counted(std::size_t size) {
  bytes plain(size);
  for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::uint8_t>(i * 37 ^ i >> 3);
  return plain;
}

struct decoded {
  status answer;
  bytes samples;
  bool damaged;
};

decoded decode(bytes encoded, const frame_format& format) {
  encoded.shrink_to_fit(); // so that reading past the end is reading past an allocation
  deflated_frame_codec codec;
  decoded result{status::finished, bytes(decoded_size(format)), false};
  frame_format actual;
  result.answer = codec.inspect(encoded, format, {}, actual);
  if (result.answer == status::finished) result.answer = codec.decode(result.samples, result.damaged);
  return result;
}

TEST(DeflatedFrame, GivesTheBytesThatWereDeflatedForEveryFormatAndWrapping) {
  const frame_format formats[] = {
      {5, 7, 1, 8, 8}, {5, 7, 3, 8, 8}, {5, 7, 1, 16, 12}, {5, 7, 1, 32, 32}, {5, 7, 1, 1, 1}};
  for (const frame_format& format : formats) {
    const bytes plain = counted(decoded_size(format));
    for (const int window_bits : {raw, MAX_WBITS, MAX_WBITS + 16}) {
      const decoded result = decode(deflated(plain, window_bits), format);
      EXPECT_EQ(result.answer, status::finished);
      EXPECT_EQ(result.samples, plain);
      EXPECT_FALSE(result.damaged);
    }
  }
}

TEST(DeflatedFrame, IgnoresPaddingInsideAndBehindTheStream) {
  const frame_format format{3, 3, 1, 8, 8};
  bytes plain = counted(9);
  bytes padded = plain;
  padded.push_back(0);
  bytes encoded = deflated(padded);
  encoded.push_back(0);
  const decoded result = decode(encoded, format);
  EXPECT_EQ(result.samples, plain);
  EXPECT_FALSE(result.damaged);
}

TEST(DeflatedFrame, DoesNotInflateMoreThanTheFrameHolds) {
  const decoded result = decode(deflated(bytes(5'000'000)), {3, 3, 1, 8, 8});
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_FALSE(result.damaged);
}

TEST(DeflatedFrame, TakesAnEmptySegmentationOfAnySize) {
  const std::uint32_t side = 8300; // more than the data set's inflater gives without looking at the ratio
  bytes encoded;
  const bytes block = deflated(bytes(std::size_t{side} * 83), raw, Z_FULL_FLUSH);
  for (int i = 0; i < 100; ++i) encoded.insert(encoded.end(), block.begin(), block.end());
  const decoded result = decode(encoded, {side, side, 1, 8, 8});
  EXPECT_EQ(result.answer, status::finished);
  EXPECT_FALSE(result.damaged);
}

TEST(DeflatedFrame, OfACutStreamGivesWhatWasThereAndZeros) {
  const frame_format format{10, 20, 1, 8, 8};
  const bytes plain = counted(200);
  const bytes whole = deflated(plain);
  std::size_t most = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const decoded result = decode({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}, format);
    if (result.answer != status::finished) {
      EXPECT_EQ(result.answer, status::inflate_malformed);
      EXPECT_EQ(most, 0U);
      continue;
    }
    const auto [end, _] = std::mismatch(result.samples.begin(), result.samples.end(), plain.begin());
    EXPECT_THAT(bytes(end, result.samples.end()), Each(0));
    EXPECT_EQ(result.damaged, end != result.samples.end());
    most = std::max(most, static_cast<std::size_t>(end - result.samples.begin()));
  }
  EXPECT_GE(most, 190U);
  EXPECT_TRUE(decode(deflated(counted(199)), format).damaged) << "a whole stream of too little";
}

TEST(DeflatedFrame, RefusesWhatDoesNotInflateAndFormatsThatAreNone) {
  EXPECT_EQ(decode({}, {3, 3, 1, 8, 8}).answer, status::inflate_malformed);
  EXPECT_EQ(decode({0xFF, 0xFF, 0xFF}, {3, 3, 1, 8, 8}).answer, status::inflate_malformed);
  EXPECT_EQ(decode(deflated({}), {3, 3, 1, 8, 8}).answer, status::inflate_malformed);
  EXPECT_EQ(decode(deflated(counted(9)), {3, 3, 1, 12, 12}).answer, status::attribute_invalid);
  EXPECT_EQ(decode(deflated(counted(9)), {3, 3, 3, 1, 1}).answer, status::attribute_invalid);
  deflated_frame_codec codec;
  bytes samples(9);
  bool damaged = false;
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid) << "nothing was accepted";
}

TEST(DeflatedFrame, AllocatesNothingBeforeTheLimitIsAsked) {
  deflated_frame_codec codec;
  frame_decoder decoder(codec);
  EXPECT_EQ(decoder.decode(deflated(counted(9)), {65535, 65535, 3, 64, 64}, {}, 1 << 20), status::frame_too_large);
}

} // namespace
} // namespace dcmstream
