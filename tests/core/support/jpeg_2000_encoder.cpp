// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Calling OpenJPEG's encoder as its openjpeg.c does.

#include "support/jpeg_2000_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "codec/openjpeg.hpp"

namespace dcmstream::testing_support {
namespace {

// OpenJPEG goes back to correct lengths.
struct sink {
  std::vector<std::uint8_t> bytes;
  std::size_t at = 0;
};

opj_stream_t* open(sink& to) {
  opj_stream_t* stream = opj_stream_create(1U << 16U, OPJ_FALSE);
  opj_stream_set_user_data(stream, &to, nullptr);
  opj_stream_set_write_function(stream, [](void* from, OPJ_SIZE_T size, void* data) {
    auto& target = *static_cast<sink*>(data);
    target.bytes.resize(std::max(target.bytes.size(), target.at + size));
    std::memcpy(target.bytes.data() + target.at, from, size);
    target.at += size;
    return size;
  });
  opj_stream_set_skip_function(stream, [](OPJ_OFF_T count, void* data) {
    static_cast<sink*>(data)->at += static_cast<std::size_t>(count);
    return count;
  });
  opj_stream_set_seek_function(stream, [](OPJ_OFF_T at, void* data) {
    static_cast<sink*>(data)->at = static_cast<std::size_t>(at);
    return OPJ_TRUE;
  });
  return stream;
}

opj_cparameters_t parameters_of(const encoder_options& options) {
  opj_cparameters_t parameters{};
  parameters.numresolution = static_cast<int>(options.resolutions);
  parameters.cblockw_init = parameters.cblockh_init = static_cast<int>(options.block);
  parameters.prog_order = OPJ_LRCP;
  parameters.roi_compno = -1;
  parameters.subsampling_dx = parameters.subsampling_dy = 1;
  parameters.cod_format = parameters.decod_format = -1;
  parameters.cp_disto_alloc = 1;
  parameters.tcp_numlayers = static_cast<int>(options.layers);
  for (unsigned i = 0; i < options.layers; ++i) {
    parameters.tcp_rates[i] = static_cast<float>((options.lossy ? 10U : 1U) * (options.layers - i));
  }
  if (!options.lossy) parameters.tcp_rates[options.layers - 1] = 0;
  parameters.irreversible = options.lossy ? 1 : 0;
  parameters.tcp_mct = options.color_transform ? 1 : 0;
  if (options.tile != 0) {
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = parameters.cp_tdy = static_cast<int>(options.tile);
  }
  if (options.precinct != 0) {
    parameters.csty |= 1;
    parameters.res_spec = 1;
    parameters.prcw_init[0] = parameters.prch_init[0] = static_cast<int>(options.precinct);
  }
  if (options.start_markers) parameters.csty |= 6;
  if (options.tile_parts) {
    parameters.tp_on = 1;
    parameters.tp_flag = 'R';
  }
  return parameters;
}

opj_image_t* image_of(const encoder_options& options, const std::vector<encoder_component>& components) {
  opj_image_t* image = opj_image_create0();
  image->x0 = options.left;
  image->y0 = options.top;
  image->x1 = options.left + options.columns;
  image->y1 = options.top + options.rows;
  image->numcomps = static_cast<OPJ_UINT32>(components.size());
  image->color_space = components.size() < 3 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB;
  image->comps = static_cast<opj_image_comp_t*>(opj_calloc(components.size(), sizeof(opj_image_comp_t)));
  for (std::size_t c = 0; c < components.size(); ++c) {
    const encoder_component& from = components[c];
    opj_image_comp_t& to = image->comps[c];
    to.dx = from.step_x;
    to.dy = from.step_y;
    to.x0 = image->x0;
    to.y0 = image->y0;
    to.w = opj_uint_ceildiv(image->x1, to.dx) - opj_uint_ceildiv(image->x0, to.dx);
    to.h = opj_uint_ceildiv(image->y1, to.dy) - opj_uint_ceildiv(image->y0, to.dy);
    to.prec = from.precision;
    to.sgnd = from.is_signed ? 1 : 0;
    to.data = static_cast<OPJ_INT32*>(opj_image_data_alloc(from.samples.size() * sizeof(OPJ_INT32)));
    std::copy(from.samples.begin(), from.samples.end(), to.data);
  }
  return image;
}

} // namespace

std::vector<std::uint8_t> encode_jpeg_2000(const encoder_options& options,
                                           const std::vector<encoder_component>& components) {
  opj_event_mgr_t manager{};
  manager.error_handler = manager.warning_handler = manager.info_handler = [](const char*, void*) {};
  sink encoded;
  opj_stream_t* stream = open(encoded);
  auto* inside = reinterpret_cast<opj_stream_private_t*>(stream);
  opj_image_t* image = image_of(options, components);
  opj_j2k_t* codec = opj_j2k_create_compress();
  opj_cparameters_t parameters = parameters_of(options);
  const bool done = opj_j2k_setup_encoder(codec, &parameters, image, &manager) != OPJ_FALSE &&
                    opj_j2k_start_compress(codec, inside, image, &manager) != OPJ_FALSE &&
                    opj_j2k_encode(codec, inside, &manager) != OPJ_FALSE &&
                    opj_j2k_end_compress(codec, inside, &manager) != OPJ_FALSE &&
                    opj_stream_flush(inside, &manager) != OPJ_FALSE;
  opj_j2k_destroy(codec);
  opj_image_destroy(image);
  opj_stream_destroy(stream);
  return done ? encoded.bytes : std::vector<std::uint8_t>{};
}

} // namespace dcmstream::testing_support
