// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG frames that DCMTK, GDCM and libjpeg-turbo's cjpeg have made: lossless ones give back what was encoded, lossy ones are
// within one of what dcmdjpeg or djpeg decodes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Frame } from 'dcmstream';
import type { DicomBuilder } from '../support/dicom-builder.js';
import { framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';

const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const missing = (...commands: string[]): string | false => {
  const lacking = commands.filter((command) => spawnSync(command, ['--version']).error !== undefined);
  return lacking.length > 0 ? `${lacking.join(', ')} not installed` : false;
};

let files = 0;

/** Runs a tool from a file to a file, and returns what it wrote. */
function converted(input: Uint8Array, command: string, ...args: string[]): Uint8Array {
  const [from, to] = [join(folder, `${++files}.in`), join(folder, `${files}.out`)];
  writeFileSync(from, input);
  const named = command === 'cjpeg' || command === 'djpeg' ? ['-outfile', to, from] : [from, to];
  const { status, stderr } = spawnSync(command, [...args, ...named], { encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stderr}`);
  return readFileSync(to);
}

const [rows, columns, frames] = [48, 64, 2];

/** Something smooth with noise on it. */
function pixels(samples: number, largest: number, signed: boolean): number[] {
  let noise = 12345;
  return Array.from({ length: rows * columns * samples * frames }, (_, i) => {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    const pixel = Math.floor(i / samples);
    const smooth = ((pixel % columns) / columns + (i % samples) / 4) / 2;
    const value = Math.floor(largest * (0.1 + 0.6 * smooth) + (noise / 2 ** 32) * largest * 0.05);
    return signed ? value - Math.floor(largest / 2) : value;
  });
}

function image(name: keyof typeof images): Uint8Array {
  const { samples = 1, bits = 8, stored = bits, signed = false, ...rest } = images[name] as Partial<ImageFile>;
  const values = pixels(samples, 2 ** stored - 1, signed);
  const bytes = new Uint8Array((bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values)).buffer);
  const shape = { rows, columns, frames, samples, bits, stored, signed };
  const planar = samples > 1 ? { planar: false } : {};
  return imageFile({ ...shape, ...planar, ...rest, pixels: bytes });
}

const entries = Uint8Array.from({ length: 512 }, (_, i) => (i * 7) & 0xff);
const palette = (file: DicomBuilder): DicomBuilder => {
  for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [256, 0, 16]);
  for (const tag of [0x00281201, 0x00281202, 0x00281203]) file.element(tag, 'OW', entries);
  return file;
};

const images = {
  'gray of 8 bits': {},
  'gray of 12 bits': { bits: 16, stored: 12 },
  'gray of 16 bits': { bits: 16 },
  'signed gray': { bits: 16, signed: true },
  RGB: { samples: 3, photometric: 'RGB' },
  YBR_FULL: { samples: 3, photometric: 'YBR_FULL' },
  palette: { photometric: 'PALETTE COLOR', after: palette },
} satisfies Record<string, Partial<ImageFile>>;

const allImages = Object.keys(images) as (keyof typeof images)[];

/** Asserts equality of each sample, or a difference of `tolerance` at most. */
function assertSame(found: readonly Frame[], expected: readonly Frame[], tolerance = 0): void {
  assert.equal(found.length, expected.length);
  for (const [i, frame] of found.entries()) {
    const other = expected[i] as Frame;
    assert.deepEqual(
      [frame.rows, frame.columns, frame.bitsAllocated],
      [other.rows, other.columns, other.bitsAllocated],
    );
    assert.equal(frame.samples.length, other.samples.length);
    let apart = 0;
    for (const [at, sample] of frame.samples.entries()) apart = Math.max(apart, Math.abs(sample - other.samples[at]!));
    assert.ok(apart <= tolerance, `${apart} apart`);
    assert.ok(frame.samples.some((sample) => sample !== frame.samples[0]));
  }
  assert.deepEqual(noteCodes(found), []);
}

describe('lossless JPEG by DCMTK', { skip: missing('dcmcjpeg') }, () => {
  for (const name of allImages) {
    test(`gives back ${name}, in one fragment or in many`, async () => {
      const file = image(name);
      for (const fragments of [[], ['+fs', '1'], ['+fs', '1', '-ot']]) {
        const found = await framesOf(converted(file, 'dcmcjpeg', '+e1', ...fragments));
        assertSame(found, await framesOf(file));
        assert.equal(found[0]!.photometricInterpretation, (images[name] as ImageFile).photometric ?? 'MONOCHROME2');
      }
    });
  }

  test('gives back what each predictor has encoded', async () => {
    const file = image('gray of 16 bits');
    for (let predictor = 1; predictor <= 7; predictor++) {
      assertSame(await framesOf(converted(file, 'dcmcjpeg', '+el', '+sv', String(predictor))), await framesOf(file));
    }
  });
});

describe('lossless JPEG by GDCM', { skip: missing('gdcmconv') }, () => {
  // The others gdcmconv refuses.
  for (const name of ['gray of 8 bits', 'gray of 12 bits', 'gray of 16 bits', 'RGB'] as const) {
    test(`gives back ${name}`, async () => {
      const file = image(name);
      assertSame(await framesOf(converted(file, 'gdcmconv', '--jpeg')), await framesOf(file));
    });
  }
});

describe('lossy JPEG by DCMTK', { skip: missing('dcmcjpeg', 'dcmdjpeg') }, () => {
  const processes: readonly [name: keyof typeof images, ...options: string[]][] = [
    ['gray of 8 bits', '+eb'],
    ['gray of 8 bits', '+ep'],
    ['gray of 8 bits', '+es'],
    ['gray of 12 bits', '+ee', '+bt'],
    ['gray of 16 bits', '+ee', '+bt'],
    ['gray of 12 bits', '+ep', '+bt'],
    ['RGB', '+eb', '+cr'],
    ['RGB', '+eb', '+s2'],
    ['RGB', '+eb', '+s4'],
    ['RGB', '+eb', '+n1'],
    ['RGB', '+ee', '+s4'],
    ['RGB', '+ep', '+s2'],
    ['YBR_FULL', '+eb', '+s4'],
    ['palette', '+eb'],
  ];
  for (const [name, ...options] of processes) {
    test(`of ${name} with ${options.join(' ')} is what dcmdjpeg decodes`, async () => {
      for (const fragments of [[], ['+fs', '1', '-ot']]) {
        const encoded = converted(image(name), 'dcmcjpeg', ...options, ...fragments);
        assertSame(await framesOf(encoded), await framesOf(converted(encoded, 'dcmdjpeg', '+cn', '+px')), 1);
      }
    });
  }
});

describe('JPEG by cjpeg', { skip: missing('cjpeg', 'djpeg', 'dcmdjpeg') }, () => {
  const netpbm = (samples: 1 | 3): Uint8Array => {
    const head = Buffer.from(`P${samples === 1 ? 5 : 6}\n${columns} ${rows}\n255\n`);
    return Buffer.concat([head, Uint8Array.from(pixels(samples, 255, false).slice(0, rows * columns * samples))]);
  };
  const gray = netpbm(1);
  const color = netpbm(3);
  const file = (codestream: Uint8Array, samples: 1 | 3, photometric: string): Uint8Array =>
    imageFile({
      ...{ rows, columns, samples, photometric, pixels: [codestream] },
      ...(samples === 3 ? { planar: false } : {}),
      transferSyntax: '1.2.840.10008.1.2.4.51',
    });
  /** The samples of a file in Netpbm's format. */
  const samplesOf = (written: Uint8Array): Uint8Array => {
    const head = /^P[56]\n\d+ \d+\n255\n/.exec(Buffer.from(written.subarray(0, 40)).toString('latin1'))![0];
    return written.subarray(head.length);
  };
  const assertNear = (found: ArrayLike<number>, expected: Uint8Array): void => {
    assert.equal(found.length, expected.length);
    assert.ok(expected.every((sample, at) => Math.abs(sample - found[at]!) <= 1));
  };

  test('is what djpeg decodes, gray and RGB, restarted and progressive', async () => {
    for (const options of [[], ['-restart', '1'], ['-progressive'], ['-restart', '3B', '-optimize']]) {
      for (const [source, samples, ...space] of [[gray, 1] as const, [color, 3, '-rgb'] as const]) {
        const codestream = converted(source, 'cjpeg', ...options, ...space);
        const [frame] = await framesOf(file(codestream, samples, samples === 1 ? 'MONOCHROME2' : 'RGB'));
        assertNear(frame!.samples, samplesOf(converted(codestream, 'djpeg')));
      }
    }
  });

  test('is what dcmdjpeg decodes in all samplings of colour', async () => {
    for (const sampling of ['1x1', '2x1', '2x2', '4x1']) {
      const encoded = file(converted(color, 'cjpeg', '-sample', sampling), 3, 'YBR_FULL_422');
      const [frame] = await framesOf(encoded);
      assert.equal(frame!.photometricInterpretation, 'YBR_FULL');
      const [expected] = await framesOf(converted(encoded, 'dcmdjpeg', '+cn', '+px'));
      assertNear(frame!.samples, Uint8Array.from(expected!.samples));
    }
  });

  test('is what djpeg decodes at a half, a quarter and an eighth', async () => {
    const codestream = converted(gray, 'cjpeg');
    for (const reduce of [1, 2, 3]) {
      const [frame] = await framesOf(file(codestream, 1, 'MONOCHROME2'), { reduce });
      assert.deepEqual([frame!.rows, frame!.columns], [rows >> reduce, columns >> reduce]);
      assertNear(frame!.samples, samplesOf(converted(codestream, 'djpeg', '-scale', `1/${2 ** reduce}`)));
    }
  });

  test('gives a region of a single column that is halved', async () => {
    const line = Buffer.concat([Buffer.from('P5\n1 64\n255\n'), Uint8Array.from({ length: 64 }, (_, y) => 4 * y)]);
    const encoded = imageFile({
      ...{ rows: 64, columns: 1, pixels: [converted(line, 'cjpeg', '-quality', '100')] },
      transferSyntax: '1.2.840.10008.1.2.4.50',
    });
    const [whole] = await framesOf(encoded, { reduce: 1 });
    const [part] = await framesOf(encoded, { reduce: 1, region: { left: 0, top: 16, columns: 1, rows: 32 } });
    assert.deepEqual([part!.columns, part!.rows], [1, 16]);
    assert.deepEqual(part!.samples, whole!.samples.slice(8, 24));
  });

  test('has the colours that its markers say, whatever the data set says', async () => {
    const colored = async (codestream: Uint8Array, declared: string): Promise<[string, string[]]> => {
      const found = await framesOf(file(codestream, 3, declared));
      return [found[0]!.photometricInterpretation, noteCodes(found)];
    };
    const [ybr, rgb] = [converted(color, 'cjpeg'), converted(color, 'cjpeg', '-rgb')];
    assert.deepEqual(await colored(ybr, 'RGB'), ['YBR_FULL', ['codestream_contradicts']]);
    assert.deepEqual(await colored(rgb, 'YBR_FULL_422'), ['RGB', ['codestream_contradicts']]);
    assert.deepEqual(await colored(ybr, 'YBR_FULL_422'), ['YBR_FULL', []]);
    assert.deepEqual(await colored(rgb, 'RGB'), ['RGB', []]);
  });

  test('that is cut gives what there is, with a note', async () => {
    const codestream = converted(gray, 'cjpeg', '-quality', '100');
    const whole = await framesOf(file(codestream, 1, 'MONOCHROME2'));
    const found = await framesOf(file(codestream.subarray(0, codestream.length >> 1), 1, 'MONOCHROME2'));
    assert.deepEqual(noteCodes(found), ['codestream_damaged']);
    assert.deepEqual(found[0]!.samples.slice(0, 8 * columns), whole[0]!.samples.slice(0, 8 * columns));
  });

  test('with arithmetic coding is refused by a code of its own', async () => {
    const encoded = file(converted(gray, 'cjpeg', '-arithmetic'), 1, 'MONOCHROME2');
    await assert.rejects(framesOf(encoded), { code: 'jpeg_unsupported', tag: 0x7fe00010 });
    const garbage = file(Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 1, 2), 1, 'MONOCHROME2');
    await assert.rejects(framesOf(garbage), { code: 'jpeg_malformed', tag: 0x7fe00010 });
  });
});
