// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reading the headers of a JPEG 2000 codestream. Clauses are those of ISO/IEC 15444-1.

#include "codec/jpeg_2000_codestream.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "codec/jpeg_2000_structure.hpp"

namespace dcmstream {
namespace {

using view = std::span<const std::uint8_t>;

enum marker : std::uint16_t { // table A.2
  soc = 0xFF4F,
  siz = 0xFF51,
  cod = 0xFF52,
  coc = 0xFF53,
  sot = 0xFF90,
  sod = 0xFF93,
  eoc = 0xFFD9,
  first_of_part_2 = 0xFF70, // ISO/IEC 15444-2 table A.1: DCO, VMS, DFS, ADS, MCT, MCC, NLT, MCO, CBD, ATK
  last_of_part_2 = 0xFF79,
};

constexpr std::uint64_t packets_base = std::uint64_t{1} << 20; // gone through in a tenth of a second
constexpr std::uint64_t packets_per_byte = 64;                 // so that codestreams that are cut short pass
constexpr std::size_t sot_size = 12;                           // A.4.2, the marker included
constexpr std::size_t main_minimum = 40;                       // SOC, and SIZ but for its components
constexpr std::uint16_t part_2_capabilities = 0x8000;          // of Rsiz, ISO/IEC 15444-2 table A.2

std::uint16_t word_at(view bytes, std::size_t at) noexcept { return load_u16(bytes.data() + at, byte_order::big); }
std::uint32_t long_at(view bytes, std::size_t at) noexcept { return load_u32(bytes.data() + at, byte_order::big); }

// Marker segments one after the other. A segment is what follows its length.
class segment_reader {
public:
  segment_reader(view bytes, std::size_t at) noexcept : bytes_(bytes), at_(at) {}

  // False where there is no whole marker segment. SOT, SOD and EOC end a header: they are no segments, and stay unread.
  [[nodiscard]] bool next() noexcept {
    if (bytes_.size() - at_ < 2) return false;
    marker_ = word_at(bytes_, at_);
    ended_ = marker_ == sot || marker_ == sod || marker_ == eoc;
    if (ended_) return true;
    if (marker_ >= 0xFF30 && marker_ <= 0xFF3F) { // A.1.2: markers without a segment
      segment_ = {};
      at_ += 2;
      return true;
    }
    if (marker_ < 0xFF00 || bytes_.size() - at_ < 4) return false;
    const std::size_t length = word_at(bytes_, at_ + 2);
    if (length < 2 || bytes_.size() - at_ - 2 < length) return false;
    segment_ = bytes_.subspan(at_ + 4, length - 2);
    at_ += 2 + length;
    return true;
  }

  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] std::uint16_t marker() const noexcept { return marker_; }
  [[nodiscard]] view segment() const noexcept { return segment_; }
  [[nodiscard]] std::size_t at() const noexcept { return at_; }
  [[nodiscard]] bool is_of_part_2() const noexcept { return marker_ >= first_of_part_2 && marker_ <= last_of_part_2; }

private:
  view bytes_;
  view segment_;
  std::size_t at_;
  std::uint16_t marker_ = 0;
  bool ended_ = false;
};

// A.5.1. Sizes that no DICOM image has are refused with what is malformed.
[[nodiscard]] status read_siz(view segment, jpeg_2000_codestream& stream, jpeg_2000_tiling& tiling) noexcept {
  if (segment.size() < 36) return status::jpeg_2000_malformed;
  const auto field = [&](std::size_t index) { return long_at(segment, 2 + 4 * index); };
  stream.image = {field(2), field(3), field(0), field(1)};
  tiling = {field(4), field(5), field(6), field(7)};
  const std::size_t count = word_at(segment, 34);
  const jpeg_2000_area& image = stream.image;
  constexpr std::uint32_t largest = 0x7FFFFFFF; // OpenJPEG's
  if (count == 0 || count > stream.components.size() || segment.size() != 36 + 3 * count || image.x0 >= image.x1 ||
      image.y0 >= image.y1 || image.x1 > largest || image.y1 > largest || !tiling.is_valid(image)) {
    return status::jpeg_2000_malformed;
  }
  for (std::size_t c = 0; c < count; ++c) {
    const std::uint8_t* field_of = segment.data() + 36 + 3 * c;
    jpeg_2000_component& component = stream.components[c];
    component = {static_cast<std::uint8_t>((field_of[0] & 0x7F) + 1), (field_of[0] & 0x80) != 0, field_of[1],
                 field_of[2]};
    if (component.precision > 31 || component.step_x == 0 || component.step_y == 0) return status::jpeg_2000_malformed;
  }
  stream.component_count = count;
  const auto [columns, rows] = stream.size();
  constexpr std::uint32_t most = 0xFFFF; // Rows and Columns are US (PS3.3 §C.7.6.3)
  if (columns == 0 || columns > most || rows == 0 || rows > most) return status::jpeg_2000_malformed;
  return (word_at(segment, 0) & part_2_capabilities) != 0 ? status::jpeg_2000_part_2_unsupported : status::finished;
}

// What the headers say, collected: of the main one, and of a tile-part on top of that.
class header_reader {
public:
  explicit header_reader(jpeg_2000_codestream& stream) noexcept : stream_(stream) {}

  [[nodiscard]] status read_main(segment_reader& segments) noexcept {
    if (!segments.next() || segments.marker() != siz) return status::jpeg_2000_malformed;
    if (const status answer = read_siz(segments.segment(), stream_, tiling_); answer != status::finished) return answer;
    bool has_cod = false;
    while (true) {
      if (!segments.next()) return status::jpeg_2000_malformed;
      if (segments.ended()) break;
      if (segments.is_of_part_2()) return status::jpeg_2000_part_2_unsupported;
      if (segments.marker() == cod) {
        has_cod = true;
        // Table A.17; undone only where there are three components
        stream_.color_transformed =
            segments.segment().size() > 4 && segments.segment()[4] == 1 && stream_.component_count >= 3;
      }
      if (!read_coding(segments, main_)) return status::jpeg_2000_malformed;
    }
    if (!has_cod) return status::jpeg_2000_malformed;
    take(main_);
    return status::finished;
  }

  // The header of a tile-part, up to its SOD, behind which data must follow. (A whole tile-part without any is let through: the
  // tile may have others.)
  [[nodiscard]] status read_tile_part(view part, bool whole) noexcept {
    segment_reader segments(part, sot_size);
    jpeg_2000_coding coding = main_;
    bool changed = false;
    while (segments.next()) {
      if (segments.ended()) {
        if (changed) take(coding);
        const bool has_data = whole || part.size() - segments.at() > 2;
        return segments.marker() == sod && has_data ? status::finished : status::jpeg_2000_malformed;
      }
      if (segments.is_of_part_2()) return status::jpeg_2000_part_2_unsupported;
      changed = changed || segments.marker() == cod || segments.marker() == coc;
      if (!read_coding(segments, coding)) return status::jpeg_2000_malformed;
    }
    return status::jpeg_2000_malformed;
  }

  // At the most; estimated too high for small tiles.
  [[nodiscard]] std::uint64_t packets() const noexcept { return packets_; }
  [[nodiscard]] std::uint32_t tiles() const noexcept { return tiling_.count(stream_.image); }

private:
  [[nodiscard]] bool read_coding(const segment_reader& segments, jpeg_2000_coding& coding) const noexcept {
    if (segments.marker() == cod) return coding.read_cod(segments.segment(), stream_.component_count);
    if (segments.marker() == coc) return coding.read_coc(segments.segment(), stream_.component_count);
    return true;
  }

  void take(const jpeg_2000_coding& coding) noexcept {
    const unsigned resolutions = coding.resolutions(stream_.component_count);
    stream_.resolutions = stream_.resolutions == 0 ? resolutions : std::min(stream_.resolutions, resolutions);
    const jpeg_2000_structure structure = structure_of(stream_, tiling_, coding);
    stream_.structure = std::max(stream_.structure, structure.bytes);
    packets_ = std::max(packets_, structure.packets);
  }

  jpeg_2000_codestream& stream_;
  jpeg_2000_tiling tiling_;
  jpeg_2000_coding main_;
  std::uint64_t packets_ = 0;
};

// Without the EOC that may stand there, and the padding behind it.
std::size_t end_of_data(view bytes, std::size_t from) noexcept {
  for (std::size_t end = bytes.size(); end >= from + 2; --end) {
    if (word_at(bytes, end - 2) == eoc) return end - 2;
  }
  return bytes.size();
}

// Follows the tile-parts (A.4.2) from the first one on, to where the codestream ends or is cut.
[[nodiscard]] status read_tile_parts(view bytes, std::size_t at, header_reader& headers,
                                     jpeg_2000_codestream& stream) noexcept {
  std::uint64_t declared = 0;
  std::uint64_t parts = 0;
  std::uint32_t tiles = 0;
  bool counted = true; // all tiles say how many parts they have
  bool cut = false;
  while (!cut && bytes.size() - at >= sot_size && word_at(bytes, at) == sot) {
    const std::uint64_t length = long_at(bytes, at + 6);
    if (word_at(bytes, at + 2) != sot_size - 2 || (length != 0 && length < sot_size)) break;
    std::size_t end = at + static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes.size() - at));
    const bool whole = length != 0 && length <= bytes.size() - at;
    if (!whole) {                              // up to the EOC, as allowed for the last one; or cut
      end = end_of_data(bytes, at + sot_size); // an EOC tells that nothing is missing, whatever the length says
      cut = end == bytes.size();
      stream.cut_length_at = at + 6;
    }
    const bool is_empty = whole && length == sot_size; // written by some, and skipped by OpenJPEG
    const status answer = is_empty ? status::finished : headers.read_tile_part(bytes.subspan(at, end - at), whole);
    if (answer == status::jpeg_2000_part_2_unsupported) return answer;
    if (answer != status::finished) {
      stream.cut_length_at = 0;
      break;
    }
    if (bytes[at + 10] == 0) {
      ++tiles;
      declared += bytes[at + 11];
      counted = counted && bytes[at + 11] != 0;
    }
    ++parts;
    at = end;
  }
  if (parts == 0) return status::jpeg_2000_malformed;
  stream.damaged = cut || tiles < headers.tiles() || (counted && parts < declared);
  stream.bytes = bytes.first(at);
  // A packet takes a byte at least (B.10), but OpenJPEG goes through those too that no byte is there for.
  const bool too_many = headers.packets() > packets_base + packets_per_byte * bytes.size();
  return too_many ? status::jpeg_2000_malformed : status::finished;
}

// The boxes of a JP2 file (Annex I) before the codestream. Those that say something of it stand in the header box.
void read_boxes(view boxes, jpeg_2000_codestream& stream) noexcept {
  constexpr std::uint32_t header_box = 0x6A703268;  // jp2h
  constexpr std::uint32_t color_box = 0x636F6C72;   // colr
  constexpr std::uint32_t palette_box = 0x70636C72; // pclr
  constexpr std::uint32_t sycc = 18;                // table I.10
  while (boxes.size() >= 8) {
    const std::size_t length = long_at(boxes, 0);
    const std::uint32_t type = long_at(boxes, 4);
    if (type == header_box) { // its own boxes follow
      boxes = boxes.subspan(8);
      continue;
    }
    if (length < 8 || length > boxes.size()) return;
    if (type == palette_box) stream.has_palette = true;
    // METH 1: an enumerated color space (I.5.3.3)
    if (type == color_box && length >= 15 && boxes[8] == 1) stream.is_sycc = long_at(boxes, 11) == sycc;
    boxes = boxes.subspan(length);
  }
}

} // namespace

jpeg_2000_steps jpeg_2000_codestream::pixel() const noexcept {
  jpeg_2000_steps finest{255, 255};
  for (std::size_t c = 0; c < component_count; ++c) {
    finest = {std::min<std::uint32_t>(finest.x, components[c].step_x),
              std::min<std::uint32_t>(finest.y, components[c].step_y)};
  }
  return finest;
}

jpeg_2000_size jpeg_2000_codestream::size() const noexcept {
  const jpeg_2000_steps step = pixel();
  return {ceil_steps(image.x1, step.x) - ceil_steps(image.x0, step.x),
          ceil_steps(image.y1, step.y) - ceil_steps(image.y0, step.y)};
}

status read_jpeg_2000(view encoded, jpeg_2000_codestream& codestream) noexcept {
  codestream = {};
  constexpr std::array<std::uint8_t, 4> start{soc >> 8, soc & 0xFF, siz >> 8, siz & 0xFF};
  const auto found = std::search(encoded.begin(), encoded.end(), start.begin(), start.end());
  const auto before = static_cast<std::size_t>(found - encoded.begin());
  if (encoded.size() - before < main_minimum) return status::jpeg_2000_malformed;
  read_boxes(encoded.first(before), codestream);
  const view bytes = encoded.subspan(before);
  segment_reader segments(bytes, 2);
  header_reader headers(codestream);
  if (const status answer = headers.read_main(segments); answer != status::finished) return answer;
  return read_tile_parts(bytes, segments.at(), headers, codestream);
}

} // namespace dcmstream
