# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# Whether pydicom reads the same in two files. Each line of standard input is JSON, {"before": file, "after": file, "text": bool};
# each line of standard output a list of what differs, or {"error": …} where pydicom does not read the first file.
# Values are compared as they stand, each in little endian; with `text`, values of text VRs as decoded. With "decoded": true pixel data
# were decoded in between: what describes pixels may differ, and the line is {"found": the list, "pixels": MD5 of their bytes in little
# endian, "size": how many, "described": how many there have to be}.

import hashlib
import json
import logging
import sys
import warnings

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.datadict import dictionary_VR

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

UNITS = {"US": 2, "SS": 2, "OW": 2, "AT": 2, "UL": 4, "SL": 4, "FL": 4, "OF": 4, "OL": 4, "FD": 8, "OD": 8, "SV": 8, "UV": 8, "OV": 8}
TEXT = {"LO", "LT", "PN", "SH", "ST", "UC", "UT"}


def vr_of(raw):
    if raw.VR is not None:
        return raw.VR
    try:
        return dictionary_VR(raw.tag)
    except KeyError:
        return "UN"


def unit_of(raw, vr, bits):
    # PS3.5 A.2: Pixel Data of more than 8 bits are OW, whatever the file says.
    if raw.tag == 0x7FE00010 and vr in ("OB", "OB or OW"):
        vr = "OW" if bits > 8 else "OB"
    return UNITS.get(vr[:2] if " or " not in vr else "US", 1)


def little(raw, vr, bits):
    # What has no value is no raw element.
    value = raw.value if isinstance(raw, RawDataElement) and raw.value else b""
    unit = unit_of(raw, vr, bits)
    if not value or raw.is_little_endian or unit == 1:
        return bytes(value)
    return b"".join(value[i : i + unit][::-1] if len(value) - i >= unit else value[i:] for i in range(0, len(value), unit))


def bits_allocated(data):
    raw = data.get_item(0x00280100)
    value = getattr(raw, "value", None) or b""
    return int.from_bytes(value[:2], "little" if raw.is_little_endian else "big") if value else 0


def texts(element):
    value = element.value
    many = value if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]
    return [str(one).rstrip(" \0") for one in many if one is not None]


# Photometric Interpretation, samples, planes, rows, columns, bits, and the tables of offsets.
OF_PIXELS = {0x00280002, 0x00280004, 0x00280006, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103}
OF_PIXELS |= {0x7FE00001, 0x7FE00002, 0x7FE00010}


def compare(a, b, path, text, found, decoded=False):
    passed = lambda tag: (text and tag == 0x00080005) or (decoded and tag in OF_PIXELS and 0x7FE00010 in a)
    tags = lambda data: {tag for tag in data.keys() if tag.elem != 0 and not passed(tag)}
    for tag in sorted(tags(a) ^ tags(b)):
        found.append(f"{path}{tag} only {'before' if tag in a else 'after'}")
    bits = bits_allocated(a)
    for tag in sorted(tags(a) & tags(b)):
        one, other = a.get_item(tag), b.get_item(tag)
        sequences = [vr_of(it) == "SQ" for it in (one, other)]
        if all(sequences):
            one, other = a[tag].value, b[tag].value
            if len(one) != len(other):
                found.append(f"{path}{tag} has {len(one)} items before and {len(other)} after")
            for i, (x, y) in enumerate(zip(one, other)):
                compare(x, y, f"{path}{tag}[{i}].", text, found, decoded)
        elif any(sequences):
            found.append(f"{path}{tag} is a sequence only {'before' if sequences[0] else 'after'}")
        elif text and vr_of(one) in TEXT:
            if texts(a[tag]) != texts(b[tag]):
                found.append(f"{path}{tag} {texts(a[tag])!r} before, {texts(b[tag])!r} after")
        elif little(one, vr_of(one), bits) != little(other, vr_of(other), bits):
            found.append(f"{path}{tag} {vr_of(one)} {(one.value or b'')[:16]!r} before, {vr_of(other)} {(other.value or b'')[:16]!r} after")


def by_pixel(value, size):
    """Samples of 8 bits, plane by plane, as they stand pixel by pixel."""
    joined = bytearray(value)
    for frame in range(0, len(value) - size + 1, size):
        for plane in range(3):
            joined[frame + plane : frame + size : 3] = value[frame + plane * size // 3 : frame + (plane + 1) * size // 3]
    return bytes(joined)


def pixels(data):
    number = lambda tag: int(data[tag].value) if tag in data and data[tag].value not in (None, "") else 1
    bits = number(0x00280010) * number(0x00280011) * number(0x00280002) * number(0x00280100) * number(0x00280008)
    if 0x7FE00010 not in data:
        return {"pixels": "", "size": 0, "described": 0}
    value = little(data.get_item(0x7FE00010), data.get_item(0x7FE00010).VR or "OW", number(0x00280100))
    described = (bits + 7) // 8
    if number(0x00280002) == 3 and data[0x00280006].value == 1:
        value = by_pixel(value, number(0x00280010) * number(0x00280011) * 3)
    digest = hashlib.md5(value[:described]).hexdigest()
    return {"pixels": digest, "size": len(value), "described": described + described % 2}


for line in sys.stdin:
    job = json.loads(line)
    decoded = job.get("decoded", False)
    try:
        before = pydicom.dcmread(job["before"], force=True)
        len(before.keys())
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
        continue
    found, more = [], {}
    try:
        after = pydicom.dcmread(job["after"], force=True)
        compare(before, after, "", job["text"], found, decoded)
        more = pixels(after) if decoded else {}
    except Exception as error:
        found.append(f"pydicom: {error!r}")
    print(json.dumps({"found": found, **more} if decoded else found), flush=True)
