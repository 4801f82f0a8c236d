// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// OpenJPEG's own headers, for the two files that speak to it. Its public functions would link what is never used
// (core/third-party/openjpeg.cmake says how much), so the codestream's half is called as openjpeg.c calls it.

#pragma once

// First, as C++: OpenJPEG includes them too.
#include <cassert>
#include <cctype>
#include <cfloat>
#include <cinttypes>
#include <climits>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory.h>

#define OPJ_SKIP_POISON
extern "C" {
#include "opj_includes.h"
}
