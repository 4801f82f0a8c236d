// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm module `jpeg2000`: JPEG 2000 and High-Throughput JPEG 2000.

#include "codec/jpeg_2000.hpp"
#include "embind/codec_module.hpp"

EMSCRIPTEN_BINDINGS(jpeg2000) { dcmstream::bindings::codec_module<dcmstream::jpeg_2000_codec>::bind(); }
