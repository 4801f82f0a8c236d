// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Arbitrary files of which every value holds an identifier: any tag with any VR, also ones that do not belong together.

import fc from 'fast-check';
import { readTsv } from './annex-e.js';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from './dicom-builder.js';
import { latin1, longHeaderVrs } from './dicom-values.js';
import { plantedWord } from './planted.js';

interface Attribute {
  readonly tag: number;
  readonly vr: string;
}

/** What is kept of bytes by keep.tsv, in which nobody can look for anything. */
const unsearched = new Set(readTsv('keep.tsv').flatMap(({ action, keyword }) => (action === 'keep' ? [keyword] : [])));

/** Of all attributes of PS3.6 those that are in data sets, but for samples and tables. */
const standard: readonly Attribute[] = readTsv('attributes.tsv').flatMap(({ tag = '', vr = '', keyword }) => {
  const first = vr.split(' or ')[0] as string;
  const isBytes = /^(?:O.|UN)/.test(first) || vr.includes('OW');
  if (!/^[0-9A-F]{8}$/.test(tag) || tag < '00080000' || first === '' || (isBytes && unsearched.has(keyword))) return [];
  return [{ tag: Number.parseInt(tag, 16), vr: first }];
});

const vrs = 'AE AS AT CS DA DS DT IS LO LT OB OW PN SH ST TM UC UI UN UR US UT'.split(' ');
/** Of words that are whole numbers nobody can tell that they are letters. */
const numeric = new Set('AT FD FL SL SS SV UL US UV'.split(' '));

interface Drawn extends Attribute {
  readonly form: number;
  readonly items: readonly (readonly Drawn[])[];
}

const named = fc.constantFrom(...standard);
const odd = fc.record({ tag: fc.constantFrom(...standard).map(({ tag }) => tag), vr: fc.constantFrom(...vrs) });
const foreign = fc.record({
  tag: fc
    .tuple(fc.integer({ min: 0x0008, max: 0xfffc }), fc.integer({ min: 1, max: 0xffff }))
    .map(([group, element]) => (group * 0x10000 + element) >>> 0),
  vr: fc.constantFrom(...vrs),
});

const { elements } = fc.letrec<{ elements: Drawn[]; items: readonly Drawn[][] }>((tie) => ({
  elements: fc.uniqueArray(
    fc
      .tuple(fc.oneof({ weight: 6, arbitrary: named }, { weight: 2, arbitrary: odd }, foreign), fc.nat(4), tie('items'))
      .map(([attribute, form, items]) => ({ ...attribute, form, items })),
    { minLength: 3, maxLength: 30, size: 'large', selector: ({ tag }) => tag },
  ),
  items: fc.oneof(
    { maxDepth: 3, depthSize: 'max' },
    fc.constant([]),
    fc.array(tie('elements'), { minLength: 1, maxLength: 2 }),
  ),
}));

const word = `${plantedWord}00001`;
/** The word, and the word beside what may stand there. */
const forms = [word, `${word}\\1`, `1\\${word}`, `1\0${word}`, `1                ${word}`];

function write(file: DicomBuilder, drawn: readonly Drawn[]): DicomBuilder {
  for (const { tag, vr, form, items } of [...drawn].sort((a, b) => a.tag - b.tag)) {
    const isPixels = tag >>> 16 === 0x7fe0;
    if (vr === 'SQ') {
      file.sequence(tag, (sequence) => items.reduce((to, each) => to.item((item) => write(item, each)), sequence), {
        undefined: form % 2 === 0,
      });
    } else if (!isPixels && !numeric.has(vr)) {
      const value = latin1(forms[form] as string);
      file.element(tag, vr, longHeaderVrs.has(vr) ? value : value.subarray(0, 0xfffe));
    }
  }
  return file;
}

/** A well-formed file with the word in every value; the patient is called so too. */
export const plantedFiles: fc.Arbitrary<Uint8Array> = fc
  .record({
    transferSyntax: fc.constantFrom(implicitLittleEndian, explicitLittleEndian, explicitBigEndian),
    content: elements,
  })
  .map(({ transferSyntax, content }) => {
    const patient: Drawn = { tag: 0x00100010, vr: 'PN', form: 0, items: [] };
    const others = content.filter(({ tag }) => tag !== patient.tag && tag !== 0x00080005);
    return write(dicom().preamble().meta({ transferSyntax }), [patient, ...others]).bytes();
  });
