// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Deflated Image Frame Compression (PS3.5 §A.4.13): frames deflated here by Node's zlib.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { describe, test } from 'node:test';
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Frame, RawFrames, readFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { counted, framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';

const deflatedFrames = '1.2.840.10008.1.2.8.1';

function padded(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Uint8Array.of(0)]);
}

/** Each frame deflated by itself, as one fragment. */
function deflated(
  image: Omit<ImageFile, 'pixels'>,
  frames: readonly Uint8Array[],
  deflate: (frame: Uint8Array) => Uint8Array = deflateRawSync,
): Uint8Array {
  const pixels = frames.map((frame) => padded(deflate(frame)));
  const more = frames.length > 1 ? { frames: frames.length } : {};
  return imageFile({ transferSyntax: deflatedFrames, ...more, ...image, pixels });
}

function bytesOf({ samples: { buffer, byteOffset, byteLength } }: Frame): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe('deflated frames', () => {
  const formats: readonly (Pick<ImageFile, 'bits' | 'stored' | 'signed' | 'samples' | 'photometric'> & {
    size: number;
  })[] = [
    { size: 1 },
    { bits: 16, stored: 12, size: 2 },
    { bits: 16, signed: true, size: 2 },
    { bits: 32, size: 4 },
    { samples: 3, size: 3 },
    { samples: 3, photometric: 'YBR_FULL', size: 3 },
    { samples: 3, bits: 16, size: 6 },
  ];

  for (const { size, ...format } of formats) {
    test(`are the bytes that were deflated: ${JSON.stringify(format)}`, async () => {
      const frames = [0, 1, 2].map((number) => counted(7 * 5 * size).map((byte) => byte ^ number));
      const found = await framesOf(deflated({ rows: 7, columns: 5, ...format }, frames));
      assert.deepEqual(found.map(bytesOf), frames);
      assert.deepEqual(noteCodes(found), []);
    });
  }

  test('of colour by plane are pixel by pixel in the end', async () => {
    const planes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const [frame] = await framesOf(deflated({ rows: 1, columns: 2, samples: 3, planar: true }, [planes]));
    assert.deepEqual(frame?.samples, Uint8Array.of(1, 3, 5, 2, 4, 6));
  });

  test('of one bit are packed, each frame from a byte of its own', async () => {
    const packed = [Uint8Array.of(0xff, 0x01), Uint8Array.of(0x00, 0x01)];
    const found = await framesOf(deflated({ rows: 3, columns: 3, bits: 1 }, packed));
    assert.deepEqual(
      found.map(({ packing, bitOffset, samples }) => [packing, bitOffset, [...samples]]),
      [
        ['bits', 0, [0xff, 1]],
        ['bits', 0, [0, 1]],
      ],
    );
  });

  test('may be wrapped, stored, or padded inside', async () => {
    const frame = counted(35);
    const image = { rows: 7, columns: 5 };
    const stored = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes, { level: constants.Z_NO_COMPRESSION });
    for (const deflate of [deflateSync, gzipSync, stored]) {
      const [found] = await framesOf(deflated(image, [frame], deflate));
      assert.deepEqual(found?.samples, frame);
    }
    const [found] = await framesOf(deflated(image, [padded(frame)]));
    assert.deepEqual(found?.samples, frame);
  });

  test('that hold too little are complete with zeros, and say so', async () => {
    const found = await framesOf(deflated({ rows: 7, columns: 5 }, [counted(30)]));
    assert.deepEqual(found[0]?.samples, Uint8Array.of(...counted(30), 0, 0, 0, 0, 0));
    assert.deepEqual(noteCodes(found), ['codestream_damaged']);
  });

  test('that do not inflate are an error with its place', async () => {
    const file = deflated({ rows: 7, columns: 5 }, [counted(35)], () => new Uint8Array(20).fill(0xff));
    await assert.rejects(framesOf(file), { code: 'inflate_malformed', tag: 0x7fe00010 });
  });

  test('cost no memory beyond the limit', async () => {
    const file = deflated({ rows: 60000, columns: 60000 }, [new Uint8Array(10)]);
    await assert.rejects(framesOf(file), { code: 'frame_too_large' });
  });

  test('of a real segmentation are those of its native form', { skip: corpus.missing }, async () => {
    const hash = createHash('md5');
    const raw = new RawFrames();
    for await (const frame of readFrames(createReadStream(corpus.file('/liver_deflate.dcm').location))) {
      hash.update(raw.write(frame));
    }
    assert.equal(hash.update(raw.end()).digest('hex').slice(0, 12), corpus.file('/liver.dcm').pixelMd5);
  });
});
