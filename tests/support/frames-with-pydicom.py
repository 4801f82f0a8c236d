# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# The encapsulated frames that pydicom finds in each of the files named on standard input: a line of JSON a file,
#   {"file": …, "frames": [[length, MD5], …]}  or, where there are none or pydicom fails,  {"file": …}

import hashlib
import json
import logging
import sys
import warnings

import pydicom
import pydicom.encaps

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

# Its name until pydicom 3.
generate = getattr(pydicom.encaps, "generate_frames", None) or pydicom.encaps.generate_pixel_data_frame

for line in sys.stdin:
    path = line.rstrip("\n")
    found = {"file": path}
    try:
        dataset = pydicom.dcmread(path)
        if dataset["PixelData"].is_undefined_length:
            count = int(dataset.get("NumberOfFrames") or 1)
            frames = list(generate(dataset.PixelData, count) if generate.__name__ != "generate_frames"
                          else generate(dataset.PixelData, number_of_frames=count))
            found["frames"] = [[len(frame), hashlib.md5(frame).hexdigest()] for frame in frames]
    except Exception:
        pass
    print(json.dumps(found))
