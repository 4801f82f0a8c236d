// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `jpeg`.

#include "codec/jpeg.hpp"
#include "embind/codec_module.hpp"

EMSCRIPTEN_BINDINGS(jpeg) { dcmstream::bindings::codec_module<dcmstream::jpeg_codec>::bind(); }
