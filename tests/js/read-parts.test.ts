// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set of parts is that of the bytes which the parts make.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dataset, drop, isPrivate, parse, parseBuffer, readDataset, readParts, through, toUtf8 } from 'dcmstream';
import { contractFiles } from '../support/flow-contract.js';
import { runFlows } from '../support/run-flows.js';
import { cutEvery, streamOf } from '../support/rechunk.js';

function* told(dataset: Dataset): Generator<string> {
  for (const { path, vr, length, position, strings, bytes, items } of dataset.elements()) {
    yield `${path.toString()} ${vr} ${length} at ${position} ${strings.join('|')} ${bytes?.length}`;
    for (const item of items) yield* told(item);
  }
}

for (const [kind, file] of Object.entries(contractFiles)) {
  test(`${kind}: parts read like bytes`, async () => {
    const parts = await readParts(streamOf(cutEvery(file, 100)).pipeThrough(parse()));
    const bytes = await readDataset(file);
    assert.deepEqual([...told(parts)], [...told(bytes)]);
    assert.deepEqual(parts.notes, bytes.notes);
    assert.deepEqual(parts.get(0x7fe00010)?.fragments, bytes.get(0x7fe00010)?.fragments);
  });
  test(`${kind}: what flows emit reads like the file that is written of it`, async () => {
    const flows = [drop(isPrivate), toUtf8()];
    const parts = await readParts(
      streamOf(cutEvery(file, 100))
        .pipeThrough(parse())
        .pipeThrough(through(...flows)),
    );
    assert.deepEqual([...told(parts)], [...told(await readDataset(await runFlows(file, flows)))]);
    assert.equal(parts.string(0x00100010), file === contractFiles['of meta only'] ? undefined : 'Müller^Jürgen');
  });
}

test('values longer than the limit are known by place and length alone', async () => {
  const file = contractFiles['explicit little endian']!;
  const dataset = await readParts(streamOf([file]).pipeThrough(parse()), { maxValue: 100 });
  const pixels = dataset.get(0x7fe00010)!;
  assert.equal(pixels.bytes, undefined);
  assert.equal(pixels.length, 5000);
  assert.ok(Buffer.from(file).subarray(pixels.valuePosition).length >= 5000);
  assert.equal(dataset.string(0x00080060), 'CT');
});

test('the source is told where reading ends early', async () => {
  let reason: unknown;
  const parts = new ReadableStream({
    pull: (controller) => controller.enqueue([null as never]),
    cancel: (given: unknown) => void (reason = given ?? 'cancelled'),
  });
  await assert.rejects(readParts(parts), TypeError);
  assert.equal(reason, 'cancelled');
});

test('what was kept stays when the chunks are overwritten', async () => {
  const file = contractFiles['explicit little endian']!;
  const chunks = [...cutEvery(file, 64)];
  const parts = await readParts(streamOf(chunks).pipeThrough(parse()));
  for (const chunk of chunks) chunk.fill(0);
  assert.equal(parts.string(0x00100010), parseBuffer(contractFiles['explicit little endian']!).string(0x00100010));
});
