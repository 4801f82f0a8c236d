// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of inflating on any input: in whatever pieces, it yields what zlib yields at once, stays within the guard
// against growth, and ends for good. And of deflating: what it writes inflates to what it was given.

#include "fuzz/fuzz_target.hpp"

#include "inflate/deflater.hpp"
#include "inflate/inflater.hpp"
#include "inflate/zlib_step.hpp"

#include <limits>
#include <optional>

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

constexpr std::size_t output_limit = std::size_t{1} << 17; // of one reading here: deflate makes 1032 bytes of one
constexpr std::size_t all_at_once = 16384;
constexpr inflate_limits unguarded{1, std::numeric_limits<std::uint64_t>::max()};

struct outcome {
  status answer = status::need_input;
  bytes output;
  std::size_t consumed = 0;
  deflate_wrapping wrapping = deflate_wrapping::undetermined;
};

// How input and room come: at most so many bytes a time; 0: all at once.
struct pieces {
  std::size_t in = 0;
  std::size_t out = 0;
  std::uint64_t choices = 0;
};

// Calls `step(in, out, consumed, produced, final)` until it ends.
template <class Step>
outcome drive(view input, const pieces& how, Step step) {
  outcome so_far;
  chooser chooser(how.choices);
  bytes room(how.out == 0 ? all_at_once : how.out);
  std::size_t given = 0;
  std::size_t idle = 0; // calls in a row that did nothing
  while (so_far.answer == status::need_input || so_far.answer == status::output_full) {
    if (so_far.answer == status::need_input) {
      check(so_far.consumed == given, "need_input: all input is used up");
      const std::size_t left = input.size() - given;
      given += how.in == 0 ? left : std::min(left, chooser.up_to(how.in));
    }
    const std::size_t space = how.out == 0 ? room.size() : chooser.up_to(room.size());
    std::size_t consumed = 0;
    std::size_t produced = 0;
    const bool final = given == input.size();
    so_far.answer = step(input.subspan(so_far.consumed, given - so_far.consumed), std::span(room).first(space),
                         consumed, produced, final);
    check(consumed <= given - so_far.consumed && produced <= space, "no more is used than is given");
    check(so_far.answer != status::output_full || produced == space, "output_full: the room is used up");
    check(so_far.answer != status::need_input || !final, "no input is asked for at the end");
    so_far.consumed += consumed;
    so_far.output.insert(so_far.output.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(produced));
    idle = consumed + produced == 0 ? idle + 1 : 0;
    check(idle < 1000, "it gets on");
    if (so_far.output.size() > output_limit) break; // too much to look at
  }
  return so_far;
}

outcome inflate_by_pieces(view input, const pieces& how, const inflate_limits& limits) {
  inflater inflater(limits);
  std::uint64_t consumed_in_all = 0;
  std::uint64_t produced_in_all = 0;
  outcome all = drive(
      input, how, [&](view in, std::span<std::uint8_t> out, std::size_t& consumed, std::size_t& produced, bool final) {
        const status answer = inflater.inflate(in, out, consumed, produced, final);
        consumed_in_all += consumed;
        produced_in_all += produced;
        const bool exceeds = produced_in_all > limits.free_size && produced_in_all / limits.max_ratio > consumed_in_all;
        const bool goes_on =
            answer == status::need_input || answer == status::output_full || answer == status::finished;
        check(!(exceeds && goes_on), "what grows beyond the ratio is refused");
        check(exceeds || answer != status::inflate_ratio_exceeded, "what stays within the ratio is not refused");
        return answer;
      });
  all.wrapping = inflater.wrapping();
  if (all.output.size() <= output_limit) {
    std::size_t consumed = 1;
    std::size_t produced = 1;
    std::uint8_t more = 0;
    const status again = inflater.inflate(input.subspan(all.consumed), {&more, 1}, consumed, produced, true);
    check(again == all.answer && consumed == 0 && produced == 0, "the end is sticky");
  }
  return all;
}

// zlib's own, in one call, told how the bytes are wrapped; nothing where they are not one whole stream.
std::optional<outcome> inflate_at_once(view input, deflate_wrapping wrapping) {
  const int bits = wrapping == deflate_wrapping::zlib   ? MAX_WBITS
                   : wrapping == deflate_wrapping::gzip ? MAX_WBITS + 16
                                                        : -MAX_WBITS;
  z_stream stream{};
  check(inflateInit2(&stream, bits) == Z_OK, "zlib opens");
  outcome all;
  all.output.resize(output_limit);
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = all.output.data();
  stream.avail_out = static_cast<uInt>(all.output.size());
  const int answer = inflate(&stream, Z_FINISH);
  all.output.resize(stream.total_out);
  all.consumed = stream.total_in;
  inflateEnd(&stream);
  return answer == Z_STREAM_END ? std::optional(std::move(all)) : std::nullopt;
}

deflate_wrapping wrapping_of(view input) {
  if (input[0] == 0x1F) return deflate_wrapping::gzip;
  const bool is_zlib =
      input.size() > 1 && (input[0] & 0x0F) == 8 && input[0] < 0x80 && (input[0] * 256 + input[1]) % 31 == 0;
  return is_zlib ? deflate_wrapping::zlib : deflate_wrapping::raw;
}

void check_inflating(view input, const pieces& how, const inflate_limits& limits) {
  const outcome whole = inflate_by_pieces(input, {}, unguarded);
  const outcome cut = inflate_by_pieces(input, how, unguarded);
  if (whole.output.size() > output_limit || cut.output.size() > output_limit) return;
  check(whole.answer == cut.answer && whole.output == cut.output && whole.wrapping == cut.wrapping,
        "chunking is invisible");
  check(whole.answer != status::finished || whole.consumed == cut.consumed, "the stream ends where it ends");
  if (!input.empty()) {
    const std::optional<outcome> expected = inflate_at_once(input, wrapping_of(input));
    check(expected.has_value() == (whole.answer == status::finished), "what zlib takes for a whole stream is one");
    check(!expected || (expected->output == whole.output && expected->consumed == whole.consumed),
          "zlib says the same");
  }
  const outcome guarded = inflate_by_pieces(input, how, limits);
  check(guarded.output.size() <= whole.output.size() &&
            std::equal(guarded.output.begin(), guarded.output.end(), whole.output.begin()),
        "the guard only ends the output early");
  check(guarded.answer == whole.answer || guarded.answer == status::inflate_ratio_exceeded,
        "the guard refuses or is silent");
  // It is asked after each piece, so that it may be late by one piece of output.
  const std::uint64_t most = std::max(limits.free_size, limits.max_ratio * (std::uint64_t{guarded.consumed} + 1));
  check(guarded.output.size() <= most + std::max<std::size_t>(how.out, how.out == 0 ? all_at_once : 0),
        "the output is bounded");
}

void check_deflating(view input, const pieces& how, int level) {
  deflater deflater(level);
  const auto step = [&](view in, std::span<std::uint8_t> out, std::size_t& consumed, std::size_t& produced,
                        bool final) { return deflater.deflate(in, out, consumed, produced, final); };
  const outcome deflated = drive(input, how, step);
  if (level < 0 || level > 9) {
    check(deflated.answer == status::argument_invalid && deflated.output.empty(), "a level that is none is refused");
    return;
  }
  check(deflated.answer == status::finished && deflated.consumed == input.size(), "all is deflated");
  check(deflated.output.size() % 2 == 0, "an even size: PS3.5 §A.5");
  const outcome back = inflate_by_pieces(deflated.output, {}, unguarded);
  check(back.answer == status::finished &&
            std::equal(back.output.begin(), back.output.end(), input.begin(), input.end()),
        "what was deflated inflates to the same");
  check(back.wrapping == deflate_wrapping::raw, "deflated data sets are raw");
  check(deflated.output.size() - back.consumed <= 1, "one NUL at the most stands behind");
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: the sizes of the pieces, the guard's ratio and free size, whether and how hard to deflate, and more that the
// choices follow from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  const fuzz::pieces how{control[0], control[1] * std::size_t{4}, control.word(4)};
  const inflate_limits limits{1 + std::uint32_t{control[2]}, std::uint64_t{control[3]} * 64};
  fuzz::check_inflating(control.rest(), how, limits);
  if (!control.bit(4, 0))
    fuzz::check_deflating(control.rest(), how, control[4] / 2 % 11); // every other input: it is slow
  return 0;
}
