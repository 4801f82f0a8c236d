// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native (unencapsulated) frames that are not yet as a codec would give them: big endian words, colour by plane.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dcmstream {

// Exchanges the bytes of each 16-bit word in place. PS3.5 §A.3: in big endian pixel data of VR OW the *words* are big
// endian, whatever the size of a sample: two 8-bit pixels change places, a 32-bit one is two words, the lower one first.
// A last odd byte stays.
void swap_words(std::span<std::uint8_t> bytes) noexcept;

// PS3.3 §C.7.6.3.1.3: planar configuration 1 to 0. `planar` holds `samples_per_pixel` planes of equal size; `target` is as
// large. Sizes that are no multiple of samples_per_pixel × bytes_per_sample leave their remainder untouched.
void interleave(std::span<const std::uint8_t> planar, std::size_t samples_per_pixel, std::size_t bytes_per_sample,
                std::span<std::uint8_t> target) noexcept;

} // namespace dcmstream
