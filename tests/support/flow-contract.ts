// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What every flow keeps to, whatever it does: one suite that each passes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { bytes, type Flow, type Part, parse, through } from 'dcmstream';
import { dicom, explicitBigEndian, explicitLittleEndian, implicitLittleEndian, rleLossless } from './dicom-builder.js';
import type { DicomBuilder } from './dicom-builder.js';
import { partsOf } from './part-probe.js';
import { countedSource, cutEvery, gather, streamOf } from './rechunk.js';

export interface ContractOptions {
  /** Files that the flow refuses, by the code of its error. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** Whether an empty stream may give something. */
  readonly fillsEmpty?: boolean;
  /** Whether nothing of the pixel data comes out, so that they are read through for what stands behind them. */
  readonly swallowsPixels?: boolean;
}

function content(builder: DicomBuilder): DicomBuilder {
  return builder
    .element(0x00080000, 'UL', 4)
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080060, 'CS', 'CT')
    .sequence(0x00081140, (images) =>
      images
        .item((image) => image.element(0x00081150, 'UI', '1.2').element(0x00081155, 'UI', '1.2.3'))
        .item()
        .item((image) => image.sequence(0x00081199, (inner) => inner.item((it) => it.element(0x00081155, 'UI', '1')))),
    )
    .sequence(0x00082112, (sources) => sources.item((source) => source.element(0x00081155, 'UI', '1.2.4')), {
      undefined: true,
    })
    .element(0x00090010, 'LO', 'DCMSTREAM TEST')
    .element(0x00091001, 'UN', new Uint8Array([1, 2, 3, 4]))
    .element(0x00100010, 'PN', 'Müller^Jürgen')
    .element(0x00100020, 'LO', '')
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', '2')
    .element(0x00280010, 'US', 2);
}

/** Header, one segment, one literal run. PS3.5 §G.3 to §G.5 */
function rleFrame(...pixels: readonly number[]): Uint8Array {
  const frame = new Uint8Array(2 * Math.ceil((65 + pixels.length) / 2));
  frame.set([1, 0, 0, 0, 64]);
  frame.set([pixels.length - 1, ...pixels], 64);
  return frame;
}

const native = (transferSyntax: string): Uint8Array =>
  content(dicom().preamble().meta({ transferSyntax })).element(0x7fe00010, 'OW', new Uint8Array(5000)).bytes();

/** One of each encoding; all are as they should be. */
export const contractFiles: Readonly<Record<string, Uint8Array>> = {
  'explicit little endian': native(explicitLittleEndian),
  'implicit little endian': native(implicitLittleEndian),
  'explicit big endian': native(explicitBigEndian),
  encapsulated: content(dicom().preamble().meta({ transferSyntax: rleLossless }))
    .element(0x00280011, 'US', 3)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .fragments(0x7fe00010, 'OB', [rleFrame(1, 2, 3, 4, 5, 6), rleFrame(7, 8, 9, 10, 11, 12)])
    .element(0xfffcfffc, 'OB', new Uint8Array(8))
    .bytes(),
  'without meta': content(dicom('implicit')).bytes(),
  'of meta only': dicom().preamble().meta().bytes(),
};

const starts = ['sequence', 'item', 'fragments'];
const ends = ['sequenceEnd', 'itemEnd', 'fragmentsEnd'];

async function run(chunks: Iterable<Uint8Array>, flow: Flow): Promise<Part[]> {
  const stages = streamOf(chunks).pipeThrough(parse()).pipeThrough(through(flow));
  return (await gather(stages)).flat();
}

const notesOf = (parts: readonly Part[]): string[] => parts.flatMap(({ note }) => note ?? []);
const written = async (parts: readonly Part[]): Promise<Uint8Array> =>
  Buffer.concat(await gather(streamOf([parts]).pipeThrough(bytes())));
const joined = (parts: readonly Part[]): Buffer => Buffer.concat(parts.map((part) => part.bytes));

/** Tests that the flow, which `make` makes anew, keeps to the contract. */
export function keepsTheContract(name: string, make: () => Flow, options: ContractOptions = {}): void {
  const { refuses = {}, fillsEmpty = false, swallowsPixels = false } = options;
  const accepted = Object.entries(contractFiles).filter(([kind]) => refuses[kind] === undefined);

  describe(`${name} keeps to the contract of flows`, () => {
    for (const [kind, file] of accepted) {
      test(`${kind}: what comes out is as right as what goes in, whatever the chunks`, async () => {
        const whole = joined(await run([file], make()));
        const known = notesOf(await partsOf(file));
        for (const note of notesOf(await partsOf(await written(await run([file], make())))))
          assert.ok(known.includes(note), note);
        for (const size of [3, 700]) {
          assert.ok(joined(await run(cutEvery(file, size), make())).equals(whole), `in chunks of ${size}`);
        }
      });
      test(`${kind}: whatever starts, ends, and values are as long as their headers say`, async () => {
        const open: string[] = [];
        let missing = 0;
        for (const part of await run(cutEvery(file, 700), make())) {
          if (part.kind === 'value') missing -= part.size;
          else if (part.kind !== 'note') assert.equal(missing, 0, `in front of ${part.kind} ${part.path.toString()}`);
          if (part.kind === 'header' || part.kind === 'fragment') missing = part.length;
          if (starts.includes(part.kind)) open.push(part.kind);
          if (ends.includes(part.kind)) assert.equal(open.pop(), starts[ends.indexOf(part.kind)]);
        }
        assert.equal(missing, 0);
        assert.deepEqual(open, []);
      });
    }
    for (const [kind, code] of Object.entries(refuses)) {
      test(`${kind}: is refused`, () => assert.rejects(run([contractFiles[kind]!], make()), { code }));
    }
    test('an empty stream stays empty', async () => {
      const empty = streamOf([] as Part[][]);
      const passed = (await gather(empty.pipeThrough(through(make())))).flat();
      if (!fillsEmpty) assert.deepEqual(passed, []);
    });
    test('one flow runs on several streams at once', async () => {
      const flow = make();
      const [kind, file] = accepted[0]!;
      const alone = joined(await run([file], make()));
      const both = await Promise.all([run(cutEvery(file, 100), flow), run(cutEvery(file, 33), flow)]);
      for (const parts of both) assert.ok(joined(parts).equals(alone), kind);
    });
    test('an error of the source passes', async () => {
      const reason = new Error('the source is broken');
      const [, file] = accepted[0]!;
      const broken = (function* (): Generator<Uint8Array> {
        yield file.slice(0, 400);
        throw reason;
      })();
      const source = new ReadableStream<Uint8Array>({
        pull(controller) {
          try {
            const { done, value } = broken.next();
            if (done !== true) controller.enqueue(value);
          } catch (error) {
            controller.error(error);
          }
        },
      });
      await assert.rejects(
        gather(source.pipeThrough(parse()).pipeThrough(through(make())).pipeThrough(bytes())),
        reason,
      );
    });
    if (swallowsPixels) return;
    test('reads no further than it is asked to', async () => {
      const file = dicom()
        .preamble()
        .meta()
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .element(0x00100010, 'PN', 'A')
        .element(0x7fe00010, 'OW', new Uint8Array(2_000_000))
        .bytes();
      const source = countedSource(cutEvery(file, 1000));
      const stages = source.stream.pipeThrough(parse()).pipeThrough(through(make())).pipeThrough(bytes());
      const reader = stages.getReader();
      await reader.read();
      for (let i = 0; i < 20; i++) await turn();
      assert.ok(source.taken() < 200, `${source.taken()} chunks were read for one`);
      await reader.cancel();
    });
  });
}
