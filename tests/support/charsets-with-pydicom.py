# SPDX-License-Identifier: MIT
# Copyright (c) 2026 dcmstream contributors
#
# Character sets as Python and pydicom have them, JSON on standard output.
# `codes`: what each set holds, {name: {character: its bytes in hexadecimal}}.
# `decode`: of [[terms, bytes in hexadecimal, VR], ...] on standard input, the texts.

import json
import sys
import warnings

from pydicom import charset

warnings.simplefilter('ignore')


def codes_of(encoding, codes, raw=lambda code: code):
    table = {}
    for code in codes:
        try:
            character = raw(code).decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(character) == 1:
            table.setdefault(character, code.hex())
    return table


def codes():
    upper = [bytes([code]) for code in range(0xA0, 0x100)]
    cells = [bytes([first, second]) for first in range(0x21, 0x7F) for second in range(0x21, 0x7F)]
    pairs = [bytes([a, b]) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF) if b != 0x7F]
    single = {
        100: 'iso8859-1', 101: 'iso8859-2', 109: 'iso8859-3', 110: 'iso8859-4', 126: 'iso8859-7', 127: 'iso8859-6',
        138: 'iso8859-8', 144: 'iso8859-5', 148: 'iso8859-9', 166: 'tis-620', 203: 'iso8859-15',
    }
    tables = {str(number): codes_of(encoding, upper) for number, encoding in single.items()}
    tables['13'] = codes_of('shift-jis', [bytes([code]) for code in range(0xA1, 0xE0)])
    japanese = [('87', b'\x1b$B'), ('159', b'\x1b$(D')]
    for name, escape in japanese:
        tables[name] = codes_of('iso2022_jp_2', cells, lambda code: escape + code + b'\x1b(B')
    for name, encoding in [('149', 'euc-kr'), ('58', 'gb2312')]:
        tables[name] = codes_of(encoding, [bytes([a | 0x80 for a in cell]) for cell in cells])
    tables['GBK'] = codes_of('gbk', pairs)
    points = [point for point in range(0x80, 0x10000) if not 0xD800 <= point < 0xE000]
    tables['GB18030'] = {chr(point): chr(point).encode('gb18030').hex() for point in points}
    return tables


def decode(terms, code, vr):
    encodings = charset.convert_encodings(terms)
    delimiters = {0x5E, 0x3D} if vr == 'PN' else {0x0D, 0x0A, 0x09, 0x0C}
    if vr == 'PN':
        delimiters |= {0x0D, 0x0A, 0x09, 0x0C}
    try:
        return charset.decode_bytes(bytes.fromhex(code), encodings, delimiters)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


if sys.argv[1] == 'codes':
    json.dump(codes(), sys.stdout)
else:
    json.dump([decode(*row) for row in json.load(sys.stdin)], sys.stdout)
