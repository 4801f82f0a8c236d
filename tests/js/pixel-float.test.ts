// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Float and Double Float Pixel Data (PS3.3 §C.7.6.24, §C.7.6.25) become frames of floating-point numbers, bit by bit.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { indexFile, RawFrames, readEncodedFrames, readFrame } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom, explicitBigEndian, explicitLittleEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { chunked, framesOf, noteCodes } from '../support/image-file.js';

const numbers = [0, -0, 1.5, -2.25, 1e-30, 6.5e20, Infinity, -Infinity, NaN, 3.4e38, 1 / 3, -7];

interface FloatImage {
  readonly bits: 32 | 64;
  readonly transferSyntax?: string;
  readonly values?: readonly number[];
  readonly declaredBits?: number;
}

/** Two frames of two rows by three columns, described as the modules of floating-point pixels ask for. */
function floatFile({
  bits,
  transferSyntax = explicitLittleEndian,
  values = numbers,
  declaredBits,
}: FloatImage): Uint8Array {
  const file = dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', '2')
    .element(0x00280010, 'US', 2)
    .element(0x00280011, 'US', 3);
  if (declaredBits !== 0) file.element(0x00280100, 'US', declaredBits ?? bits);
  const size = bits / 8;
  const value = new DataView(new ArrayBuffer(values.length * size));
  const isLittle = transferSyntax !== explicitBigEndian;
  for (const [i, number] of values.entries()) {
    if (bits === 32) value.setFloat32(i * size, number, isLittle);
    else value.setFloat64(i * size, number, isLittle);
  }
  const bytes = new Uint8Array(value.buffer);
  return file.element(bits === 32 ? 0x7fe00008 : 0x7fe00009, bits === 32 ? 'OF' : 'OD', bytes).bytes();
}

describe('floating-point pixels', () => {
  for (const bits of [32, 64] as const) {
    const array = bits === 32 ? Float32Array : Float64Array;
    for (const transferSyntax of [explicitLittleEndian, implicitLittleEndian, explicitBigEndian]) {
      test(`of ${bits} bits are a ${array.name} (${transferSyntax})`, async () => {
        const file = floatFile({ bits, transferSyntax });
        const frames = await framesOf(file);
        for (const size of [1, 5, 64]) assert.deepEqual(await framesOf(chunked(file, size)), frames);
        assert.deepEqual(
          frames.map(({ samples }) => samples),
          [array.from(numbers.slice(0, 6)), array.from(numbers.slice(6))],
        );
        const { sampleType, bitsAllocated, bitsStored, highBit, signed, packing } = frames[0]!;
        assert.deepEqual([sampleType, bitsAllocated, bitsStored, highBit], ['float', bits, bits, bits - 1]);
        assert.deepEqual([signed, packing, noteCodes(frames)], [true, 'samples', []]);
        const index = await indexFile(file);
        assert.deepEqual(index.notes, []);
        for (const frame of frames) {
          const single = await readFrame(new Blob([Uint8Array.from(file)]), index, frame.index);
          assert.deepEqual({ ...single, display: null }, { ...frame, display: null });
        }
      });
    }
  }

  test('may lack Bits Allocated, or have a wrong one: the element tells', async () => {
    for (const declaredBits of [0, 16, 64]) {
      const frames = await framesOf(floatFile({ bits: 32, declaredBits }));
      assert.ok(frames[0]!.samples instanceof Float32Array);
      assert.deepEqual(noteCodes(frames), ['image_attribute_defaulted']);
    }
  });

  test('that are too few are filled with zeros', async () => {
    const frames = await framesOf(floatFile({ bits: 64, values: [1, 2, 3, 4, 5, 6, 7] }));
    assert.deepEqual([...frames[1]!.samples], [7, 0, 0, 0, 0, 0]);
    assert.deepEqual(noteCodes(frames), ['pixel_data_short']);
    assert.deepEqual(frames[1]!.notes[0]?.path, '(7FE0,0009)');
  });

  test('are cut like others', async () => {
    const [, frame] = await framesOf(floatFile({ bits: 32, transferSyntax: explicitBigEndian }), {
      region: { left: 1, top: 1, columns: 2, rows: 1 },
    });
    assert.deepEqual(frame?.samples, Float32Array.from(numbers.slice(10)));
  });

  test('are handed out as they stand in the file', async () => {
    for await (const { encoding, data, tag } of readEncodedFrames(floatFile({ bits: 64 }))) {
      assert.deepEqual([encoding, data.length, tag], ['native', 48, 0x7fe00009]);
    }
  });
});

const script = `
import pydicom, hashlib, sys
print(hashlib.md5(pydicom.dcmread(sys.argv[1])[0x7fe00008].value).hexdigest())`;
const python = '/usr/bin/python3';
const noPydicom =
  corpus.missing || (spawnSync(python, ['-c', 'import pydicom']).status === 0 ? false : 'there is no pydicom');

test('a parametric map has the numbers that pydicom reads', { skip: noPydicom }, async () => {
  const { location } = corpus.file('/parametric_map_float.dcm');
  const raw = new RawFrames();
  const hash = createHash('md5');
  const frames = await framesOf(readFileSync(location));
  for (const frame of frames) hash.update(raw.write(frame));
  assert.equal(hash.digest('hex'), execFileSync(python, ['-c', script, location]).toString().trim());
  assert.deepEqual(noteCodes(frames), []);
});
