// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// In the place of OpenJPEG's openjpeg.c and event.c: the few functions of theirs that its other files call. Messages are
// handed on as they stand in its source, unformatted: nobody reads them, and formatting links all of printf.

#include "codec/openjpeg.hpp"

extern "C" {

// NOLINTNEXTLINE(cert-dcl50-cpp): the declaration is OpenJPEG's
OPJ_BOOL opj_event_msg(opj_event_mgr_t* event_mgr, OPJ_INT32 event_type, const char* fmt, ...) {
  if (event_type == EVT_ERROR) event_mgr->error_handler(fmt, event_mgr->m_error_data);
  if (event_type == EVT_WARNING) event_mgr->warning_handler(fmt, event_mgr->m_warning_data);
  return OPJ_TRUE;
}

void* opj_image_data_alloc(OPJ_SIZE_T size) { return opj_aligned_malloc(size); }

void opj_image_data_free(void* data) { opj_aligned_free(data); }

// What t1.c calls for a code-block of HTJ2K (core/third-party/openjpeg.cmake): OpenJPEG's own function, and what that leaves
// out. Where a part of a tile is decoded, a code-block's coefficients are looked for in memory of its own, which stays zero.
OPJ_BOOL opj_t1_ht_decode_cblk(opj_t1_t*, opj_tcd_cblk_dec_t*, OPJ_UINT32, OPJ_UINT32, OPJ_UINT32, opj_event_mgr_t*,
                               opj_mutex_t*, OPJ_BOOL);

OPJ_BOOL dcm_t1_ht_decode_cblk(opj_t1_t* t1, opj_tcd_cblk_dec_t* block, OPJ_UINT32 orientation, OPJ_UINT32 shift,
                               OPJ_UINT32 style, opj_event_mgr_t* manager, opj_mutex_t* mutex, OPJ_BOOL check) {
  if (opj_t1_ht_decode_cblk(t1, block, orientation, shift, style, manager, mutex, check) == OPJ_FALSE) return OPJ_FALSE;
  if (block->decoded_data != nullptr) {
    std::memcpy(block->decoded_data, t1->data, std::size_t{t1->w} * t1->h * sizeof(OPJ_INT32));
  }
  return OPJ_TRUE;
}

// For encoders, which write it into a comment: only the tests have one.
const char* opj_version() { return OPJ_PACKAGE_VERSION; }

// For what reports on a codestream, where memory runs out: it is never called.
void opj_destroy_cstr_info(opj_codestream_info_v2_t** /*info*/) {}

} // extern "C"
