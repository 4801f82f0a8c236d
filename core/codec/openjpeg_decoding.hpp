// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// OpenJPEG, held so that nothing of it is left behind: one decoding of one codestream into planes of 32-bit samples.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "codec/jpeg_2000_codestream.hpp"

struct opj_image;

namespace dcmstream {

// A decoded component: row by row, without gaps.
struct openjpeg_plane {
  const std::int32_t* samples = nullptr;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
};

class openjpeg_decoding {
public:
  openjpeg_decoding() = default;

  // Decodes so much of the codestream's image, in its own units, halved so many times: fewer than its resolutions.
  // `damaged` is set where code-blocks turn out to be broken. Answers `finished`, jpeg_2000_malformed or memory_exhausted.
  [[nodiscard]] status run(const jpeg_2000_codestream& codestream, unsigned reduce, const jpeg_2000_area& area,
                           bool& damaged) noexcept;

  // Of a component, after run() has finished.
  [[nodiscard]] openjpeg_plane plane(std::size_t component) const noexcept;

private:
  struct destroy_image {
    void operator()(opj_image* image) const noexcept;
  };
  std::unique_ptr<opj_image, destroy_image> image_;
};

} // namespace dcmstream
