// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whatever a file says and wherever, verification finds it wherever it is left; and it finds nothing in what de-identification makes of
// any file.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { DicomError, init, verifyDeidentified } from 'dcmstream';
import { type DicomBuilder } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { runDeid } from '../support/deid-run.js';
import { files } from '../support/random-files.js';
import { ascii, joined, original, released, told, utf16, verify } from '../support/verified.js';

before(() => init({ names: true }));

const runs = process.env['DCMSTREAM_LONG'] === undefined ? 150 : 3000;

type Put = (file: DicomBuilder, text: Uint8Array) => DicomBuilder;

/** Where the original may have it. */
const sources: readonly Put[] = [
  (file, text) => file.element(0x00321032, 'PN', text),
  (file, text) => file.element(0x00380300, 'LO', joined(ascii('at '), text)),
  (file, text) => file.element(0x00324000, 'LT', joined(ascii('says '), text, ascii(' to us'))),
  (file, text) => file.element(0x00380010, 'UN', joined(text, ascii(text.length % 2 ? ' ' : ''))),
  (file, text) => file.element(0x00990010, 'LO', 'ME').element(0x00991000, 'UT', text),
  (file, text) => file.element(0x00991000, 'UN', text),
  (file, text) => file.element(0x00381234, 'SH', text),
];

/** Where the output may have it. */
const targets: readonly Put[] = [
  (file, text) => file.element(0x00281055, 'LO', joined(ascii('for '), text)),
  (file, text) => file.element(0x00281055, 'LO', joined(ascii('XX'), text, ascii('XX'))),
  (file, text) => file.element(0x00281056, 'CS', text),
  (file, text) => file.element(0x00281201, 'OW', joined(new Uint8Array(7), text)),
  (file, text) => file.element(0x00990010, 'LO', 'ME').element(0x00991000, 'UT', text),
  (file, text) => file.element(0x60003000, 'OB', text),
  (file, text) => file.element(0x00281234, 'UN', text),
  (file, text) => file.element(0xfffcfffc, 'OB', text),
  (file, text) =>
    file.fragments(0x7fe00010, 'OB', [joined(latin1('\xff\xd8\xff\xee\0\x50'), text), new Uint8Array(99)]),
];

/** In a sequence that is kept, so deep. */
function nested(depth: number, put: (file: DicomBuilder) => DicomBuilder): (file: DicomBuilder) => DicomBuilder {
  if (depth === 0) return put;
  return (file) => file.sequence(0x00400440, (s) => s.item((i) => nested(depth - 1, put)(i)));
}

const letters = fc.constantFrom(
  ...['abcdefghijklmnopqrstuvwxyz', 'àéîõüçñøåž', 'абвгдежзийклмнопрст', 'αβγδεζηθικλμνξο'].map((each) => [...each]),
);
/** No word of the files that it is put into. */
const words = letters.chain((all) =>
  fc.array(fc.constantFrom(...all), { minLength: 6, maxLength: 14 }).map((each) => `qx${each.join('')}`),
);
const cases = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => (text[0] ?? '').toUpperCase() + text.slice(1),
  (text) => text.normalize('NFD'),
);
const encodings = fc.constantFrom<(text: string) => Uint8Array>(
  ascii,
  utf16,
  (text) => new Uint8Array(Buffer.from(utf16(text)).swap16()),
);

test('what the original says is found wherever it is left, and nothing where it is not', async () => {
  const place = fc.tuple(fc.constantFrom(...sources), fc.nat(3), fc.constantFrom(...targets), fc.nat(3));
  await fc.assert(
    fc.asyncProperty(words, place, cases, encodings, async (word, [source, from, target, to], inCase, encode) => {
      const has = original({ end: nested(from, (file) => source(file, ascii(inCase(word)))) });
      assert.deepEqual(told(await verify(has, released())), []);
      const left = await verify(has, released({ end: nested(to, (file) => target(file, encode(word))) }));
      assert.ok(
        left.findings.some(({ kind }) => kind === 'token'),
        told(left).join(),
      );
      assert.ok(!JSON.stringify(left).includes(word));
    }),
    { numRuns: runs },
  );
});

test('any file verifies clean once it is de-identified', async () => {
  const profiles: readonly object[] = [
    {},
    { options: { retainUids: true, retainSafePrivate: true, retainLongitudinalFullDates: true } },
    { options: { cleanDescriptors: true, cleanStructuredContent: true, retainLongitudinalModifiedDates: true } },
  ];
  await fc.assert(
    fc.asyncProperty(files, fc.constantFrom(...profiles), async (file, profile) => {
      let bytes;
      try {
        ({ bytes } = await runDeid(file, profile, { text: { accept: () => true } }));
      } catch (error) {
        assert.ok(error instanceof DicomError, String(error));
        return;
      }
      const { findings } = await verifyDeidentified(file, bytes, { profile });
      assert.deepEqual(findings, []);
    }),
    { numRuns: runs },
  );
});
