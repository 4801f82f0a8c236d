# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# The decompressor; natively the compressor too, for tests and seeds. Neither files nor messages nor arithmetic coding.
# Sources that depend on the width of a sample are compiled once for each: src/wrapper.

set(jpeg_folder ${PROJECT_SOURCE_DIR}/build/third_party/libjpeg-turbo/src)
set(jpeg_configured ${PROJECT_BINARY_DIR}/libjpeg-turbo)

# What the library's own CMakeLists.txt would find out.
function(configure_libjpeg_turbo)
  set(JPEG_LIB_VERSION 62)
  set(VERSION 3.1.3)
  set(LIBJPEG_TURBO_VERSION_NUMBER 3001003)
  set(INLINE "inline __attribute__((always_inline))")
  set(SIZE_T ${CMAKE_SIZEOF_VOID_P})
  foreach(header jconfig.h jconfigint.h jversion.h)
    configure_file(${jpeg_folder}/${header}.in ${jpeg_configured}/${header})
  endforeach()
endfunction()

# NAME-BITS: of each NAME and each width. WIDTHS: 8 and 12 where there is no lossless process.
function(jpeg_wrappers list)
  cmake_parse_arguments(PARSE_ARGV 1 wrapped "" "" "WIDTHS;NAMES")
  foreach(width IN LISTS wrapped_WIDTHS)
    list(TRANSFORM wrapped_NAMES REPLACE "(.+)" "src/wrapper/\\1-${width}.c" OUTPUT_VARIABLE sources)
    list(APPEND ${list} ${sources})
  endforeach()
  set(${list} ${${list}} PARENT_SCOPE)
endfunction()

# Not jdcolor.c: core/codec/jpeg_rows.cpp stands in its place. Not jquant*.c, jidctflt.c, jidctfst.c: switched off.
set(jpeg_sources jcomapi.c jdapimin.c jdhuff.c jdinput.c jdlhuff.c jdmarker.c jdmaster.c jdphuff.c jmemmgr.c jmemnobs.c)
list(TRANSFORM jpeg_sources PREPEND src/)
jpeg_wrappers(jpeg_sources WIDTHS 8 12 16 NAMES jdapistd jddiffct jdlossls jdmainct jdpostct jdsample jutils)
jpeg_wrappers(jpeg_sources WIDTHS 8 12 NAMES jdcoefct jddctmgr jidctint jidctred)
configure_libjpeg_turbo()
dcm_third_party(libjpeg-turbo INCLUDES src DEFINITIONS NO_GETENV NO_PUTENV
  OPTIONS -include ${CMAKE_CURRENT_LIST_DIR}/libjpeg-turbo-switches.h SOURCES ${jpeg_sources})
target_include_directories(third_party_libjpeg-turbo SYSTEM PUBLIC ${jpeg_configured})

# What is never called, but is named in the library's tables, is named as something else there, and need not be linked: blocks
# of other sizes than 8, 4, 2 and 1 samples a side, and jdmerge.c.
function(jpeg_define source)
  set_property(SOURCE ${jpeg_folder}/${source} TARGET_DIRECTORY third_party_libjpeg-turbo
    APPEND PROPERTY COMPILE_DEFINITIONS ${ARGN})
endfunction()
foreach(side 3 5 6 7 9 10 11 12 13 14 15 16)
  jpeg_define(wrapper/jddctmgr-8.c jpeg_idct_${side}x${side}=jpeg_idct_islow)
  jpeg_define(wrapper/jddctmgr-12.c jpeg12_idct_${side}x${side}=jpeg12_idct_islow)
endforeach()
jpeg_define(jdmaster.c jinit_merged_upsampler=jinit_upsampler j12init_merged_upsampler=j12init_upsampler)

# The bit buffer of x32, of 64 bits where addresses have 32: lossless frames take a sixth less time, colour a quarter (measured).
if(EMSCRIPTEN)
  foreach(source jdhuff.c jdlhuff.c jdphuff.c)
    jpeg_define(${source} __x86_64__=1)
  endforeach()
endif()

if(NOT EMSCRIPTEN)
  set(jpeg_encoder_sources jcapimin.c jchuff.c jcinit.c jclhuff.c jcmarker.c jcmaster.c jcparam.c jcphuff.c jdatadst.c
    jfdctflt.c jpeg_nbits.c)
  list(TRANSFORM jpeg_encoder_sources PREPEND src/)
  jpeg_wrappers(jpeg_encoder_sources WIDTHS 8 12 16
    NAMES jcapistd jccolor jcdiffct jclossls jcmainct jcprepct jcsample)
  jpeg_wrappers(jpeg_encoder_sources WIDTHS 8 12 NAMES jccoefct jcdctmgr jfdctfst jfdctint)
  list(TRANSFORM jpeg_encoder_sources PREPEND ${jpeg_folder}/../)
  add_library(third_party_libjpeg-turbo-encoder STATIC ${jpeg_encoder_sources})
  target_compile_definitions(third_party_libjpeg-turbo-encoder PRIVATE NO_GETENV NO_PUTENV)
  target_compile_options(third_party_libjpeg-turbo-encoder PRIVATE -w)
  target_link_libraries(third_party_libjpeg-turbo-encoder PUBLIC third_party_libjpeg-turbo)
endif()
