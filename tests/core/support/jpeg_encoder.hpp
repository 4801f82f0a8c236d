// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Codestreams for tests and seeds, made by libjpeg-turbo's compressor.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

namespace dcmstream::test {

struct jpeg_image {
  std::uint32_t rows = 1;
  std::uint32_t columns = 1;
  int components = 1;
  int precision = 8;
  std::vector<std::uint16_t> samples; // pixel-interleaved
};

struct jpeg_options {
  int predictor = 0; // 0: by cosine transform; else lossless
  int point_transform = 0;
  int quality = 90;
  int restart_rows = 0;
  bool progressive = false;
  bool arithmetic = false;
  int horizontal_sampling = 1; // of the first component; the others have 1
  int vertical_sampling = 1;
  J_COLOR_SPACE space = JCS_UNKNOWN; // of the samples, which are not converted
  bool jfif = false;
  bool interleaved = true; // one scan for all components
};

// Some smooth structure with noise on it, of exactly `precision` bits.
inline jpeg_image some_image(std::uint32_t rows, std::uint32_t columns, int components, int precision) {
  jpeg_image image{rows, columns, components, precision, {}};
  const std::uint32_t largest = (1U << precision) - 1;
  std::uint32_t noise = 12345;
  for (std::uint32_t y = 0; y < rows; ++y) {
    for (std::uint32_t x = 0; x < columns; ++x) {
      for (int c = 0; c < components; ++c) {
        noise = noise * 1664525U + 1013904223U;
        const std::uint32_t smooth = (x * largest / columns + y * largest / rows * static_cast<unsigned>(c + 1)) / 2;
        image.samples.push_back(static_cast<std::uint16_t>((smooth + (noise >> 24U) * largest / 2048) & largest));
      }
    }
  }
  return image;
}

inline std::vector<std::uint8_t> encode_jpeg(const jpeg_image& image, const jpeg_options& options = {}) {
  jpeg_compress_struct library{};
  jpeg_error_mgr errors{};
  errors.error_exit = [](j_common_ptr failed) {
    (void)std::fprintf(stderr, "the compressor failed: message %d of jerror.h\n", failed->err->msg_code);
    std::abort();
  };
  errors.emit_message = [](j_common_ptr, int) {};
  errors.reset_error_mgr = [](j_common_ptr) {};
  library.err = &errors;
  jpeg_create_compress(&library);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&library, &bytes, &size);

  library.image_width = image.columns;
  library.image_height = image.rows;
  library.input_components = image.components;
  library.in_color_space = options.space;
  library.data_precision = image.precision;
  jpeg_set_defaults(&library);
  library.data_precision = image.precision;
  jpeg_set_colorspace(&library, options.space);
  jpeg_set_quality(&library, options.quality, TRUE);
  if (options.predictor != 0) jpeg_enable_lossless(&library, options.predictor, options.point_transform);
  for (int c = 0; c < image.components; ++c) {
    library.comp_info[c].h_samp_factor = c == 0 ? options.horizontal_sampling : 1;
    library.comp_info[c].v_samp_factor = c == 0 ? options.vertical_sampling : 1;
  }
  library.restart_in_rows = options.restart_rows;
  library.arith_code = options.arithmetic;
  library.write_JFIF_header = options.jfif;
  if (options.progressive) jpeg_simple_progression(&library);
  std::vector<jpeg_scan_info> scans;
  if (!options.interleaved) {
    for (int c = 0; c < image.components; ++c) {
      const bool lossless = options.predictor != 0;
      scans.push_back({1, {c}, lossless ? options.predictor : 0, lossless ? 0 : 63, 0, options.point_transform});
    }
    library.scan_info = scans.data();
    library.num_scans = static_cast<int>(scans.size());
  }

  jpeg_start_compress(&library, TRUE);
  const std::size_t row_size = std::size_t{image.columns} * static_cast<std::size_t>(image.components);
  std::vector<JSAMPLE> narrow(row_size);
  std::vector<J16SAMPLE> wide(row_size);
  for (std::uint32_t y = 0; y < image.rows; ++y) {
    for (std::size_t i = 0; i < row_size; ++i) {
      wide[i] = image.samples[y * row_size + i];
      narrow[i] = static_cast<JSAMPLE>(wide[i]);
    }
    JSAMPROW narrow_row = narrow.data();
    J16SAMPROW wide_row = wide.data();
    auto* twelve_row = reinterpret_cast<J12SAMPROW>(wide_row);
    if (image.precision <= 8)
      (void)jpeg_write_scanlines(&library, &narrow_row, 1);
    else if (image.precision <= 12)
      (void)jpeg12_write_scanlines(&library, &twelve_row, 1);
    else
      (void)jpeg16_write_scanlines(&library, &wide_row, 1);
  }
  jpeg_finish_compress(&library);
  std::vector<std::uint8_t> codestream(bytes, bytes + size);
  jpeg_destroy_compress(&library);
  std::free(bytes);
  return codestream;
}

} // namespace dcmstream::test
