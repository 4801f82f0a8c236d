// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Running OpenJPEG. It is given a whole codestream in any case: where ours is cut, the length of its last tile-part is
// corrected, and an EOC stands at the end, so that what is there is decoded instead of refused.

#include "codec/openjpeg_decoding.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "codec/openjpeg.hpp"

namespace dcmstream {
namespace {

constexpr std::array<std::uint8_t, 2> end_marker{0xFF, 0xD9}; // EOC

// The codestream as OpenJPEG is to see it.
class mended_stream {
public:
  explicit mended_stream(const jpeg_2000_codestream& codestream) noexcept
      : bytes_(codestream.bytes), length_at_(codestream.cut_length_at) {
    const std::size_t tile_part = bytes_.size() + 6 - length_at_; // A.4.2: Psot stands 6 bytes behind its beginning
    for (std::size_t i = 0; i < length_.size(); ++i) length_[i] = static_cast<std::uint8_t>(tile_part >> (24 - 8 * i));
  }

  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() + end_marker.size(); }
  [[nodiscard]] std::size_t left() const noexcept { return size() - at_; }

  void seek(std::size_t at) noexcept { at_ = std::min(at, size()); }

  std::size_t read(std::span<std::uint8_t> target) noexcept {
    const std::size_t count = std::min(target.size(), left());
    const std::size_t own = std::min(count, bytes_.size() - std::min(at_, bytes_.size()));
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, bytes_.size())), own, target.begin());
    for (std::size_t i = own; i < count; ++i) target[i] = end_marker[at_ + i - bytes_.size()];
    if (length_at_ != 0) {
      for (std::size_t i = 0; i < length_.size(); ++i) {
        if (length_at_ + i >= at_ && length_at_ + i < at_ + own) target[length_at_ + i - at_] = length_[i];
      }
    }
    at_ += count;
    return count;
  }

private:
  std::span<const std::uint8_t> bytes_;
  std::size_t length_at_;
  std::array<std::uint8_t, 4> length_{};
  std::size_t at_ = 0;
};

constexpr OPJ_SIZE_T stream_buffer = 4096; // tile-parts, which are larger, are read past it

struct stream_deleter {
  void operator()(opj_stream_private_t* stream) const noexcept {
    opj_stream_destroy(reinterpret_cast<opj_stream_t*>(stream)); // its own name for outsiders
  }
};
using stream_pointer = std::unique_ptr<opj_stream_private_t, stream_deleter>;

stream_pointer open_stream(mended_stream& source) noexcept {
  opj_stream_t* stream = opj_stream_create(stream_buffer, OPJ_TRUE);
  if (stream == nullptr) return {};
  opj_stream_set_user_data(stream, &source, nullptr);
  opj_stream_set_user_data_length(stream, source.size());
  opj_stream_set_read_function(stream, [](void* target, OPJ_SIZE_T size, void* data) {
    const std::size_t count = static_cast<mended_stream*>(data)->read({static_cast<std::uint8_t*>(target), size});
    return count == 0 ? static_cast<OPJ_SIZE_T>(-1) : count;
  });
  opj_stream_set_skip_function(stream, [](OPJ_OFF_T count, void* data) {
    auto& from = *static_cast<mended_stream*>(data);
    if (count < 0 || static_cast<OPJ_UINT64>(count) > from.left()) return OPJ_OFF_T{-1};
    from.seek(from.size() - from.left() + static_cast<std::size_t>(count));
    return count;
  });
  opj_stream_set_seek_function(stream, [](OPJ_OFF_T at, void* data) {
    auto& from = *static_cast<mended_stream*>(data);
    if (at < 0 || static_cast<OPJ_UINT64>(at) > from.size()) return OPJ_FALSE;
    from.seek(static_cast<std::size_t>(at));
    return OPJ_TRUE;
  });
  return stream_pointer(reinterpret_cast<opj_stream_private_t*>(stream));
}

// What OpenJPEG's messages come down to.
struct events {
  bool no_memory = false;
  bool blocks_broken = false;
};

opj_event_mgr_t manager_for(events& happened) noexcept {
  opj_event_mgr_t manager{};
  manager.m_error_data = manager.m_warning_data = &happened;
  manager.error_handler = [](const char* message, void* data) {
    if (std::string_view(message).find("memory") != std::string_view::npos)
      static_cast<events*>(data)->no_memory = true;
  };
  // Of t1.c, t2.c and ht_dec.c; those of j2k.c are about headers, and what they mean for the samples we know already.
  manager.warning_handler = [](const char* message, void* data) {
    constexpr std::array<std::string_view, 5> broken{"segment", "PTERM", "codeblock", "cblk", "code block"};
    const std::string_view text(message);
    if (std::any_of(broken.begin(), broken.end(),
                    [&](auto word) { return text.find(word) != std::string_view::npos; })) {
      static_cast<events*>(data)->blocks_broken = true;
    }
  };
  manager.info_handler = [](const char*, void*) {};
  return manager;
}

struct codec_deleter {
  void operator()(opj_j2k_t* codec) const noexcept { opj_j2k_destroy(codec); }
};

} // namespace

void openjpeg_decoding::destroy_image::operator()(opj_image* image) const noexcept { opj_image_destroy(image); }

status openjpeg_decoding::run(const jpeg_2000_codestream& codestream, unsigned reduce, const jpeg_2000_area& area,
                              bool& damaged) noexcept {
  events happened;
  opj_event_mgr_t manager = manager_for(happened);
  mended_stream source(codestream);
  const stream_pointer stream = open_stream(source);
  const std::unique_ptr<opj_j2k_t, codec_deleter> codec(opj_j2k_create_decompress());
  if (stream == nullptr || codec == nullptr) return status::memory_exhausted;

  opj_dparameters_t parameters{};
  opj_j2k_setup_decoder(codec.get(), &parameters);
  opj_j2k_decoder_set_strict_mode(codec.get(), OPJ_FALSE);
  opj_image_t* image = nullptr;
  bool done = opj_j2k_read_header(stream.get(), codec.get(), &image, &manager) != OPJ_FALSE;
  image_.reset(image);
  // All zeros stand for everything.
  const jpeg_2000_area wanted = area == codestream.image ? jpeg_2000_area{} : area;
  const auto signed_of = [](std::uint32_t value) { return static_cast<OPJ_INT32>(value); };
  done = done && (reduce == 0 || opj_j2k_set_decoded_resolution_factor(codec.get(), reduce, &manager) != OPJ_FALSE) &&
         opj_j2k_set_decode_area(codec.get(), image, signed_of(wanted.x0), signed_of(wanted.y0), signed_of(wanted.x1),
                                 signed_of(wanted.y1), &manager) != OPJ_FALSE &&
         opj_j2k_decode(codec.get(), stream.get(), image, &manager) != OPJ_FALSE;
  damaged = damaged || happened.blocks_broken;
  if (done && image->numcomps == codestream.component_count) return status::finished;
  image_.reset();
  return happened.no_memory ? status::memory_exhausted : status::jpeg_2000_malformed;
}

openjpeg_plane openjpeg_decoding::plane(std::size_t component) const noexcept {
  const opj_image_comp_t& decoded = image_->comps[component];
  return {decoded.data, decoded.w, decoded.h};
}

} // namespace dcmstream
