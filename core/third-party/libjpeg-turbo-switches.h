/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 dcmstream contributors
 *
 * Comes before every source of libjpeg-turbo: switches off what no DICOM frame needs, which the library's own headers
 * switch on without asking. Together with what libjpeg-turbo.cmake leaves out it is a third of the wasm (measured). */

#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"

#undef DCT_FLOAT_SUPPORTED
#undef DCT_IFAST_SUPPORTED
#undef QUANT_1PASS_SUPPORTED
#undef QUANT_2PASS_SUPPORTED
#undef SAVE_MARKERS_SUPPORTED
