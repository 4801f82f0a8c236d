// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file to JSON and back is the same data set: every file of the corpus, pixel data included.

import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { describe, test } from 'node:test';
import {
  bytes,
  DicomError,
  type Element,
  fromJson,
  isGroupLength,
  type Part,
  parse,
  drop,
  readParts,
  through,
  withMeta,
  type Dataset,
} from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom, explicitBigEndian } from '../support/dicom-builder.js';
import {
  differenceLine,
  differencesOf,
  jsonOf,
  jsonText,
  type Model,
  type ModelAttribute,
} from '../support/json-model.js';
import { gather } from '../support/rechunk.js';

/** What a file cannot be read back from, and why. */
const refused: readonly { readonly file: RegExp; readonly code: string; readonly why: string }[] = [
  { file: /palettes\/winter\.dcm$/, code: 'json_malformed', why: 'an element stands twice, against PS3.5 §7.1' },
  { file: /\/DICOMDIR[^/]*$/, code: 'directory_offsets_stale', why: 'its records name each other by position' },
  { file: /test_files\/no_meta\.dcm$/, code: 'not_dicom', why: 'no DICOM: there is nothing to read back' },
];

/** Values of odd length are padded. PS3.5 §7.1.1 */
function isPadded(before: ModelAttribute, after: ModelAttribute): boolean {
  const [a, b] = [before, after].map(({ InlineBinary = '' }) => Buffer.from(InlineBinary, 'base64'));
  return a!.length % 2 === 1 && Buffer.concat([a!, Buffer.alloc(1)]).equals(b!);
}

/** Without the file meta, which is made anew. */
function dataOf(text: string): Model {
  return Object.fromEntries(Object.entries(JSON.parse(text) as Model).filter(([name]) => !name.startsWith('0002')));
}

/** In the order of the model, which a file may not have. */
function sorted(model: Model): Model {
  return Object.fromEntries(Object.entries(model).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a file of the corpus, as JSON and back', { skip: corpus.missing }, () => {
  test('is the same data set in the same transfer syntax, or why not is known', async () => {
    for (const { path, location } of corpus.files) {
      const text = await jsonText(location, { tolerant: true, meta: true });

      try {
        const parts = fromJson(text).pipeThrough(through(withMeta()));
        const back = Buffer.concat(await gather(parts.pipeThrough(bytes())));
        const again = await jsonText(back, { meta: true });
        const differences = [...differencesOf(sorted(dataOf(text)), sorted(dataOf(again)), isPadded)];
        assert.deepEqual(differences.map(differenceLine), [], path);
      } catch (error) {
        const known = refused.find(({ file }) => file.test(path));
        if (!(error instanceof DicomError)) throw error;
        assert.equal(error.code, known?.code, `${path}: ${error.message}`);
      }
    }
  });

  for (const end of ['/test_files/CT_small.dcm', '/test_files/MR_small_RLE.dcm', '/test_files/rtplan.dcm']) {
    test(`has the same elements, byte by byte: ${end.slice(1)}`, async () => {
      const { location } = corpus.file(end);
      const original = (): ReadableStream<readonly Part[]> => blob.stream().pipeThrough(parse());
      const blob = await openAsBlob(location);
      const before = await readParts(original().pipeThrough(through(drop(isGroupLength))), { maxValue: 2 ** 24 });
      const after = await readParts(fromJson(await jsonOf(original(), { meta: true })), { maxValue: 2 ** 24 });
      const lines = [...linesOf(before)];
      assert.ok(lines.length > 50);
      assert.deepEqual([...linesOf(after)], lines);
    });
  }
});

/** Path, VR and bytes of each element of the data set, without padding, which a value may have more of than it needs. */
function* linesOf(dataset: Dataset): Generator<string> {
  for (const element of dataset.elements()) {
    if (element.tag >>> 16 === 2 || element.tag === 0x00080005) continue;
    yield `${element.path} ${element.vr} ${element.fragments.length} ${contentOf(element)}`;
    for (const item of element.items) yield* linesOf(item);
  }
}

function contentOf(element: Element): string {
  const hex = Buffer.from(element.bytes ?? []).toString('hex');
  return /^[OU][A-Z]$/.test(element.vr)
    ? hex
    : Buffer.from(hex, 'hex')
        .toString('latin1')
        .replace(/[ \0]+$/, '');
}

describe('bulk data', () => {
  test('go out by reference, and come back from where the references lead', async () => {
    const pixels = Uint8Array.from({ length: 200_001 * 2 }, (_, i) => i * 7);
    const file = dicom().preamble().meta().element(0x00100010, 'PN', 'Doe').element(0x7fe00010, 'OW', pixels).bytes();
    const text = await jsonText(file, {
      meta: true,
      bulkDataUri: ({ position, size, length }) => `?offset=${position + size}&length=${length}`,
    });
    const model = JSON.parse(text) as Model;
    assert.deepEqual(model['7FE00010'], {
      vr: 'OW',
      BulkDataURI: `?offset=${file.length - pixels.length}&length=${pixels.length}`,
    });
    const bulk = (uri: string) => {
      const [, offset, length] = /offset=(\d+)&length=(\d+)/.exec(uri)!.map(Number) as [number, number, number];
      return file.slice(offset, offset + length);
    };
    const back = await gather(fromJson(text, { bulk }).pipeThrough(through(withMeta())).pipeThrough(bytes()));
    const whole = Buffer.concat(back);
    assert.ok(whole.subarray(-pixels.length).equals(pixels));
    assert.deepEqual(JSON.parse(await jsonText(whole)), JSON.parse(await jsonText(file)));
  });

  test('are little endian, whatever the file is', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: explicitBigEndian })
      .element(0x00281201, 'OW', Uint8Array.of(0, 1, 0, 2))
      .element(0x7fe00008, 'OF', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
      .bytes();
    const expected = {
      '00281201': { vr: 'OW', InlineBinary: Buffer.of(1, 0, 2, 0).toString('base64') },
      '7FE00008': { vr: 'OF', InlineBinary: Buffer.of(4, 3, 2, 1, 8, 7, 6, 5).toString('base64') },
    };
    assert.deepEqual(JSON.parse(await jsonText(file)), expected);
  });
});
