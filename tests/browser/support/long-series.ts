// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A series of many slices as files in a folder, for scrolling through: 512 × 512 of 16 bits, native or encoded. No two slices
// that stand near each other are alike.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readEncodedFrames } from 'dcmstream';
import { dicom, type DicomBuilder, explicitLittleEndian } from '../../support/dicom-builder.js';

const size = 512;
/** Slices that differ; they come round again. */
const patterns = 20;

/** A head-like disc with a slope and noise in it, and a bar that moves from slice to slice. */
function pixelsOf(slice: number): Uint8Array {
  const pixels = new Uint16Array(size * size);
  let noise = 12345 + slice;
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [at % size, Math.floor(at / size)];
    noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
    const inside = (x - 256) ** 2 + (y - 256) ** 2 < 230 ** 2;
    const bar = Math.abs(x - 40 - slice * 20) < 6;
    pixels[at] = inside ? (bar ? 2200 : 900 + ((x + y) >> 2)) + (noise >>> 28) : noise >>> 30;
  }
  return new Uint8Array(pixels.buffer);
}

function header(slice: number, transferSyntax: string): DicomBuilder {
  const instance = `2.25.9000${slice}`;
  return dicom()
    .preamble()
    .meta({ transferSyntax, sopClass: '1.2.840.10008.5.1.4.1.1.2', sopInstance: instance })
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2')
    .element(0x00080018, 'UI', instance)
    .element(0x00080060, 'CS', 'CT')
    .element(0x0008103e, 'LO', 'Long')
    .element(0x00100010, 'PN', 'Phantom^Long')
    .element(0x00180050, 'DS', 1)
    .element(0x0020000d, 'UI', '2.25.91')
    .element(0x0020000e, 'UI', '2.25.92')
    .element(0x00200013, 'IS', slice + 1)
    .element(0x00200032, 'DS', [0, 0, slice])
    .element(0x00200037, 'DS', [1, 0, 0, 0, 1, 0])
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', size)
    .element(0x00280011, 'US', size)
    .element(0x00280030, 'DS', [0.5, 0.5])
    .element(0x00280100, 'US', 16)
    .element(0x00280101, 'US', 16)
    .element(0x00280102, 'US', 15)
    .element(0x00280103, 'US', 0)
    .element(0x00281050, 'DS', 1024)
    .element(0x00281051, 'DS', 2048)
    .element(0x00281052, 'DS', 0)
    .element(0x00281053, 'DS', 1);
}

/** The slices' files, in the order of the body. */
export interface LongSeries {
  readonly files: readonly string[];
}

/** Puts `count` native slices into a folder. */
export function nativeSeries(folder: string, count: number): LongSeries {
  return write(folder, count, (slice) =>
    header(slice, explicitLittleEndian)
      .element(0x7fe00010, 'OW', pixelsOf(slice % patterns))
      .bytes(),
  );
}

/** The same, encoded by DCMTK's tool `dcmcjpls` (JPEG-LS, lossless). */
export async function jpegLsSeries(folder: string, count: number): Promise<LongSeries> {
  mkdirSync(folder, { recursive: true });
  const jpegLs = '1.2.840.10008.1.2.4.80';
  const encoded: Uint8Array[] = [];
  for (let pattern = 0; pattern < Math.min(patterns, count); pattern++) {
    const [from, to] = [join(folder, 'native'), join(folder, 'encoded')];
    writeFileSync(from, header(pattern, explicitLittleEndian).element(0x7fe00010, 'OW', pixelsOf(pattern)).bytes());
    await promisify(execFile)('dcmcjpls', [from, to]);
    for await (const { data } of readEncodedFrames(readFileSync(to))) encoded.push(data);
  }
  return write(folder, count, (slice) =>
    header(slice, jpegLs)
      .fragments(0x7fe00010, 'OB', [encoded[slice % patterns]!])
      .bytes(),
  );
}

/** Names are not in the order of the body: neither are those of real series. */
function write(folder: string, count: number, bytesOf: (slice: number) => Uint8Array): LongSeries {
  mkdirSync(join(folder, 'series'), { recursive: true });
  const files = Array.from({ length: count }, (_, slice) => {
    const file = join(folder, 'series', `${(slice * 7919) % 10007}.dcm`);
    writeFileSync(file, bytesOf(slice));
    return file;
  });
  return { files };
}
