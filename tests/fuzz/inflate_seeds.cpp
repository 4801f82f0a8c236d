// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of inflating: each kind of block and wrapping, made by zlib itself, and what is wrong about them.

#include "fuzz/fuzz_target.hpp"

#include "inflate/zlib_step.hpp"

#include <utility>

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;

bytes deflated(const bytes& content, int window_bits, int level, int strategy) {
  z_stream stream{};
  check(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, strategy) == Z_OK, "zlib opens");
  bytes out(deflateBound(&stream, static_cast<uLong>(content.size())));
  stream.next_in = content.data();
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  check(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib deflates");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bytes text() {
  bytes content;
  for (int i = 0; i < 60; ++i) {
    const std::string line = "element " + std::to_string(i * i) + " of a data set\n";
    content.insert(content.end(), line.begin(), line.end());
  }
  return content;
}

bytes noise() {
  chooser chooser(1);
  bytes content(300);
  for (std::uint8_t& byte : content) byte = static_cast<std::uint8_t>(chooser.next());
  return content;
}

class collection {
public:
  // In large pieces, in small ones, under a guard that a growth of ten breaks, and deflated at a level that is none.
  void add(const std::string& name, const bytes& content) {
    constexpr std::uint8_t controls[4][8] = {{0, 0, 200, 255, 12, 0, 0, 0},
                                             {3, 2, 200, 0, 0, 1, 2, 3},
                                             {40, 8, 9, 1, 1, 7, 7, 7},
                                             {1, 1, 9, 1, 20, 0, 0, 0}};
    for (const auto& control : controls) {
      bytes input(control, control + 8);
      input.insert(input.end(), content.begin(), content.end());
      seeds_.push_back({name + "_" + std::to_string(control[0]), std::move(input)});
    }
  }
  [[nodiscard]] std::vector<seed> take() { return std::move(seeds_); }

private:
  std::vector<seed> seeds_;
};

} // namespace

std::vector<seed> seeds() {
  collection all;
  all.add("empty", {});
  all.add("one_byte_raw", {0x03});
  all.add("one_byte_zlib", {0x78});
  all.add("one_byte_text", {'a'});
  const std::pair<const char*, int> wrappings[] = {{"raw", -15}, {"zlib", 15}, {"gzip", 31}, {"zlib_small", 9}};
  const std::pair<const char*, bytes> contents[] = {
      {"nothing", {}}, {"text", text()}, {"noise", noise()}, {"zeros", bytes(20000)}};
  for (const auto& [wrapping, bits] : wrappings) {
    for (const auto& [content, plain] : contents) {
      const std::string name = std::string(wrapping) + "_" + content;
      const bytes right = deflated(plain, bits, 9, Z_DEFAULT_STRATEGY);
      all.add(name, right);
      bytes wrong = right;
      wrong.insert(wrong.end(), {0, 1, 2});
      all.add(name + "_trailing", wrong);
      wrong = right;
      wrong.pop_back();
      all.add(name + "_cut", wrong);
      wrong = right;
      wrong[wrong.size() / 2] ^= 0x5A;
      all.add(name + "_broken", wrong);
    }
  }
  all.add("stored", deflated(text(), -15, 0, Z_DEFAULT_STRATEGY));
  all.add("fixed", deflated(text(), -15, 9, Z_FIXED));
  all.add("stored_like_zlib",
          {0x78, 3, 0, 0xFC, 0xFF, 'a', 'b', 'c', 3, 0}); // unused bits of a stored block that are set
  all.add("dictionary", {0x78, 0xBB, 0, 0, 0, 1, 3, 0});  // RFC 1950 §2.2: FDICT
  return all.take();
}

} // namespace dcmstream::fuzz
