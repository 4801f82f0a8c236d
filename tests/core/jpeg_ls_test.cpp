// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG-LS: what CharLS's encoder was given comes back, in the cells that were declared.

#include "codec/jpeg_ls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>

#include "support/jpeg_ls_decoding.hpp"

namespace dcmstream {
namespace {

using namespace jpeg_ls_test;
using testing::ElementsAre;

TEST(JpegLs, GivesBackWhatWasEncodedForEveryPrecisionInterleavingAndNumberOfComponents) {
  for (int bits = 2; bits <= 16; ++bits) {
    for (const int components : {1, 3, 4}) {
      for (const auto interleave : {interleave_mode::none, interleave_mode::line, interleave_mode::sample}) {
        if (components == 1 && interleave != interleave_mode::none) continue;
        for (const std::uint32_t columns : {1U, 7U, 40U}) {
          const picture p{columns, 5, bits, components, interleave};
          const bytes samples = samples_of(p);
          const decoded result = decode(encode(samples, p), declared_of(p));
          ASSERT_EQ(result.answer, status::finished);
          EXPECT_FALSE(result.damaged);
          EXPECT_EQ(result.samples, samples) << bits << " bits, " << components << " components of " << columns;
          EXPECT_EQ(result.format.samples_per_pixel, components);
          EXPECT_EQ(result.format.bits_stored, bits);
          EXPECT_EQ(result.format.color, color_model::as_declared);
        }
      }
    }
  }
}

TEST(JpegLs, IsAsNearAsWasAskedFor) {
  for (const int near : {1, 2, 3}) {
    for (const auto interleave : {interleave_mode::none, interleave_mode::line, interleave_mode::sample}) {
      const picture p{31, 9, 8, 3, interleave, near};
      const bytes samples = samples_of(p);
      const decoded result = decode(encode(samples, p), declared_of(p));
      ASSERT_EQ(result.answer, status::finished);
      EXPECT_FALSE(result.damaged);
      for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_LE(std::abs(result.samples[i] - samples[i]), near);
    }
  }
}

TEST(JpegLs, ReadsOverHeadersCommentsAndApplicationData) {
  for (const auto interleave : {interleave_mode::none, interleave_mode::sample}) {
    picture p{7, 5, 8, 3, interleave};
    p.talkative = true;
    const bytes samples = samples_of(p);
    EXPECT_EQ(decode(encode(samples, p), declared_of(p)).samples, samples);
  }
}

TEST(JpegLs, WidensCellsToThoseThatWereDeclared) {
  for (const int bits : {8, 12}) {
    for (const std::uint16_t allocated : std::initializer_list<std::uint16_t>{16, 32, 64}) {
      for (const auto interleave : {interleave_mode::none, interleave_mode::sample}) {
        const picture p{9, 4, bits, 3, interleave};
        const bytes samples = samples_of(p);
        const decoded result = decode(encode(samples, p), declared_of(p, allocated));
        ASSERT_EQ(result.answer, status::finished);
        ASSERT_EQ(result.format.bits_allocated, allocated);
        bytes expected;
        for (std::size_t i = 0; i < samples.size(); i += sample_size(p)) {
          for (std::size_t byte = 0; byte < allocated / 8U; ++byte) {
            expected.push_back(byte < sample_size(p) ? samples[i + byte] : std::uint8_t{0});
          }
        }
        EXPECT_EQ(result.samples, expected);
      }
    }
  }
  const picture odd{9, 4, 10};
  EXPECT_EQ(decode(encode(samples_of(odd), odd), declared_of(odd, 12)).format.bits_allocated, 16);
}

TEST(JpegLs, WidensCellsWhereTheCodestreamIsMorePreciseThanDeclared) {
  const picture p{9, 4, 12};
  const bytes samples = samples_of(p);
  frame_format declared = declared_of(p, 8);
  declared.bits_stored = 8;
  const decoded result = decode(encode(samples, p), declared);
  EXPECT_EQ(result.format.bits_allocated, 16);
  EXPECT_EQ(result.format.bits_stored, 12);
  EXPECT_EQ(result.samples, samples);
}

TEST(JpegLs, TakesThePrecisionFromTheCodestreamAndTheSignFromTheDataSet) {
  const picture p{9, 4, 12};
  frame_format declared = declared_of(p);
  declared.bits_stored = 16;
  declared.is_signed = true;
  const decoded result = decode(encode(samples_of(p), p), declared);
  EXPECT_EQ(result.format.bits_stored, 12);
  EXPECT_TRUE(result.format.is_signed);
}

TEST(JpegLs, TakesSizeAndComponentsFromTheCodestream) {
  const picture p{9, 4, 8, 3, interleave_mode::sample};
  const bytes samples = samples_of(p);
  const decoded result = decode(encode(samples, p), {100, 100, 1, 8, 8});
  EXPECT_EQ(result.format.rows, 4U);
  EXPECT_EQ(result.format.columns, 9U);
  EXPECT_EQ(result.format.samples_per_pixel, 3);
  EXPECT_EQ(result.samples, samples);
}

TEST(JpegLs, GivesOneBitSamplesAByteEach) {
  const picture p{3, 1, 8};
  const decoded result = decode(encode({0, 1, 255}, p), {1, 3, 1, 1, 1});
  EXPECT_EQ(result.format.bits_allocated, 8);
  EXPECT_EQ(result.format.bits_stored, 1);
  EXPECT_THAT(result.samples, ElementsAre(0, 1, 1));
}

TEST(JpegLs, UndoesColorTransformsAndSaysThatTheResultIsRgb) {
  using charls::color_transformation;
  for (const auto transformation : {color_transformation::hp1, color_transformation::hp2, color_transformation::hp3}) {
    for (const auto interleave : {interleave_mode::line, interleave_mode::sample}) {
      for (const int bits : {8, 16}) {
        const picture p{31, 9, bits, 3, interleave, 0, transformation};
        const bytes samples = samples_of(p);
        const decoded result = decode(encode(samples, p), declared_of(p));
        EXPECT_EQ(result.samples, samples);
        EXPECT_EQ(result.format.color, color_model::rgb);
      }
    }
  }
}

TEST(JpegLs, IgnoresWhatFollowsTheEndOfTheImage) {
  const picture p;
  const bytes samples = samples_of(p);
  bytes encoded = encode(samples, p);
  encoded.insert(encoded.end(), {0x00, 0xFF, 0xD8, 0xFF});
  const decoded result = decode(encoded, declared_of(p));
  EXPECT_EQ(result.samples, samples);
  EXPECT_FALSE(result.damaged);
}

TEST(JpegLs, DecodesOtherThresholdsAndAnotherReset) {
  for (const auto interleave : {interleave_mode::none, interleave_mode::line}) {
    const picture p{31, 9, 8, 3, interleave, 0, {}, {255, 9, 19, 29, 31}};
    const bytes samples = samples_of(p);
    EXPECT_EQ(decode(encode(samples, p), declared_of(p)).samples, samples);
  }
}

} // namespace
} // namespace dcmstream
