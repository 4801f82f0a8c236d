// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG-LS through the C functions of CharLS: they catch what it throws and answer by codes. What CharLS 2.4 does not check,
// but relies on, is checked here before it sees the codestream.

#include "codec/jpeg_ls.hpp"

#include <charls/charls_jpegls_decoder.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "base/bytes.hpp"
#include "codec/frame_decoder.hpp"
#include "codec/weave.hpp"

namespace dcmstream {
namespace {

using charls::interleave_mode;
using charls::jpegls_errc;
using view = std::span<const std::uint8_t>;

constexpr std::uint8_t marker = 0xFF;
constexpr std::uint8_t start_of_image = 0xD8;    // ISO/IEC 10918-1, B.1.1.3
constexpr std::uint8_t end_of_image = 0xD9;      // ISO/IEC 10918-1, B.1.1.3
constexpr std::uint8_t start_of_scan = 0xDA;     // ISO/IEC 10918-1, B.1.1.3
constexpr std::uint8_t preset_parameters = 0xF8; // ISO/IEC 14495-1, C.1.1: LSE

constexpr int default_reset = 64;         // ISO/IEC 14495-1, C.2.4.1.1
constexpr int most_reset = 255;           // CharLS keeps it in a byte, and loops for ever where that is zero
constexpr unsigned widest_cell = 64;      // bits
constexpr std::size_t max_components = 4; // that a frame can have
constexpr std::uint8_t undecoded = 0xFF;  // in place of the zeros, to tell zeros that were decoded

struct destroy_decoder {
  void operator()(charls_jpegls_decoder* decoder) const noexcept { charls_jpegls_decoder_destroy(decoder); }
};
using decoder_handle = std::unique_ptr<charls_jpegls_decoder, destroy_decoder>;

struct header {
  charls_frame_info frame{};
  interleave_mode interleave{};
  charls::color_transformation transformation{};
  charls_jpegls_pc_parameters preset{};
};

status status_of(jpegls_errc answer) noexcept {
  if (answer == jpegls_errc::success) return status::finished;
  return answer == jpegls_errc::not_enough_memory ? status::memory_exhausted : status::jpeg_ls_malformed;
}

// A decoder that has read everything up to the first scan's data.
status open(view encoded, decoder_handle& decoder) noexcept {
  if (encoded.empty()) return status::jpeg_ls_malformed;
  decoder.reset(charls_jpegls_decoder_create());
  if (!decoder) return status::memory_exhausted;
  const status answer =
      status_of(charls_jpegls_decoder_set_source_buffer(decoder.get(), encoded.data(), encoded.size()));
  return answer != status::finished ? answer : status_of(charls_jpegls_decoder_read_header(decoder.get()));
}

status read_header(view encoded, header& into) noexcept {
  decoder_handle decoder;
  if (const status answer = open(encoded, decoder); answer != status::finished) return answer;
  const auto get = [&](auto question, auto*... answers) {
    return question(decoder.get(), answers...) == jpegls_errc::success;
  };
  const bool all =
      get(charls_jpegls_decoder_get_frame_info, &into.frame) &&
      get(charls_jpegls_decoder_get_interleave_mode, &into.interleave) &&
      get(charls_jpegls_decoder_get_color_transformation, &into.transformation) &&
      charls_jpegls_decoder_get_preset_coding_parameters(decoder.get(), 0, &into.preset) == jpegls_errc::success;
  return all ? status::finished : status::jpeg_ls_malformed;
}

// Zero stands for the default. CharLS decodes as if MAXVAL were what the precision allows: other samples would come out.
bool is_supported(int maximum, int reset, int precision) noexcept {
  return (maximum == 0 || maximum == (1 << precision) - 1) && reset <= most_reset;
}

// Where the first scan's header begins; if it is not found, the beginning.
std::size_t first_scan(view encoded) noexcept {
  std::size_t at = 0;
  while (encoded.size() - at >= 4 && encoded[at] == marker && encoded[at + 1] != start_of_scan) {
    if (encoded[at + 1] == marker) {
      at += 1; // ISO/IEC 10918-1, B.1.1.2: any number of fill bytes
    } else if (encoded[at + 1] == start_of_image) {
      at += 2;
    } else {
      const std::size_t length = load_u16(encoded.data() + at + 2, byte_order::big);
      at += std::min(2 + length, encoded.size() - at);
    }
  }
  return encoded.size() - at >= 4 && encoded[at] == marker ? at : 0;
}

// Whether all scans of an image by plane are of one component, not interleaved: CharLS takes the size of all planes from the
// first scan, and would write beyond them. Looks at each marker that can be one, be it inside a comment.
bool are_scans_supported(view encoded, int precision) noexcept {
  view rest = encoded.subspan(first_scan(encoded));
  while (!rest.empty()) {
    const void* found = std::memchr(rest.data(), marker, rest.size());
    if (found == nullptr) return true;
    rest = rest.subspan(static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - rest.data()));
    const std::uint8_t* p = rest.data();
    const std::uint8_t code = rest.size() > 1 ? p[1] : 0;
    // Length, number of components, two bytes of each, NEAR, ILV, point transform: ISO/IEC 14495-1, C.2.3.
    if (code == start_of_scan && rest.size() > 8 && (p[4] != 1 || p[8] != 0)) return false;
    // Length, kind, MAXVAL, three thresholds, RESET: ISO/IEC 14495-1, C.2.4.1.1.
    if (code == preset_parameters && rest.size() > 14 && p[4] == 1 &&
        !is_supported(load_u16(p + 5, byte_order::big), load_u16(p + 13, byte_order::big), precision)) {
      return false;
    }
    rest = rest.subspan(1);
  }
  return true;
}

bool is_supported(const header& header, view encoded) noexcept {
  const bool planar = header.interleave == interleave_mode::none;
  if (!is_supported(header.preset.maximum_sample_value, header.preset.reset_value, header.frame.bits_per_sample)) {
    return false;
  }
  // CharLS reads such a scan as of one component, and copies lines of all of them.
  if (header.interleave == interleave_mode::sample && header.preset.reset_value != 0 &&
      header.preset.reset_value != default_reset) {
    return false;
  }
  return !planar || header.frame.component_count == 1 || are_scans_supported(encoded, header.frame.bits_per_sample);
}

// One plane after the other, to pixel after pixel.
void interleave(view planar, std::size_t planes, std::size_t sample_size, std::span<std::uint8_t> target) noexcept {
  std::array<const std::uint8_t*, max_components> begins{};
  const std::size_t pixels = planar.size() / planes / sample_size;
  for (std::size_t p = 0; p < planes; ++p) begins[p] = planar.data() + p * pixels * sample_size;
  if (sample_size == 1) return weave({begins.data(), planes}, pixels, target.data());
  std::uint8_t* to = target.data();
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t p = 0; p < planes; ++p, to += 2) std::memcpy(to, begins[p] + 2 * i, 2);
  }
}

// Both begin at the same address: from the end backwards.
template <class Narrow, class Wide>
void widen(std::span<std::uint8_t> samples) noexcept {
  for (std::size_t i = samples.size() / sizeof(Wide); i-- > 0;) {
    Narrow narrow;
    std::memcpy(&narrow, samples.data() + i * sizeof narrow, sizeof narrow);
    const Wide wide = narrow;
    std::memcpy(samples.data() + i * sizeof wide, &wide, sizeof wide);
  }
}

template <class Narrow>
void widen_to(std::size_t size, std::span<std::uint8_t> samples) noexcept {
  if (size == sizeof(std::uint16_t)) return widen<Narrow, std::uint16_t>(samples);
  if (size == sizeof(std::uint32_t)) return widen<Narrow, std::uint32_t>(samples);
  return widen<Narrow, std::uint64_t>(samples);
}

bool is_filled(view bytes, std::uint8_t with) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [with](std::uint8_t byte) { return byte == with; });
}

// Up to the last end of image behind the first scan's header; of no bytes where there is none.
view up_to_end_of_image(view encoded) noexcept {
  const std::size_t first = first_scan(encoded);
  for (std::size_t end = encoded.size(); end >= first + 2; --end) {
    if (encoded[end - 1] == end_of_image && encoded[end - 2] == marker) return encoded.first(end);
  }
  return {};
}

status run(view encoded, std::span<std::uint8_t> target) noexcept {
  decoder_handle decoder;
  const status answer = open(encoded, decoder);
  if (answer != status::finished) return answer;
  return status_of(charls_jpegls_decoder_decode_to_buffer(decoder.get(), target.data(), target.size(), 0));
}

} // namespace

status jpeg_ls_codec::inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                              const frame_request& /*request*/, frame_format& actual) noexcept {
  encoded_ = {};
  actual = declared;
  header header;
  if (const status answer = read_header(encoded, header); answer != status::finished) return answer;
  if (!is_supported(header, encoded)) return status::jpeg_ls_malformed;

  const unsigned precision = static_cast<unsigned>(header.frame.bits_per_sample);
  const unsigned needed = std::max<unsigned>(precision, declared.bits_allocated);
  unsigned cell = 8;
  while (cell < needed && cell < widest_cell) cell *= 2;
  if (cell < needed) return status::attribute_invalid;

  one_bit_ = declared.bits_allocated == 1 && precision <= 8;
  planar_ = header.interleave == interleave_mode::none && header.frame.component_count > 1;
  sample_size_ = precision > 8 ? 2 : 1;
  format_ = declared;
  format_.rows = header.frame.height;
  format_.columns = header.frame.width;
  format_.samples_per_pixel = static_cast<std::uint16_t>(header.frame.component_count);
  format_.bits_allocated = static_cast<std::uint16_t>(cell);
  format_.bits_stored = one_bit_ ? std::uint16_t{1} : static_cast<std::uint16_t>(precision);
  if (header.transformation != charls::color_transformation::none && header.interleave != interleave_mode::none) {
    format_.color = color_model::rgb;
  }
  if (decoded_size(format_) == 0) return status::jpeg_ls_malformed;
  actual = format_;
  encoded_ = encoded;
  return status::finished;
}

status jpeg_ls_codec::decode(std::span<std::uint8_t> samples, bool& damaged) noexcept {
  if (encoded_.empty() || decoded_size(format_) != samples.size()) {
    return status::argument_invalid;
  }
  // CharLS counts zeros for ever where they end without a marker, so that it is given none without.
  frame_buffer ended;
  if (const view whole = up_to_end_of_image(encoded_); !whole.empty()) {
    encoded_ = whole;
  } else if (ended.reserve(encoded_.size() + 2)) {
    std::memcpy(ended.data(), encoded_.data(), encoded_.size());
    ended.data()[encoded_.size()] = marker;
    ended.data()[encoded_.size() + 1] = end_of_image;
    encoded_ = {ended.data(), encoded_.size() + 2};
    damaged = true;
  } else {
    return status::memory_exhausted;
  }
  const status answer = decode_samples(samples, damaged);
  encoded_ = {};
  return answer;
}

status jpeg_ls_codec::decode_samples(std::span<std::uint8_t> samples, bool& damaged) const noexcept {
  const std::size_t cell = format_.bits_allocated / 8U;
  const std::span<std::uint8_t> decoded = samples.first(samples.size() / cell * sample_size_);
  if (planar_) {
    frame_buffer planes;
    if (!planes.reserve(decoded.size())) return status::memory_exhausted;
    const std::span<std::uint8_t> target(planes.data(), decoded.size());
    std::memset(target.data(), 0, target.size());
    if (const status answer = decode_components(target, damaged); answer != status::finished) return answer;
    interleave(target, format_.samples_per_pixel, sample_size_, decoded);
  } else if (const status answer = decode_components(decoded, damaged); answer != status::finished) {
    return answer;
  }
  if (one_bit_) {
    for (std::uint8_t& sample : samples) sample = sample != 0 ? 1 : 0;
  }
  if (cell > sample_size_) {
    sample_size_ == 1 ? widen_to<std::uint8_t>(cell, samples) : widen_to<std::uint16_t>(cell, samples);
  }
  return status::finished;
}

// CharLS writes line by line, but does not tell how many it has written before it gave up. Where all of them are zeros, a
// second run over another filling shows whether there were any.
status jpeg_ls_codec::decode_components(std::span<std::uint8_t> target, bool& damaged) const noexcept {
  status answer = run(encoded_, target);
  if (answer != status::jpeg_ls_malformed) return answer;
  if (is_filled(target, 0)) {
    std::memset(target.data(), undecoded, target.size());
    answer = run(encoded_, target);
    const bool nothing = is_filled(target, undecoded);
    std::memset(target.data(), 0, target.size());
    if (nothing) return answer;
  }
  damaged = true;
  return status::finished;
}

} // namespace dcmstream
