// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the frame splitter: fragments of each coding with tables right, wrong and absent.

#include "fuzz/fuzz_target.hpp"

#include <utility>

namespace dcmstream::fuzz {
namespace {

using bytes = std::vector<std::uint8_t>;

enum coding : std::uint8_t { opaque, jpeg, jpeg_xl, rle, native, video };

const bytes jpeg_whole{0xFF, 0xD8, 0xFF, 0xC0, 1, 0xFF, 0xD9};
const bytes jpeg_ls_head{0xFF, 0xD8, 0xFF, 0xFE, 0, 3, 9, 0xFF, 0xF7, 1};
const bytes jpeg_long_head{0xFF, 0xD8, 0xFF, 0xFF, 0xC4, 1, 200, 0};
const bytes jpeg_odd_head{0xFF, 0xD8, 0xFF, 0xC4, 0, 2, 7, 7};
const bytes jpeg_2000_head{0xFF, 0x4F, 0xFF, 0x51, 1};
const bytes jp2_head{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
const bytes jpeg_xl_head{0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, 0x87, 10};
const bytes jpeg_xl_bare{0xFF, 0x0A, 1, 2};
const bytes tail{1, 2, 0xFF, 0xD9, 0};
const bytes middle{1, 2, 3, 4};
const bytes half_head{0xFF, 0xD8};

bytes rle_head(std::size_t rest) {
  bytes head(64);
  head[0] = 2;
  head[4] = 64;
  head[8] = 66;
  head.resize(64 + rest, 5);
  return head;
}

bytes table32(std::initializer_list<unsigned> offsets) {
  bytes table;
  for (const unsigned offset : offsets) table.insert(table.end(), {static_cast<std::uint8_t>(offset), 0, 0, 0});
  return table;
}

bytes table64(std::initializer_list<unsigned> offsets) {
  bytes table;
  for (const unsigned offset : offsets) {
    table.insert(table.end(), {static_cast<std::uint8_t>(offset), 0, 0, 0, 0, 0, 0, 0});
  }
  return table;
}

struct image {
  std::string name;
  coding declared;
  std::uint8_t frames; // one less
  std::vector<bytes> fragments;
  bytes table = {};
  bytes extended = {};
  bytes lengths = {};
};

seed make(const image& given) {
  const auto size = [](const bytes& table) { return static_cast<std::uint8_t>(table.size()); };
  bytes input{given.declared, given.frames, 2, 8, size(given.table), size(given.extended), size(given.lengths), 0};
  for (const bytes* table : {&given.table, &given.extended, &given.lengths}) {
    input.insert(input.end(), table->begin(), table->end());
  }
  for (const bytes& fragment : given.fragments) {
    input.push_back(static_cast<std::uint8_t>(fragment.size()));
    input.insert(input.end(), fragment.begin(), fragment.end());
  }
  return {given.name, std::move(input)};
}

} // namespace

std::vector<seed> seeds() {
  const std::vector<image> images{
      {"jpeg", jpeg, 1, {jpeg_whole, {}, jpeg_ls_head, middle, tail, middle, half_head}},
      {"jpeg_heads", jpeg, 3, {jpeg_long_head, jpeg_odd_head, jpeg_2000_head, tail, jp2_head, tail}},
      {"jpeg_table", jpeg, 1, {jpeg_ls_head, tail, jpeg_whole}, table32({0, 31})},
      {"jpeg_wrong_table", jpeg, 1, {jpeg_ls_head, middle, tail}, table32({0, 18})},
      {"jpeg_foreign_table", jpeg, 1, {jpeg_ls_head, tail, jpeg_whole}, table32({0, 5})},
      {"jpeg_as_rle", rle, 1, {jpeg_whole, jpeg_whole}},
      {"rle", rle, 1, {rle_head(4), rle_head(0), middle, middle}},
      {"rle_table", rle, 1, {rle_head(4), middle, rle_head(4)}, table32({0, 88})},
      {"rle_as_jpeg", jpeg, 1, {rle_head(4), rle_head(4)}},
      {"junk_as_jpeg", jpeg, 1, {middle, middle}},
      {"jpeg_xl", jpeg_xl, 1, {jpeg_xl_head, middle, jpeg_xl_bare}},
      {"jpeg_xl_table", jpeg_xl, 1, {jpeg_xl_bare, middle, jpeg_xl_bare}, table32({0, 24})},
      {"native", native, 1, {middle, middle, bytes(9, 1)}},
      {"native_table", native, 1, {middle, middle, middle}, table32({0, 24})},
      {"video", video, 7, {jpeg_whole, middle, middle}},
      {"opaque", opaque, 2, {middle, middle, {}, middle}},
      {"opaque_one", opaque, 0, {middle, middle}},
      {"empty_table", opaque, 1, {middle, middle}, table32({0})},
      {"late_table", opaque, 1, {middle, middle}, table32({8, 20})},
      {"extended", opaque, 1, {middle, middle, middle}, {}, table64({0, 24}), table64({8, 3})},
      {"extended_wrong", opaque, 1, {middle, middle, middle}, table32({0, 12}), table64({0, 0}), table64({8})},
      {"empty_first", opaque, 1, {{}, middle, {}, middle}, table32({0, 20})},
  };
  std::vector<seed> all{{"empty", {}}};
  for (const image& one : images) all.push_back(make(one));
  return all;
}

} // namespace dcmstream::fuzz
