# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# The codestream's half of OpenJPEG. openjpeg.c, jp2.c and event.c stay out: their tables of functions would link the JP2
# reader, the dumps and all of printf, 16 kB gzip of the module (measured); codec/openjpeg_facade.cpp has the few
# functions of theirs that the others call. opj_clock.c is for the dumps.
set(openjpeg_configured ${PROJECT_BINARY_DIR}/third_party/openjpeg)

function(dcm_configure_openjpeg)
  set(folder ${PROJECT_SOURCE_DIR}/build/third_party/openjpeg/src/lib/openjp2)
  set(PACKAGE_VERSION 2.5.4)
  set(OPENJPEG_VERSION_MAJOR 2)
  set(OPENJPEG_VERSION_MINOR 5)
  set(OPENJPEG_VERSION_BUILD 4)
  set(OPJ_HAVE_MALLOC_H 1)
  set(OPJ_HAVE_POSIX_MEMALIGN 1)
  foreach(header opj_config.h opj_config_private.h)
    configure_file(${folder}/${header}.cmake.in ${openjpeg_configured}/${header})
  endforeach()
endfunction()
if(EXISTS ${PROJECT_SOURCE_DIR}/build/third_party/openjpeg)
  dcm_configure_openjpeg()
endif()

# Hostile coefficients overflow in the wavelet transforms: -fwrapv makes that harmless by definition.
# SSE2 is what Emscripten maps to wasm's SIMD. Only what is marked for inlining is inlined: else all of t1.c becomes one
# function of 92 kB. With bindings/CMakeLists.txt's limit, lossless frames take 17 % less time (measured in Node 20); large
# functions are probably compiled less well.
set(openjpeg_options -fwrapv)
if(EMSCRIPTEN)
  list(APPEND openjpeg_options -msse -msse2 -finline-hint-functions)
endif()
set(openjpeg_sources
  bio cio dwt function_list ht_dec image invert j2k mct mqc opj_malloc pi sparse_array t1 t2 tcd tgt thread)
list(TRANSFORM openjpeg_sources PREPEND src/lib/openjp2/)
list(TRANSFORM openjpeg_sources APPEND .c)
dcm_third_party(openjpeg INCLUDES src/lib/openjp2 OPTIONS ${openjpeg_options} SOURCES ${openjpeg_sources})
# Parts of HTJ2K tiles come out empty (2.5.4): codec/openjpeg_facade.cpp stands in between.
set_property(SOURCE ${PROJECT_SOURCE_DIR}/build/third_party/openjpeg/src/lib/openjp2/t1.c
  TARGET_DIRECTORY third_party_openjpeg
  APPEND PROPERTY COMPILE_DEFINITIONS opj_t1_ht_decode_cblk=dcm_t1_ht_decode_cblk)
target_include_directories(third_party_openjpeg SYSTEM PUBLIC ${openjpeg_configured})
