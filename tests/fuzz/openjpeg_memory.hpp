// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// In the place of OpenJPEG's opj_malloc.c: memory that is counted, and filled with what the target chooses, so that samples
// that depend on what stood there before are seen. For one file of a program: it defines the functions.

#pragma once

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace dcmstream::fuzz {

struct openjpeg_memory {
  static inline std::size_t taken = 0;
  static inline std::size_t most = 0;
  static inline std::uint8_t filling = 0;

  static void begin(std::uint8_t with) {
    most = taken;
    filling = with;
  }

  static void* take(std::size_t size, std::size_t alignment) {
    void* memory = nullptr;
    if (size == 0 || posix_memalign(&memory, alignment, size) != 0) return nullptr;
    std::memset(memory, filling, size);
    taken += malloc_usable_size(memory);
    most = std::max(most, taken);
    return memory;
  }

  static void give_back(void* memory) {
    if (memory == nullptr) return;
    taken -= malloc_usable_size(memory);
    std::free(memory);
  }

  static void* retake(void* memory, std::size_t size, std::size_t alignment) {
    void* larger = take(size, alignment);
    if (larger != nullptr && memory != nullptr) {
      std::memcpy(larger, memory, std::min(size, malloc_usable_size(memory)));
      give_back(memory);
    }
    return larger;
  }
};

} // namespace dcmstream::fuzz

extern "C" {

void* opj_malloc(std::size_t size) { return dcmstream::fuzz::openjpeg_memory::take(size, 16); }

void* opj_calloc(std::size_t count, std::size_t size) {
  std::size_t total = 0;
  void* memory = __builtin_mul_overflow(count, size, &total) ? nullptr : opj_malloc(total);
  if (memory != nullptr) std::memset(memory, 0, total);
  return memory;
}

void* opj_realloc(void* memory, std::size_t size) { return dcmstream::fuzz::openjpeg_memory::retake(memory, size, 16); }

void opj_free(void* memory) { dcmstream::fuzz::openjpeg_memory::give_back(memory); }

void* opj_aligned_malloc(std::size_t size) { return opj_malloc(size); }

void* opj_aligned_realloc(void* memory, std::size_t size) { return opj_realloc(memory, size); }

void* opj_aligned_32_malloc(std::size_t size) { return dcmstream::fuzz::openjpeg_memory::take(size, 32); }

void* opj_aligned_32_realloc(void* memory, std::size_t size) {
  return dcmstream::fuzz::openjpeg_memory::retake(memory, size, 32);
}

void opj_aligned_free(void* memory) { opj_free(memory); }

} // extern "C"
