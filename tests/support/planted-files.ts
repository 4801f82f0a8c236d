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

/** What is kept of bytes by keep.tsv or as a time, in which nobody can look for anything. */
const unsearched = new Set([
  ...readTsv('keep.tsv').flatMap(({ action, keyword = '' }) => (action === 'keep' ? [keyword] : [])),
  'FrameOriginTimestamp',
  'CertifiedTimestamp',
]);

/** Of words that are whole numbers nobody can tell that they are letters. */
const numeric = new Set('AT FD FL SL SS SV UL US UV'.split(' '));

/** Of all attributes of PS3.6 those that are in data sets, but for numbers, samples and tables. */
const standard: readonly Attribute[] = readTsv('attributes.tsv').flatMap(({ tag = '', vr = '', keyword = '' }) => {
  const [first = '', ...others] = vr.split(' or ');
  const isBytes = /^(?:O.|UN)/.test(first) || vr.includes('OW');
  const isOther = tag < '00080000' || tag >= 'FFF00000' || [first, ...others].some((each) => numeric.has(each));
  if (!/^[0-9A-F]{8}$/.test(tag) || first === '' || isOther || (isBytes && unsearched.has(keyword))) return [];
  return [{ tag: Number.parseInt(tag, 16), vr: first }];
});

const vrs = 'AE AS CS DA DS DT IS LO LT OB OW PN SH ST TM UC UI UN UR UT'.split(' ');

interface Drawn extends Attribute {
  readonly form: number;
  readonly items: readonly (readonly Drawn[])[];
}

const named = fc.constantFrom(...standard);
const odd = fc.record({ tag: fc.constantFrom(...standard).map(({ tag }) => tag), vr: fc.constantFrom(...vrs) });
/** In private groups, and in those of the standard where it has nothing. */
const foreign = fc
  .record({
    group: fc.integer({ min: 0x0008, max: 0xfff0 }),
    element: fc.integer({ min: 1, max: 0xffff }),
    vr: fc.constantFrom(...vrs),
  })
  .map(({ group, element, vr }) => ({ tag: (group * 0x10000 + element) >>> 0, vr }))
  .filter(({ tag }) => !taken.has(tag));
const taken = new Set(readTsv('attributes.tsv').map(({ tag = '' }) => Number.parseInt(tag.replaceAll('x', '0'), 16)));

const { elements } = fc.letrec<{ elements: Drawn[]; items: readonly Drawn[][] }>((tie) => ({
  elements: fc.uniqueArray(
    fc
      .tuple(fc.oneof({ weight: 6, arbitrary: named }, { weight: 2, arbitrary: odd }, foreign), fc.nat(4), tie('items'))
      .map(([attribute, form, items]) => ({ ...attribute, form, items })),
    { minLength: 2, maxLength: 20, size: 'medium', selector: ({ tag }) => tag },
  ),
  items: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
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
    } else if (!isPixels) {
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
