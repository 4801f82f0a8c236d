// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What every sink that is a stage of a stream keeps to, whatever it makes of parts: one suite that each passes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Part, parse } from 'dcmstream';
import { dicom } from './dicom-builder.js';
import { contractFiles } from './flow-contract.js';
import { countedSource, cutEvery, gather, streamOf } from './rechunk.js';

type Sink = ReadableWritablePair<string | Uint8Array, readonly Part[]>;

async function run(chunks: Iterable<Uint8Array>, sink: Sink): Promise<string> {
  return whole(await gather(streamOf(chunks).pipeThrough(parse()).pipeThrough(sink)));
}

function whole(pieces: readonly (string | Uint8Array)[]): string {
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString('latin1');
}

/** A file whose values take many chunks. */
function largeFile(): Uint8Array {
  return dicom()
    .preamble()
    .meta()
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00100010, 'PN', 'A')
    .element(0x00204000, 'LT', 'text '.repeat(10_000))
    .element(0x7fe00010, 'OW', new Uint8Array(2_000_000))
    .bytes();
}

/** Tests that the sink, which `make` makes anew, keeps to the contract. */
export function keepsTheSinkContract(name: string, make: () => Sink): void {
  describe(`${name} keeps to the contract of sinks`, () => {
    for (const [kind, file] of Object.entries(contractFiles)) {
      test(`${kind}: the same comes out whatever the chunks`, async () => {
        const expected = await run([file], make());
        assert.notEqual(expected, '');
        for (const size of [1, 3, 700]) assert.equal(await run(cutEvery(file, size), make()), expected, `of ${size}`);
      });
      test(`${kind}: what was given is left as it was`, async () => {
        const copy = file.slice();
        await run([copy], make());
        assert.deepEqual(copy, file);
      });
    }
    test('an empty stream ends without an error, always alike', async () => {
      const ofNothing = await gather(streamOf<readonly Part[]>([]).pipeThrough(make()));
      const ofEmpty = await gather(streamOf<readonly Part[]>([[], []]).pipeThrough(make()));
      assert.equal(whole(ofNothing), whole(ofEmpty));
    });
    test('two at work at once do not meet', async () => {
      const files = [contractFiles['explicit little endian'], contractFiles['implicit little endian']] as Uint8Array[];
      const alone = await Promise.all(files.map((file) => run([file], make())));
      const both = await Promise.all(files.map((file, i) => run(cutEvery(file, 33 + i), make())));
      assert.deepEqual(both, alone);
    });
    test('an error of the source passes', async () => {
      const reason = new Error('the source is broken');
      let isFirst = true;
      const source = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (!isFirst) return controller.error(reason);
          isFirst = false;
          controller.enqueue((contractFiles['encapsulated'] as Uint8Array).slice(0, 400));
        },
      });
      await assert.rejects(gather(source.pipeThrough(parse()).pipeThrough(make())), reason);
    });
    test('reads no further than it is asked to, and tells its source when it is left', async () => {
      const source = countedSource(cutEvery(largeFile(), 1000));
      const reader = source.stream.pipeThrough(parse()).pipeThrough(make()).getReader();
      await reader.read();
      for (let i = 0; i < 20; i++) await turn();
      const taken = source.taken();
      assert.ok(taken < 300, `${taken} chunks were read for one piece`);
      await reader.cancel();
      for (let i = 0; i < 20; i++) await turn();
      assert.ok(source.taken() <= taken + 2);
      assert.notEqual(source.cancelled(), undefined);
    });
  });
}
