// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where bytes come from: every form gives the same data set, and is ended when nobody wants more of it.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { DicomError, readDataset, type Source } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import { countedSource, cutEvery, streamOf } from '../support/rechunk.js';

const file = dicom()
  .preamble()
  .meta()
  .element(0x00100010, 'PN', 'Phantom^Shepp')
  .element(0x7fe00010, 'OW', new Uint8Array(5000))
  .bytes();

async function* generated(size: number): AsyncGenerator<Uint8Array> {
  yield* cutEvery(file, size);
}

const forms: Record<string, () => Source> = {
  'a Uint8Array': () => file,
  'a view of a larger buffer': () => new Uint8Array([9, 9, 9, ...file, 9, 9]).subarray(3, 3 + file.length),
  'a Buffer of Node': () => Buffer.from(file),
  'an ArrayBuffer': () => file.slice().buffer,
  'a Blob': () => new Blob([file.slice(0, 100), file.slice(100)]),
  'a File': () => new File([file.slice()], 'a.dcm'),
  'a Response': () => new Response(file.slice()),
  'a ReadableStream': () => streamOf(cutEvery(file, 700)),
  'a byte stream': () => new Blob([file.slice()]).stream(),
  'an async generator': () => generated(700),
  'a Readable of Node': () => Readable.from([Buffer.from(file.slice(0, 200)), Buffer.from(file.slice(200))]),
  'chunks of nothing in between': () => streamOf([new Uint8Array(0), file, new Uint8Array(0)]),
};

describe('a data set is read from', () => {
  for (const [name, source] of Object.entries(forms)) {
    test(name, async () => {
      const dataset = await readDataset(source());
      assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
      assert.equal(dataset.bytes(0x7fe00010)?.length, 5000);
    });
  }
});

describe('a source', () => {
  test('of another kind is misuse', async () => {
    for (const wrong of ['text', 7, null, undefined, {}, [file]]) {
      await assert.rejects(readDataset(wrong as never), { name: 'TypeError', code: 'argument_invalid' });
    }
  });
  test('that gives chunks of another kind is misuse, and is ended', async () => {
    const wrong = streamOf(['text']) as ReadableStream<never>;
    await assert.rejects(readDataset(wrong), { name: 'TypeError', code: 'argument_invalid' });
    let ended = false;
    async function* chunks(): AsyncGenerator<never> {
      try {
        yield 'text' as never;
      } finally {
        ended = true;
      }
    }
    await assert.rejects(readDataset(chunks()), { name: 'TypeError', code: 'argument_invalid' });
    assert.ok(ended);
  });
  test('that is an answer of failure is an error', async () => {
    const answer = new Response('not here', { status: 404 });
    await assert.rejects(
      readDataset(answer),
      (error) => error instanceof DicomError && error.code === 'response_failed',
    );
  });
  test('that is an answer without a body holds nothing', async () => {
    await assert.rejects(readDataset(new Response(null)), { code: 'not_dicom', position: 0 });
  });
  test('that fails passes its own error on', async () => {
    const reason = new Error('the line is cut');
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(file.slice(0, 200)),
      pull: (controller) => controller.error(reason),
    });
    await assert.rejects(readDataset(stream), reason);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield file.slice(0, 200);
      throw reason;
    }
    await assert.rejects(readDataset(failing()), reason);
  });
  test('is cancelled when the data are wrong', async () => {
    const source = countedSource([
      new TextEncoder().encode('no DICOM at all, but more than a preamble\n'.repeat(9)),
      file,
    ]);
    await assert.rejects(readDataset(source.stream), DicomError);
    assert.notEqual(source.cancelled(), undefined);
    assert.equal(source.taken(), 1);
    assert.equal(source.stream.locked, false);
  });
  test('that is an iterable is returned when it is left early', async () => {
    let ended = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        yield* cutEvery(file, 300);
      } finally {
        ended = true;
      }
    }
    await readDataset(chunks(), { stopAt: 0x00100020 });
    assert.ok(ended);
  });
  test('that is read to its end is not cancelled, and is unlocked', async () => {
    const source = countedSource(cutEvery(file, 1000));
    await readDataset(source.stream);
    assert.equal(source.cancelled(), undefined);
    assert.equal(source.stream.locked, false);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  test('before the beginning leaves the source untouched', async () => {
    const source = countedSource([file]);
    await assert.rejects(readDataset(source.stream, { signal: AbortSignal.abort(reason) }), reason);
    assert.equal(source.taken(), 0);
  });
  test('is felt while a stream keeps us waiting', async () => {
    const abort = new AbortController();
    let cancelled: unknown;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(file.slice(0, 200)),
      cancel: (why) => {
        cancelled = why;
      },
    });
    const reading = readDataset(stream, { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 10);
    await assert.rejects(reading, reason);
    assert.equal(cancelled, reason);
  });
  test('is felt while an iterable keeps us waiting', async () => {
    const abort = new AbortController();
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield file.slice(0, 200);
      await new Promise(() => undefined);
    }
    const reading = readDataset(waiting(), { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 10);
    await assert.rejects(reading, reason);
  });
  test('behind the end changes nothing', async () => {
    const abort = new AbortController();
    const dataset = await readDataset(file, { signal: abort.signal });
    abort.abort(reason);
    assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
  });
});
