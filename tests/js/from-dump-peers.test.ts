// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dumps of real files, there and back: our own full dumps give the same elements, what dcmdump prints in full does as far as it prints
// what is there, and dump2dcm reads ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { padValue } from '../support/dicom-values.js';
import { dumpOf, elementsOf, fileOf, remade } from '../support/dumps.js';
import { partsOf } from '../support/part-probe.js';
import { joinParts } from '../support/rechunk.js';
import { temporaryFolder } from '../support/tool.js';

const isThere = spawnSync('dcmdump', ['--version']).error === undefined;
const noTool = !isThere && 'dcmdump (package dcmtk) is missing';

/** Files that can be read and are no larger than so many bytes. */
function* filesUpTo(size: number): Generator<CorpusFile & { bytes: Uint8Array }> {
  for (const file of corpus.files) {
    const bytes = new Uint8Array(readFileSync(file.location));
    if (bytes.length <= size) yield { ...file, bytes };
  }
}

const textVrs = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '));
const floatSizes: Readonly<Record<string, 4 | 8>> = { FL: 4, OF: 4, FD: 8, OD: 8 };

/**
 * Values by path, without what dumps do not tell: padding of text, group lengths, file meta beyond the transfer syntax (dump2dcm writes its
 * own). dcmdump takes the first of two elements of one tag and sorts the rest; its floating point numbers miss the last bit, and the sign
 * of zero, so they are compared as numbers.
 */
async function meaningOf(file: Uint8Array): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { kind, path, tag, vr, bytes, bigEndian } of joinParts(await partsOf(file)).map(withOrder)) {
    const isMeta = tag >>> 16 === 2 && path.length === 11;
    if ((tag & 0xffff) === 0 || (isMeta && tag !== 0x00020010) || values.has(path)) continue;
    if (kind === 'item' || kind === 'fragment') values.set(`${path} ${kind}`, '');
    if (kind !== 'value') continue;
    const even = padValue(vr, bytes);
    const floats = floatSizes[vr];
    const text = textVrs.has(vr)
      ? Buffer.from(bytes)
          .toString('latin1')
          .replace(/[ \0]+$/, '')
      : undefined;
    values.set(
      path,
      text ?? (floats === undefined ? Buffer.from(even).toString('hex') : numbersOf(even, floats, bigEndian)),
    );
  }
  for (const [path, value] of values) if (value === '' && !path.includes(' ')) values.delete(path);
  return values;
}

function withOrder<T extends { flags: string }>(part: T): T & { bigEndian: boolean } {
  return { ...part, bigEndian: part.flags.includes('bigEndian') };
}

function numbersOf(bytes: Uint8Array, size: 4 | 8, bigEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = (at: number): number => (size === 4 ? view.getFloat32(at, !bigEndian) : view.getFloat64(at, !bigEndian));
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => (read(i * size) + 0).toPrecision(15)).join(
    ' ',
  );
}

describe('a full dump of a real file', { skip: corpus.missing }, () => {
  test('gives its elements back, from every file of the corpus that is not too large', async () => {
    let count = 0;
    for (const { path, bytes, flags } of filesUpTo(60_000)) {
      const elements = await elementsOf(bytes).catch(() => undefined);
      if (elements === undefined) continue;
      // What was out of order stays so.
      assert.deepEqual(
        await elementsOf(await remade(bytes, {}, {}, { anyOrder: true })),
        elements,
        `${path} ${flags.join()}`,
      );
      count++;
    }
    assert.ok(count > 150, `${count} files`);
  });

  test('refers to long values, also in deflated data sets and fragments', async () => {
    for (const end of [
      '/CT_small.dcm',
      '/report_dfl',
      '/rtdose_rle_1frame.dcm',
      '/MRImageStorage_ExplicitVRBigEndian.dcm',
    ]) {
      const bytes = new Uint8Array(readFileSync(corpus.file(end).location));
      assert.match(await dumpOf(bytes, { full: true, maxValue: 40 }), /=@\d+\+\d+/);
      assert.deepEqual(await elementsOf(await remade(bytes, { maxValue: 40 })), await elementsOf(bytes), end);
    }
  });
});

describe('what dcmdump prints', { skip: corpus.missing || noTool }, () => {
  // It knows some private attributes, and sequences among them, that an implicit data set does not tell.
  const knownToDcmdump = ['func-sequence-replace/MR.dcm'];

  test('is read back as far as it tells', async () => {
    let count = 0;
    for (const { path, location, bytes } of filesUpTo(12_000)) {
      if (knownToDcmdump.some((end) => path.endsWith(end))) continue;
      const { status, stdout } = spawnSync('dcmdump', ['-q', '+L', location], { maxBuffer: 2 ** 28 });
      const meaning = status === 0 ? await meaningOf(bytes).catch(() => undefined) : undefined;
      if (meaning === undefined) continue;
      assert.deepEqual(sorted(await meaningOf(await fileOf(stdout))), sorted(meaning), path);
      count++;
    }
    assert.ok(count > 40, `${count} files`);
  });
});

const sorted = (map: Map<string, string>): string[] => [...map].map(([path, value]) => `${path} ${value}`).sort();

describe('dump2dcm', { skip: corpus.missing || noTool }, () => {
  for (const end of [
    '/CT_small.dcm',
    '/rtplan.dcm',
    '/chrGerm.dcm',
    '/MR_small_RLE.dcm',
    '/emri_small_RLE.dcm',
    '/chrX1.dcm',
  ]) {
    test(`reads a full dump: ${end.slice(1)}`, async (context) => {
      const folder = temporaryFolder(context);
      const [text, made] = [join(folder, 'dump.txt'), join(folder, 'made.dcm')];
      const bytes = new Uint8Array(readFileSync(corpus.file(end).location));
      // It takes text as bytes, so those of the data set's own character set.
      const dump = await dumpOf(bytes, { full: true, maxValue: Infinity });
      const isUtf8 = /\(0008,0005\) CS \[ISO_IR 192\]/.test(dump);
      if (!isUtf8 && /[^\0-\x7f]/.test(dump)) writeFileSync(text, dump, 'latin1');
      else writeFileSync(text, dump);
      const { status, stderr } = spawnSync('dump2dcm', ['-q', '+l', '100000000', text, made]);
      assert.equal(status, 0, stderr.toString());
      const expected = await meaningOf(bytes);
      // Data Set Trailing Padding is dropped by it. PS3.10 §7.2
      expected.delete('(FFFC,FFFC)');
      assert.deepEqual(sorted(await meaningOf(new Uint8Array(readFileSync(made)))), sorted(expected));
    });
  }
});
