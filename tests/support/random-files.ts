// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Arbitrary files for fast-check, right and broken ones: all VRs, nesting, every encoding, fragments.

import fc from 'fast-check';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
  undefinedLength,
} from './dicom-builder.js';

/** Attributes of each VR by PS3.6, in ascending order. */
const attributes: readonly (readonly [number, string])[] = [
  [0x00080012, 'DA'], [0x00080013, 'TM'], [0x00080015, 'DT'], [0x00080018, 'UI'], [0x00080054, 'AE'], [0x00080060, 'CS'],
  [0x00080070, 'LO'], [0x00080081, 'ST'], [0x00080090, 'PN'], [0x00080119, 'UC'], [0x0008030e, 'UT'], [0x0008040c, 'UV'],
  [0x00081110, 'SQ'], [0x00081140, 'SQ'], [0x00081162, 'UL'], [0x00082122, 'IS'], [0x00082134, 'FD'], [0x00090010, 'LO'],
  [0x00101010, 'AS'], [0x00101022, 'DS'], [0x00102160, 'SH'], [0x001021c0, 'US'], [0x00140202, 'AT'], [0x00143100, 'LT'],
  [0x00144108, 'SL'], [0x0014410a, 'OW'], [0x0014410b, 'OF'], [0x0014410c, 'OD'], [0x00180013, 'FL'], [0x00189219, 'SS'],
  [0x00400275, 'SQ'], [0x00420011, 'OB'], [0x00660040, 'OL'], [0x00687005, 'UR'], [0x0072006d, 'UN'], [0x00720081, 'OV'],
  [0x00720082, 'SV'], [0x52009230, 'SQ'],
]; // prettier-ignore

/** What was drawn for one element: a value, or items where its VR is SQ. */
interface Drawn {
  readonly row: number;
  readonly value: Uint8Array;
  readonly items: readonly { readonly elements: readonly Drawn[]; readonly open: boolean }[];
  readonly open: boolean;
}

const bytesOf = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength: maxLength / 2, size: 'medium' }).map((half) => Uint8Array.from([...half, ...half]));

const { elements } = fc.letrec<{ elements: Drawn[]; items: Drawn['items'] }>((tie) => ({
  elements: fc.uniqueArray(
    fc.record({ row: fc.nat(attributes.length - 1), value: bytesOf(40), items: tie('items'), open: fc.boolean() }),
    { minLength: 1, maxLength: 14, size: 'large', selector: ({ row }) => row },
  ),
  items: fc.oneof(
    { maxDepth: 3, depthSize: 'max' },
    fc.constant([]),
    fc.array(fc.record({ elements: tie('elements'), open: fc.boolean() }), { maxLength: 3, size: 'medium' }),
  ),
}));

function write(file: DicomBuilder, drawn: readonly Drawn[]): DicomBuilder {
  for (const { row, value, items, open } of [...drawn].sort((a, b) => a.row - b.row)) {
    const [tag, vr] = attributes[row]!;
    if (vr !== 'SQ') file.element(tag, vr, value);
    else {
      file.sequence(
        tag,
        (sequence) => {
          for (const one of items) sequence.item((item) => write(item, one.elements), { undefined: one.open });
          return sequence;
        },
        { undefined: open },
      );
    }
  }
  return file;
}

/** A well-formed file. */
export const files: fc.Arbitrary<Uint8Array> = fc
  .record({
    transferSyntax: fc.constantFrom(implicitLittleEndian, explicitLittleEndian, explicitBigEndian, rleLossless),
    content: elements,
    fragments: fc.array(bytesOf(60), { maxLength: 4 }),
    pixels: bytesOf(2000),
  })
  .map(({ transferSyntax, content, fragments, pixels }) => {
    const file = write(dicom().preamble().meta({ transferSyntax }), content);
    const isEncapsulated = transferSyntax === rleLossless;
    return (
      isEncapsulated ? file.fragments(0x7fe00010, 'OB', fragments) : file.element(0x7fe00010, 'OW', pixels)
    ).bytes();
  });

/** A file with bytes changed, dropped or added. */
export const brokenFiles: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    files,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('change', 'cut', 'drop', 'add', 'length'), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([file, faults]) => {
    let bytes = [...file];
    for (const [place, fault, byte] of faults) {
      const at = place % bytes.length;
      if (fault === 'change') bytes[at] = byte;
      else if (fault === 'cut') bytes = bytes.slice(0, at + 1);
      else if (fault === 'drop') bytes.splice(at, 1 + (byte % 8));
      else if (fault === 'add') bytes.splice(at, 0, byte, byte);
      else
        for (let i = at; i < Math.min(at + 4, bytes.length); i++)
          bytes[i] = (undefinedLength >>> (8 * (i - at))) & 0xff;
      if (bytes.length === 0) bytes = [byte];
    }
    return Uint8Array.from(bytes);
  });
