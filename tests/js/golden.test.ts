// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Small files and the parts that they have by the standard: tests/golden holds those, written by hand, one file each.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Part, undefinedLength } from 'dcmstream';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { cutEvery, joinParts } from '../support/rechunk.js';

const folder = new URL('../golden/', import.meta.url);

const simple = (file: DicomBuilder): DicomBuilder =>
  file
    .element(0x00080060, 'CS', 'CT')
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00100020, 'LO')
    .element(0x00280010, 'US', 512)
    .element(0x7fe00010, 'OW', [1, 2]);

const start = (transferSyntax?: string): DicomBuilder =>
  dicom()
    .preamble()
    .meta(transferSyntax === undefined ? {} : { transferSyntax });

const files: Record<string, Uint8Array> = {
  'explicit-little': simple(start()).bytes(),
  'explicit-big': simple(start(explicitBigEndian)).bytes(),
  'implicit-little': simple(start(implicitLittleEndian)).bytes(),
  sequences: start()
    .sequence(0x00081115, (series) =>
      series
        .item((item) =>
          item
            .sequence(
              0x00081199,
              (images) => images.item((image) => image.element(0x00081155, 'UI', '1.2.3'), { undefined: true }),
              {
                undefined: true,
              },
            )
            .element(0x0020000e, 'UI', '1.2'),
        )
        .item(),
    )
    .bytes(),
  fragments: start(rleLossless)
    .element(0x00280008, 'IS', '2')
    .fragments(0x7fe00010, 'OB', [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6)], { offsets: [0, 12] })
    .bytes(),
  'unknown-sequence': start(explicitBigEndian)
    .element(0x00090010, 'LO', 'ACME')
    .sequence(
      0x00091001,
      (unknown) => unknown.item((item) => item.element(0x00081155, 'UI', '1.2'), { undefined: true }),
      {
        undefined: true,
        vr: 'UN',
      },
    )
    .element(0x00100010, 'PN', 'A')
    .bytes(),
  quirks: dicom()
    .meta()
    .element(0x00080060, 'CS', 'C', { pad: false })
    .sequenceEnd()
    .element(0x00100010, '??', 'A ')
    .raw([0, 0, 0])
    .bytes(),
  truncated: start()
    .sequence(
      0x00081140,
      (images) =>
        images.item((image) => image.element(0x00081155, 'UI', '1.22', { length: 10 }), {
          undefined: true,
          delimited: false,
        }),
      { undefined: true, delimited: false },
    )
    .bytes(),
};

function linesOf(parts: readonly Part[]): string[] {
  return joinParts(parts).map(({ position, bytes, kind, tag, path, vr, length, last, note }) =>
    [
      position,
      bytes.length,
      kind,
      tag === 0 ? '-' : path,
      vr || '-',
      length === undefinedLength ? 'undefined' : length,
      ...(last ? ['last'] : []),
      ...(note === undefined ? [] : [note]),
    ].join(' '),
  );
}

function expectedLines(name: string): string[] {
  const text = readFileSync(new URL(`${name}.parts`, folder), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/ +/).join(' '));
}

describe('the parts of a small file are as the standard says', () => {
  for (const [name, bytes] of Object.entries(files)) {
    test(name, async () => {
      assert.deepEqual(linesOf(await partsOf(bytes, { tolerant: true })), expectedLines(name));
      assert.deepEqual(linesOf(await partsOf(cutEvery(bytes, 5), { tolerant: true })), expectedLines(name));
    });
  }

  test('for every file of tests/golden', () => {
    const names = readdirSync(folder)
      .filter((file) => file.endsWith('.parts'))
      .map((file) => file.slice(0, -'.parts'.length));
    assert.deepEqual(names.sort(), Object.keys(files).sort());
  });
});
