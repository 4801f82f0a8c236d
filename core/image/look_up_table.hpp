// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A look-up table of a data set: of the modality, VOI and presentation transformations (PS3.3 §C.11), and of a palette's
// channel (PS3.3 §C.7.6.3.1.5). They are all of one form.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace dcmstream {

class look_up_table {
public:
  // Copies the entries, little endian words of which the lower `bits` (1 to 16) count; the value `first` is mapped to the
  // first of them. False, and nothing changes, where there is no entry, or no memory left.
  [[nodiscard]] bool assign(std::span<const std::uint8_t> words, std::int32_t first, unsigned bits) noexcept;

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  // The entry for the nearest whole number. Below the first mapped value it is the first entry, above the last one the last;
  // of what is no number, the first. Not of an empty table.
  [[nodiscard]] std::uint16_t entry_of(double value) const noexcept {
    const double index = value - first_;
    if (!(index > 0)) return entries_[0];
    const auto last = static_cast<double>(size_ - 1);
    return index >= last ? entries_[size_ - 1] : entries_[static_cast<std::size_t>(std::floor(index + 0.5))];
  }

  // The entry as a part of the whole range, 0 to 1.
  [[nodiscard]] double level_of(double value) const noexcept { return level(entry_of(value)); }

  // The eight most significant bits of the entry; an entry of fewer bits as it is. 0 of an empty table.
  [[nodiscard]] std::uint8_t color_of(double value) const noexcept {
    if (empty()) return 0;
    const std::uint16_t entry = entry_of(value);
    return static_cast<std::uint8_t>(bits_ > 8 ? entry >> (bits_ - 8) : entry);
  }

private:
  [[nodiscard]] double level(std::uint16_t entry) const noexcept {
    const auto full = static_cast<double>((1U << bits_) - 1);
    return entry < full ? entry / full : 1;
  }

  std::unique_ptr<std::uint16_t[]> entries_;
  std::size_t size_ = 0;
  std::int32_t first_ = 0;
  unsigned bits_ = 16;
};

} // namespace dcmstream
