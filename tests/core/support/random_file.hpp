// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Random files: right ones together with the parts that the standard makes of them, and broken ones.
// Everything follows from the seed, so a failing test names all that is needed to see it again.

#pragma once

#include "support/byte_builder.hpp"
#include "support/reading.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dcmstream {

class dice {
public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}

  // From 0 to one less than `count`. By remainder: the standard's distributions differ between libraries.
  [[nodiscard]] std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  [[nodiscard]] bool one_in(std::size_t count) { return below(count) == 0; }

private:
  std::mt19937_64 engine_;
};

struct random_file {
  byte_vector bytes;
  std::vector<std::string> expected; // as `lines` prints it
};

// Writes a well-formed data set and, beside it, the parts that it has by PS3.5 §7.
class file_writer {
public:
  explicit file_writer(std::uint64_t seed) : dice_(seed) {}

  [[nodiscard]] random_file write() {
    constexpr std::array syntaxes{uid::implicit_le, uid::explicit_le, uid::explicit_be, uid::rle_lossless};
    const std::string_view syntax = syntaxes[dice_.below(syntaxes.size())];
    form_ = syntax == uid::implicit_le   ? form::implicit_le
            : syntax == uid::explicit_be ? form::explicit_be
                                         : form::explicit_le;
    byte_builder out;
    out.preamble().meta(syntax);
    const std::size_t uid_size = byte_builder::padded(syntax).size();
    lines_ = {"preamble 132",
              "header (0002,0000) UL 4",
              "value 4 last",
              "header (0002,0001) OB 2",
              "value 2 last",
              "header (0002,0010) UI " + std::to_string(uid_size),
              "value " + std::to_string(uid_size) + " last"};
    data_set(out, 0);
    if (syntax == uid::rle_lossless) fragments(out);
    if (dice_.one_in(4)) value(out, 0xFFFCFFFC, "OB", 2 * dice_.below(40));
    lines_.emplace_back("finished");
    return {out.bytes(), lines_};
  }

private:
  struct attribute {
    std::uint32_t tag;
    std::string_view vr;
  };

  // One attribute at least of each VR, by PS3.6, in ascending order.
  static constexpr std::array attributes{
      attribute{0x00080000, "UL"}, attribute{0x00080012, "DA"}, attribute{0x00080013, "TM"},
      attribute{0x00080015, "DT"}, attribute{0x00080018, "UI"}, attribute{0x00080054, "AE"},
      attribute{0x00080060, "CS"}, attribute{0x00080070, "LO"}, attribute{0x00080081, "ST"},
      attribute{0x00080090, "PN"}, attribute{0x00080119, "UC"}, attribute{0x0008030E, "UT"},
      attribute{0x0008040C, "UV"}, attribute{0x00081110, "SQ"}, attribute{0x00081140, "SQ"},
      attribute{0x00081162, "UL"}, attribute{0x00082122, "IS"}, attribute{0x00082134, "FD"},
      attribute{0x00090010, "LO"}, attribute{0x00091001, "??"}, attribute{0x00091002, "??"},
      attribute{0x00101010, "AS"}, attribute{0x00101022, "DS"}, attribute{0x00102160, "SH"},
      attribute{0x001021C0, "US"}, attribute{0x00140202, "AT"}, attribute{0x00143100, "LT"},
      attribute{0x00144108, "SL"}, attribute{0x0014410A, "OW"}, attribute{0x0014410B, "OF"},
      attribute{0x0014410C, "OD"}, attribute{0x00180013, "FL"}, attribute{0x00189219, "SS"},
      attribute{0x00400275, "SQ"}, attribute{0x00420011, "OB"}, attribute{0x00660040, "OL"},
      attribute{0x00687005, "UR"}, attribute{0x0072006D, "UN"}, attribute{0x00720081, "OV"},
      attribute{0x00720082, "SV"}, attribute{0x52009230, "SQ"},
  };
  static constexpr std::size_t depth_limit = 5;

  void data_set(byte_builder& out, std::size_t depth) {
    const std::size_t step = 1 + dice_.below(depth == 0 ? 6 : 30);
    for (std::size_t i = dice_.below(step); i < attributes.size(); i += 1 + dice_.below(step)) {
      const attribute& one = attributes[i];
      const bool nested = depth < depth_limit;
      if (one.vr == "SQ") {
        if (nested) sequence(out, one.tag, "SQ", depth);
      } else if (one.vr == "??") {
        if (form_ == form::implicit_le) {
          value(out, one.tag, "UN", random_size(false));
        } else if (nested && dice_.one_in(2)) {
          sequence(out, one.tag, "UN", depth);
        } else {
          const std::string_view vr = attributes[dice_.below(attributes.size())].vr;
          value(out, one.tag, vr == "SQ" || vr == "??" ? "DS" : vr, random_size(true));
        }
      } else {
        value(out, one.tag, one.vr, random_size(true));
      }
    }
  }

  void value(byte_builder& out, std::uint32_t tag, std::string_view vr, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(dice_.below(256));
    byte_builder written(form_);
    out.raw(written.element(tag, vr, bytes).bytes());
    const std::string text = std::to_string(size);
    lines_.push_back("header " + tag_text(tag) + " " + std::string(vr) + " " + text + (size == 0 ? " last" : ""));
    if (size != 0) lines_.push_back("value " + text + " last");
  }

  // UN of undefined length holds implicit little endian, whatever is around it: PS3.5 §6.2.2
  void sequence(byte_builder& out, std::uint32_t tag, std::string_view vr, std::size_t depth) {
    const form outer = form_;
    const bool unknown = vr == "UN";
    const bool defined = !unknown && dice_.one_in(2);
    const std::size_t line = lines_.size();
    lines_.emplace_back();
    form_ = unknown ? form::implicit_le : outer;
    byte_builder items(form_);
    const std::size_t count = dice_.below(4);
    for (std::size_t i = 0; i < count; ++i) item(items, i, depth);
    if (!defined) items.sequence_end();
    form_ = outer;
    const auto length = defined ? static_cast<std::uint32_t>(items.size()) : byte_builder::undefined;
    byte_builder header(form_);
    out.raw(header.header(tag, vr, length).bytes()).raw(items.bytes());
    lines_[line] = "sequence " + tag_text(tag) + " " + std::string(vr) + " " +
                   (defined ? std::to_string(length) : std::string("undefined"));
    lines_.emplace_back(defined ? "sequence_end 0" : "sequence_end 8");
  }

  void item(byte_builder& out, std::size_t index, std::size_t depth) {
    const bool defined = dice_.one_in(2);
    const std::size_t line = lines_.size();
    lines_.emplace_back();
    byte_builder content(form_);
    if (!dice_.one_in(5)) data_set(content, depth + 1);
    const auto length = defined ? static_cast<std::uint32_t>(content.size()) : byte_builder::undefined;
    out.item(length).raw(content.bytes());
    if (!defined) out.item_end();
    const std::string number = std::to_string(index);
    lines_[line] = "item " + number + " " + (defined ? std::to_string(length) : std::string("undefined"));
    lines_.push_back("item_end " + number + (defined ? " 0" : " 8"));
  }

  // PS3.5 §A.4
  void fragments(byte_builder& out) {
    out.header(0x7FE00010, "OB", byte_builder::undefined);
    lines_.emplace_back("fragments (7FE0,0010) OB undefined");
    const std::size_t count = 1 + dice_.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t size = i == 0 ? 4 * dice_.below(4) : random_size(false);
      out.fragment(std::string(size, '\x5A'));
      const std::string text = std::to_string(size);
      lines_.push_back("fragment " + std::to_string(i) + " " + text + (size == 0 ? " last" : ""));
      if (size != 0) lines_.push_back("value " + text + " last");
    }
    out.sequence_end();
    lines_.emplace_back("fragments_end 8");
  }

  [[nodiscard]] std::size_t random_size(bool small) {
    if (dice_.one_in(6)) return 0;
    if (dice_.one_in(small ? 60 : 8)) return 2 * dice_.below(3000);
    return 2 * dice_.below(20);
  }

  dice dice_;
  form form_ = form::explicit_le;
  std::vector<std::string> lines_;
};

// Breaks bytes as disks, networks and writers do; what becomes of them need only be lawful.
inline byte_vector broken(byte_vector bytes, std::uint64_t seed) {
  dice dice(seed);
  const std::size_t faults = 1 + dice.below(4);
  for (std::size_t i = 0; i < faults && bytes.size() > 16; ++i) {
    const std::size_t at = dice.below(bytes.size() - 8);
    const auto here = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (dice.below(7)) {
    case 0: bytes[at] = static_cast<std::uint8_t>(dice.below(256)); break;
    case 1: bytes.resize(at); break;
    case 2: bytes.erase(here, here + static_cast<std::ptrdiff_t>(1 + dice.below(8))); break;
    case 3: bytes.insert(here, 1 + dice.below(12), static_cast<std::uint8_t>(dice.below(256))); break;
    case 4: {
      constexpr std::array<std::uint32_t, 7> words{0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 0, 1, 2, 0x10000};
      std::memcpy(bytes.data() + at, &words[dice.below(words.size())], 4);
      break;
    }
    case 5: {
      constexpr std::array<std::uint32_t, 4> delimiters{0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE, 0x00107FE0};
      std::memcpy(bytes.data() + at, &delimiters[dice.below(delimiters.size())], 4);
      break;
    }
    default: // repeat a stretch
      bytes.insert(bytes.end(), here, here + 8);
      break;
    }
  }
  return bytes;
}

} // namespace dcmstream
