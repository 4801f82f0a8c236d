// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Byte order and planar configuration of native frames.

#include "codec/native.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "codec/weave.hpp"

namespace dcmstream {
namespace {

constexpr std::size_t max_planes = 4;

} // namespace

void swap_words(std::span<std::uint8_t> bytes) noexcept {
  using bytes16 = std::uint8_t __attribute__((vector_size(16)));
  std::uint8_t* p = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= sizeof(bytes16); left -= sizeof(bytes16), p += sizeof(bytes16)) {
    bytes16 v;
    std::memcpy(&v, p, sizeof v);
    v = __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    std::memcpy(p, &v, sizeof v);
  }
  for (; left >= 2; left -= 2, p += 2) {
    std::swap(p[0], p[1]);
  }
}

void interleave(std::span<const std::uint8_t> planar, std::size_t samples_per_pixel, std::size_t bytes_per_sample,
                std::span<std::uint8_t> target) noexcept {
  if (samples_per_pixel == 0 || samples_per_pixel > max_planes || bytes_per_sample == 0) {
    return;
  }
  const std::size_t pixel_size = samples_per_pixel * bytes_per_sample;
  const std::size_t pixels = std::min(planar.size(), target.size()) / pixel_size;
  std::array<const std::uint8_t*, max_planes> planes{};
  for (std::size_t s = 0; s < samples_per_pixel; ++s) {
    planes[s] = planar.data() + s * pixels * bytes_per_sample;
  }
  if (bytes_per_sample == 1) {
    weave({planes.data(), samples_per_pixel}, pixels, target.data());
    return;
  }
  std::uint8_t* to = target.data();
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t s = 0; s < samples_per_pixel; ++s, to += bytes_per_sample) {
      std::memcpy(to, planes[s] + i * bytes_per_sample, bytes_per_sample);
    }
  }
}

} // namespace dcmstream
