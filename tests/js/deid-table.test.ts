// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every row of PS3.15 Table E.1-1, for the Basic Profile and for each option, at the root, in a sequence and in a private sequence, in
// every way to write a data set: what comes out of the stream is what the table says.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Dataset, parseBuffer, init } from 'dcmstream';
import { columnOptions, expectedAction, lastOf, readTsv, type Row } from '../support/annex-e.js';
import { runDeid } from '../support/deid-run.js';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '../support/dicom-builder.js';
import type { Value } from '../support/dicom-values.js';

await init();

const attributes = new Map(readTsv('attributes.tsv').map((row) => [row.tag ?? '', row]));
const numberOf = (row: Row): number => Number.parseInt(row.tag ?? '', 16);
/** What is in no data set is left out here; so are repeating groups, which have a test of their own. */
const rows = readTsv('confidentiality-profile.tsv')
  .filter((row) => /^[0-9A-F]{8}$/.test(row.tag ?? '') && numberOf(row) >>> 16 >= 8)
  .sort((a, b) => numberOf(a) - numberOf(b));

const vrOf = (row: Row): string => (attributes.get(row.tag ?? '')?.vr ?? 'UN').split(' or ')[0] as string;
const countOf = (row: Row): number => Number(/^\d+/.exec(attributes.get(row.tag ?? '')?.vm ?? '1')?.[0] ?? 1);

const consonants = 'bcdfghjklm';

/** A word that stands nowhere else, nor as a part of another word, however umlauts are written. */
function wordOf(index: number): string {
  return `Zq${[...String(index).padStart(3, '0')].map((digit) => consonants[Number(digit)]).join('')}`;
}

const fixed: Readonly<Record<string, Value>> = {
  AS: '045Y',
  CS: 'ZQ',
  DA: '20200102',
  DS: '1.25',
  DT: '20200102101500',
  IS: '7',
  TM: '101500',
};

function valueOf(row: Row, index: number): Value {
  const vr = vrOf(row);
  // An offset from UTC is what stands there.
  if (row.tag === '00080201') return '+0100';
  const one =
    fixed[vr] ??
    (vr === 'UI'
      ? `1.2.3.${index + 1}`
      : vr === 'UR'
        ? `http://${wordOf(index)}`
        : vr === 'AE'
          ? wordOf(index).toUpperCase()
          : wordOf(index));
  if (/^(?:F[DL]|[SU][LSV]|AT)$/.test(vr)) return Array.from({ length: countOf(row) }, () => 7);
  if (vr.startsWith('O') || vr === 'UN') return Uint8Array.of(1, 2, 3, 4);
  return Array.from({ length: countOf(row) }, () => String(one));
}

interface Addition {
  readonly tag: number;
  readonly add: (to: DicomBuilder) => DicomBuilder;
}

const additions: readonly Addition[] = rows.map((row, index) => {
  const [tag, vr] = [numberOf(row), vrOf(row)];
  if (vr !== 'SQ') return { tag, add: (to) => to.element(tag, vr, valueOf(row, index)) };
  // Of a content item the type says what becomes of it.
  const typed = (it: DicomBuilder): DicomBuilder =>
    tag === 0x0040a730 ? it.element(0x0040a040, 'CS', 'CONTAINER') : it;
  const item = (it: DicomBuilder): DicomBuilder => typed(it.element(0x00280010, 'US', 7));
  return { tag, add: (to) => to.sequence(tag, (sequence) => sequence.item(item).item(item), { undefined: true }) };
});

const [plainSequence, creator, privateSequence] = [0x00081115, 0x00290010, 0x00291001];

function addAll(to: DicomBuilder, all: readonly Addition[]): DicomBuilder {
  return [...all].sort((a, b) => a.tag - b.tag).reduce((builder, { add }) => add(builder), to);
}

/** All rows at the root, in an item, and in an item of a private sequence. */
function file(transferSyntax: string): Uint8Array {
  const nested = (tag: number): Addition => ({
    tag,
    add: (to) => to.sequence(tag, (sequence) => sequence.item((it) => addAll(it, additions)), { undefined: true }),
  });
  const block: Addition = { tag: creator, add: (to) => to.element(creator, 'LO', 'DCMSTREAM TEST') };
  const all = [...additions, nested(plainSequence), block, nested(privateSequence)];
  return addAll(dicom().preamble().meta({ transferSyntax, sopInstance: '1.2.3' }), all).bytes();
}

const files = { explicitLittleEndian, implicitLittleEndian, explicitBigEndian };
const inputs = Object.entries(files).map(([name, syntax]) => ({ name, bytes: file(syntax) }));

const overrides = [{ creator: 'DCMSTREAM TEST', action: 'K' }];

/** What is wrong with what became of a row; '' where it is as the table says. */
function problemOf(row: Row, used: readonly (typeof columnOptions)[number][], to: Dataset, from: Dataset): string {
  const tag = numberOf(row);
  const vr = vrOf(row);
  const expected = expectedAction(row, used);
  const element = to.get(tag);
  const [before, after] = [from.bytes(tag), to.bytes(tag)];
  const isSame = before !== undefined && after !== undefined && Buffer.from(before).equals(after);
  // What is in no text cannot be cleaned: what the Basic Profile says is done.
  const isCleanable = !/^(?:O.|UN|CS)$/.test(vr);
  const action = expected === 'C' && !isCleanable ? lastOf(row.basic ?? '') : expected;
  if (action === 'X') return element === undefined ? '' : 'is there';
  if (element === undefined) return 'is not there';
  if (vr === 'SQ') {
    const items = element.items.length;
    // Where an empty sequence would not do it has one item of dummies, which Z allows too.
    if (action === 'Z') return items === Number(tag === 0x00081110) ? '' : 'has items';
    if (action === 'D')
      return items === 1 && element.items[0]?.number(0x00280010) !== undefined ? '' : `has ${items} items`;
    // Items of content that say no type go; of all others what the standard keeps is kept.
    return element.isSequence ? '' : 'is no sequence';
  }
  switch (action) {
    case 'Z':
      if (tag === 0x00100010 || tag === 0x00100020) return isSame || after?.length === 0 ? 'is no pseudonym' : '';
      return after?.length === 0 ? '' : 'has a value';
    case 'D':
      return isSame || after?.length === 0 ? 'is no dummy' : '';
    case 'K':
      return isSame ? '' : 'is not kept';
    case 'U':
      return /^2\.25\.\d+$/.test(to.string(tag) ?? '') ? '' : 'is no new UID';
    default:
      if (vr === 'DA' || vr === 'DT') return isSame || after?.length !== before?.length ? 'is not shifted' : '';
      // Days are shifted, times and offsets stay; of free text is kept what the callback accepts.
      return isSame ? '' : 'is not what cleaning leaves';
  }
}

describe('every row of Table E.1-1 is carried out', () => {
  for (const option of [undefined, ...columnOptions]) {
    const used = option === undefined ? [] : [option];
    for (const { name, bytes } of inputs) {
      test(`${option ?? 'Basic Profile'}, ${name}`, async () => {
        const profile = { options: Object.fromEntries(used.map((each) => [each, true])), overrides };
        const result = await runDeid(bytes, profile, { text: { accept: () => true } });
        const [to, from] = [parseBuffer(result.bytes), parseBuffer(bytes)];
        const places = [
          [to, from],
          [to.items(plainSequence)[0], from.items(plainSequence)[0]],
          [to.items(privateSequence)[0], from.items(privateSequence)[0]],
        ] as const;
        for (const [place, [after, before]] of places.entries()) {
          assert.ok(after !== undefined && before !== undefined, `place ${place}`);
          const problems = rows.flatMap((row) => {
            const problem = problemOf(row, used, after, before);
            return problem === '' ? [] : [`${row.tag} ${vrOf(row)} ${row.name} ${problem}`];
          });
          assert.deepEqual(problems, [], `place ${place}`);
        }
      });
    }
  }
});

test('curves and overlays of every group go, or stay with the option that cleans graphics', async () => {
  const bytes = dicom()
    .preamble()
    .meta({})
    .element(0x50040010, 'US', 1)
    .element(0x60020010, 'US', 8)
    .element(0x60020011, 'US', 8)
    .element(0x60023000, 'OW', new Uint8Array(8))
    .element(0x60024000, 'LT', 'Zqabc')
    .bytes();
  const tags = [0x50040010, 0x60020010, 0x60020011, 0x60023000, 0x60024000];
  const left = async (profile: unknown): Promise<number[]> => {
    const dataset = parseBuffer((await runDeid(bytes, profile, { text: { accept: () => true } })).bytes);
    return tags.filter((tag) => dataset.has(tag));
  };
  assert.deepEqual(await left({}), []);
  assert.deepEqual(await left({ options: { cleanGraphics: true } }), tags);
});
