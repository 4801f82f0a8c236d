# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# Files as pydicom writes them in the DICOM JSON Model. Each line of standard input is JSON, {"file": path, "text": JSON of ours or null};
# each line of standard output {"model": theirs, "again": what pydicom makes of ours, or null} or {"error": …}.
# Of long values there is the SHA-256 in place of the URI.

import hashlib
import json
import logging
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def digest(element):
    # pydicom takes what this returns for the URI.
    return hashlib.sha256(element.value).hexdigest()


def model(data):
    return data.to_json_dict(bulk_data_threshold=1024, bulk_data_element_handler=digest)


for line in sys.stdin:
    request = json.loads(line)
    try:
        theirs = model(pydicom.dcmread(request["file"], force=True))
        again = None if request["text"] is None else model(pydicom.Dataset.from_json(request["text"]))
        print(json.dumps({"model": theirs, "again": again}), flush=True)
    except Exception as error:  # whatever pydicom raises on a file that it cannot read
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
