// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// RLE Lossless (PS3.5 Annex G).

#pragma once

#include "codec/codec.hpp"

namespace dcmstream {

// One-bit frames are decoded as they are packed: eight pixels a byte, one segment (PS3.5 §8.1.1, §G.2).
extern const codec rle_codec;

} // namespace dcmstream
