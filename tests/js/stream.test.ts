// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The stream of parts: batches are bounded and made when asked for, ends and errors reach both sides.
// ARCHITECTURE.md, invariants 4 and 6

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { bytes, DicomError, type Part, parse, through } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import { countedSource, cutEvery, gather, streamOf } from '../support/rechunk.js';

/** `count` small elements. */
function small(count: number): Uint8Array {
  const file = dicom().preamble().meta();
  for (let i = 0; i < count; i++) file.element(0x00091001 + i, 'UL', i);
  return file.bytes();
}

const image = (size: number): Uint8Array =>
  dicom().preamble().meta().element(0x7fe00010, 'OW', new Uint8Array(size)).bytes();

const truncated = dicom().preamble().meta().element(0x00100010, 'PN', 'A^B').header(0x00100020, 'LO', 100).bytes();

/** Long enough for streams to settle: nothing here waits for timers or I/O. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
}

/** A writable end that takes one thing and then no more. */
function stalled(): { writable: WritableStream<unknown>; taken: () => number } {
  let taken = 0;
  const writable = new WritableStream<unknown>({
    write: () => {
      taken++;
      return new Promise(() => undefined);
    },
  });
  return { writable, taken: () => taken };
}

describe('batches', () => {
  test('have at most 1024 parts, whatever the size of the chunk', async () => {
    const batches = await gather(streamOf([small(20_000)]).pipeThrough(parse()));
    assert.ok(batches.every((batch) => batch.length > 0 && batch.length <= 1024));
    assert.equal(batches.flat().filter(({ kind }) => kind === 'header').length, 20_003);
  });
  test('are one or few a chunk, not one a part', async () => {
    const file = small(20_000);
    const batches = await gather(streamOf([file]).pipeThrough(parse()));
    assert.ok(batches.length < batches.flat().length / 100, `${batches.length} batches`);
  });
  test('are made only when they are asked for', async () => {
    // One chunk of many parts: what is behind the first batch has not been read while nobody asks.
    const file = small(20_000);
    const reader = streamOf([file]).pipeThrough(parse()).getReader();
    const first = await reader.read();
    await settle();
    file.fill(0xff, file.length - 5000); // was not looked at yet: it fails now
    assert.equal(first.value?.[0]?.kind, 'preamble');
    await assert.rejects(async () => {
      for (let result = await reader.read(); !result.done; result = await reader.read());
    }, DicomError);
  });
});

describe('back-pressure', () => {
  test('reaches the source from a sink that takes nothing', async () => {
    const file = image(10_000_000);
    const source = countedSource(cutEvery(file, 10_000));
    const sink = stalled();
    void source.stream.pipeThrough(parse()).pipeThrough(through()).pipeThrough(bytes()).pipeTo(sink.writable);
    await settle();
    const taken = source.taken();
    assert.ok(taken <= 10, `${taken} chunks of 1000 were taken for a sink that took ${sink.taken()}`);
    await settle();
    assert.equal(source.taken(), taken);
  });
  test('reaches the source from inside a chunk', async () => {
    const chunk = small(50_000);
    const source = countedSource([chunk, chunk, chunk]);
    const reader = source.stream.pipeThrough(parse()).getReader();
    await reader.read();
    await settle();
    assert.ok(source.taken() <= 2, `${source.taken()} chunks were taken for one batch`);
    await reader.cancel();
  });
  test('lets a slow sink have everything all the same', async () => {
    const file = small(5000);
    const out: Uint8Array[] = [];
    const slow = new WritableStream<Uint8Array>({
      write: async (piece) => {
        await turn();
        out.push(piece.slice());
      },
    });
    const source = streamOf(cutEvery(file, 1500));
    await source.pipeThrough(parse()).pipeThrough(through()).pipeThrough(bytes()).pipeTo(slow);
    assert.ok(Buffer.concat(out).equals(file));
  });
  test('holds for a source that pushes', async () => {
    const { readable, writable } = parse();
    const writer = writable.getWriter();
    const file = image(1000);
    let written = false;
    const writing = writer.write(file).then(() => (written = true));
    await settle();
    assert.equal(written, false, 'a chunk was taken although nobody reads');
    assert.ok((writer.desiredSize ?? 1) <= 0);
    const closing = writer.close();
    const batches = await gather(readable);
    await Promise.all([writing, closing]);
    assert.equal(
      batches.flat().reduce((sum, { size }) => sum + size, 0),
      file.length,
    );
  });
});

describe('a cancel', () => {
  test('reaches the source, through every stage', async () => {
    const source = countedSource(cutEvery(image(1_000_000), 1000));
    const reader = source.stream.pipeThrough(parse()).pipeThrough(through()).pipeThrough(bytes()).getReader();
    await reader.read();
    const reason = new Error('enough');
    await reader.cancel(reason);
    await settle();
    assert.equal(source.cancelled(), reason);
    assert.ok(source.taken() < 12);
  });
  test('before anything was read reaches the source too', async () => {
    const source = countedSource([image(10)]);
    await source.stream.pipeThrough(parse()).cancel('enough');
    await settle();
    assert.equal(source.cancelled(), 'enough');
  });
  test('while a chunk is waited for ends the writer', async () => {
    const { readable, writable } = parse();
    const reader = readable.getReader();
    const reading = reader.read();
    await settle();
    await reader.cancel('enough');
    assert.equal((await reading).done, true);
    await assert.rejects(writable.getWriter().write(new Uint8Array(1)), (reason) => reason === 'enough');
  });
});

describe('an abort', () => {
  const reason = new Error('aborted');

  test('reaches both ends', async () => {
    const abort = new AbortController();
    const source = countedSource(cutEvery(image(1_000_000), 1000));
    const reader = source.stream.pipeThrough(parse({ signal: abort.signal })).getReader();
    await reader.read();
    abort.abort(reason);
    await assert.rejects(reader.read(), reason);
    await settle();
    assert.equal(source.cancelled(), reason);
  });
  test('is felt while a chunk is waited for', async () => {
    const abort = new AbortController();
    const { readable, writable } = parse({ signal: abort.signal });
    const reading = readable.getReader().read();
    await settle();
    abort.abort(reason);
    await assert.rejects(reading, reason);
    await assert.rejects(writable.getWriter().closed, reason);
  });
  test('that came before lets nothing pass', async () => {
    const source = countedSource([image(10)]);
    await assert.rejects(gather(source.stream.pipeThrough(parse({ signal: AbortSignal.abort(reason) }))), reason);
  });
  test('of the writing side reaches the reader', async () => {
    const { readable, writable } = parse();
    const reading = readable.getReader().read();
    await settle();
    await writable.abort(reason);
    await assert.rejects(reading, reason);
  });
});

describe('an error', () => {
  test('of the data comes behind all parts before the break', async () => {
    const seen: Part[] = [];
    const reader = streamOf([truncated]).pipeThrough(parse()).getReader();
    await assert.rejects(
      async () => {
        for (let result = await reader.read(); !result.done; result = await reader.read()) seen.push(...result.value);
      },
      { name: 'DicomError', code: 'truncated', position: truncated.length, tag: 0x00100020, path: '(0010,0020)' },
    );
    assert.equal(
      seen.reduce((sum, { size }) => sum + size, 0),
      truncated.length,
    );
  });
  test('of the data cancels the source', async () => {
    const wrong = new TextEncoder().encode('This is no DICOM file. '.repeat(20));
    const source = countedSource([wrong, wrong, wrong]);
    await assert.rejects(gather(source.stream.pipeThrough(parse()).pipeThrough(bytes())), { code: 'not_dicom' });
    await settle();
    assert.ok(source.cancelled() instanceof DicomError);
  });
  test('of the source passes through every stage', async () => {
    const reason = new Error('the line is cut');
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(image(100)),
      pull: (controller) => controller.error(reason),
    });
    await assert.rejects(gather(stream.pipeThrough(parse()).pipeThrough(through()).pipeThrough(bytes())), reason);
  });
  test('of the sink cancels the source', async () => {
    const reason = new Error('the disk is full');
    const source = countedSource(cutEvery(image(1_000_000), 1000));
    const sink = new WritableStream<Uint8Array>({
      write: () => {
        throw reason;
      },
    });
    await assert.rejects(source.stream.pipeThrough(parse()).pipeThrough(bytes()).pipeTo(sink), reason);
    await settle();
    assert.equal(source.cancelled(), reason);
  });
  test('of wrong options is misuse', async () => {
    for (const options of [
      { maxDepth: -1 },
      { maxDepth: 257 },
      { maxDepth: 1.5 },
      { strict: { allow: ['no_quirk'] } },
    ]) {
      const stream = streamOf([image(10)]).pipeThrough(parse(options as never));
      await assert.rejects(gather(stream), { name: 'TypeError', code: 'argument_invalid' });
    }
  });
});

describe('parts', () => {
  test('are views of the chunk: nothing is copied', async () => {
    const chunk = image(1_000_000);
    const parts = (await gather(streamOf([chunk]).pipeThrough(parse()))).flat();
    for (const part of parts) assert.equal(part.bytes.buffer, chunk.buffer);
  });
  test('may be released one by one and kept as copies', async () => {
    const file = small(100);
    const copies: Uint8Array[] = [];
    for await (const batch of streamOf(cutEvery(file, 64)).pipeThrough(parse()) as unknown as AsyncIterable<Part[]>) {
      for (const part of batch) copies.push(part.bytes.slice());
    }
    assert.ok(Buffer.concat(copies).equals(file));
  });
});
