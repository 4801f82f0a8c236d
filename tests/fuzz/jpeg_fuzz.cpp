// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the JPEG decoder on any input: it decodes to the size that it said, never writes beside, says the same each
// time whatever was in memory and whatever was decoded before, and a cut frame is never taken for a whole one.

#include "fuzz/fuzz_target.hpp"

#include "codec/jpeg.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t untouched = 0xA5;
constexpr std::size_t margin = 64;
constexpr std::uint64_t max_size = 1U << 20U;

struct decoding {
  status inspected = status::not_ready;
  status answer = status::not_ready;
  frame_format format;
  bytes samples;
  bool damaged = false;
};

void check_format(const frame_format& format, const frame_format& declared) {
  check(decoded_size(format) != 0, "what is accepted has a size");
  check(format.bits_allocated >= declared.bits_allocated && format.bits_allocated >= 8,
        "no cell is narrower than declared");
  check(format.is_signed == declared.is_signed, "JPEG knows no sign");
}

// Decodes into the middle of a larger array: in builds without sanitizers too, it shows what is written beside.
decoding decode(jpeg_codec& codec, view encoded, const frame_format& declared, unsigned reduce, std::uint8_t filling,
                std::size_t shift) {
  decoding result;
  const bytes copy(encoded.begin(), encoded.end()); // of exactly its size: reading beyond it is seen
  frame_request request;
  request.reduce = reduce;
  result.inspected = codec.inspect(copy, declared, request, result.format);
  if (result.inspected != status::finished) return result;
  check_format(result.format, declared);
  const std::uint64_t said = decoded_size(result.format);
  if (said > max_size) return result; // as the caller refuses it
  const auto size = static_cast<std::size_t>(said);
  bytes around(size + 2 * margin, untouched);
  const std::span<std::uint8_t> samples = std::span(around).subspan(margin - shift, size);
  std::fill(samples.begin(), samples.end(), filling);
  result.answer = codec.decode(samples, result.damaged);
  const auto is_untouched = [](std::uint8_t byte) { return byte == untouched; };
  check(std::all_of(around.begin(), around.begin() + static_cast<std::ptrdiff_t>(margin - shift), is_untouched) &&
            std::all_of(around.end() - static_cast<std::ptrdiff_t>(margin + shift), around.end(), is_untouched),
        "nothing is written beside the samples");
  bool damaged = false;
  check(codec.decode(samples, damaged) == status::argument_invalid, "a frame is decoded once");
  result.samples.assign(samples.begin(), samples.end());
  return result;
}

bool is_refusal(status answer) {
  return answer == status::jpeg_malformed || answer == status::jpeg_unsupported || answer == status::memory_exhausted ||
         answer == status::frame_too_large || answer == status::attribute_invalid;
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: bits and samples that are declared, halvings, and where the frame is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<4> control({data, size});
  const fuzz::view encoded = control.rest();
  constexpr std::uint16_t widths[] = {8, 16, 32, 1, 64, 99};
  frame_format declared;
  declared.bits_allocated = declared.bits_stored = widths[control[0] % 6U];
  declared.samples_per_pixel = control.bit(0, 7) ? 3 : 1;
  declared.is_signed = control.bit(0, 6);
  declared.rows = declared.columns = 8;
  const unsigned reduce = control[1] % 5U;

  jpeg_codec codec;
  const fuzz::decoding once = fuzz::decode(codec, encoded, declared, reduce, 0, 0);
  if (once.inspected != status::finished) {
    fuzz::check(fuzz::is_refusal(once.inspected), "it is accepted, or refused for a reason");
    return 0;
  }
  if (once.answer == status::not_ready) return 0; // too large
  fuzz::check(once.answer == status::finished || fuzz::is_refusal(once.answer),
              "it decodes, or is refused for a reason");

  const std::size_t cut = encoded.size() * (control[2] + 256U * control[3]) / 65536;
  const fuzz::decoding part = fuzz::decode(codec, encoded.first(cut), declared, reduce, 0, 0);
  jpeg_codec other;
  for (jpeg_codec* each : {&codec, &other}) {
    const fuzz::decoding again = fuzz::decode(*each, encoded, declared, reduce, 0xFF, 1);
    fuzz::check(again.answer == once.answer && again.damaged == once.damaged, "the answer is the same each time");
    fuzz::check(once.answer != status::finished || again.samples == once.samples,
                "samples do not depend on what was in memory, nor on where they are put");
  }
  if (once.answer == status::finished && !once.damaged && part.answer == status::finished && !part.damaged) {
    fuzz::check(part.format.rows != once.format.rows || part.format.columns != once.format.columns ||
                    part.format.samples_per_pixel != once.format.samples_per_pixel || part.samples == once.samples,
                "a cut frame that is not damaged is whole");
  }
  return 0;
}
