// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overlays and color profiles as a data set states them, frame by frame; and all of a display as JSON.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Frame, indexFile, readFrame, readFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { frameOf, framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';
import { modalityLutSequence, voiLutSequence, withOverlay, withTables } from '../support/look-up-tables.js';

const gray = { rows: 2, columns: 2, bits: 16, pixels: new Uint8Array(8) };
const displaysOf = async (image: Partial<ImageFile>): Promise<Frame['display'][]> => {
  const frames = await framesOf(imageFile({ ...gray, ...image }));
  assert.deepEqual(noteCodes(frames), []);
  return frames.map(({ display }) => display);
};

describe('overlays', () => {
  test('are read in every encoding, with what they are', async () => {
    for (const transferSyntax of [undefined, implicitLittleEndian, explicitBigEndian]) {
      const [display] = await displaysOf({
        ...(transferSyntax !== undefined && { transferSyntax }),
        after: (file) =>
          withOverlay(file, {
            ...{
              group: 0x601e,
              rows: 3,
              columns: 7,
              origin: [-1, 5],
              type: 'R',
              label: 'TUMOR',
              description: 'a region',
            },
            pixels: Array.from({ length: 21 }, (_, i) => Number(i % 3 === 0)),
          }),
      });
      const [overlay] = display!.overlays;
      assert.deepEqual(overlay, {
        ...{ group: 0x601e, rows: 3, columns: 7, left: 4, top: -2, type: 'R', bitOffset: 0 },
        ...{ label: 'TUMOR', description: 'a region', subtype: undefined },
        bits: Uint8Array.of(0b01001001, 0b10010010, 0b00100100 & 0x1f, 0),
      });
      assert.equal(overlay!.bits!.buffer.byteLength, overlay!.bits!.length); // a clone takes nothing else along
    }
  });

  test('of some frames are of these frames, bit by bit', async () => {
    const pixels = [1, 0, 1, 0, 1, 1]; // two frames of three pixels
    const displays = await displaysOf({
      ...{ frames: 4, pixels: new Uint8Array(32) },
      after: (file) => withOverlay(file, { rows: 1, columns: 3, frames: 2, frameOrigin: 2, pixels }),
    });
    const seen = displays.map(({ overlays }) =>
      overlays.map(({ bits, bitOffset }) =>
        [0, 1, 2].map((i) => ((bits![(i + bitOffset) >> 3] ?? 0) >> ((i + bitOffset) & 7)) & 1),
      ),
    );
    assert.deepEqual(seen, [[], [[1, 0, 1]], [[0, 1, 1]], []]);
  });

  test('without a number of frames are of all frames', async () => {
    const displays = await displaysOf({
      ...{ frames: 2, pixels: new Uint8Array(16) },
      after: (file) => withOverlay(file, { rows: 1, columns: 2, pixels: [1, 1] }),
    });
    assert.deepEqual(
      displays.map(({ overlays }) => overlays.length),
      [1, 1],
    );
    assert.equal(displays[0], displays[1]);
  });

  test('that are embedded say in which bit', async () => {
    const [display] = await displaysOf({
      ...{ stored: 12 },
      after: (file) => withOverlay(file, { rows: 2, columns: 2, bitPosition: 14 }),
    });
    assert.deepEqual([display!.overlays[0]!.bitPosition, display!.overlays[0]!.bits], [14, undefined]);
  });

  test('larger than other values are read whole', async () => {
    const pixels = Array.from({ length: 1700 * 1700 }, (_, i) => i & 1);
    const [display] = await displaysOf({ after: (file) => withOverlay(file, { rows: 1700, columns: 1700, pixels }) });
    assert.equal(display!.overlays[0]!.bits!.length, 361250);
  });

  test('that are none are left out with a note', async () => {
    const broken: ((file: DicomBuilder) => DicomBuilder)[] = [
      (file) => withOverlay(file, { rows: 0, columns: 5, pixels: [1] }),
      (file) => withOverlay(file, { rows: 2, columns: 2, bitPosition: 3 }), // a stored bit
      (file) => withOverlay(file, { rows: 2, columns: 2, bitPosition: 16 }),
      (file) => file.element(0x60003000, 'OW', [1]),
    ];
    for (const after of broken) {
      const frames = await framesOf(imageFile({ ...gray, stored: 12, after }));
      assert.deepEqual(noteCodes(frames), ['display_attribute_ignored']);
      assert.deepEqual(frames[0]!.display.overlays, []);
    }
    const empty = (file: DicomBuilder): DicomBuilder =>
      file.element(0x60000010, 'US').element(0x60000011, 'US').element(0x60003000, 'OW');
    assert.deepEqual((await displaysOf({ after: empty }))[0]!.overlays, []);
  });
});

describe('color profiles', () => {
  const profile = Uint8Array.of(1, 2, 3, 4);
  const other = Uint8Array.of(9, 9);
  const rgb = { rows: 1, columns: 2, bits: 8, samples: 3, planar: false, pixels: new Uint8Array(6) };

  test('are handed through', async () => {
    const { display } = await frameOf({
      ...rgb,
      after: (file) => file.element(0x00282000, 'OB', profile).element(0x00282002, 'CS', 'SRGB'),
    });
    assert.deepEqual([display.iccProfile, display.colorSpace], [profile, 'SRGB']);
    assert.equal(display.iccProfile!.buffer.byteLength, 4);
  });

  test('of slides are those of the optical path', async () => {
    const paths = (file: DicomBuilder): DicomBuilder =>
      file.sequence(0x00480105, (items) =>
        items
          .item((item) => item.element(0x00282000, 'OB', profile).element(0x00480106, 'SH', 'A'))
          .item((item) => item.element(0x00282000, 'OB', other).element(0x00480106, 'SH', 'B')),
      );
    const path = (item: DicomBuilder, name: string): DicomBuilder =>
      item.sequence(0x00480207, (items) => items.item((i) => i.element(0x00480106, 'SH', name)));
    const frames = await framesOf(
      imageFile({
        ...{ ...rgb, frames: 3, pixels: new Uint8Array(18) },
        after: (file) =>
          paths(file).sequence(0x52009230, (items) =>
            items
              .item((item) => path(item, 'B'))
              .item((item) => path(item, 'A'))
              .item((item) => path(item, 'C')),
          ),
      }),
    );
    assert.deepEqual(
      frames.map(({ display }) => display.iccProfile),
      [other, profile, undefined],
    );
  });

  test('of the only optical path are that of all frames', async () => {
    const after = (file: DicomBuilder): DicomBuilder =>
      file.sequence(0x00480105, (items) => items.item((item) => item.element(0x00282000, 'OB', profile)));
    assert.deepEqual((await frameOf({ ...rgb, after })).display.iccProfile, profile);
  });
});

describe('a display', () => {
  const everything = imageFile({
    ...{ ...gray, frames: 3, stored: 12, pixels: new Uint8Array(24) },
    after: (file) => {
      file.element(0x00089205, 'CS', 'MIXED').element(0x00280120, 'US', 5).element(0x00280121, 'US', 6);
      file.element(0x00281050, 'DS', '5\\6').element(0x00281051, 'DS', '7\\8').element(0x00281056, 'CS', 'SIGMOID');
      for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [2, 9, 16]);
      for (const tag of [0x00281201, 0x00281202, 0x00281203]) file.element(tag, 'OW', [tag & 3, 0xffff]);
      file.element(
        0x00282000,
        'OB',
        Uint8Array.from({ length: 5000 }, (_, i) => i & 0xff),
      );
      withTables(file, modalityLutSequence, [{ entries: [1, 2, 3] }]);
      withTables(file, voiLutSequence, [
        { bits: 8, entries: [4, 5] },
        { bits: 8, entries: [6], explanation: 'six' },
      ]);
      file.element(0x20500020, 'CS', 'IDENTITY');
      file.sequence(0x52009230, (items) =>
        items
          .item()
          .item((item) =>
            item.sequence(0x00289132, (s) =>
              s.item((i) =>
                withTables(i.element(0x00281050, 'DS', '1').element(0x00281051, 'DS', '2'), voiLutSequence, [
                  { entries: [8] },
                ]),
              ),
            ),
          ),
      );
      withOverlay(file, { rows: 2, columns: 2, frames: 3, pixels: [1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1] });
      return withOverlay(file, { group: 0x6002, rows: 2, columns: 2, bitPosition: 15 });
    },
  });

  test('survives a structured clone and JSON, frame by frame', async () => {
    const frames = await framesOf(everything);
    assert.deepEqual(structuredClone(frames), frames);
    const index = JSON.parse(JSON.stringify(await indexFile(everything))) as Awaited<ReturnType<typeof indexFile>>;
    for (const frame of frames) {
      const again = await readFrame(new Blob([everything.slice()]), index, frame.index);
      // What is absent is `undefined` in one and left out of the other.
      assert.deepEqual(withoutUndefined(again.display), withoutUndefined(frame.display));
    }
  });

  test('of a frame says what the frame says before what all frames share', async () => {
    const [first, second, third] = (await framesOf(everything)).map(({ display }) => display);
    assert.deepEqual(second!.windows, [{ center: 1, width: 2, explanation: undefined }]);
    assert.deepEqual([second!.voiFunction, second!.voiLuts[0]!.values], ['LINEAR', Uint16Array.of(8)]);
    for (const display of [first, third]) {
      assert.deepEqual([display!.voiFunction, display!.voiLuts.length, display!.windows.length], ['SIGMOID', 2, 2]);
    }
    for (const name of ['modalityLut', 'palette', 'padding', 'iccProfile', 'presentationLutShape'] as const) {
      assert.equal(second![name], first![name]);
      assert.ok(first![name] !== undefined);
    }
  });

  test('is stored with each table once, however many frames there are', async () => {
    const { image } = await indexFile(everything);
    assert.equal(image!.displays.length, 3);
    // modality, three channels, two VOI LUTs and one of a frame, a profile, three frames of an overlay
    assert.equal(image!.arrays.length, 11);
  });
});

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutUndefined(one)]));
}

test('displays of real files survive JSON', { skip: corpus.missing }, async () => {
  const { readFileSync } = await import('node:fs');
  for (const end of ['vlut_04.dcm', 'MR-SIEMENS-DICOM-WithOverlays.dcm', 'mlut_18.dcm']) {
    const bytes = readFileSync(corpus.file(end).location);
    const index = JSON.parse(JSON.stringify(await indexFile(bytes))) as Awaited<ReturnType<typeof indexFile>>;
    for await (const frame of readFrames(bytes)) {
      const again = await readFrame(new Blob([bytes]), index, frame.index);
      assert.deepEqual(withoutUndefined(again.display), withoutUndefined(frame.display));
    }
  }
});
