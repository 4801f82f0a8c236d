// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files, drawn as DCMTK draws them: every pixel within one gray level. A few files of each kind; all of them with
// DCMSTREAM_LONG.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import {
  automaticWindow,
  type Dataset,
  DicomError,
  type Frame,
  init,
  readDataset,
  readFrames,
  render,
} from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { dcmtkMissing, differenceOf, drawnByDcmtk } from '../support/dcm2pnm.js';

const framesEach = 2;

/** Native, RLE, and what is compressed without loss: of lossy JPEG every decoder makes its own samples. */
const tools: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2': 'dcm2pnm',
  '1.2.840.10008.1.2.1': 'dcm2pnm',
  '1.2.840.10008.1.2.1.99': 'dcm2pnm',
  '1.2.840.10008.1.2.2': 'dcm2pnm',
  '1.2.840.10008.1.2.5': 'dcm2pnm',
  '1.2.840.10008.1.2.4.57': 'dcmj2pnm',
  '1.2.840.10008.1.2.4.70': 'dcmj2pnm',
  '1.2.840.10008.1.2.4.80': 'dcml2pnm',
};

/**
 * What DCMTK 3.6.7 refuses: color of 32 bits, segmented palettes, no planar configuration, a file that ends too early, frames of
 * several fragments without an offset table.
 */
const notDrawnByDcmtk =
  /fragmented_no_bot|SC_rgb(_expb)?_32bit(_2frame)?\.dcm$|ALOKA-16(_big)?\.dcm$|secondary_capture_rgb\.dcm$|MR_truncated\.dcm$/;

const drawable = corpus.files.filter(
  ({ path, transferSyntax, pixelMd5 }) => pixelMd5 !== '' && transferSyntax in tools && !notDrawnByDcmtk.test(path),
);

const pixelFlags = /^(signed|\dbit|\d\dbit|palette|overlay|voi-lut|modality-lut|YBR_.*|ENHANCED|SEG|WSI|RTDOSE)$/;

/** The first file of each transfer syntax and each set of flags that speak of pixels. */
function sampled(files: readonly CorpusFile[]): CorpusFile[] {
  const seen = new Set<string>();
  return files.filter(({ transferSyntax, flags }) => {
    const kind = [transferSyntax, ...flags.filter((flag) => pixelFlags.test(flag))].join();
    return !seen.has(kind) && seen.add(kind);
  });
}

const isLong = process.env['DCMSTREAM_LONG'] !== undefined;

describe('DCMTK draws the same', { skip: dcmtkMissing === false ? corpus.missing : dcmtkMissing }, () => {
  before(() => init());

  for (const file of isLong ? drawable : sampled(drawable)) {
    test(file.path, async (context) => {
      const bytes = readFileSync(file.location);
      const dataset = await readDataset(bytes);
      try {
        for await (const frame of readFrames(bytes)) {
          if (frame.index === framesEach) break;
          compare(file, dataset, frame);
        }
      } catch (error) {
        if (!(error instanceof DicomError) || error.code !== 'transfer_syntax_unsupported') throw error;
        context.skip('the transfer syntax is not decoded');
      }
    });
  }
});

function compare(file: CorpusFile, dataset: Dataset, frame: Frame): void {
  const { padding } = frame.display;
  const first = firstColored(dataset, frame);
  const isPadded = (i: number): boolean =>
    padding !== undefined && frame.samples[i]! >= padding.first && frame.samples[i]! <= padding.last;
  const isColored = (i: number): boolean => first !== undefined && frame.samples[i]! >= first;

  const windowing = windowingOf(dataset, frame, (i) => !isPadded(i) && !isColored(i));
  const theirs = drawnByDcmtk(file.location, frame.index, windowing, tools[file.transferSyntax]);
  const ours = render(frame).data;
  // Its YBR conversion truncates each of three summands, ours rounds their sum: image_color_test.cpp.
  const tolerance = frame.photometricInterpretation.startsWith('YBR') ? 2 : 1;
  const worst = differenceOf(ours, theirs, (i) => !isPadded(i) && !isColored(i));
  assert.ok(worst <= tolerance, `frame ${frame.index} differs by up to ${worst}`);

  // DCMTK knows neither padding (PS3.3 §C.7.5.1.1.2) nor supplemental palettes (PS3.3 §C.7.6.19).
  for (let i = 0; padding !== undefined && i < frame.samples.length; i++) {
    if (isPadded(i) && ours[4 * i]! + ours[4 * i + 1]! + ours[4 * i + 2]! > 0)
      assert.fail(`padding at ${i} is not black`);
  }
  if (first !== undefined) {
    const channels = [
      tags.RedPaletteColorLookupTableData,
      tags.GreenPaletteColorLookupTableData,
      tags.BluePaletteColorLookupTableData,
    ].map((tag) => dataset.numbers(tag));
    for (let i = 0; i < frame.samples.length; i++) {
      if (!isColored(i)) continue;
      for (const [c, words] of channels.entries()) {
        const expected: number = words[Math.min(frame.samples[i]! - first, words.length - 1)]! >> 8;
        if (ours[4 * i + c] !== expected) assert.fail(`pixel ${i} is ${ours[4 * i + c]}, not ${expected}`);
      }
    }
  }
}

/** The stored value from which on a grayscale image has colors. */
function firstColored(dataset: Dataset, { photometricInterpretation }: Frame): number | undefined {
  const isMixed = ['COLOR', 'MIXED'].includes(dataset.string(tags.PixelPresentation) ?? '');
  return isMixed && photometricInterpretation === 'MONOCHROME2'
    ? dataset.numbers(tags.RedPaletteColorLookupTableDescriptor)[1]
    : undefined;
}

/** How DCMTK is told to choose what `render` should choose: the first window, else the first VOI LUT, else all values. */
function windowingOf(dataset: Dataset, frame: Frame, isCounted: (pixel: number) => boolean): string[] {
  if (frame.samplesPerPixel !== 1 || !frame.photometricInterpretation.startsWith('MONOCHROME')) return [];
  const [window] = frame.display.windows;
  if (window !== undefined) {
    // It reads no functional groups.
    const { center, width } = window;
    return dataset.has(tags.WindowCenter) ? ['+Wi', '1'] : ['+Ww', String(center), String(width)];
  }
  if (frame.display.voiLuts.length > 0) return ['+Wl', '1'];
  if (frame.packing === 'bits') return ['+Ww', '1', '2'];
  const { padding, palette, modalityLut, rescale } = frame.display;
  if ((padding === undefined && palette === undefined) || modalityLut !== undefined) return ['+Wm'];
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < frame.samples.length; i++) {
    if (!isCounted(i)) continue;
    least = Math.min(least, frame.samples[i]! * rescale.slope + rescale.intercept);
    greatest = Math.max(greatest, frame.samples[i]! * rescale.slope + rescale.intercept);
  }
  if (least > greatest) [least, greatest] = [0, 0];
  const window2 = { center: (least + greatest) / 2 + 0.5, width: greatest - least + 1 };
  assert.deepEqual(automaticWindow(frame), { ...window2, function: 'LINEAR' });
  return ['+Ww', String(window2.center), String(window2.width)];
}
