// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What codestreams say beside pixels goes, however the bytes are cut, and the pixels stay.

#include "redact/segments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/jpeg.hpp"
#include "codec/jpeg_2000.hpp"
#include "codec/jpeg_ls.hpp"
#include "support/jpeg_2000_encoder.hpp"
#include "support/jpeg_encoder.hpp"
#include "support/jpeg_ls_picture.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;
using namespace std::string_view_literals;

constexpr auto secret = "MEIER^ANNA"sv;

bytes of_text(std::string_view text) { return {text.begin(), text.end()}; }

bytes operator+(bytes left, const bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// A marker segment: FF, the code, the length, the body.
bytes segment(std::uint8_t code, const bytes& body) {
  const auto length = body.size() + 2;
  return bytes{0xff, code, static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)} + body;
}

bytes box(std::string_view type, const bytes& content) {
  const auto length = content.size() + 8;
  return bytes{0, 0, static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)} + of_text(type) +
         content;
}

bytes spliced(bytes codestream, std::size_t at, const bytes& inserted) {
  codestream.insert(codestream.begin() + static_cast<std::ptrdiff_t>(at), inserted.begin(), inserted.end());
  return codestream;
}

bool holds(const bytes& all, std::string_view text) {
  return std::search(all.begin(), all.end(), text.begin(), text.end()) != all.end();
}

bytes redacted(bytes frame, std::size_t piece, bool recognised = true) {
  segment_redactor redactor;
  const std::span<std::uint8_t> all(frame);
  for (std::size_t at = 0; at < frame.size(); at += piece)
    redactor.redact(all.subspan(at, std::min(piece, frame.size() - at)));
  redactor.end_frame();
  EXPECT_EQ(redactor.recognised(), recognised);
  return frame;
}

// The same for every way to cut it.
bytes redacted_anyhow(const bytes& frame) {
  bytes whole = redacted(frame, frame.size());
  for (const unsigned piece : {1U, 2U, 3U, 7U, 64U})
    EXPECT_EQ(redacted(frame, piece), whole) << "in pieces of " << piece;
  EXPECT_EQ(whole.size(), frame.size());
  EXPECT_EQ(redacted(whole, whole.size()), whole) << "done twice";
  return whole;
}

template <typename Codec>
bytes decoded(const bytes& frame) {
  Codec codec;
  frame_format format;
  frame_format declared;
  declared.rows = 1;
  declared.columns = 1;
  declared.samples_per_pixel = 1;
  declared.bits_allocated = 8;
  declared.bits_stored = 8;
  EXPECT_EQ(codec.inspect(frame, declared, {}, format), status::finished);
  bytes samples(static_cast<std::size_t>(decoded_size(format)));
  bool damaged = false;
  EXPECT_EQ(codec.decode(samples, damaged), status::finished);
  EXPECT_FALSE(damaged);
  return samples;
}

const bytes comment = segment(0xfe, of_text(secret));

TEST(RedactSegments, CommentsAndApplicationDataOfJpegBecomeZeros) {
  for (const bool progressive : {false, true}) {
    test::jpeg_options options;
    options.progressive = progressive;
    options.restart_rows = 1;
    const bytes plain = test::encode_jpeg(test::some_image(40, 50, 3, 8), options);
    bytes said = spliced(
        plain, 2, comment + segment(0xe1, of_text("Exif\0\0"sv) + of_text(secret)) + segment(0xef, of_text(secret)));
    said = spliced(said, said.size() - 2, comment); // behind the last scan
    const bytes silent = redacted_anyhow(said + of_text(secret));
    EXPECT_FALSE(holds(silent, "MEIER"));
    EXPECT_FALSE(holds(silent, "Exif"));
    EXPECT_EQ(decoded<jpeg_codec>(silent), decoded<jpeg_codec>(plain));
    EXPECT_EQ(redacted_anyhow(plain), plain) << "nothing was said";
  }
}

TEST(RedactSegments, BetweenTheScansOfJpegToo) {
  test::jpeg_options options;
  options.interleaved = false;
  const bytes plain = test::encode_jpeg(test::some_image(16, 16, 3, 8), options);
  const auto scan = std::array<std::uint8_t, 2>{0xff, 0xda};
  const auto second = std::search(std::search(plain.begin(), plain.end(), scan.begin(), scan.end()) + 2, plain.end(),
                                  scan.begin(), scan.end());
  ASSERT_NE(second, plain.end());
  const bytes said = spliced(plain, static_cast<std::size_t>(second - plain.begin()), comment);
  const bytes silent = redacted_anyhow(said);
  EXPECT_FALSE(holds(silent, "MEIER"));
  EXPECT_EQ(decoded<jpeg_codec>(silent), decoded<jpeg_codec>(plain));
}

TEST(RedactSegments, JfifAndAdobeKeepWhatADecoderReads) {
  // JFIF 1.01, 72 by 72 per inch, with a thumbnail of two pixels; Adobe, whose color transform is 1.
  const bytes jfif = of_text("JFIF\0\1\1\1\0\110\0\110\2\1"sv) + of_text("thumbs"sv) + of_text(secret);
  const bytes adobe = of_text("Adobe\0\144\100\0\0\0\1"sv) + of_text(secret);
  const bytes frame = bytes{0xff, 0xd8} + segment(0xe0, jfif) + segment(0xee, adobe) + bytes{0xff, 0xd9};
  const bytes zeros_of_jfif(16), zeros_of_adobe(10);
  const bytes expected = bytes{0xff, 0xd8} + segment(0xe0, of_text("JFIF\0\1\2\0\0\1\0\1\0\0"sv) + zeros_of_jfif) +
                         segment(0xee, of_text("Adobe\0\144\0\0\0\0\1"sv) + zeros_of_adobe) + bytes{0xff, 0xd9};
  EXPECT_EQ(redacted_anyhow(frame), expected);
}

TEST(RedactSegments, WhatOnlyBeginsLikeThemBecomesZeros) {
  const bytes frame = bytes{0xff, 0xd8} + segment(0xe0, of_text("JFXX\0"sv) + of_text(secret)) +
                      segment(0xee, of_text("Adolf"sv)) + segment(0xe8, of_text("mrs. meier"sv)) + bytes{0xff, 0xd9};
  const bytes silent = redacted_anyhow(frame);
  for (const auto word : {"XX"sv, "lf"sv, "meier"sv, "MEIER"sv}) EXPECT_FALSE(holds(silent, word)) << word;
}

TEST(RedactSegments, NoTextStandsInWhatSpiffSaysInNumbers) {
  const bytes end{0xff, 0xd9};
  const bytes cut = redacted_anyhow(bytes{0xff, 0xd8} + segment(0xe8, of_text("SPIFF\0MEIER"sv)) + end);
  EXPECT_FALSE(holds(cut, "MEIER"));
  const bytes written = segment(0xe8, of_text("SPIFF\0MEIER MEIER MEIER MEIER "sv));
  const bytes numbers{1, 0, 0, 0, 0, 0, 'M', 'E', 0, 0, 'R', ' ', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1};
  const bytes silent = redacted_anyhow(bytes{0xff, 0xd8} + written + end);
  EXPECT_EQ(silent, (bytes{0xff, 0xd8} + segment(0xe8, of_text("SPIFF\0"sv) + numbers) + end));
}

TEST(RedactSegments, SpiffAndCommentsOfJpegLs) {
  for (const auto interleave : {jpeg_ls_test::interleave_mode::none, jpeg_ls_test::interleave_mode::sample}) {
    jpeg_ls_test::picture p{31, 9, 8, 3, interleave};
    p.transformation = interleave == jpeg_ls_test::interleave_mode::none ? charls::color_transformation::none
                                                                         : charls::color_transformation::hp1;
    const bytes samples = jpeg_ls_test::samples_of(p);
    const bytes plain = jpeg_ls_test::encode(samples, p);
    p.talkative = true;
    const bytes talkative = jpeg_ls_test::encode(samples, p);
    ASSERT_GT(talkative.size(), plain.size());
    ASSERT_TRUE(holds(talkative, "mrfy"));
    const bytes silent = redacted_anyhow(talkative);
    EXPECT_FALSE(holds(silent, "mrfy"));
    EXPECT_EQ(decoded<jpeg_ls_codec>(silent), decoded<jpeg_ls_codec>(plain));
  }
}

bytes jpeg_2000_of(bool tile_parts) {
  testing_support::encoder_options options;
  options.columns = 70;
  options.rows = 50;
  options.tile = 32;
  options.tile_parts = tile_parts;
  options.start_markers = tile_parts;
  testing_support::encoder_component component;
  for (int i = 0; i < 70 * 50; ++i) component.samples.push_back(i * 31 % 256);
  return testing_support::encode_jpeg_2000(options, {component});
}

TEST(RedactSegments, CommentsOfJpeg2000) {
  for (const bool tile_parts : {false, true}) {
    const bytes plain = jpeg_2000_of(tile_parts);
    const bytes size_marker{0xff, 0x52};
    const auto cod = std::search(plain.begin(), plain.end(), size_marker.begin(), size_marker.end()) - plain.begin();
    const bytes said =
        spliced(plain, static_cast<std::size_t>(cod), segment(0x64, of_text("\0\1"sv) + of_text(secret)));
    const bytes silent = redacted_anyhow(said + of_text(secret));
    EXPECT_FALSE(holds(silent, "MEIER"));
    EXPECT_FALSE(holds(silent, "OpenJPEG")) << "the encoder's own comment";
    EXPECT_EQ(decoded<jpeg_2000_codec>(silent), decoded<jpeg_2000_codec>(plain));
  }
}

TEST(RedactSegments, BoxesOfAJp2File) {
  const bytes stream = jpeg_2000_of(false);
  const bytes color = box("colr", bytes{1, 0, 0, 0, 0, 0, 17});
  const bytes header = box("ihdr", bytes{0, 0, 0, 50, 0, 0, 0, 70, 0, 1, 7, 7, 0, 0});
  const bytes profile = box("colr", bytes{2, 0, 0} + of_text(secret));
  const bytes start = box("jP  ", bytes{0x0d, 0x0a, 0x87, 0x0a}) + box("ftyp", of_text("jp2 \0\0\0\0jp2 "sv));
  const bytes frame = start + box("xml ", of_text(secret)) + box("jp2h", header + color + profile) +
                      box("uuid", of_text(secret)) + box("jp2c", stream + of_text(secret)) +
                      box("uinf", of_text(secret));
  const bytes silent = redacted_anyhow(frame);
  EXPECT_FALSE(holds(silent, "MEIER"));
  EXPECT_EQ(decoded<jpeg_2000_codec>(silent), decoded<jpeg_2000_codec>(stream));
}

TEST(RedactSegments, WhatStandsBehindAJp2FileAndIsNoBoxIsSaid) {
  const bytes file = box("jP  ", bytes{0x0d, 0x0a, 0x87, 0x0a}) + box("jp2c", jpeg_2000_of(false));
  for (const bytes& padding : {bytes{}, bytes{0}, bytes(20)}) redacted(file + padding, 7, true);
  EXPECT_EQ(redacted(file + file, 7, true), redacted(file, 9, true) + redacted(file, 9, true));
  for (const auto said : {"M"sv, "MEIER"sv, "MEIER^ANNA"sv}) {
    redacted(file + of_text(said), 7, false);
    redacted(file + of_text(said) + of_text(secret), 7, false);
  }
}

TEST(RedactSegments, FramesInARow) {
  const bytes frame = bytes{0xff, 0xd8} + comment + bytes{0xff, 0xd9};
  const bytes silent = redacted(frame + frame, 5);
  EXPECT_EQ(silent, redacted(frame, 99) + redacted(frame, 99));
  EXPECT_FALSE(holds(silent, "MEIER"));
}

TEST(RedactSegments, WhatIsNoCodestreamStaysAndIsSaid) {
  const bytes rle = bytes{1, 0, 0, 0, 64, 0} + of_text(secret);
  EXPECT_EQ(redacted(rle, 1, false), rle);
  const bytes container = bytes{0, 0, 0, 12} + of_text("JXL ") + bytes{0x0d, 0x0a, 0x87, 0x0a};
  EXPECT_EQ(redacted(container, 3, false), container);
  EXPECT_EQ(redacted(bytes{0xff}, 1, false), bytes{0xff});
}

TEST(RedactSegments, WhateverIsThereHoweverItIsCutBecomesTheSame) {
  const bytes stream = jpeg_2000_of(false);
  const bytes start = box("jP  ", bytes{0x0d, 0x0a, 0x87, 0x0a});
  const std::vector<bytes> frames{
      test::encode_jpeg(test::some_image(9, 11, 3, 8), test::jpeg_options{}),
      stream,
      start + box("xml ", of_text(secret)) + box("jp2c", stream) + box("uuid", of_text(secret)),
  };
  std::mt19937 random(7);
  for (int i = 0; i < 600; ++i) {
    bytes frame = frames[random() % frames.size()];
    for (auto changes = random() % 8; changes > 0; --changes) {
      const auto at = random() % frame.size();
      frame[at] = random() % 2 == 0 ? std::uint8_t{0xff} : static_cast<std::uint8_t>(random());
    }
    const auto state_of = [&frame](std::size_t piece) {
      bytes copy = frame;
      segment_redactor redactor;
      const std::span<std::uint8_t> all(copy);
      for (std::size_t at = 0; at < copy.size(); at += piece)
        redactor.redact(all.subspan(at, std::min(piece, copy.size() - at)));
      redactor.end_frame();
      return std::pair(redactor.recognised(), copy);
    };
    const auto whole = state_of(frame.size());
    EXPECT_EQ(whole.second.size(), frame.size());
    for (const unsigned piece : {1U, 5U, 64U}) EXPECT_EQ(state_of(piece), whole) << "in pieces of " << piece;
  }
}

} // namespace
} // namespace dcmstream
