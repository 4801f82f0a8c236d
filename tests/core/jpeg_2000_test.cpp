// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG 2000: what OpenJPEG's encoder was given comes back; regions and resolutions; codestreams that are cut, wrapped, hostile.

#include "codec/jpeg_2000.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "support/jpeg_2000_encoder.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using testing_support::encode_jpeg_2000;
using testing_support::encoder_component;
using testing_support::encoder_options;

struct decoding {
  status answer = status::not_ready;
  frame_format format;
  bytes samples;
  bool damaged = false;

  [[nodiscard]] std::int32_t at(std::size_t i) const {
    const std::size_t cell = format.bits_allocated / 8U;
    std::uint32_t value = 0;
    std::memcpy(&value, samples.data() + i * cell, cell);
    const unsigned unused = 32U - format.bits_allocated;
    return format.is_signed ? static_cast<std::int32_t>(value << unused) >> unused : static_cast<std::int32_t>(value);
  }
};

decoding decode(const bytes& encoded, const frame_request& request = {}, frame_format declared = {}) {
  jpeg_2000_codec codec;
  decoding out;
  out.answer = codec.inspect(encoded, declared, request, out.format);
  if (out.answer != status::finished) return out;
  out.samples.resize(static_cast<std::size_t>(decoded_size(out.format)));
  out.answer = codec.decode(out.samples, out.damaged);
  return out;
}

encoder_component component(std::uint32_t columns, std::uint32_t rows, unsigned precision, bool is_signed = false,
                            unsigned seed = 1) {
  std::mt19937 random(seed);
  encoder_component made{{}, precision, is_signed, 1, 1};
  const std::int64_t range = std::int64_t{1} << precision;
  for (std::uint32_t y = 0; y < rows; ++y) {
    for (std::uint32_t x = 0; x < columns; ++x) {
      const std::int64_t smooth = (x + 2 * y) * range / (columns + 2 * rows);
      const auto noise = static_cast<std::int64_t>(random() % 5);
      const std::int64_t value = std::min(range - 1, smooth + noise);
      made.samples.push_back(static_cast<std::int32_t>(is_signed ? value - range / 2 : value));
    }
  }
  return made;
}

encoder_options image_of(std::uint32_t columns, std::uint32_t rows) {
  encoder_options options;
  options.columns = columns;
  options.rows = rows;
  return options;
}

void expect_same(const decoding& decoded, const std::vector<encoder_component>& components) {
  ASSERT_EQ(decoded.answer, status::finished);
  EXPECT_FALSE(decoded.damaged);
  ASSERT_EQ(decoded.format.samples_per_pixel, components.size());
  for (std::size_t c = 0; c < components.size(); ++c) {
    for (std::size_t i = 0; i < components[c].samples.size(); ++i) {
      ASSERT_EQ(decoded.at(i * components.size() + c), components[c].samples[i])
          << "sample " << i << " of component " << c;
    }
  }
}

TEST(jpeg_2000, lossless_samples_of_every_width_come_back) {
  for (const unsigned precision : {1U, 2U, 7U, 8U, 9U, 12U, 15U, 16U, 17U, 24U}) {
    for (const bool is_signed : {false, true}) {
      SCOPED_TRACE(testing::Message() << precision << (is_signed ? " signed" : ""));
      const auto made = component(37, 29, precision, is_signed);
      const decoding decoded = decode(encode_jpeg_2000(image_of(37, 29), {made}));
      expect_same(decoded, {made});
      EXPECT_EQ(decoded.format.columns, 37U);
      EXPECT_EQ(decoded.format.rows, 29U);
      EXPECT_EQ(decoded.format.bits_stored, precision);
      EXPECT_EQ(decoded.format.bits_allocated, precision <= 8 ? 8 : precision <= 16 ? 16 : 32);
      EXPECT_EQ(decoded.format.is_signed, is_signed);
      EXPECT_EQ(decoded.format.color, color_model::as_declared);
    }
  }
}

TEST(jpeg_2000, a_cell_is_never_narrower_than_declared) {
  const auto made = component(9, 5, 8);
  const bytes encoded = encode_jpeg_2000(image_of(9, 5), {made});
  for (const std::uint16_t allocated : {std::uint16_t{1}, std::uint16_t{8}, std::uint16_t{16}, std::uint16_t{32}}) {
    const decoding decoded = decode(encoded, {}, {5, 9, 1, allocated, 8});
    expect_same(decoded, {made});
    EXPECT_EQ(decoded.format.bits_allocated, std::max<std::uint16_t>(allocated, 8));
  }
  EXPECT_EQ(decode(encoded, {}, {5, 9, 1, 64, 64}).answer, status::attribute_invalid);
}

TEST(jpeg_2000, the_color_transform_of_the_codestream_is_undone_and_told) {
  const std::vector<encoder_component> rgb{component(33, 20, 8, false, 1), component(33, 20, 8, false, 2),
                                           component(33, 20, 8, false, 3)};
  encoder_options options = image_of(33, 20);
  EXPECT_EQ(decode(encode_jpeg_2000(options, rgb)).format.color, color_model::as_declared);
  options.color_transform = true;
  const decoding decoded = decode(encode_jpeg_2000(options, rgb));
  expect_same(decoded, rgb);
  EXPECT_EQ(decoded.format.color, color_model::rgb);
  const std::vector<encoder_component> four{rgb[0], rgb[1], rgb[2], component(33, 20, 8, false, 4)};
  expect_same(decode(encode_jpeg_2000(options, four)), four);
}

TEST(jpeg_2000, tiles_precincts_layers_tile_parts_and_offsets_make_no_difference) {
  const auto made = component(70, 50, 12);
  for (unsigned variant = 0; variant < 32; ++variant) {
    SCOPED_TRACE(variant);
    encoder_options options = image_of(70, 50);
    options.tile = (variant & 1U) != 0 ? 32 : 0;
    options.precinct = (variant & 2U) != 0 ? 32 : 0;
    options.layers = (variant & 4U) != 0 ? 3 : 1;
    options.tile_parts = (variant & 8U) != 0;
    options.start_markers = (variant & 8U) != 0;
    options.left = (variant & 16U) != 0 ? 5 : 0;
    options.top = (variant & 16U) != 0 ? 3 : 0;
    options.block = (variant & 16U) != 0 ? 16 : 64;
    expect_same(decode(encode_jpeg_2000(options, {made})), {made});
  }
}

TEST(jpeg_2000, components_of_different_width_and_sign_share_the_widest_cell) {
  const std::vector<encoder_component> mixed{component(11, 7, 8), component(11, 7, 12, true)};
  const decoding decoded = decode(encode_jpeg_2000(image_of(11, 7), mixed));
  expect_same(decoded, mixed);
  EXPECT_EQ(decoded.format.bits_stored, 12);
  EXPECT_TRUE(decoded.format.is_signed);
}

TEST(jpeg_2000, components_of_fewer_samples_are_enlarged_by_repeating_them) {
  const encoder_component luma = component(10, 6, 8);
  encoder_component chroma = component(5, 3, 8, false, 2);
  chroma.step_x = chroma.step_y = 2;
  const bytes encoded = encode_jpeg_2000(image_of(10, 6), {luma, chroma, chroma});
  const decoding whole = decode(encoded);
  ASSERT_EQ(whole.answer, status::finished);
  const auto expected = [&](std::uint32_t x, std::uint32_t y, std::size_t c) {
    return c == 0 ? luma.samples[y * 10 + x] : chroma.samples[y / 2 * 5 + x / 2];
  };
  for (std::uint32_t i = 0; i < 60 * 3; ++i) ASSERT_EQ(whole.at(i), expected(i / 3 % 10, i / 30, i % 3)) << i;
  for (std::uint32_t left = 0; left < 10; ++left) {
    const decoding part = decode(encoded, {0, {left, 1, 1, 3}}, {6, 10, 3, 8, 8});
    ASSERT_EQ(part.answer, status::finished) << left;
    for (std::uint32_t i = 0; i < 3 * 3; ++i)
      ASSERT_EQ(part.at(i), expected(left, 1 + i / 3, i % 3)) << left << ' ' << i;
  }
}

TEST(jpeg_2000, a_region_is_cut_out_of_the_whole) {
  const auto made = component(70, 50, 12);
  for (const std::uint32_t tile : {0U, 32U}) {
    for (const std::uint32_t left : {0U, 5U}) {
      encoder_options options = image_of(70, 50);
      options.tile = tile;
      options.left = left;
      options.block = 16;
      const bytes encoded = encode_jpeg_2000(options, {made});
      for (const frame_region region :
           {frame_region{0, 0, 1, 1}, frame_region{69, 49, 1, 1}, frame_region{10, 20, 40, 7},
            frame_region{31, 0, 2, 50}, frame_region{0, 0, 70, 50}}) {
        const decoding part = decode(encoded, {0, region}, {50, 70, 1, 16, 12});
        ASSERT_EQ(part.answer, status::finished);
        ASSERT_EQ(part.format.columns, region.columns);
        ASSERT_EQ(part.format.rows, region.rows);
        for (std::uint32_t i = 0; i < region.columns * region.rows; ++i) {
          const std::uint32_t y = region.top + i / region.columns;
          ASSERT_EQ(part.at(i), made.samples[y * 70 + region.left + i % region.columns]) << i;
        }
      }
    }
  }
}

TEST(jpeg_2000, a_region_is_measured_by_the_codestream_where_that_is_smaller_than_declared) {
  const bytes encoded = encode_jpeg_2000(image_of(10, 10), {component(10, 10, 8)});
  const decoding part = decode(encoded, {0, {8, 8, 8, 8}}, {100, 100, 1, 8, 8});
  ASSERT_EQ(part.answer, status::finished);
  EXPECT_EQ(part.format.columns, 2U);
  EXPECT_EQ(part.format.rows, 2U);
  EXPECT_EQ(decode(encoded, {0, {10, 0, 1, 1}}, {100, 100, 1, 8, 8}).answer, status::argument_invalid);
}

TEST(jpeg_2000, a_reduced_frame_is_as_small_as_the_codestream_can_make_it) {
  encoder_options options = image_of(70, 50);
  options.resolutions = 4;
  const auto made = component(70, 50, 8);
  const bytes encoded = encode_jpeg_2000(options, {made});
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> sizes{{70, 50}, {35, 25}, {18, 13}, {9, 7}, {9, 7}};
  for (unsigned reduce = 0; reduce < sizes.size(); ++reduce) {
    const decoding small = decode(encoded, {reduce, {}});
    ASSERT_EQ(small.answer, status::finished);
    EXPECT_EQ(small.format.columns, sizes[reduce].first);
    EXPECT_EQ(small.format.rows, sizes[reduce].second);
    EXPECT_NEAR(small.at(0), 2, 8) << "the dark corner stays dark";
    EXPECT_NEAR(small.at(std::size_t{small.format.columns} * small.format.rows - 1), 250, 16);
  }
}

TEST(jpeg_2000, a_region_of_a_reduced_frame_is_cut_out_of_the_reduced_frame_and_never_empty) {
  for (const std::uint32_t left : {0U, 5U}) {
    encoder_options options = image_of(70, 50);
    options.left = options.top = left;
    const bytes encoded = encode_jpeg_2000(options, {component(70, 50, 8)});
    for (const unsigned reduce : {1U, 2U}) {
      const decoding whole = decode(encoded, {reduce, {}});
      ASSERT_EQ(whole.answer, status::finished);
      const auto halved = [&](std::uint32_t at) { return (at + (1U << reduce) - 1) >> reduce; };
      for (const frame_region region :
           {frame_region{0, 0, 70, 50}, frame_region{8, 16, 40, 7}, frame_region{9, 9, 1, 1},
            frame_region{69, 49, 1, 1}, frame_region{0, 0, 1, 1}}) {
        const decoding part = decode(encoded, {reduce, region}, {50, 70, 1, 8, 8});
        ASSERT_EQ(part.answer, status::finished);
        ASSERT_GE(part.format.columns, 1U);
        ASSERT_GE(part.format.rows, 1U);
        const auto begin_of = [&](std::uint32_t first, std::uint32_t count) {
          const bool empty = halved(left + first) == halved(left + first + count);
          const std::uint32_t begin = empty ? (left + first) >> reduce : halved(left + first);
          return std::max(begin, halved(left)) - halved(left);
        };
        const std::uint32_t x = begin_of(region.left, region.columns);
        const std::uint32_t y = begin_of(region.top, region.rows);
        for (std::uint32_t i = 0; i < part.format.columns * part.format.rows; ++i) {
          const std::uint32_t at = (y + i / part.format.columns) * whole.format.columns + x + i % part.format.columns;
          ASSERT_EQ(part.at(i), whole.at(at)) << region.left << ' ' << i;
        }
      }
    }
  }
}

} // namespace
} // namespace dcmstream
