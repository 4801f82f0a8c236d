// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The library's callbacks.

#include "codec/jpeg_library.hpp"

#include <algorithm>
#include <array>

#include <jerror.h>

namespace dcmstream {
namespace {

// Each scan may go over the whole image, and takes a few bytes only. Encoders write about ten.
constexpr int max_scans = 100;

// What is read behind the last byte, as often as it is asked for: the EOI marker.
constexpr std::array<JOCTET, 2> end_of_image{0xFF, JPEG_EOI};

// Begins a hierarchical stream (ISO/IEC 10918-1 §B.3.2).
constexpr int define_hierarchical_progression = 0xDE;

} // namespace

jpeg_decompressor& jpeg_decompressor::of(j_common_ptr library) noexcept {
  return *static_cast<jpeg_decompressor*>(library->client_data);
}

jpeg_decompressor::jpeg_decompressor(std::span<const std::uint8_t> encoded, std::size_t cell_size) noexcept
    : cell_size_(cell_size) {
  errors_.error_exit = fail;
  errors_.emit_message = note;
  errors_.reset_error_mgr = [](j_common_ptr) {};
  source_.init_source = [](j_decompress_ptr) {};
  source_.fill_input_buffer = end_input;
  source_.skip_input_data = skip_input;
  source_.resync_to_restart = jpeg_resync_to_restart;
  source_.term_source = [](j_decompress_ptr) {};
  source_.next_input_byte = encoded.data();
  source_.bytes_in_buffer = encoded.size();
  progress_.progress_monitor = watch;
  library_.err = &errors_;
  library_.client_data = this;
}

jpeg_decompressor::~jpeg_decompressor() { jpeg_destroy_decompress(&library_); }

status jpeg_decompressor::read_header() noexcept {
  const status answer = attempt([this](jpeg_decompress_struct& library) {
    jpeg_create_decompress(&library);
    library.src = &source_;
    library.progress = &progress_;
    (void)jpeg_read_header(&library, TRUE);
  });
  return answer == status::finished && cut_ ? status::jpeg_malformed : answer;
}

void jpeg_decompressor::fail(j_common_ptr library) { std::longjmp(of(library).failed_, 1); }

// Warnings go on: what is missing is made up by the library. Most are about markers that are odd, not about samples.
void jpeg_decompressor::note(j_common_ptr library, int level) {
  if (level >= 0) {
    return;
  }
  switch (library->err->msg_code) {
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_MUST_RESYNC:
  case JWRN_BOGUS_PROGRESSION: of(library).damaged_ = true; break;
  default: break;
  }
}

void jpeg_decompressor::watch(j_common_ptr library) {
  if (of(library).library_.input_scan_number > max_scans) {
    library->err->msg_code = JERR_EOI_EXPECTED;
    fail(library);
  }
}

boolean jpeg_decompressor::end_input(j_decompress_ptr library) {
  of(reinterpret_cast<j_common_ptr>(library)).cut_ = true;
  library->src->next_input_byte = end_of_image.data();
  library->src->bytes_in_buffer = end_of_image.size();
  return TRUE;
}

void jpeg_decompressor::skip_input(j_decompress_ptr library, long count) {
  const std::size_t skipped = std::min(static_cast<std::size_t>(std::max(count, 0L)), library->src->bytes_in_buffer);
  library->src->next_input_byte += skipped;
  library->src->bytes_in_buffer -= skipped;
}

status jpeg_decompressor::reason() const noexcept {
  switch (errors_.msg_code) {
  case JERR_IMAGE_TOO_BIG: // 65 500 rows or columns
    return status::frame_too_large;
  case JERR_OUT_OF_MEMORY:
  case JERR_NO_BACKING_STORE: // more memory than allowed
    return status::memory_exhausted;
  case JERR_ARITH_NOTIMPL:
  case JERR_SOF_UNSUPPORTED:
  case JERR_FRACT_SAMPLE_NOTIMPL: return status::jpeg_unsupported;
  case JERR_UNKNOWN_MARKER:
    return errors_.msg_parm.i[0] == define_hierarchical_progression ? status::jpeg_unsupported : status::jpeg_malformed;
  default: return status::jpeg_malformed;
  }
}

} // namespace dcmstream
