# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# What pydicom reads in each of the files named on standard input: a line of JSON a file,
#   {"file": …, "elements": [[path, VR, length, digest, values], …]}  or  {"file": …, "error": …}
# VR and `length` as stated, the length -1 where undefined; "" and null where pydicom has forgotten them. `digest` is the
# SHA-256 of the value as it stands in the file, null for sequences; `values` a list of texts, or of numbers as text, null
# where there are none to compare.

import hashlib
import json
import logging
import sys
import warnings

import pydicom
import pydicom.multival
from pydicom.dataelem import RawDataElement

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

TEXT = {"AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT", "IS", "DS"}
NUMBERS = {"FL", "FD", "SL", "SS", "SV", "UL", "US", "UV"}
UNDEFINED = 0xFFFFFFFF


def tag_text(tag):
    return f"({tag.group:04X},{tag.elem:04X})"


def values_of(vr, value):
    if value is None or value == "" or value == b"":
        return []
    many = list(value) if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]
    if vr == "AT":
        return [f"({int(one) >> 16:04X},{int(one) & 0xFFFF:04X})" for one in many]
    if vr in NUMBERS:
        return [repr(one) for one in many]
    if vr in TEXT:
        return [str(one) for one in many]
    return None


def walk(dataset, prefix, rows):
    for tag in list(dataset.keys()):
        raw = dataset.get_item(tag)
        path = prefix + tag_text(tag)
        is_raw = isinstance(raw, RawDataElement)
        digest = None
        if is_raw:
            length = -1 if raw.length == UNDEFINED else raw.length
            digest = hashlib.sha256(raw.value or b"").hexdigest()
            stated = raw.VR
        else:  # what pydicom has read before it was asked
            length = -1 if raw.is_undefined_length else None
            stated = ""
        try:
            element = dataset[tag]
        except Exception:  # a value that pydicom refuses: the bytes are compared all the same
            rows.append([path, stated, length, digest, None])
            continue
        vr = element.VR if stated is None else stated
        if element.VR == "SQ":
            rows.append([path, vr, length, None, None])
            for index, item in enumerate(element.value):
                walk(item, f"{path}[{index}].", rows)
            continue
        values = values_of(vr, element.value) if vr == element.VR else None
        rows.append([path, vr, length, digest, values])


for line in sys.stdin:
    name = line.rstrip("\n")
    try:
        dataset = pydicom.dcmread(name, force=True)
        rows = []
        walk(getattr(dataset, "file_meta", None) or pydicom.Dataset(), "", rows)
        walk(dataset, "", rows)
        print(json.dumps({"file": name, "elements": rows}))
    except Exception as error:
        print(json.dumps({"file": name, "error": f"{type(error).__name__}: {error}"}))
