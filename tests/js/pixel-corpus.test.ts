// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The pixels of real files are those that DCMTK and GDCM decode: the corpus' manifest has their MD5.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Frame, RawFrames, readFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { chunked, framesOf, noteCodes } from '../support/image-file.js';

async function md5OfPixels(location: string, chunkSize: number): Promise<{ md5: string; frames: Frame[] }> {
  const hash = createHash('md5');
  const raw = new RawFrames();
  const frames: Frame[] = [];
  for await (const frame of readFrames(chunked(readFileSync(location), chunkSize))) {
    hash.update(raw.write(frame));
    frames.push(frame);
  }
  return { md5: hash.update(raw.end()).digest('hex').slice(0, 12), frames };
}

describe('pixels of the corpus', { skip: corpus.missing }, () => {
  // Of lossy JPEG too: the inverse DCT is the same one.
  for (const file of corpus.withPixels()) {
    test(file.path, async () => {
      assert.equal((await md5OfPixels(file.location, 65536)).md5, file.pixelMd5);
      assert.equal((await md5OfPixels(file.location, 4099)).md5, file.pixelMd5);
    });
  }

  test('one-bit RLE frames, which no reference decoder reads, are those of the same image in native form', async () => {
    const rle = await md5OfPixels(corpus.file('/liver_rle.dcm').location, 65536);
    assert.equal(rle.md5, corpus.file('/liver.dcm').pixelMd5);
  });

  test('JPEG 2000 without the end of its fragments is read as far as it goes: to its end', async () => {
    const short = await md5OfPixels(corpus.file('/emri_small_jpeg_2k_lossless_too_short.dcm').location, 65536);
    assert.equal(short.md5, corpus.file('/emri_small_jpeg_2k_lossless.dcm').pixelMd5);
  });

  test('what is called JPEG 2000 and is none is an error', async () => {
    const files = corpus.files.filter(({ path }) => /generated_encapsulated|JPEG2000-embedded/.test(path));
    for (const { location } of files)
      await assert.rejects(md5OfPixels(location, 65536), { code: 'jpeg_2000_malformed' });
  });

  test('are cut out of HTJ2K frames as they stand in whole ones, at every size', async () => {
    for (const { location, path } of corpus.of('htj2k')) {
      const bytes = readFileSync(location);
      for (const reduce of [0, 1, 2]) {
        const [whole] = await framesOf(bytes, { reduce });
        const step = 2 ** reduce;
        const [columns, rows] = [whole!.columns >> 1, whole!.rows >> 1];
        const region = { left: step, top: step, columns: columns * step, rows: rows * step };
        const [part] = await framesOf(bytes, { reduce, region });
        const pixel = whole!.samplesPerPixel;
        const wanted = Array.from({ length: rows }, (_, row) => {
          const begin = ((row + 1) * whole!.columns + 1) * pixel;
          return [...whole!.samples.subarray(begin, begin + columns * pixel)];
        });
        assert.deepEqual([part!.columns, part!.rows], [columns, rows]);
        assert.ok(Buffer.from(part!.samples).equals(Buffer.from(wanted.flat())), `${path}, halved ${reduce} times`);
      }
    }
  });

  test('tell what was tolerated', async () => {
    const notesOf = async (end: string): Promise<string[]> => {
      return noteCodes((await md5OfPixels(corpus.file(end).location, 65536)).frames);
    };
    assert.deepEqual(await notesOf('/MR_truncated.dcm'), ['pixel_data_short']);
    assert.deepEqual(await notesOf('/MR_small_padded.dcm'), ['pixel_data_long']);
    assert.deepEqual(await notesOf('/badVR.dcm'), ['image_attribute_defaulted', 'pixel_data_long']);
    assert.deepEqual(await notesOf('/MR_small.dcm'), []);
  });
});
