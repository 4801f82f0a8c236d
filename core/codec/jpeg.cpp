// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a JPEG frame says of its samples, and decoding it.

#include "codec/jpeg.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "codec/jpeg_library.hpp"
#include "codec/jpeg_rows.hpp"

namespace dcmstream {
namespace {

constexpr unsigned max_halved = 3; // blocks of eight samples are decoded to four, two or one

// Bytes may stand before the SOI marker, but a frame that is none is not searched through.
constexpr std::size_t searched_for_begin = 1024;

std::span<const std::uint8_t> from_begin(std::span<const std::uint8_t> encoded) noexcept {
  static constexpr std::array<std::uint8_t, 3> begin{0xFF, 0xD8, 0xFF}; // SOI, and another marker
  const auto searched = encoded.first(std::min(encoded.size(), searched_for_begin));
  const auto found = std::search(searched.begin(), searched.end(), begin.begin(), begin.end());
  return found == searched.end() ? std::span<const std::uint8_t>{}
                                 : encoded.subspan(static_cast<std::size_t>(found - searched.begin()));
}

std::uint32_t halved(std::uint32_t size, unsigned times) noexcept { return ((size - 1) >> times) + 1; }

// Before decoding begins, a unit of the lossless process is one sample; of the others it is a block of eight by eight.
bool is_lossless(const jpeg_decompress_struct& library) noexcept { return library.min_DCT_scaled_size == 1; }

bool has_rgb_ids(const jpeg_decompress_struct& library) noexcept {
  const auto are = [&](int red, int green, int blue) {
    const jpeg_component_info* components = library.comp_info;
    return components[0].component_id == red && components[1].component_id == green &&
           components[2].component_id == blue;
  };
  return are('R', 'G', 'B') || are('r', 'g', 'b');
}

bool is_subsampled(const jpeg_decompress_struct& library) noexcept {
  const jpeg_component_info* first = library.comp_info;
  return std::any_of(first, first + library.num_components, [&](const jpeg_component_info& component) {
    return component.h_samp_factor != first->h_samp_factor || component.v_samp_factor != first->v_samp_factor;
  });
}

// What the samples mean. Data sets and codestreams contradict each other often: the photometric interpretation is left at
// RGB when an image is compressed, or set to RGB when an archive thinks that it has been decompressed. So what the
// codestream says goes first, from what an encoder says knowingly to what it may always write; DCMTK believes the data set,
// libjpeg guesses YCbCr where nothing is said, and pydicom does as we do.
color_model color_of(const jpeg_decompress_struct& library, const frame_format& declared) noexcept {
  const auto components = static_cast<unsigned>(library.num_components);
  if (components == 1) { // it may be a palette's index
    return declared.samples_per_pixel == 1 ? color_model::as_declared : color_model::monochrome;
  }
  if (components != 3) {
    return color_model::as_declared;
  }
  const bool believed = declared.samples_per_pixel == 3;
  if (is_lossless(library)) { // converting would lose; where markers say YCbCr they are boilerplate
    return believed ? color_model::as_declared : color_model::rgb;
  }
  if (library.saw_Adobe_marker && library.Adobe_transform <= 1) {
    return library.Adobe_transform == 0 ? color_model::rgb : color_model::ybr_full;
  }
  if (has_rgb_ids(library)) {
    return color_model::rgb;
  }
  if (is_subsampled(library) || library.saw_JFIF_marker) { // nobody subsamples green and blue
    return color_model::ybr_full;
  }
  return believed ? color_model::as_declared : color_model::ybr_full;
}

frame_format format_of(const jpeg_decompress_struct& library, const frame_format& declared, unsigned times) noexcept {
  frame_format format = declared;
  format.rows = halved(library.image_height, times);
  format.columns = halved(library.image_width, times);
  format.samples_per_pixel = static_cast<std::uint16_t>(library.num_components);
  format.color = color_of(library, declared);
  // Where a cell is wide enough, the data set is believed as to the bits that are used: a precision of 16 is often written
  // for all that is not 8.
  const auto precision = static_cast<std::uint16_t>(library.data_precision);
  if (declared.bits_allocated < precision) {
    format.bits_stored = precision;
  }
  const std::uint16_t needed = std::max(declared.bits_allocated, precision);
  format.bits_allocated = needed <= 8 ? 8 : needed <= 16 ? 16 : needed <= 32 ? 32 : needed;
  return format;
}

} // namespace

status jpeg_codec::inspect(std::span<const std::uint8_t> encoded, const frame_format& declared,
                           const frame_request& request, frame_format& actual) noexcept {
  actual = declared;
  encoded_ = {};
  const std::span<const std::uint8_t> stream = from_begin(encoded);
  jpeg_decompressor decompressor(stream);
  const status answer = decompressor.read_header();
  if (answer != status::finished) {
    return answer;
  }
  const jpeg_decompress_struct& library = decompressor.library();
  if (library.arith_code) {
    return status::jpeg_unsupported;
  }
  if (library.num_components > 4) {
    return status::jpeg_malformed;
  }
  halved_ = is_lossless(library) ? 0 : std::min(request.reduce, max_halved);
  format_ = format_of(library, declared, halved_);
  actual = format_;
  if (decoded_size(format_) == 0) {
    return status::attribute_invalid;
  }
  encoded_ = stream;
  return status::finished;
}

status jpeg_codec::decode(std::span<std::uint8_t> samples, bool& damaged) noexcept {
  damaged = false;
  if (encoded_.empty() || decoded_size(format_) != samples.size()) {
    return status::argument_invalid;
  }
  jpeg_decompressor decompressor(encoded_, format_.bits_allocated / 8U);
  encoded_ = {};
  status answer = decompressor.read_header();
  if (answer != status::finished) {
    return answer;
  }
  bool complete = false;
  answer = decompressor.attempt([&](jpeg_decompress_struct& library) {
    library.out_color_space = library.jpeg_color_space;
    library.scale_denom = 1U << halved_;
    // Coefficients of a whole image take twice the bytes of its samples, those of a thin one more, for blocks are whole.
    library.mem->max_memory_to_use =
        static_cast<long>(std::min<std::uint64_t>(4 * std::uint64_t{samples.size()} + (32U << 20U),
                                                  static_cast<std::uint64_t>(std::numeric_limits<long>::max())));
    (void)jpeg_start_decompress(&library);
    if (library.output_width != format_.columns || library.output_height != format_.rows ||
        library.output_components != format_.samples_per_pixel) {
      return;
    }
    complete = read_rows(library, samples);
  });
  if (answer != status::finished) {
    return answer;
  }
  damaged = decompressor.damaged();
  return complete ? status::finished : status::jpeg_malformed;
}

} // namespace dcmstream
