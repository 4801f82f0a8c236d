// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the JPEG-LS adapter on any input: it ends, never writes beside the samples, says the same each time, keeps
// to its formats and limits; and what CharLS's encoder made comes back.

#include "codec/jpeg_ls.hpp"

#include "codec/frame_decoder.hpp"
#include "fuzz/fuzz_target.hpp"
#include "support/jpeg_ls_picture.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t untouched = 0xA5;
constexpr std::size_t margin = 64;
constexpr std::uint64_t max_size = std::uint64_t{1} << 20;

struct decoding {
  status answer = status::finished;
  frame_format format;
  bytes samples;
  bool damaged = false;
};

// Decodes into the middle of a larger array: in builds without sanitizers too, it shows what is written beside.
decoding decode(view encoded, const frame_format& declared) {
  const bytes copy(encoded.begin(), encoded.end()); // of exactly its size: reading beyond it is seen
  jpeg_ls_codec codec;
  decoding result;
  result.answer = codec.inspect(copy, declared, {}, result.format);
  const std::uint64_t size = decoded_size(result.format);
  if (result.answer != status::finished) return result;
  check(size != 0, "what is accepted has a size");
  if (size > max_size) return {status::frame_too_large, result.format, {}, false};
  bytes around(static_cast<std::size_t>(size) + 2 * margin, untouched);
  const std::span<std::uint8_t> samples = std::span(around).subspan(margin, static_cast<std::size_t>(size));
  std::fill(samples.begin(), samples.end(), std::uint8_t{0});
  result.answer = codec.decode(samples, result.damaged);
  const auto is_untouched = [](std::uint8_t byte) { return byte == untouched; };
  check(std::all_of(around.begin(), around.begin() + margin, is_untouched) &&
            std::all_of(around.end() - margin, around.end(), is_untouched),
        "nothing is written beside the samples");
  result.samples.assign(samples.begin(), samples.end());
  return result;
}

void check_decoding(view encoded, const frame_format& declared) {
  const decoding once = decode(encoded, declared);
  const decoding again = decode(encoded, declared);
  check(once.answer == again.answer && once.damaged == again.damaged, "the answer is the same each time");
  check(once.samples == again.samples, "samples follow from the codestream alone");
  check(once.answer == status::finished || once.answer == status::jpeg_ls_malformed ||
            once.answer == status::frame_too_large ||
            (once.answer == status::attribute_invalid && declared.bits_allocated > 64),
        "it decodes, is too large, is malformed, or is declared in a way that nothing is");
  jpeg_ls_codec codec;
  frame_decoder decoder(codec);
  const status driven = decoder.decode(encoded, declared, {}, max_size);
  check(driven == once.answer, "the driver says the same");
  if (once.answer != status::finished) return;
  const std::span<const std::uint8_t> samples = decoder.samples();
  check(std::equal(samples.begin(), samples.end(), once.samples.begin(), once.samples.end()) &&
            decoder.damaged() == once.damaged,
        "and gives the same samples, wherever they lie");
  check(once.format.bits_allocated >= declared.bits_allocated, "a cell is never narrower than declared");
  check(once.format.is_signed == declared.is_signed, "the sign is as declared");
  if (declared.bits_allocated == 1 && once.format.bits_stored == 1) {
    check(std::all_of(samples.begin(), samples.end(), [](std::uint8_t sample) { return sample <= 1; }),
          "one bit is 0 or 1");
  }
}

void check_round_trip(view content, const jpeg_ls_test::picture& picture) {
  using namespace jpeg_ls_test;
  jpeg_ls_test::bytes samples = samples_of(picture);
  for (std::size_t i = 0; i < samples.size() && !content.empty(); ++i) {
    const std::uint8_t byte = content[i % content.size()];
    const bool upper = sample_size(picture) == 2 && i % 2 == 1;
    const unsigned bits = static_cast<unsigned>(picture.bits) - (upper ? 8U : 0U);
    samples[i] = static_cast<std::uint8_t>(byte & ((1U << std::min(bits, 8U)) - 1));
  }
  const decoding back = decode(encode(samples, picture), declared_of(picture));
  check(back.answer == status::finished && !back.damaged && back.samples == samples,
        "what was encoded decodes to the same");
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: bits allocated, bits stored, the sign; and of the round trip: precision, columns, rows, interleaving.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  constexpr std::uint16_t widths[] = {8, 16, 32, 1, 12, 64, 0, 65};
  frame_format declared{16, 16, 1, widths[control[0] % 8U], control[1]};
  declared.is_signed = control.bit(2, 0);
  fuzz::check_decoding(control.rest(), declared);

  jpeg_ls_test::picture picture{1 + control[3] % 16U, 1 + control[4] % 16U, 2 + control[5] % 15};
  picture.interleave = static_cast<charls::interleave_mode>(control[6] % 3);
  picture.components = control.bit(2, 1) || picture.interleave != charls::interleave_mode::none ? 3 : 1;
  fuzz::check_round_trip(control.rest(), picture);
  return 0;
}
