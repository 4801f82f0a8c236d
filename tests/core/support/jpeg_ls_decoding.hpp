// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A frame decoded by the JPEG-LS adapter, in memory of exactly its size.

#pragma once

#include "codec/jpeg_ls.hpp"
#include "support/jpeg_ls_picture.hpp"

namespace dcmstream::jpeg_ls_test {

struct decoded {
  status answer;
  frame_format format;
  bytes samples;
  bool damaged;
};

inline decoded decode(bytes encoded, const frame_format& declared) {
  encoded.shrink_to_fit(); // so that reading past the end is reading past an allocation
  jpeg_ls_codec codec;
  decoded result{status::finished, {}, {}, false};
  result.answer = codec.inspect(encoded, declared, {}, result.format);
  if (result.answer == status::finished) {
    result.samples.resize(decoded_size(result.format));
    result.answer = codec.decode(result.samples, result.damaged);
  }
  return result;
}

} // namespace dcmstream::jpeg_ls_test
