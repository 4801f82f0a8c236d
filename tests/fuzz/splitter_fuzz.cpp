// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of the frame splitter on any fragments and tables: frames begin and end in turn, the first fragment that holds
// anything begins one, a table is found wrong once each, and without tables that say so nothing is padding.

#include "fuzz/fuzz_target.hpp"

#include "codec/frame_splitter.hpp"

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;
using view = std::span<const std::uint8_t>;

struct told {
  std::vector<fragment_role> roles;
  bool last_is_padding = false;
};

// Cuts `content` into fragments whose lengths are its own bytes, so that heads and tables meet by what the input says.
told split(view content, const image_coding& coding, view table, view extended, view lengths, bool tails) {
  frame_splitter splitter(coding);
  check(splitter.set_extended_offsets(extended, lengths), "there is memory for so small a table");
  check(splitter.set_offsets(table), "there is memory for so small a table");
  told result;
  std::uint64_t offset = 0;
  while (!content.empty()) {
    const std::size_t length = std::min<std::size_t>(content[0], content.size() - 1);
    const bytes fragment(content.begin() + 1, content.begin() + 1 + static_cast<std::ptrdiff_t>(length));
    const view all(fragment);
    const view head = all.first(std::min<std::size_t>(length, 64));
    const view tail = tails ? all.last(std::min<std::size_t>(length, 8)) : all.first(0);
    result.roles.push_back(splitter.add({offset, static_cast<std::uint32_t>(length), head, tail}));
    offset += 8 + length;
    content = content.subspan(1 + length);
  }
  result.last_is_padding = splitter.last_is_padding();
  return result;
}

void check_roles(const told& result, const image_coding& coding, bool has_lengths) {
  bool open = false;  // a frame that is not known to have ended
  bool begun = false; // any at all
  unsigned wrong = 0;
  for (const fragment_role& role : result.roles) {
    check(!(role.skipped && (role.starts || role.ends)), "what adds nothing is of no frame");
    check(role.skipped || role.starts || open, "a fragment is of a frame");
    check(role.starts || !role.padded_before, "padding is of the frame before");
    check(!role.padded_before || open, "a frame that was complete is not cut afterwards");
    check(role.ends || !role.padded, "padding is the last byte of a frame");
    check(has_lengths || !(role.padded || role.padded_before), "only a table of lengths tells padding");
    if (role.starts) open = begun = true;
    if (role.ends) open = false;
    wrong += role.table_wrong ? 1U : 0U;
  }
  check(wrong <= 2, "there are two tables");
  check(has_lengths || !result.last_is_padding, "only a table of lengths tells padding");
  if (coding.declared == fragment_coding::video) {
    unsigned frames = 0;
    for (const fragment_role& role : result.roles) frames += role.starts ? 1U : 0U;
    check(frames == (begun ? 1U : 0U), "video is one");
  }
}

bool same(const fragment_role& one, const fragment_role& other) {
  return one.starts == other.starts && one.ends == other.ends && one.skipped == other.skipped &&
         one.table_wrong == other.table_wrong && one.padded == other.padded && one.padded_before == other.padded_before;
}

} // namespace
} // namespace dcmstream::fuzz

// Control bytes: how frames are coded, frames, segments, native size, and the sizes of the three tables and whether tails show.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dcmstream;
  const fuzz::control<8> control({data, size});
  const image_coding coding{static_cast<fragment_coding>(control[0] % 6), control[1] % 8U + 1U, control[2] % 17U,
                            control[3]};
  std::span<const std::uint8_t> rest = control.rest();
  const auto take = [&rest](std::size_t count) {
    const auto taken = rest.first(std::min(count, rest.size()));
    rest = rest.subspan(taken.size());
    return taken;
  };
  const auto table = take(control[4] % 48U);
  const auto extended = take(control[5] % 48U);
  const auto lengths = take(control[6] % 48U);
  const bool tails = control[7] % 2 == 0;
  const fuzz::told once = fuzz::split(rest, coding, table, extended, lengths, tails);
  const fuzz::told again = fuzz::split(rest, coding, table, extended, lengths, tails);
  fuzz::check(std::equal(once.roles.begin(), once.roles.end(), again.roles.begin(), again.roles.end(), fuzz::same),
              "it says the same each time");
  fuzz::check_roles(once, coding, !lengths.empty());
  return 0;
}
