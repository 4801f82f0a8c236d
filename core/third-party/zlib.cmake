# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# What inflates and deflates memory; no files. Z_TESTW=0: without the braided tables of the CRC, which only gzip's
# wrapping needs; they are 4.5 kB gzip of the module.
dcm_third_party(zlib INCLUDES . DEFINITIONS Z_TESTW=0
  SOURCES adler32.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c zutil.c)
