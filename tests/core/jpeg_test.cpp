// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The JPEG adapter against the library's own compressor: every process, what the codestream says of its samples, and
// codestreams that are broken.

#include "codec/jpeg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "codec/frame_decoder.hpp"
#include "support/jpeg_encoder.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using test::encode_jpeg;
using test::jpeg_image;
using test::jpeg_options;
using test::some_image;

struct decoding {
  status answer = status::not_ready;
  frame_format format;
  bytes samples;
  bool damaged = false;
};

frame_format declared_as(std::uint16_t allocated, std::uint16_t samples_per_pixel = 1) {
  frame_format format;
  format.rows = 1;
  format.columns = 1;
  format.samples_per_pixel = samples_per_pixel;
  format.bits_allocated = allocated;
  format.bits_stored = allocated;
  return format;
}

decoding decode(const bytes& encoded, const frame_format& declared, unsigned reduce = 0) {
  decoding result;
  jpeg_codec codec;
  frame_request request;
  request.reduce = reduce;
  result.answer = codec.inspect(encoded, declared, request, result.format);
  if (result.answer != status::finished) return result;
  result.samples.resize(static_cast<std::size_t>(decoded_size(result.format)));
  result.answer = codec.decode(result.samples, result.damaged);
  return result;
}

std::vector<std::uint16_t> numbers(const decoding& decoded) {
  const std::size_t width = decoded.format.bits_allocated / 8U;
  std::vector<std::uint16_t> all;
  for (std::size_t at = 0; at < decoded.samples.size(); at += width) {
    all.push_back(static_cast<std::uint16_t>(decoded.samples[at] | (width > 1 ? decoded.samples[at + 1] << 8 : 0)));
    for (std::size_t more = 2; more < width; ++more) EXPECT_EQ(decoded.samples[at + more], 0);
  }
  return all;
}

int largest_difference(const std::vector<std::uint16_t>& one, const std::vector<std::uint16_t>& other) {
  EXPECT_EQ(one.size(), other.size());
  int largest = 0;
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    largest = std::max(largest, std::abs(one[i] - other[i]));
  }
  return largest;
}

std::size_t find_marker(const bytes& stream, std::uint8_t marker) {
  for (std::size_t at = 2; at + 3 < stream.size(); at += 2U + stream[at + 2] * 256U + stream[at + 3]) {
    if (stream[at + 1] == marker) return at;
  }
  ADD_FAILURE() << "the stream has no such marker";
  return 0;
}

bytes with_segment(bytes stream, std::initializer_list<std::uint8_t> segment) {
  stream.insert(stream.begin() + 2, segment);
  return stream;
}

bytes without_segment(bytes stream, std::uint8_t marker) {
  const auto at = static_cast<std::ptrdiff_t>(find_marker(stream, marker));
  const auto size = 2 + stream[static_cast<std::size_t>(at) + 2] * 256 + stream[static_cast<std::size_t>(at) + 3];
  stream.erase(stream.begin() + at, stream.begin() + at + size);
  return stream;
}

TEST(Jpeg, DecodesLosslessFramesOfEveryPrecisionAndPredictor) {
  for (int precision = 2; precision <= 16; ++precision) {
    for (int predictor = 1; predictor <= 7; ++predictor) {
      const jpeg_image image = some_image(13, 17, 1, precision);
      const decoding decoded = decode(encode_jpeg(image, {.predictor = predictor}), declared_as(8));
      ASSERT_EQ(decoded.answer, status::finished) << precision << ' ' << predictor;
      EXPECT_EQ(decoded.format.bits_allocated, precision > 8 ? 16 : 8);
      EXPECT_EQ(decoded.format.bits_stored, precision > 8 ? precision : 8);
      EXPECT_EQ(numbers(decoded), image.samples) << precision << ' ' << predictor;
      EXPECT_FALSE(decoded.damaged);
    }
  }
}

TEST(Jpeg, UndoesThePointTransform) {
  jpeg_image image = some_image(9, 9, 1, 12);
  for (auto& sample : image.samples) sample = static_cast<std::uint16_t>(sample & ~7U);
  EXPECT_EQ(numbers(decode(encode_jpeg(image, {.predictor = 4, .point_transform = 3}), declared_as(16))),
            image.samples);
}

TEST(Jpeg, DecodesLosslessColoursInOneScanAndInMany) {
  for (int precision : {8, 12, 16}) {
    for (int components : {2, 3, 4}) {
      const jpeg_image image = some_image(11, 21, components, precision);
      for (bool interleaved : {true, false}) {
        const bytes encoded = encode_jpeg(image, {.predictor = 6, .restart_rows = 2, .interleaved = interleaved});
        const decoding decoded = decode(encoded, declared_as(16, 3));
        ASSERT_EQ(decoded.answer, status::finished);
        EXPECT_EQ(decoded.format.samples_per_pixel, components);
        EXPECT_EQ(decoded.format.color, color_model::as_declared);
        EXPECT_EQ(numbers(decoded), image.samples) << precision << ' ' << components;
      }
    }
  }
}

TEST(Jpeg, DecodesCosineTransformsOfEightAndTwelveBits) {
  for (int precision : {8, 12}) {
    for (int components : {1, 3, 4}) {
      const jpeg_image image = some_image(37, 45, components, precision);
      for (bool progressive : {false, true}) {
        for (int restart_rows : {0, 1}) {
          const jpeg_options options{.quality = 100, .restart_rows = restart_rows, .progressive = progressive};
          const decoding decoded = decode(encode_jpeg(image, options), declared_as(8));
          ASSERT_EQ(decoded.answer, status::finished);
          EXPECT_EQ(decoded.format.rows, 37U);
          EXPECT_EQ(decoded.format.columns, 45U);
          EXPECT_LE(largest_difference(numbers(decoded), image.samples), precision == 8 ? 2 : 3);
          EXPECT_FALSE(decoded.damaged);
        }
      }
    }
  }
}

TEST(Jpeg, BringsSubsampledColoursToFullSize) {
  jpeg_image image = some_image(33, 35, 3, 8);
  for (std::size_t i = 0; i < image.samples.size(); ++i) {
    if (i % 3 != 0) image.samples[i] = static_cast<std::uint16_t>(60 + 20 * (i % 3)); // one colour: nothing to lose
  }
  for (int horizontal : {1, 2, 4}) {
    for (int vertical : {1, 2, 4}) {
      if (horizontal * vertical > 8) continue; // more blocks than a unit may have
      const bytes encoded = encode_jpeg(
          image,
          {.quality = 100, .horizontal_sampling = horizontal, .vertical_sampling = vertical, .space = JCS_YCbCr});
      const decoding decoded = decode(encoded, declared_as(8, 3));
      ASSERT_EQ(decoded.answer, status::finished);
      EXPECT_LE(largest_difference(numbers(decoded), image.samples), 3) << horizontal << 'x' << vertical;
    }
  }
}

TEST(Jpeg, WidensSamplesToTheDeclaredCells) {
  for (const std::uint16_t allocated : std::array<std::uint16_t, 3>{16, 32, 64}) {
    for (int precision : {8, 12, 16}) {
      for (int components : {1, 3}) {
        const jpeg_image image = some_image(5, 7, components, precision);
        const decoding decoded = decode(encode_jpeg(image, {.predictor = 1}), declared_as(allocated));
        EXPECT_EQ(decoded.format.bits_allocated, allocated);
        EXPECT_EQ(decoded.format.bits_stored, allocated) << "the data set is believed";
        EXPECT_EQ(numbers(decoded), image.samples);
      }
    }
  }
  const bytes encoded = encode_jpeg(some_image(5, 7, 1, 8));
  EXPECT_EQ(decode(encoded, declared_as(1)).format.bits_allocated, 8);
  EXPECT_EQ(decode(encoded, declared_as(12)).format.bits_allocated, 16);
  EXPECT_EQ(decode(encoded, declared_as(65)).answer, status::attribute_invalid);
}

TEST(Jpeg, HalvesRowsAndColumnsRoundedUp) {
  const jpeg_image flat{33, 50, 3, 8, std::vector<std::uint16_t>(33 * 50 * 3, 77)};
  for (unsigned reduce : {0U, 1U, 2U, 3U, 4U, 40U}) {
    const unsigned times = std::min(reduce, 3U);
    for (int sampling : {1, 2}) {
      const decoding decoded =
          decode(encode_jpeg(flat, {.horizontal_sampling = sampling, .vertical_sampling = sampling}), declared_as(8, 3),
                 reduce);
      ASSERT_EQ(decoded.answer, status::finished);
      EXPECT_EQ(decoded.format.rows, (33U + (1U << times) - 1) >> times);
      EXPECT_EQ(decoded.format.columns, (50U + (1U << times) - 1) >> times);
      EXPECT_THAT(decoded.samples, testing::Each(77));
    }
  }
  EXPECT_EQ(decode(encode_jpeg(flat, {.predictor = 1}), declared_as(8, 3), 2).format.rows, 33U);
}

TEST(Jpeg, SaysWhatColoursAreWhereTheCodestreamShowsIt) {
  const jpeg_image image = some_image(16, 16, 3, 8);
  const auto color = [&](const bytes& encoded, std::uint16_t samples_per_pixel = 3) {
    return decode(encoded, declared_as(8, samples_per_pixel)).format.color;
  };
  const bytes silent = encode_jpeg(image, {.space = JCS_UNKNOWN});
  EXPECT_EQ(color(silent), color_model::as_declared);
  EXPECT_EQ(color(silent, 1), color_model::ybr_full) << "the data set cannot be right";
  EXPECT_EQ(color(encode_jpeg(image, {.space = JCS_YCbCr, .jfif = true})), color_model::ybr_full);
  const bytes rgb = encode_jpeg(image, {.space = JCS_RGB}); // with Adobe's marker, and letters for component ids
  EXPECT_EQ(color(rgb), color_model::rgb);
  EXPECT_EQ(color(without_segment(rgb, 0xEE)), color_model::rgb);
  const auto with_adobe = [&](std::uint8_t transform) {
    return with_segment(silent, {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform});
  };
  EXPECT_EQ(color(with_adobe(0)), color_model::rgb);
  EXPECT_EQ(color(with_adobe(1)), color_model::ybr_full);
  EXPECT_EQ(color(with_adobe(9)), color_model::as_declared);
  EXPECT_EQ(color(encode_jpeg(image, {.horizontal_sampling = 2, .space = JCS_UNKNOWN})), color_model::ybr_full);
  EXPECT_EQ(color(encode_jpeg(image, {.predictor = 1, .space = JCS_UNKNOWN}), 1), color_model::rgb);
  const bytes gray = encode_jpeg(some_image(8, 8, 1, 8));
  EXPECT_EQ(color(gray, 1), color_model::as_declared) << "it may be a palette's index";
  EXPECT_EQ(color(gray, 3), color_model::monochrome);
}

TEST(Jpeg, ToleratesBytesAroundTheCodestream) {
  const jpeg_image image = some_image(16, 16, 1, 16);
  const bytes encoded = encode_jpeg(image, {.predictor = 1});
  bytes padded{0, 0xFF, 0xFF, 0xD8, 7};
  padded.insert(padded.end(), encoded.begin(), encoded.end());
  padded.insert(padded.end(), 300, 0xFF);
  const bytes no_end(encoded.begin(), encoded.end() - 2);
  for (const bytes& stream : {padded, no_end}) {
    const decoding decoded = decode(stream, declared_as(16));
    EXPECT_EQ(numbers(decoded), image.samples);
    EXPECT_FALSE(decoded.damaged) << "no sample is missing";
  }
  bytes far(2000, 0);
  far.insert(far.end(), encoded.begin(), encoded.end());
  EXPECT_EQ(decode(far, declared_as(16)).answer, status::jpeg_malformed);
}

TEST(Jpeg, GivesWhatThereIsOfACutFrame) {
  for (const jpeg_options& options : {jpeg_options{.predictor = 1}, jpeg_options{.predictor = 1, .interleaved = false},
                                      jpeg_options{}, jpeg_options{.progressive = true}}) {
    const bytes whole = encode_jpeg(some_image(16, 16, 3, 8), options);
    const std::size_t scan = find_marker(whole, 0xDA) + 2U + whole[find_marker(whole, 0xDA) + 3];
    const bytes expected = decode(whole, declared_as(8, 3)).samples;
    unsigned partial = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const decoding decoded = decode(cut, declared_as(8, 3));
      if (size < scan) EXPECT_EQ(decoded.answer, status::jpeg_malformed);
      if (decoded.answer == status::finished) {
        EXPECT_TRUE(decoded.damaged || decoded.samples == expected) << size << " of " << whole.size();
        partial += decoded.damaged ? 1 : 0;
      } else {
        EXPECT_EQ(decoded.answer, status::jpeg_malformed);
      }
    }
    EXPECT_GT(partial, 10U);
  }
}

TEST(Jpeg, RefusesProcessesThatAreNotSupported) {
  const bytes encoded = encode_jpeg(some_image(8, 8, 1, 8));
  for (const std::uint8_t process : bytes{0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}) {
    bytes other = encoded;
    other[find_marker(encoded, 0xC0) + 1] = process;
    EXPECT_EQ(decode(other, declared_as(8)).answer, status::jpeg_unsupported) << int{process};
  }
  EXPECT_EQ(decode(with_segment(encoded, {0xFF, 0xDE, 0, 2}), declared_as(8)).answer, status::jpeg_unsupported);
  const bytes thirds = encode_jpeg(some_image(24, 24, 3, 8), {.horizontal_sampling = 3});
  bytes fraction = thirds;
  fraction[find_marker(thirds, 0xC0) + 14] = 0x21; // of the second component: 2 to 3
  EXPECT_EQ(decode(fraction, declared_as(8, 3)).answer, status::jpeg_unsupported);
}

TEST(Jpeg, RefusesGarbage) {
  const bytes encoded = encode_jpeg(some_image(8, 8, 1, 8));
  for (const bytes& garbage : {bytes{}, bytes{0xFF, 0xD8}, bytes{0xFF, 0xD8, 0xFF}, bytes(3000, 0xFF), bytes(3000, 7),
                               with_segment(encoded, {0xFF, 0xF7, 0, 2}), without_segment(encoded, 0xDB)}) {
    EXPECT_EQ(decode(garbage, declared_as(8)).answer, status::jpeg_malformed);
  }
  bytes five = encode_jpeg(some_image(8, 8, 4, 8));
  const std::size_t frame = find_marker(five, 0xC0);
  five[frame + 3] = 8 + 3 * 5;
  five[frame + 9] = 5;
  five.insert(five.begin() + static_cast<std::ptrdiff_t>(frame) + 22, {9, 0x11, 0});
  EXPECT_EQ(decode(five, declared_as(8)).answer, status::jpeg_malformed);
}

TEST(Jpeg, NeverUsesTablesOfAnEarlierFrame) {
  jpeg_codec codec;
  const bytes encoded = encode_jpeg(some_image(8, 8, 1, 16), {.predictor = 1});
  frame_format format;
  for (const bytes& stream : {encoded, without_segment(encoded, 0xC4)}) {
    ASSERT_EQ(codec.inspect(stream, declared_as(16), {}, format), status::finished);
    bytes samples(static_cast<std::size_t>(decoded_size(format)));
    bool damaged = false;
    EXPECT_EQ(codec.decode(samples, damaged), stream == encoded ? status::finished : status::jpeg_malformed);
  }
}

TEST(Jpeg, DecodesAFrameOnceAndIntoSamplesOfItsSize) {
  jpeg_codec codec;
  bytes samples(64);
  bool damaged = false;
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid);
  const bytes encoded = encode_jpeg(some_image(8, 8, 1, 8));
  frame_format format;
  ASSERT_EQ(codec.inspect(encoded, declared_as(8), {}, format), status::finished);
  EXPECT_EQ(codec.decode(std::span(samples).first(63), damaged), status::argument_invalid);
  EXPECT_EQ(codec.decode(samples, damaged), status::finished);
  EXPECT_EQ(codec.decode(samples, damaged), status::argument_invalid);
}

TEST(Jpeg, IsRefusedBeforeMemoryIsSpentOnIt) {
  bytes huge = encode_jpeg(some_image(8, 8, 1, 8), {.progressive = true});
  const std::size_t frame = find_marker(huge, 0xC2);
  for (const std::size_t byte : {5U, 7U}) huge[frame + byte] = 0xFF;
  jpeg_codec codec;
  frame_decoder decoder(codec);
  EXPECT_EQ(decoder.decode(huge, declared_as(8), {}, 1U << 28U), status::frame_too_large);
  for (const std::size_t byte : {6U, 8U}) huge[frame + byte] = 0xFF; // larger than the library takes
  EXPECT_EQ(decoder.decode(huge, declared_as(8), {}, 1U << 28U), status::frame_too_large);
}

TEST(Jpeg, IsNotReadForeverWhereScansRepeat) {
  const bytes encoded = encode_jpeg(some_image(8, 8, 1, 8), {.progressive = true});
  const std::size_t scan = find_marker(encoded, 0xDA);
  const auto repeated = [&](int times) {
    bytes scans(encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(scan));
    for (int i = 0; i < times; ++i) scans.insert(scans.end(), {0xFF, 0xDA, 0, 8, 1, 0, 0, 0, 0, 0, 0x55});
    return decode(scans, declared_as(8)).answer;
  };
  EXPECT_EQ(repeated(90), status::finished);
  EXPECT_EQ(repeated(110), status::jpeg_malformed);
}

} // namespace
} // namespace dcmstream
