// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Color samples to RGBA: bytes four pixels at a time by portable vectors, wider samples one by one.

#include "image/color.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/bytes.hpp"

namespace dcmstream {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors of four words are drawn as sixteen bytes");

using bytes16 = std::uint8_t __attribute__((vector_size(16)));
using words4 = std::int32_t __attribute__((vector_size(16)));

constexpr std::size_t quad = 4; // pixels a step; a step reads 16 bytes, whether it uses them or not

constexpr int fraction_bits = 16;
constexpr int half = 1 << (fraction_bits - 1);
constexpr int middle = 128; // of a chrominance of eight bits

// Rounded.
constexpr int fixed(double factor) noexcept { return (static_cast<int>(factor * (2 << fraction_bits)) + 1) / 2; }

// The inverses of the standard's matrices (PS3.3 §C.7.6.3.1.2): RGB to YBR_FULL …
struct full_range {
  static constexpr int black_level = 0;
  static constexpr double of_y = 1;
  static constexpr double red_of_cr = 1.402;
  static constexpr double green_of_cb = 0.344136;
  static constexpr double green_of_cr = 0.714136;
  static constexpr double blue_of_cb = 1.772;
};

// … and to YBR_PARTIAL_4xx, whose luminance of 8 bits runs from 16 to 235, its chrominances from 16 to 240.
struct partial_range {
  static constexpr int black_level = 16;
  static constexpr double of_y = 1.164384;
  static constexpr double red_of_cr = 1.596027;
  static constexpr double green_of_cb = 0.391762;
  static constexpr double green_of_cr = 0.812968;
  static constexpr double blue_of_cb = 2.017232;
};

words4 saturated(words4 scaled) noexcept {
  const words4 none{};
  const words4 all = none + 255;
  const words4 value = scaled >> fraction_bits;
  const words4 floored = value < none ? none : value;
  return floored > all ? all : floored;
}

template <class range>
words4 rgb_of_ybr(words4 y, words4 cb, words4 cr) noexcept {
  const words4 base = (y - range::black_level) * fixed(range::of_y) + half;
  const words4 blue_difference = cb - middle;
  const words4 red_difference = cr - middle;
  const words4 r = saturated(base + fixed(range::red_of_cr) * red_difference);
  const words4 g =
      saturated(base - fixed(range::green_of_cb) * blue_difference - fixed(range::green_of_cr) * red_difference);
  const words4 b = saturated(base + fixed(range::blue_of_cb) * blue_difference);
  return r | g << 8 | b << 16;
}

// (std::bit_cast is missing from the libc++ of Emscripten 3.1.6)
words4 words_of(bytes16 bytes) noexcept {
  words4 words;
  std::memcpy(&words, &bytes, sizeof words);
  return words;
}

// Each reads up to 16 bytes into `quad` pixels of which the alpha is still zero. In shuffles, 16 picks a zero byte.
struct rgb_step {
  static constexpr std::size_t bytes = 3 * quad;
  static words4 pixels(bytes16 v) noexcept {
    return words_of(__builtin_shufflevector(v, bytes16{}, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16));
  }
};

template <class range>
struct ybr_step {
  static constexpr std::size_t bytes = 3 * quad;
  static words4 pixels(bytes16 v) noexcept {
    const bytes16 zero{};
    return rgb_of_ybr<range>(
        words_of(__builtin_shufflevector(v, zero, 0, 16, 16, 16, 3, 16, 16, 16, 6, 16, 16, 16, 9, 16, 16, 16)),
        words_of(__builtin_shufflevector(v, zero, 1, 16, 16, 16, 4, 16, 16, 16, 7, 16, 16, 16, 10, 16, 16, 16)),
        words_of(__builtin_shufflevector(v, zero, 2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16)));
  }
};

template <class range>
struct ybr_422_step {
  static constexpr std::size_t bytes = 2 * quad;
  static words4 pixels(bytes16 v) noexcept {
    const bytes16 zero{};
    return rgb_of_ybr<range>(
        words_of(__builtin_shufflevector(v, zero, 0, 16, 16, 16, 1, 16, 16, 16, 4, 16, 16, 16, 5, 16, 16, 16)),
        words_of(__builtin_shufflevector(v, zero, 2, 16, 16, 16, 2, 16, 16, 16, 6, 16, 16, 16, 6, 16, 16, 16)),
        words_of(__builtin_shufflevector(v, zero, 3, 16, 16, 16, 3, 16, 16, 16, 7, 16, 16, 16, 7, 16, 16, 16)));
  }
};

template <class step>
void draw_quads(std::span<const std::uint8_t> samples, bool inverted, std::span<rgba> target) noexcept {
  const words4 flip = words4{} + (inverted ? 0x00FF'FFFF : 0);
  const words4 alpha = words4{} + static_cast<std::int32_t>(0xFF00'0000U);
  const std::uint8_t* next = samples.data();
  std::size_t left = samples.size();
  for (std::size_t i = 0; i < target.size(); i += quad) {
    bytes16 v{};
    if (left >= sizeof v) {
      std::memcpy(&v, next, sizeof v);
    } else {
      std::memcpy(&v, next, left);
    }
    const std::size_t step_size = std::min(step::bytes, left);
    next += step_size;
    left -= step_size;
    const words4 pixels = (step::pixels(v) ^ flip) | alpha;
    if (i + quad <= target.size()) {
      std::memcpy(&target[i], &pixels, sizeof pixels);
    } else {
      std::memcpy(&target[i], &pixels, (target.size() - i) * sizeof(rgba));
    }
  }
}

std::uint8_t shown(std::uint32_t bits, const sample_layout& layout) noexcept {
  const std::uint32_t top = layout.bits_stored >= 8 ? bits >> (layout.bits_stored - 8) : bits * 255 / layout.mask();
  return static_cast<std::uint8_t>(top);
}

using pixel_bits = std::array<std::uint32_t, 3>;

template <class range>
pixel_bits rgb_of_ybr(const pixel_bits& ybr, const sample_layout& layout) noexcept {
  const double full = layout.mask();
  const double unit = static_cast<double>(std::uint64_t{1} << layout.bits_stored) / 256; // one step of eight bits
  const double y = range::of_y * (ybr[0] - range::black_level * unit);
  const double cb = ybr[1] - middle * unit;
  const double cr = ybr[2] - middle * unit;
  const auto bits = [full](double value) {
    return static_cast<std::uint32_t>(std::clamp(std::round(value), 0.0, full));
  };
  return {bits(y + range::red_of_cr * cr), bits(y - range::green_of_cb * cb - range::green_of_cr * cr),
          bits(y + range::blue_of_cb * cb)};
}

template <std::size_t width>
void draw_each(std::span<const std::uint8_t> samples, const sample_layout& layout, color_samples kind, bool inverted,
               std::span<rgba> target) noexcept {
  const std::uint8_t flip = inverted ? 0xFF : 0;
  const std::uint8_t* next = samples.data();
  for (rgba& pixel : target) {
    pixel_bits bits;
    for (std::uint32_t& sample : bits) {
      std::uint32_t cell = *next;
      if constexpr (width == 2) cell = load_u16(next, byte_order::little);
      if constexpr (width == 4) cell = load_u32(next, byte_order::little);
      sample = layout.bits_of(cell);
      next += width;
    }
    if (kind == color_samples::ybr_full) bits = rgb_of_ybr<full_range>(bits, layout);
    if (kind == color_samples::ybr_partial) bits = rgb_of_ybr<partial_range>(bits, layout);
    const auto channel = [&](std::size_t i) { return static_cast<std::uint8_t>(shown(bits[i], layout) ^ flip); };
    pixel = {channel(0), channel(1), channel(2), 255};
  }
}

} // namespace

void draw_color(std::span<const std::uint8_t> samples, const sample_layout& layout, color_samples kind, bool inverted,
                std::span<rgba> target) noexcept {
  if (is_subsampled(kind)) {
    target = target.first(std::min(samples.size() / 4 * 2, target.size()));
    if (kind == color_samples::ybr_422) {
      draw_quads<ybr_422_step<full_range>>(samples, inverted, target);
    } else {
      draw_quads<ybr_422_step<partial_range>>(samples, inverted, target);
    }
    return;
  }
  const std::size_t pixel_size = std::size_t{3} * (layout.bits_allocated / 8U);
  target = target.first(std::min(samples.size() / pixel_size, target.size()));
  if (layout.bits_allocated == 32) {
    draw_each<4>(samples, layout, kind, inverted, target);
  } else if (layout.bits_allocated == 16) {
    draw_each<2>(samples, layout, kind, inverted, target);
  } else if (layout.bits_stored < 8) {
    draw_each<1>(samples, layout, kind, inverted, target);
  } else if (kind == color_samples::ybr_full) {
    draw_quads<ybr_step<full_range>>(samples, inverted, target);
  } else if (kind == color_samples::ybr_partial) {
    draw_quads<ybr_step<partial_range>>(samples, inverted, target);
  } else {
    draw_quads<rgb_step>(samples, inverted, target);
  }
}

} // namespace dcmstream
