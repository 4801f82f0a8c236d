// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `jpegls`: frames of JPEG-LS.

#include "codec/jpeg_ls.hpp"
#include "embind/codec_module.hpp"

EMSCRIPTEN_BINDINGS(jpegls) { dcmstream::bindings::codec_module<dcmstream::jpeg_ls_codec>::bind(); }
