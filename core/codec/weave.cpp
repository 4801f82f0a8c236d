// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Interleaving by shuffles of portable vectors: the same code under the sanitizers and as wasm SIMD.

#include "codec/weave.hpp"

#include <cstring>

namespace dcmstream {
namespace {

constexpr std::size_t lanes = 16;
using bytes16 = std::uint8_t __attribute__((vector_size(lanes)));

bytes16 load(const std::uint8_t* from) noexcept {
  bytes16 value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

void store(std::uint8_t* to, bytes16 value) noexcept { std::memcpy(to, &value, sizeof value); }

bytes16 low_pairs(bytes16 a, bytes16 b) noexcept {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

bytes16 high_pairs(bytes16 a, bytes16 b) noexcept {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

void weave_16x2(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* target) noexcept {
  store(target, low_pairs(load(a), load(b)));
  store(target + lanes, high_pairs(load(a), load(b)));
}

// Each output takes its first two planes from one shuffle and the third from a second one.
void weave_16x3(const std::uint8_t* first, const std::uint8_t* second, const std::uint8_t* third,
                std::uint8_t* target) noexcept {
  const bytes16 a = load(first);
  const bytes16 b = load(second);
  const bytes16 c = load(third);
  const bytes16 ab0 = __builtin_shufflevector(a, b, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
  const bytes16 ab1 = __builtin_shufflevector(a, b, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
  const bytes16 ab2 = __builtin_shufflevector(a, b, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
  store(target, __builtin_shufflevector(ab0, c, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
  store(target + lanes, __builtin_shufflevector(ab1, c, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15));
  store(target + 2 * lanes, __builtin_shufflevector(ab2, c, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31));
}

void weave_16x4(const std::uint8_t* a, const std::uint8_t* b, const std::uint8_t* c, const std::uint8_t* d,
                std::uint8_t* target) noexcept {
  const bytes16 ac_low = low_pairs(load(a), load(c));
  const bytes16 ac_high = high_pairs(load(a), load(c));
  const bytes16 bd_low = low_pairs(load(b), load(d));
  const bytes16 bd_high = high_pairs(load(b), load(d));
  store(target, low_pairs(ac_low, bd_low));
  store(target + lanes, high_pairs(ac_low, bd_low));
  store(target + 2 * lanes, low_pairs(ac_high, bd_high));
  store(target + 3 * lanes, high_pairs(ac_high, bd_high));
}

} // namespace

void weave(std::span<const std::uint8_t* const> planes, std::size_t count, std::uint8_t* target) noexcept {
  const std::size_t width = planes.size();
  if (count == 0) return;
  if (width == 1) {
    std::memcpy(target, planes[0], count);
    return;
  }
  std::size_t i = 0;
  if (width == 2) {
    for (; i + lanes <= count; i += lanes) {
      weave_16x2(planes[0] + i, planes[1] + i, target + i * 2);
    }
  } else if (width == 3) {
    for (; i + lanes <= count; i += lanes) {
      weave_16x3(planes[0] + i, planes[1] + i, planes[2] + i, target + i * 3);
    }
  } else if (width == 4) {
    for (; i + lanes <= count; i += lanes) {
      weave_16x4(planes[0] + i, planes[1] + i, planes[2] + i, planes[3] + i, target + i * 4);
    }
  }
  for (; i < count; ++i) {
    for (std::size_t p = 0; p < width; ++p) {
      target[i * width + p] = planes[p][i];
    }
  }
}

} // namespace dcmstream
