// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the JPEG 2000 decoder on any input: it writes nothing beside the samples, says the same each time whatever
// stood in memory before, gives the format that it announced, and takes no more memory than it said it would.

#include "fuzz/fuzz_target.hpp"

#include "codec/jpeg_2000.hpp"
#include "fuzz/openjpeg_memory.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t untouched = 0xA5;
constexpr std::size_t margin = 64;
// Larger ones take long under the sanitizers, and show nothing new.
constexpr std::uint64_t largest = std::uint64_t{1} << 20;
constexpr std::uint64_t largest_structure = std::uint64_t{16} << 20;

struct decoding {
  status answer = status::not_ready;
  frame_format format;
  bytes samples;
  bool damaged = false;
};

bool same(const frame_format& a, const frame_format& b) {
  return a.rows == b.rows && a.columns == b.columns && a.samples_per_pixel == b.samples_per_pixel &&
         a.bits_allocated == b.bits_allocated && a.bits_stored == b.bits_stored && a.is_signed == b.is_signed &&
         a.color == b.color;
}

// Beside the structures that the codec refuses where they are too many: the planes (twice where there are tiles), the
// transforms' lines, and the codestream's own bytes.
std::uint64_t memory_for(view encoded, const jpeg_2000_codestream& stream) {
  const jpeg_2000_size size = stream.size();
  const std::uint64_t samples = (std::uint64_t{size.columns} + 64) * (size.rows + 64) * stream.component_count;
  return stream.structure + 16 * samples + 64 * encoded.size() + (std::uint64_t{1} << 20);
}

decoding decode(view encoded, const jpeg_2000_codestream& stream, const frame_format& declared,
                const frame_request& request, std::uint8_t before) {
  const bytes copy(encoded.begin(), encoded.end()); // of exactly its size: reading beyond it is seen
  openjpeg_memory::begin(before);
  const std::size_t taken = openjpeg_memory::taken;
  decoding out;
  {
    jpeg_2000_codec codec;
    out.answer = codec.inspect(copy, declared, request, out.format);
    check(openjpeg_memory::most == taken, "inspecting allocates nothing");
    if (out.answer != status::finished) return out;
    check(decoded_size(out.format) > 0 && out.format.bits_allocated >= declared.bits_allocated,
          "there is a format, and its cells are no narrower than declared");
    const std::size_t size = static_cast<std::size_t>(decoded_size(out.format));
    bytes around(size + 2 * margin, untouched);
    const std::span<std::uint8_t> samples = std::span(around).subspan(margin, size);
    std::fill(samples.begin(), samples.end(), std::uint8_t{0});
    out.answer = codec.decode(samples, out.damaged);
    const auto is_untouched = [](std::uint8_t byte) { return byte == untouched; };
    check(std::all_of(around.begin(), around.begin() + margin, is_untouched) &&
              std::all_of(around.end() - margin, around.end(), is_untouched),
          "nothing is written beside the samples");
    out.samples.assign(samples.begin(), samples.end());
  }
  check(openjpeg_memory::taken == taken, "all memory is given back");
  check(openjpeg_memory::most - taken <= memory_for(encoded, stream),
        "no more memory is taken than the header lets expect");
  return out;
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: how often it is reduced, a region or none, and what is declared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  constexpr std::uint16_t widths[] = {8, 16, 32, 1};
  const std::uint16_t bits = widths[control[6] % 4U];
  const frame_format declared{256, 256, static_cast<std::uint16_t>(1 + control[7] % 4U), bits, bits};
  const frame_request request{control[0] % 8U, {control[1], control[2], control[3], control[4]}};
  jpeg_2000_codestream stream;
  if (read_jpeg_2000(control.rest(), stream) == status::finished) {
    const jpeg_2000_size whole = stream.size();
    if (std::uint64_t{whole.columns} * whole.rows > fuzz::largest || stream.structure > fuzz::largest_structure)
      return 0;
  }
  const fuzz::decoding first = fuzz::decode(control.rest(), stream, declared, request, 0x00);
  const fuzz::decoding second = fuzz::decode(control.rest(), stream, declared, request, 0x5A);
  fuzz::check(first.answer == second.answer && first.damaged == second.damaged, "it says the same each time");
  fuzz::check(fuzz::same(first.format, second.format), "it finds the same format each time");
  fuzz::check(first.answer != status::finished || first.samples == second.samples,
              "it gives the same samples each time");
  return 0;
}
