// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rows of a JPEG frame, from the library into their place.

#pragma once

#include <cstdint>
#include <span>

#include "codec/jpeg_library.hpp"

namespace dcmstream {

// Reads all rows of a library whose decompression has been started; `samples` are as large as all rows. False where the
// library gives fewer, which it never should. To be called within jpeg_decompressor::attempt.
[[nodiscard]] bool read_rows(jpeg_decompress_struct& library, std::span<std::uint8_t> samples);

} // namespace dcmstream
