// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG-LS that is cut, spoilt or made to harm.

#include "codec/jpeg_ls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <random>

#include "codec/frame_decoder.hpp"
#include "support/jpeg_ls_decoding.hpp"

namespace dcmstream {
namespace {

using namespace jpeg_ls_test;
using testing::Each;

// Where the bytes stand that a test exchanges.
std::size_t find(const bytes& in, std::initializer_list<std::uint8_t> what, std::size_t from = 0) {
  const auto found = std::search(in.begin() + static_cast<std::ptrdiff_t>(from), in.end(), what.begin(), what.end());
  EXPECT_NE(found, in.end());
  return static_cast<std::size_t>(found - in.begin());
}

bytes with_inserted(bytes into, std::size_t at, const bytes& what) {
  into.insert(into.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
  return into;
}

TEST(JpegLs, OfACutCodestreamGivesTheRowsThatWereThere) {
  for (const int bits : {8, 12}) {
    const picture p{7, 5, bits};
    const bytes samples = samples_of(p);
    const bytes whole = encode(samples, p);
    const std::size_t row = p.columns * sample_size(p);
    std::size_t most = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const decoded result = decode(cut, declared_of(p));
      if (result.answer != status::finished) {
        EXPECT_EQ(result.answer, status::jpeg_ls_malformed);
        EXPECT_EQ(most, 0U) << "what a shorter codestream gives, a longer one gives too";
        continue;
      }
      EXPECT_TRUE(result.damaged);
      const auto [end, _] = std::mismatch(result.samples.begin(), result.samples.end(), samples.begin());
      const std::size_t rows = static_cast<std::size_t>(end - result.samples.begin()) / row;
      EXPECT_GE(rows, std::max<std::size_t>(most, 1));
      most = rows;
      const bytes rest(result.samples.begin() + static_cast<std::ptrdiff_t>(rows * row), result.samples.end());
      EXPECT_THAT(rest, Each(0));
    }
    EXPECT_EQ(most, p.rows) << "only the end of image is missing at last";
  }
}

TEST(JpegLs, OfAnyCutCodestreamGivesWhatItCanOrSaysThatItIsMalformed) {
  for (const auto interleave : {interleave_mode::none, interleave_mode::line, interleave_mode::sample}) {
    const picture p{6, 4, 8, 3, interleave};
    const bytes whole = encode(samples_of(p), p);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const decoded result = decode(cut, declared_of(p));
      EXPECT_TRUE(result.answer == status::finished ? result.damaged : result.answer == status::jpeg_ls_malformed);
    }
  }
}

TEST(JpegLs, TellsBlackRowsThatWereThereFromNone) {
  const picture p{100, 100, 8};
  bytes samples(10000);
  std::fill(samples.begin() + 9000, samples.end(), std::uint8_t{77});
  bytes cut = encode(samples, p);
  cut.resize(cut.size() - 6);
  const decoded some = decode(cut, declared_of(p));
  EXPECT_EQ(some.answer, status::finished);
  EXPECT_TRUE(some.damaged);
  const bytes black = encode(bytes(10000), p);
  const std::size_t data = find(black, {0xFF, 0xDA}) + 10;
  const auto first = [&](std::size_t count) {
    return decode({black.begin(), black.begin() + static_cast<std::ptrdiff_t>(data + count)}, declared_of(p));
  };
  EXPECT_EQ(first(0).answer, status::jpeg_ls_malformed);
  EXPECT_EQ(first(4).answer, status::finished);
  EXPECT_TRUE(first(4).damaged);
  EXPECT_THAT(first(4).samples, Each(0));
}

// ISO/IEC 14495-1, C.2.4.1.1: 8-bit defaults, but for MAXVAL and RESET.
bytes preset(std::uint8_t maximum, unsigned reset) {
  return {0xFF,
          0xF8,
          0,
          13,
          1,
          0,
          maximum,
          0,
          3,
          0,
          7,
          0,
          21,
          static_cast<std::uint8_t>(reset >> 8),
          static_cast<std::uint8_t>(reset)};
}

TEST(JpegLs, RefusesParametersThatCharLsWouldMisread) {
  for (const auto interleave : {interleave_mode::none, interleave_mode::line, interleave_mode::sample}) {
    const picture p{31, 9, 8, 3, interleave};
    const bytes encoded = encode(samples_of(p), p);
    const auto with = [&](const bytes& segment) {
      return decode(with_inserted(encoded, find(encoded, {0xFF, 0xDA}), segment), declared_of(p));
    };
    EXPECT_EQ(with(preset(255, 64)).samples, samples_of(p));
    EXPECT_EQ(with(preset(254, 64)).answer, status::jpeg_ls_malformed);
    EXPECT_EQ(with(preset(255, 256)).answer, status::jpeg_ls_malformed);
    if (interleave == interleave_mode::sample) EXPECT_EQ(with(preset(255, 63)).answer, status::jpeg_ls_malformed);
    const bytes mapping{0xFF, 0xF8, 0, 6, 2, 1, 1, 7}; // ISO/IEC 14495-1, C.2.4.1.2: a mapping table
    EXPECT_EQ(with(mapping).answer, status::jpeg_ls_malformed);
  }
}

TEST(JpegLs, RefusesLaterScansThatDifferFromTheFirst) {
  const picture p{31, 9, 8, 3};
  const bytes encoded = encode(samples_of(p), p);
  const std::size_t second = find(encoded, {0xFF, 0xDA}, find(encoded, {0xFF, 0xDA}) + 2);
  bytes interleaved = encoded;
  interleaved[second + 8] = 2; // ILV
  EXPECT_EQ(decode(interleaved, declared_of(p)).answer, status::jpeg_ls_malformed);
  const auto with = [&](const bytes& segment) {
    return decode(with_inserted(encoded, second, segment), declared_of(p));
  };
  EXPECT_EQ(with(preset(255, 64)).samples, samples_of(p));
  EXPECT_EQ(with(preset(254, 64)).answer, status::jpeg_ls_malformed);
  EXPECT_EQ(with(preset(255, 256)).answer, status::jpeg_ls_malformed);
}

TEST(JpegLs, SpendsNoMemoryOnSizesThatAreNone) {
  const picture p;
  bytes encoded = encode(samples_of(p), p);
  const std::size_t frame = find(encoded, {0xFF, 0xF7});
  jpeg_ls_codec codec;
  frame_decoder decoder(codec);
  std::fill_n(encoded.begin() + static_cast<std::ptrdiff_t>(frame + 5), 4, std::uint8_t{0xFF}); // rows and columns
  EXPECT_EQ(decoder.decode(encoded, declared_of(p), {}, 1'000'000'000), status::frame_too_large);
  std::fill_n(encoded.begin() + static_cast<std::ptrdiff_t>(frame + 5), 4, std::uint8_t{0});
  const bytes oversize{0xFF, 0xF8, 0, 12, 4, 4, 0, 1, 0, 0, 0, 1, 0, 0}; // ISO/IEC 14495-1, C.2.4.1.4: 65536 of each
  EXPECT_EQ(decode(with_inserted(encoded, find(encoded, {0xFF, 0xDA}), oversize), declared_of(p)).answer,
            status::jpeg_ls_malformed);
}

TEST(JpegLs, RefusesWhatIsNotJpegLsAndFormatsThatItCannotDecode) {
  const picture p;
  const bytes encoded = encode(samples_of(p), p);
  EXPECT_EQ(decode({}, declared_of(p)).answer, status::jpeg_ls_malformed);
  EXPECT_EQ(decode(bytes(100), declared_of(p)).answer, status::jpeg_ls_malformed);
  EXPECT_EQ(decode({0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0}, declared_of(p)).answer,
            status::jpeg_ls_malformed);
  EXPECT_EQ(decode(encoded, declared_of(p, 65)).answer, status::attribute_invalid);
  jpeg_ls_codec codec;
  frame_format actual;
  bytes samples(35);
  bool damaged = false;
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid) << "nothing was accepted";
  ASSERT_EQ(codec.inspect(encoded, declared_of(p), {}, actual), status::finished);
  EXPECT_EQ(codec.decode(std::span(samples).first(34), damaged), status::argument_invalid);
}

TEST(JpegLs, SurvivesBytesThatWereChanged) {
  std::mt19937 random(4);
  for (const auto interleave : {interleave_mode::none, interleave_mode::line, interleave_mode::sample}) {
    const picture p{16, 8, 8, 3, interleave};
    const bytes whole = encode(samples_of(p), p);
    for (int round = 0; round < 1000; ++round) {
      bytes spoilt = whole;
      for (int i = 0; i < 3; ++i) spoilt[random() % spoilt.size()] = static_cast<std::uint8_t>(random());
      jpeg_ls_codec codec;
      frame_decoder decoder(codec);
      const status answer = decoder.decode(spoilt, declared_of(p), {}, 1 << 20);
      EXPECT_TRUE(answer == status::finished || answer == status::jpeg_ls_malformed ||
                  answer == status::frame_too_large);
    }
  }
}

} // namespace
} // namespace dcmstream
