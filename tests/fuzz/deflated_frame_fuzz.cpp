// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the deflated frames' adapter on any input: exactly the samples are written, they are what zlib gives in
// one go, and what was deflated comes back.

#include "codec/deflated_frame.hpp"

#include <zlib.h>

#include "fuzz/fuzz_target.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t untouched = 0xA5;
constexpr std::size_t margin = 64;

struct decoding {
  status answer = status::finished;
  bytes samples;
  bool damaged = false;
};

// Decodes into the middle of a larger array: in builds without sanitizers too, it shows what is written beside.
decoding decode(view encoded, const frame_format& format) {
  const bytes copy(encoded.begin(), encoded.end()); // of exactly its size: reading beyond it is seen
  const std::size_t size = static_cast<std::size_t>(decoded_size(format));
  bytes around(size + 2 * margin, untouched);
  const std::span<std::uint8_t> samples = std::span(around).subspan(margin, size);
  std::fill(samples.begin(), samples.end(), std::uint8_t{0});
  deflated_frame_codec codec;
  frame_format actual;
  decoding result;
  result.answer = codec.inspect(copy, format, {}, actual);
  if (result.answer == status::finished) result.answer = codec.decode(samples, result.damaged);
  const auto is_untouched = [](std::uint8_t byte) { return byte == untouched; };
  check(std::all_of(around.begin(), around.begin() + margin, is_untouched) &&
            std::all_of(around.end() - margin, around.end(), is_untouched),
        "nothing is written beside the samples");
  result.samples.assign(samples.begin(), samples.end());
  return result;
}

// The bytes that a raw stream begins with, as many as there are up to `size`.
bytes inflate_plainly(view encoded, std::size_t size) {
  bytes input(encoded.begin(), encoded.end());
  bytes target(size);
  z_stream stream{};
  check(inflateInit2(&stream, -MAX_WBITS) == Z_OK, "zlib opens");
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = target.data();
  stream.avail_out = static_cast<uInt>(target.size());
  (void)::inflate(&stream, Z_SYNC_FLUSH);
  target.resize(stream.total_out);
  inflateEnd(&stream);
  return target;
}

bytes deflate_plainly(view content) {
  bytes input(content.begin(), content.end());
  z_stream stream{};
  check(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib opens");
  bytes target(deflateBound(&stream, static_cast<uLong>(input.size())));
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = target.data();
  stream.avail_out = static_cast<uInt>(target.size());
  check(::deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib ends");
  target.resize(stream.total_out);
  deflateEnd(&stream);
  return target;
}

void check_decoding(view encoded, const frame_format& format) {
  const decoding once = decode(encoded, format);
  const decoding again = decode(encoded, format);
  check(once.answer == again.answer && once.damaged == again.damaged && once.samples == again.samples,
        "the answer is the same each time");
  if (decoded_size(format) == 0) {
    check(once.answer == status::attribute_invalid, "a format that is none is refused");
    return;
  }
  check(once.answer == status::finished || once.answer == status::inflate_malformed, "it inflates or is malformed");
  const bool raw = encoded.empty() || (encoded[0] != 0x1F && (encoded[0] & 0x0F) != 8); // neither gzip nor zlib
  if (encoded.empty() || !raw) return;
  bytes expected = inflate_plainly(encoded, once.samples.size());
  check((once.answer == status::finished) == !expected.empty(), "it is malformed where nothing could be had");
  check(once.damaged == (!expected.empty() && expected.size() < once.samples.size()), "too little is damage");
  expected.resize(once.samples.size());
  check(once.samples == expected, "samples are what zlib gives, and zeros");
}

void check_round_trip(view content, const frame_format& format) {
  bytes samples(static_cast<std::size_t>(decoded_size(format)));
  if (samples.empty()) return;
  for (std::size_t i = 0; i < samples.size() && !content.empty(); ++i) samples[i] = content[i % content.size()];
  const decoding back = decode(deflate_plainly(samples), format);
  check(back.answer == status::finished && !back.damaged && back.samples == samples,
        "what was deflated inflates to the same");
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: rows, columns, samples a pixel and bits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<4> control({data, size});
  constexpr std::uint16_t widths[] = {8, 16, 32, 1, 12, 0, 64, 8};
  const std::uint16_t bits = widths[control[3] % 8U];
  const frame_format format{control[0] % 64U, control[1] % 64U, static_cast<std::uint16_t>(control[2] % 6), bits, bits};
  fuzz::check_decoding(control.rest(), format);
  fuzz::check_round_trip(control.rest(), format);
  return 0;
}
