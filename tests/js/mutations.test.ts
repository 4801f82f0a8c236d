// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The wasm build under hostile input: 100 000 broken files, each read in one of the ways there are. Whatever comes, it ends,
// it ends with the data's own error or none, and it leaves nothing behind.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateRawSync } from 'node:zlib';
import { createPartParser, type Dataset, DicomError, init, parseBuffer } from 'dcmstream';
import {
  deflatedExplicitLittleEndian,
  type DicomBuilder,
  dicom,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { Dice, mutated } from '../support/mutate.js';

const mutations = 100_000;
const mebibyte = 1024 * 1024;

/** Something of everything: text, numbers, nesting of both forms, unknown and empty values. */
function dataset(builder: DicomBuilder): DicomBuilder {
  return builder
    .element(0x00080005, 'CS', 'ISO_IR 192')
    .element(0x00080018, 'UI', '1.2.840.99')
    .sequence(0x00081140, (s) =>
      s.item((i) => i.element(0x00081155, 'UI', '2.25.1')).item((i) => i, { undefined: true }),
    )
    .sequence(0x00081115, (s) => s.item((i) => i.sequence(0x00081199, (t) => t.item()), { undefined: true }), {
      undefined: true,
    })
    .element(0x00090010, 'LO', 'OWNER')
    .sequence(0x00091001, (s) => s.item((i) => i.element(0x00100020, 'LO', 'x')), { vr: 'UN', undefined: true })
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00101030, 'DS', '72.5')
    .element(0x00280010, 'US', 2)
    .element(0x00280103, 'US', 1);
}

function files(): Uint8Array[] {
  const plain = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian].map((transferSyntax) =>
    dataset(dicom().preamble().meta({ transferSyntax })).element(0x7fe00010, 'OW', new Uint8Array(600)).bytes(),
  );
  const bare = (['implicit', 'explicit', 'explicit-big'] as const).map((form) => dataset(dicom(form)).bytes());
  const fragments = dataset(dicom().preamble().meta({ transferSyntax: rleLossless }))
    .fragments(0x7fe00010, 'OB', [new Uint8Array(70), new Uint8Array(300)], { offsets: [0, 78] })
    .element(0xfffcfffc, 'OB', new Uint8Array(20))
    .bytes();
  const deflated = dicom()
    .preamble()
    .meta({ transferSyntax: deflatedExplicitLittleEndian })
    .raw(deflateRawSync(dataset(dicom()).bytes()))
    .bytes();
  return [...plain, ...bare, fragments, deflated];
}

const manners = [{}, { tolerant: true }, { strict: true }, { openUnknown: true, tolerant: true }] as const;

/** Reads as parts, in chunks; returns how many there were. */
async function readParts(bytes: Uint8Array, manner: object, dice: Dice): Promise<number> {
  const parser = await createPartParser(manner);
  let count = 0;
  const drain = async (): Promise<void> => {
    for (;;) {
      const batch = parser.next();
      if (batch !== undefined) count += batch.length;
      else if (parser.ready !== undefined) await parser.ready;
      else return;
    }
  };
  try {
    for (let at = 0; at < bytes.length;) {
      const size = 1 + dice.below(2 * bytes.length);
      parser.write(bytes.subarray(at, at + size));
      await drain();
      at += size;
    }
    parser.end();
    await drain();
    return count;
  } finally {
    parser.release();
  }
}

/** Looks at every element and all values; returns how many there were. */
function walk(dataset: Dataset): number {
  let count = 0;
  for (const element of dataset.elements()) {
    count++;
    if (element.isSequence) for (const item of element.items) count += walk(item);
    else if (element.isFragments) count += element.fragments.length;
    else {
      void element.bytes;
      void dataset.strings(element.tag);
      void dataset.numbers(element.tag);
    }
  }
  return count;
}

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** What is held, in bytes, garbage aside: the memory of dropped buffers is given back a turn after the collection. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('broken files', () => {
  before(() => init({ modules: ['parser', 'zlib'] }));

  test(
    `${mutations} of them end, with a DicomError or without, and leave nothing behind`,
    { timeout: 300_000 },
    async () => {
      const originals = files();
      const ends = { read: 0, failed: 0 };
      let settled = 0;
      for (let seed = 0; seed < mutations; seed++) {
        const dice = new Dice(seed);
        const bytes = mutated(originals[seed % originals.length] as Uint8Array, dice);
        const manner = manners[dice.below(manners.length)] as object;
        try {
          const isDeflated = seed % originals.length === originals.length - 1;
          const count = dice.below(2) === 0 ? await readParts(bytes, manner, dice) : walk(parseBuffer(bytes, manner));
          const most = 2 * bytes.length * (isDeflated ? 1032 : 1) + 1024;
          assert.ok(count <= most, `${count} parts of ${bytes.length} bytes`);
          ends.read++;
        } catch (error) {
          ends.failed++;
          if (!(error instanceof DicomError))
            throw new Error(`mutation ${seed} in ${JSON.stringify(manner)}`, { cause: error });
        }
        if (seed === mutations / 5) settled = await held();
      }
      const grown = (await held()) - settled;
      assert.ok(grown < 2 * mebibyte, `memory grew by ${(grown / mebibyte).toFixed(1)} MiB`);
      assert.ok(ends.read > mutations / 10 && ends.failed > mutations / 10, JSON.stringify(ends));
    },
  );
});
