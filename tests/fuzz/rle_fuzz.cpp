// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the RLE decoder on any input: it never writes beyond the samples, says the same each time, agrees with a
// decoder written plainly by PS3.5 §G.3, and gives back what an encoder was given.

#include "fuzz/fuzz_target.hpp"

#include "codec/rle.hpp"

#include <optional>

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t untouched = 0xA5;
constexpr std::size_t margin = 64;

struct decoding {
  status answer;
  bytes samples;
  bool damaged;
};

// Decodes into the middle of a larger array: in builds without sanitizers too, it shows what is written beside.
decoding decode(view encoded, const frame_format& format, std::uint8_t filling) {
  const std::size_t size = static_cast<std::size_t>(decoded_size(format));
  bytes around(size + 2 * margin, untouched);
  const std::span<std::uint8_t> samples = std::span(around).subspan(margin, size);
  std::fill(samples.begin(), samples.end(), filling);
  const bytes copy(encoded.begin(), encoded.end()); // of exactly its size: reading beyond it is seen
  rle_codec codec;
  frame_format actual;
  bool damaged = false;
  status answer = codec.inspect(copy, format, {}, actual);
  if (answer == status::finished) answer = codec.decode(samples, damaged);
  const auto is_untouched = [](std::uint8_t byte) { return byte == untouched; };
  check(std::all_of(around.begin(), around.begin() + margin, is_untouched) &&
            std::all_of(around.end() - margin, around.end(), is_untouched),
        "nothing is written beside the samples");
  return {answer, {samples.begin(), samples.end()}, damaged};
}

std::uint32_t word(view from, std::size_t at) {
  return from[at] | static_cast<std::uint32_t>(from[at + 1]) << 8 | static_cast<std::uint32_t>(from[at + 2]) << 16 |
         static_cast<std::uint32_t>(from[at + 3]) << 24;
}

std::size_t sample_size(const frame_format& format) {
  return format.bits_allocated == 1 ? 1U : format.bits_allocated / 8U;
}

// PS3.5 §G.3.2, byte by byte: as many as there are.
bytes unpack(view packed, std::size_t size) {
  bytes out;
  std::size_t at = 0;
  while (out.size() < size) {
    if (at == packed.size()) return out;
    const std::uint8_t control = packed[at++];
    if (control == 128) continue;
    if (control > 128 && at == packed.size()) return out;
    const std::size_t count = control < 128 ? control + 1U : 257U - control;
    for (std::size_t i = 0; i < count && out.size() < size; ++i) {
      if (control < 128 && at + i == packed.size()) return out;
      out.push_back(packed[control < 128 ? at + i : at]);
    }
    at = std::min(packed.size(), at + (control < 128 ? count : 1));
  }
  return out;
}

struct plain {
  bytes samples;
  bool damaged = false;
};

std::optional<plain> decode_plainly(view encoded, const frame_format& format) {
  const std::size_t width = sample_size(format);
  const std::size_t segments = width * format.samples_per_pixel;
  if (encoded.size() < 64 || word(encoded, 0) != segments || segments > 15) return std::nullopt;
  if (word(encoded, 4) > encoded.size()) return std::nullopt;
  plain result{bytes(static_cast<std::size_t>(decoded_size(format)))};
  const std::size_t pixels = result.samples.size() / segments;
  for (std::size_t s = 0; s < segments; ++s) {
    const std::size_t begin = word(encoded, 4 + 4 * s);
    const std::size_t end = s + 1 < segments ? word(encoded, 8 + 4 * s) : std::max(begin, encoded.size());
    if (begin < 64 || begin > end) return std::nullopt;
    const view rest = encoded.first(std::min(end, encoded.size()));
    const bytes plane = unpack(rest.subspan(std::min(begin, rest.size())), pixels);
    result.damaged = result.damaged || plane.size() < pixels;
    const std::size_t offset = s / width * width + (width - 1 - s % width); // the most significant byte comes first
    for (std::size_t p = 0; p < plane.size(); ++p) result.samples[p * segments + offset] = plane[p];
  }
  return result;
}

// PS3.5 §G.4: runs and literals, as the choices fall.
bytes pack(view plane, chooser& chooser) {
  bytes out;
  for (std::size_t at = 0; at < plane.size();) {
    std::size_t run = 1;
    while (run < 128 && at + run < plane.size() && plane[at + run] == plane[at]) ++run;
    if (chooser.up_to(20) == 0) out.push_back(128); // stands for nothing
    if (run > 1 && chooser.up_to(7) != 0) {
      out.push_back(static_cast<std::uint8_t>(257 - run));
      out.push_back(plane[at]);
      at += run;
    } else {
      const std::size_t count = std::min(plane.size() - at, 1 + chooser.up_to(127));
      out.push_back(static_cast<std::uint8_t>(count - 1));
      for (std::size_t i = 0; i < count; ++i) out.push_back(plane[at++]);
    }
  }
  if (out.size() % 2 != 0) out.push_back(0);
  return out;
}

bytes encode(view samples, const frame_format& format, chooser& chooser) {
  const std::size_t width = sample_size(format);
  const std::size_t segments = width * format.samples_per_pixel;
  bytes out(64);
  const auto put = [&out](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(0, segments);
  for (std::size_t s = 0; s < segments; ++s) {
    bytes plane;
    for (std::size_t at = s / width * width + (width - 1 - s % width); at < samples.size(); at += segments) {
      plane.push_back(samples[at]);
    }
    put(4 + 4 * s, out.size());
    const bytes packed = pack(plane, chooser);
    out.insert(out.end(), packed.begin(), packed.end());
  }
  return out;
}

void check_decoding(view encoded, const frame_format& format) {
  rle_codec codec;
  frame_format actual;
  const status inspected = codec.inspect(encoded, format, {}, actual);
  if (decoded_size(format) == 0) {
    check(inspected == status::attribute_invalid, "a format that is none is refused");
    return;
  }
  const decoding once = decode(encoded, format, 0);
  const decoding again = decode(encoded, format, 0xFF);
  check(once.answer == again.answer, "what was in the samples before does not matter");
  check(once.answer == status::finished || once.answer == status::rle_malformed, "it decodes or is malformed");
  check(inspected == status::finished || once.answer == inspected, "what is refused at first sight does not decode");
  const std::optional<plain> expected = decode_plainly(encoded, format);
  check(expected.has_value() == (once.answer == status::finished), "it decodes where the standard's own words do");
  if (!expected) return;
  check(once.samples == expected->samples && again.samples == expected->samples,
        "samples are those of the standard's own words, zeros where there are none");
  check(once.damaged == expected->damaged && again.damaged == expected->damaged, "what is missing is told");
}

void check_round_trip(view content, const frame_format& format, chooser& chooser) {
  bytes samples(static_cast<std::size_t>(decoded_size(format)));
  for (std::size_t i = 0; i < samples.size() && !content.empty(); ++i) samples[i] = content[i % content.size()];
  if (samples.empty() || sample_size(format) * format.samples_per_pixel > 15) return;
  const decoding back = decode(encode(samples, format, chooser), format, 0);
  check(back.answer == status::finished && back.samples == samples && !back.damaged,
        "what was encoded decodes to the same");
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: rows, columns, samples a pixel and bits, and four that the choices follow from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  constexpr std::uint16_t widths[] = {8, 16, 32, 1, 12, 0, 64, 8};
  const std::uint16_t bits = widths[control[3] % 8U];
  const frame_format format{control[0] % 64U, control[1] % 64U, static_cast<std::uint16_t>(control[2] % 6), bits, bits};
  fuzz::chooser chooser(control.word(4));
  fuzz::check_decoding(control.rest(), format);
  fuzz::check_round_trip(control.rest(), format, chooser);
  return 0;
}
