# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# Third-party libraries from source, for the rooms that adapt them: tools/third-party.mjs puts them into build/third_party.
# They are compiled like our own code, under the same sanitizers, but their warnings are their authors'.

# NAME: of the folder and of the row in tools/third-party.tsv. INCLUDES: what the adapter includes from, relative to the folder.
function(dcm_third_party name)
  cmake_parse_arguments(PARSE_ARGV 1 library "" "" "SOURCES;INCLUDES;DEFINITIONS;OPTIONS")
  set(folder ${PROJECT_SOURCE_DIR}/build/third_party/${name})
  if(NOT EXISTS ${folder})
    message(FATAL_ERROR "The source of ${name} is missing: node tools/third-party.mjs ${name}")
  endif()
  list(TRANSFORM library_SOURCES PREPEND ${folder}/)
  list(TRANSFORM library_INCLUDES PREPEND ${folder}/)
  add_library(third_party_${name} STATIC ${library_SOURCES})
  target_include_directories(third_party_${name} SYSTEM PUBLIC ${library_INCLUDES})
  target_compile_definitions(third_party_${name} PRIVATE ${library_DEFINITIONS})
  target_compile_options(third_party_${name} PRIVATE -w)
  if(EMSCRIPTEN)
    target_compile_options(third_party_${name} PRIVATE -O3 -msimd128)
  endif()
  target_compile_options(third_party_${name} PRIVATE ${library_OPTIONS})
endfunction()

include(third-party/zlib.cmake)
include(third-party/charls.cmake)
include(third-party/libjpeg-turbo.cmake)
include(third-party/openjpeg.cmake)
