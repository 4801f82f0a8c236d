// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JPEG 2000 and HTJ2K: files made by GDCM, by OpenJPEG's and by OpenJPH's tools become the samples that those decode themselves.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { type Frame, type FrameRegion, indexFile, readFrame } from 'dcmstream';
import { type DicomBuilder, explicitLittleEndian } from '../support/dicom-builder.js';
import { chunked, framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';
import { temporaryFolder } from '../support/tool.js';

const jpeg2000 = '1.2.840.10008.1.2.4.91';
const htj2k = '1.2.840.10008.1.2.4.203';
const rows = 45;
const columns = 67;

interface Kind {
  readonly name: string;
  readonly samples: number;
  readonly stored: number;
  readonly signed?: boolean;
  readonly photometric: string;
  /** Whether the codestream transforms the color. */
  readonly transformed?: boolean;
  readonly lossy?: boolean;
}

const kinds: readonly Kind[] = [
  { name: 'of 8 bits', samples: 1, stored: 8, photometric: 'MONOCHROME2' },
  { name: 'of 12 bits', samples: 1, stored: 12, photometric: 'MONOCHROME2' },
  { name: 'of 16 bits', samples: 1, stored: 16, photometric: 'MONOCHROME1' },
  { name: 'of 12 signed bits', samples: 1, stored: 12, signed: true, photometric: 'MONOCHROME2' },
  { name: 'of 16 signed bits', samples: 1, stored: 16, signed: true, photometric: 'MONOCHROME2' },
  { name: 'of indices of a palette', samples: 1, stored: 8, photometric: 'PALETTE COLOR' },
  { name: 'in RGB', samples: 3, stored: 8, photometric: 'RGB' },
  { name: 'in RGB, transformed', samples: 3, stored: 8, photometric: 'YBR_RCT', transformed: true },
  {
    name: 'in RGB, transformed with loss',
    samples: 3,
    stored: 8,
    photometric: 'YBR_ICT',
    transformed: true,
    lossy: true,
  },
  { name: 'in YBR_FULL', samples: 3, stored: 8, photometric: 'YBR_FULL' },
  { name: 'of 12 bits with loss', samples: 1, stored: 12, photometric: 'MONOCHROME2', lossy: true },
];

const allocated = (kind: Kind): number => (kind.stored > 8 ? 16 : 8);

/** Waves and noise, of the whole range: planes one after the other, little endian. */
function planesOf(kind: Kind, seed: number): Uint8Array {
  const size = rows * columns;
  const range = 2 ** kind.stored;
  const values = Array.from({ length: kind.samples * size }, (_, i) => {
    const [x, y, plane] = [i % columns, Math.floor(i / columns) % rows, Math.floor(i / size)];
    const wave = Math.sin(x / 9 + plane + seed) * Math.cos(y / 7) * 0.45 + 0.5;
    const value = Math.floor(wave * (range - 16)) + ((i * 7919 + seed) % 16);
    return kind.signed === true ? value - range / 2 : value;
  });
  return allocated(kind) === 8 ? Uint8Array.from(values) : new Uint8Array(Int16Array.from(values).buffer);
}

/** Planes to pixels. */
function interleaved(planes: Uint8Array, kind: Kind): Uint8Array {
  const width = allocated(kind) / 8;
  const size = planes.length / kind.samples;
  return Uint8Array.from(planes, (_, i) => {
    const [byte, sample] = [i % width, Math.floor(i / width)];
    return planes[(sample % kind.samples) * size + Math.floor(sample / kind.samples) * width + byte]!;
  });
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args);
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
}

const isThere = (command: string): boolean => spawnSync(command).error === undefined;
const missing = (command: string, packageName: string): string | false =>
  isThere(command) ? false : `${command} is not installed (package ${packageName})`;

/** A codestream by OpenJPEG's encoder. */
function openjpegEncoded(folder: string, kind: Kind, seed: number, ...options: readonly string[]): Uint8Array {
  const [plain, encoded] = [join(folder, 'plain.rawl'), join(folder, `${seed}.j2k`)];
  writeFileSync(plain, planesOf(kind, seed));
  const form = `${columns},${rows},${kind.samples},${kind.stored},${kind.signed === true ? 's' : 'u'}`;
  const transform = ['-mct', kind.transformed === true ? '1' : '0', ...(kind.lossy === true ? ['-I', '-r', '8'] : [])];
  run('opj_compress', '-F', form, '-i', plain, '-o', encoded, ...transform, ...options);
  return readFileSync(encoded);
}

/** What OpenJPEG's own decoder makes of it, as pixels. */
function openjpegDecoded(
  folder: string,
  kind: Kind,
  codestream: Uint8Array,
  ...options: readonly string[]
): Uint8Array {
  const [encoded, plain] = [join(folder, 'encoded.j2k'), join(folder, 'decoded.rawl')];
  writeFileSync(encoded, codestream);
  run('opj_decompress', '-i', encoded, '-o', plain, ...options);
  return interleaved(readFileSync(plain), kind);
}

/** A gray one. */
function palette(file: DicomBuilder): DicomBuilder {
  const entries = Uint8Array.from({ length: 512 }, (_, i) => i >> 1);
  for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [256, 0, 16]);
  for (const tag of [0x00281201, 0x00281202, 0x00281203]) file.element(tag, 'OW', entries);
  return file;
}

function fileOf(kind: Kind, pixels: readonly Uint8Array[], rest: Partial<ImageFile> = {}): Uint8Array {
  const { samples, stored, photometric, signed = false } = kind;
  const bits = allocated(kind);
  const transferSyntax = jpeg2000;
  const after = photometric === 'PALETTE COLOR' ? { after: palette } : {};
  return imageFile({
    transferSyntax,
    rows,
    columns,
    samples,
    bits,
    stored,
    signed,
    photometric,
    pixels,
    ...after,
    ...rest,
  });
}

const bytesOf = ({ samples }: Frame): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

/** Bits above those stored are cleared: OpenJPEG's tool writes none, ours continue the sign. */
function storedBits(bytes: Uint8Array, kind: Kind): Uint8Array {
  if (kind.signed !== true) return bytes;
  const words = new Uint16Array(bytes.slice().buffer).map((word) => word & (2 ** kind.stored - 1));
  return new Uint8Array(words.buffer);
}

/** Without the difference, which takes minutes to print. */
function assertSame(actual: Uint8Array, expected: Uint8Array): void {
  assert.ok(Buffer.compare(actual, expected) === 0, 'the samples are the expected ones');
}

function assertSamples(frame: Frame | undefined, expected: Uint8Array, kind: Kind): void {
  assert.ok(frame);
  assertSame(storedBits(bytesOf(frame), kind), storedBits(expected, kind));
  assert.equal(frame.signed, kind.signed ?? false);
  assert.equal(frame.photometricInterpretation, kind.transformed === true ? 'RGB' : kind.photometric);
  assert.deepEqual(noteCodes([frame]), []);
}

/** In three fragments of even length. */
const inThree = (codestream: Uint8Array): Uint8Array[] => [
  codestream.subarray(0, 30),
  codestream.subarray(30, 600),
  codestream.subarray(600),
];

describe('JPEG 2000 by OpenJPEG', { skip: missing('opj_compress', 'libopenjp2-tools') }, () => {
  for (const kind of kinds) {
    test(`an image ${kind.name}, in one fragment and in many`, async (context) => {
      const folder = temporaryFolder(context);
      const codestream = openjpegEncoded(folder, kind, 1);
      const expected = openjpegDecoded(folder, kind, codestream);
      if (kind.lossy !== true) assertSame(storedBits(interleaved(planesOf(kind, 1), kind), kind), expected);
      for (const pixels of [[codestream], inThree(codestream)]) {
        const frames = await framesOf(chunked(fileOf(kind, pixels), 999));
        assert.equal(frames.length, 1);
        assertSamples(frames[0], expected, kind);
      }
    });
  }

  const mono = kinds[1]!;
  const color = kinds[7]!;

  test('frames of one fragment and of many each', async (context) => {
    const folder = temporaryFolder(context);
    const codestreams = [1, 2, 3].map((seed) => openjpegEncoded(folder, mono, seed));
    const expected = codestreams.map((codestream) => openjpegDecoded(folder, mono, codestream));
    for (const pixels of [codestreams, codestreams.flatMap(inThree)]) {
      const frames = await framesOf(fileOf(mono, pixels, { frames: 3 }));
      assert.equal(frames.length, 3);
      frames.forEach((frame, i) => assertSamples(frame, expected[i]!, mono));
    }
  });

  const layouts: readonly (readonly string[])[] = [
    [],
    ['-t', '32,32'],
    ['-p', 'RPCL', '-c', '[64,64],[32,32]', '-b', '16,16', '-SOP', '-EPH'],
    ['-d', '3,5', '-T', '0,0', '-TP', 'R'],
  ];
  for (const kind of [mono, color]) {
    for (const layout of layouts) {
      test(`an image ${kind.name} is smaller and in part what opj_decompress gives: ${layout.join(' ')}`, async (context) => {
        const folder = temporaryFolder(context);
        const codestream = openjpegEncoded(folder, kind, 4, '-n', '4', ...layout);
        const file = new Blob([Uint8Array.from(fileOf(kind, [codestream]))]);
        const index = await indexFile(file);
        const [left, top] = layout[0] === '-d' ? [3, 5] : [0, 0]; // of the image on OpenJPEG's grid
        const regions: (FrameRegion | undefined)[] = [
          undefined,
          { left: 0, top: 0, columns: 16, rows: 16 },
          { left: 20, top: 10, columns: 33, rows: 30 },
          { left: 59, top: 37, columns: 8, rows: 8 },
        ];
        for (const reduce of [0, 1, 3]) {
          for (const region of regions) {
            const area = region && [region.left + left, region.top + top, region.columns, region.rows];
            const corners = area && [area[0]!, area[1]!, area[0]! + area[2]!, area[1]! + area[3]!];
            const options = ['-r', String(reduce), ...(corners === undefined ? [] : ['-d', corners.join(',')])];
            const expected = openjpegDecoded(folder, kind, codestream, ...options);
            const frame = await readFrame(file, index, 0, { reduce, region });
            assert.equal(frame.rows * frame.columns * kind.samples * (allocated(kind) / 8), expected.length);
            assertSamples(frame, expected, kind);
          }
        }
      });
    }
  }

  test('a frame that is reduced further than its codestream goes is as small as that', async (context) => {
    const codestream = openjpegEncoded(temporaryFolder(context), mono, 1, '-n', '3');
    const [frame] = await framesOf(fileOf(mono, [codestream]), { reduce: 9 });
    assert.deepEqual([frame?.rows, frame?.columns], [12, 17]);
  });

  test('a frame that is cut is shown as far as it goes, with a note', async (context) => {
    const codestream = openjpegEncoded(temporaryFolder(context), mono, 1);
    const [frame] = await framesOf(fileOf(mono, [codestream.subarray(0, codestream.length / 2)]));
    assert.deepEqual(noteCodes([frame!]), ['codestream_damaged']);
    const plain = new Uint16Array(interleaved(planesOf(mono, 1), mono).slice().buffer);
    const errors = plain.map((value, i) => Math.abs(value - frame!.samples[i]!));
    assert.ok(errors.reduce((sum, error) => sum + error, 0) / errors.length < 300, 'it resembles the image');
  });

  test('what is no codestream is an error with its place', async () => {
    const file = fileOf(mono, [Uint8Array.from({ length: 64 }, (_, i) => i)]);
    await assert.rejects(framesOf(file), { code: 'jpeg_2000_malformed', tag: 0x7fe00010 });
  });
});

/** What GDCM compresses a file to, and what it makes of that again. */
async function throughGdcm(context: TestContext, kind: Kind, ...options: readonly string[]): Promise<[Frame, Frame]> {
  const [plain, encoded, decoded] = ['plain', 'encoded', 'decoded'].map((name) =>
    join(temporaryFolder(context), `${name}.dcm`),
  ) as [string, string, string];
  const planar = kind.samples > 1 ? { planar: false } : {};
  const pixels = interleaved(planesOf(kind, 5), kind);
  const file = fileOf(kind, [], { transferSyntax: explicitLittleEndian, pixels, ...planar });
  writeFileSync(plain, file);
  run('gdcmconv', ...options, plain, encoded);
  run('gdcmconv', '--raw', encoded, decoded);
  const [ours, theirs] = await Promise.all(
    [encoded, decoded].map(async (path) => (await framesOf(readFileSync(path)))[0]!),
  );
  return [ours!, theirs!];
}

describe('JPEG 2000 by GDCM', { skip: missing('gdcmconv', 'libgdcm-tools') }, () => {
  for (const kind of kinds.filter(({ transformed, lossy }) => transformed !== true && lossy !== true)) {
    for (const options of [['--j2k'], ['--j2k', '--irreversible']]) {
      if (kind.signed === true && options.length > 1) continue; // GDCM's own samples are off there
      test(`${options.join(' ')}: an image ${kind.name}`, async (context) => {
        const [ours, theirs] = await throughGdcm(context, kind, ...options);
        assertSame(bytesOf(ours), bytesOf(theirs));
        assert.deepEqual(noteCodes([ours]), []);
      });
    }
  }
});

describe('HTJ2K by OpenJPH', { skip: missing('ojph_compress', 'openjph-tools') }, () => {
  const unsigned = kinds.filter(
    ({ signed, lossy, photometric }) => signed !== true && lossy !== true && !photometric.startsWith('YBR_F'),
  );
  for (const kind of unsigned) {
    test(`an image ${kind.name}, whole and in fragments, lossless and lossy`, async (context) => {
      const folder = temporaryFolder(context);
      const suffix = kind.samples === 1 ? 'pgm' : 'ppm';
      const [plain, encoded, decoded] = [`plain.${suffix}`, 'encoded.j2c', `decoded.${suffix}`].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      const header = Buffer.from(`P${kind.samples === 1 ? 5 : 6}\n${columns} ${rows}\n${2 ** kind.stored - 1}\n`);
      // Portable maps are big endian.
      const swapped = (bytes: Uint8Array): Uint8Array =>
        allocated(kind) === 8 ? bytes : Uint8Array.from(bytes, (_, i) => bytes[i ^ 1]!);
      const pixels = interleaved(planesOf(kind, 6), kind);
      writeFileSync(plain, Buffer.concat([header, swapped(pixels)]));
      for (const reversible of [true, false]) {
        const color = kind.samples === 3 ? ['-colour_trans', String(kind.transformed ?? false)] : [];
        run('ojph_compress', '-i', plain, '-o', encoded, '-reversible', String(reversible), ...color);
        const codestream = readFileSync(encoded);
        run('ojph_expand', '-i', encoded, '-o', decoded);
        const expected = swapped(readFileSync(decoded).subarray(header.length));
        if (reversible) assertSame(expected, pixels);
        for (const fragments of [[codestream], inThree(codestream)]) {
          const [frame] = await framesOf(fileOf(kind, fragments, { transferSyntax: htj2k }));
          if (reversible) assertSamples(frame, expected, kind);
          else assertSame(bytesOf(frame!), openjpegDecoded(folder, kind, codestream)); // OpenJPH rounds otherwise
        }
      }
    });
  }
});
