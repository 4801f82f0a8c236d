// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a fuzz target and its seeds have in common. A target asserts the contract of a room on any input: `check` ends the
// process where it is broken, which libFuzzer and ctest both count as a crash. An input begins with a few control bytes,
// from which the target takes its options and its cuts; the rest is what is read.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace dcmstream::fuzz {

struct seed {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

// Made when asked for: no input is kept in a binary file.
[[nodiscard]] std::vector<seed> seeds();

inline void check(bool holds, const char* contract) {
  if (holds) return;
  (void)std::fprintf(stderr, "broken contract: %s\n", contract);
  std::abort();
}

// Choices that follow from the input alone (SplitMix64).
class chooser {
public:
  explicit chooser(std::uint64_t state) : state_(state) {}

  [[nodiscard]] std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // From 0 to `most`.
  [[nodiscard]] std::size_t up_to(std::size_t most) noexcept { return static_cast<std::size_t>(next() % (most + 1)); }

private:
  std::uint64_t state_;
};

// The control bytes of an input; those that it lacks are zeros.
template <std::size_t Count>
class control {
public:
  explicit control(std::span<const std::uint8_t> input) noexcept : rest_(input.subspan(std::min(Count, input.size()))) {
    std::copy_n(input.begin(), std::min(Count, input.size()), bytes_);
  }

  [[nodiscard]] std::uint8_t operator[](std::size_t i) const noexcept { return bytes_[i]; }
  [[nodiscard]] bool bit(std::size_t i, unsigned number) const noexcept { return (bytes_[i] >> number & 1U) != 0; }
  [[nodiscard]] std::uint32_t word(std::size_t i) const noexcept {
    return bytes_[i] | static_cast<std::uint32_t>(bytes_[i + 1]) << 8 |
           static_cast<std::uint32_t>(bytes_[i + 2]) << 16 | static_cast<std::uint32_t>(bytes_[i + 3]) << 24;
  }
  [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept { return rest_; }

private:
  std::uint8_t bytes_[Count] = {};
  std::span<const std::uint8_t> rest_;
};

} // namespace dcmstream::fuzz
