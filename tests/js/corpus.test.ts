// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every file of the corpus parses and copies byte for byte, however it is cut. Exceptions stand here one by one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { bytes, createPartParser, DicomError, type Part, parse, type ReadOptions } from 'dcmstream';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { partsOf } from '../support/part-probe.js';
import { cutEvery, gather, partLines, streamOf } from '../support/rechunk.js';

interface Exception {
  readonly code: string;
  readonly tag?: number;
  readonly why: string;
}

/** Files that are no whole DICOM files: where each ends, and why. */
const exceptions: Record<string, Exception> = {
  'test_files/no_meta.dcm': {
    code: 'not_dicom',
    why: 'a bare data set behind a stray byte 0x20: no header is where PS3.10 §7.1 or PS3.5 §7.1 want one',
  },
  'test_files/MR_truncated.dcm': {
    code: 'truncated',
    tag: 0x7fe00010,
    why: 'made so: Pixel Data declares 8192 bytes, more than there are (PS3.5 §7.1.1)',
  },
  'test_files/rtplan_truncated.dcm': {
    code: 'truncated',
    tag: 0x300a012c,
    why: 'made so: the file ends inside an item of defined length (PS3.5 §7.5)',
  },
};

/** Larger files are left out at a chunk size of 1: each byte is a chunk, 1 to 2 µs. */
const largestByteByByte = 100_000;

const bytesOf = (file: CorpusFile): Uint8Array => new Uint8Array(readFileSync(file.location));

function exceptionOf({ path }: CorpusFile): Exception | undefined {
  return Object.entries(exceptions).find(([end]) => path.endsWith(end))?.[1];
}

/** Pushes chunks of `size` bytes and gives their parts' bytes, joined; the deflated data set as it is. */
async function pushed(file: Uint8Array, size: number, options: ReadOptions): Promise<Uint8Array> {
  const parser = await createPartParser({ ...options, inflate: false });
  const out = new Uint8Array(file.length);
  let at = 0;
  const take = (parts: readonly Part[]): void => {
    for (const part of parts) {
      out.set(part.bytes, at);
      at += part.size;
    }
  };
  const drain = (): void => {
    for (let parts = parser.next(); parts !== undefined; parts = parser.next()) take(parts);
  };
  try {
    for (let from = 0; from < file.length; from += size) {
      parser.write(file.subarray(from, from + size));
      drain();
    }
    parser.end();
    drain();
  } finally {
    parser.release();
  }
  return out.subarray(0, at);
}

async function streamed(file: Uint8Array, size: number, options: ReadOptions): Promise<Uint8Array> {
  const source = streamOf(cutEvery(file, size));
  const stages = source.pipeThrough(parse({ ...options, inflate: false })).pipeThrough(bytes());
  return new Uint8Array(Buffer.concat(await gather(stages)));
}

function expectSame(actual: Uint8Array, file: CorpusFile, expected: Uint8Array): void {
  assert.ok(Buffer.from(actual.buffer, actual.byteOffset, actual.length).equals(expected), file.path);
}

describe('the corpus', { skip: corpus.missing }, () => {
  test('has the files that the exceptions name', () => {
    for (const end of Object.keys(exceptions)) assert.ok(corpus.file(end));
  });

  test('parses without error, exceptions aside', async () => {
    for (const file of corpus.files) {
      const exception = exceptionOf(file);
      const parsed = partsOf(bytesOf(file), { inflate: false });
      if (exception === undefined) {
        await parsed.catch((error: unknown) => assert.fail(`${file.path}: ${String(error)}`));
        continue;
      }
      await assert.rejects(parsed, (error) => {
        assert.ok(error instanceof DicomError);
        assert.equal(error.code, exception.code, file.path);
        assert.equal(error.position, error.code === 'truncated' ? bytesOf(file).length : 0, file.path);
        assert.equal(error.tag, exception.tag, file.path);
        return true;
      });
    }
  });

  for (const size of [1, 7]) {
    test(`is copied byte for byte in chunks of ${size}`, async () => {
      for (const file of corpus.files) {
        const whole = bytesOf(file);
        if (size === 1 && whole.length > largestByteByByte) continue;
        const options = { tolerant: exceptionOf(file) !== undefined };
        expectSame(await pushed(whole, size, options), file, whole);
      }
    });
  }

  for (const size of [4096, 65536]) {
    test(`is copied byte for byte as a stream of chunks of ${size}`, async () => {
      for (const file of corpus.files) {
        const whole = bytesOf(file);
        const options = { tolerant: exceptionOf(file) !== undefined };
        expectSame(await streamed(whole, size, options), file, whole);
      }
    });
  }

  test('is copied byte for byte when broken off anywhere, in tolerant reading', async () => {
    for (const file of corpus.files) {
      const whole = bytesOf(file);
      for (const cut of [1, 131, 140, Math.floor(whole.length / 3), whole.length - 1]) {
        const start = whole.subarray(0, cut);
        expectSame(await pushed(start, 65536, { tolerant: true }), file, start);
      }
    }
  });

  test('has the same parts however it is cut', async () => {
    for (const file of corpus.files) {
      const whole = bytesOf(file);
      if (whole.length > 8000) continue; // each is read seven times, and its parts compared one by one
      const options = { tolerant: exceptionOf(file) !== undefined };
      const expected = partLines(await partsOf(whole, options));
      for (const size of [1, 2, 3, 7, 4095, 65536]) {
        assert.deepEqual(partLines(await partsOf(cutEvery(whole, size), options)), expected, `${file.path}, ${size}`);
      }
    }
  });
});
