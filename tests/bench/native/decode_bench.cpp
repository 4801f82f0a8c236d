// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The native ceiling: the same adapters and libraries, built natively with the same options. Decodes one frame from a file as
// often as fits, and prints the best time in milliseconds of processor time.
//
//   decode_bench CODEC ROWS COLUMNS SAMPLES_PER_PIXEL BITS_ALLOCATED BITS_STORED SIGNED FILE

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "codec/frame_decoder.hpp"
#include "codec/jpeg.hpp"
#include "codec/jpeg_2000.hpp"
#include "codec/jpeg_ls.hpp"
#include "codec/rle.hpp"

namespace {

using namespace dcmstream;

constexpr double round_seconds = 0.025;
constexpr int rounds = 41;

std::unique_ptr<codec> codec_named(std::string_view name) {
  if (name == "rle") return std::make_unique<rle_codec>();
  if (name == "jpeg") return std::make_unique<jpeg_codec>();
  if (name == "jpegls") return std::make_unique<jpeg_ls_codec>();
  if (name == "jpeg2000") return std::make_unique<jpeg_2000_codec>();
  return nullptr;
}

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

} // namespace

int main(int count, char** arguments) {
  if (count != 9) return EXIT_FAILURE;
  const std::unique_ptr<codec> adapter = codec_named(arguments[1]);
  if (adapter == nullptr) return EXIT_FAILURE;
  const auto number = [&](int i) { return std::atoi(arguments[i]); };
  const frame_format declared{static_cast<std::uint32_t>(number(2)), static_cast<std::uint32_t>(number(3)),
                              static_cast<std::uint16_t>(number(4)), static_cast<std::uint16_t>(number(5)),
                              static_cast<std::uint16_t>(number(6)), number(7) != 0};
  std::ifstream file(arguments[8], std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::uint8_t> encoded(text.begin(), text.end());

  frame_decoder decoder(*adapter);
  std::vector<std::uint8_t> copy;
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const double begin = seconds();
    int times = 0;
    double spent = 0;
    do {
      if (decoder.decode(encoded, declared, {}, std::uint64_t{1} << 30) != status::finished) return EXIT_FAILURE;
      copy.assign(decoder.samples().begin(), decoder.samples().end()); // in memory of their own, as in wasm
      ++times;
      spent = seconds() - begin;
    } while (spent < round_seconds);
    best = std::min(best, spent / times);
  }
  std::printf("%.6f\n", best * 1000);
  return EXIT_SUCCESS;
}
