// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Inflating and deflating through the zlib module, against Node's own zlib.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constants, deflateRawSync, deflateSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { DicomError, init } from 'dcmstream';
import { loadModule } from '../../dist/wasm/load.js';
import {
  type Deflater,
  deflaterNow,
  type DeflateWrapping,
  Inflater,
  inflaterNow,
  type InflaterOptions,
  openDeflater,
  openInflater,
  type ZlibModule,
} from '../../dist/wasm/zlib.js';

const pieceLimit = 65536;
const chunkSizes = [1, 2, 3, 7, 4095, 65536];

/** Compressible, yet with literals, near and far matches. */
function sample(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = i >= 9000 && state >>> 29 !== 0 ? bytes[i - 9000]! : (state >>> 16) % 40;
  }
  return bytes;
}

const wrap: Record<DeflateWrapping, typeof deflateRawSync> = { raw: deflateRawSync, zlib: deflateSync, gzip: gzipSync };
const wrappings = Object.keys(wrap) as DeflateWrapping[];

interface Outcome {
  readonly bytes: Uint8Array;
  readonly trailing: Uint8Array;
  readonly error: DicomError | undefined;
}

/** Pushes chunks through, and holds the converter to its contract. The chunks are overwritten once they are used up. */
function drive(converter: Inflater | Deflater, input: Uint8Array, chunkSize: number): Outcome {
  const pieces: Uint8Array[] = [];
  const trailing: Uint8Array[] = [];
  let error: DicomError | undefined;
  const take = (): void => {
    for (let piece; (piece = converter.next()) !== undefined; pieces.push(piece)) {
      assert.ok(piece.length > 0 && piece.length <= pieceLimit);
      assert.equal(piece.buffer.byteLength, piece.length, 'memory of its own');
    }
  };
  try {
    for (let offset = 0; offset < input.length; offset += chunkSize) {
      const chunk = new Uint8Array(input.subarray(offset, offset + chunkSize));
      converter.write(chunk);
      take();
      if (converter instanceof Inflater && converter.trailing !== undefined) trailing.push(converter.trailing.slice());
      chunk.fill(0xaa);
    }
    converter.end();
    take();
    assert.equal(converter.next(), undefined);
    assert.ok(converter.finished);
  } catch (thrown) {
    assert.ok(thrown instanceof DicomError, String(thrown));
    assert.throws(() => converter.next(), thrown, 'errors stay');
    error = thrown;
  }
  const bytes = new Uint8Array(Buffer.concat(pieces));
  assert.equal(converter.produced, bytes.length);
  return { bytes, trailing: new Uint8Array(Buffer.concat(trailing)), error };
}

function inflated(input: Uint8Array, chunkSize = 4096, options: InflaterOptions = {}): Outcome {
  const inflater = inflaterNow(options);
  try {
    return drive(inflater, input, chunkSize);
  } finally {
    inflater.release();
  }
}

async function memorySize(): Promise<number> {
  // eslint-disable-next-line no-restricted-syntax -- what is asked for is the size of the heap
  return (await loadModule<ZlibModule>('zlib')).HEAPU8.length;
}

/** So many MiB of zeros as one raw stream; a MiB of them is 1 KiB. */
function bomb(mebibytes: number): Uint8Array {
  const block = deflateRawSync(new Uint8Array(1 << 20), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: mebibytes }, () => block), deflateRawSync(new Uint8Array(0))]);
}

test('nothing is ready before it is loaded', async () => {
  assert.throws(() => inflaterNow(), { name: 'TypeError', code: 'not_ready' });
  assert.throws(() => deflaterNow(), { name: 'TypeError', code: 'not_ready' });
  await init();
  assert.throws(() => inflaterNow(), { code: 'not_ready' }, 'zlib is not loaded where nobody asks for it');
  await init({ modules: ['zlib'] });
  inflaterNow().release();
  deflaterNow().release();
});

describe('an inflater', () => {
  test('reads what Node deflates at every level, in every wrapping, in any chunks', async () => {
    const bytes = sample(150_000);
    for (const wrapping of wrappings) {
      for (let level = 0; level <= 9; level++) {
        const input = wrap[wrapping](bytes, { level });
        for (const chunkSize of level === 6 ? chunkSizes : [4095, input.length]) {
          const inflater = await openInflater();
          const outcome = drive(inflater, input, chunkSize);
          assert.equal(outcome.error, undefined);
          assert.ok(Buffer.compare(outcome.bytes, bytes) === 0, `${wrapping}, ${level}, ${chunkSize}`);
          assert.equal(inflater.wrapping, wrapping);
          assert.equal(inflater.consumed, input.length);
          assert.deepEqual(inflater.quirks, wrapping === 'raw' ? [] : ['deflate_wrapped']);
          inflater.release();
        }
      }
    }
  });
  test('reads zlib headers of all windows and levels', () => {
    const bytes = sample(30_000);
    for (let windowBits = 9; windowBits <= 15; windowBits++) {
      for (const level of [1, 5, 6, 9]) {
        assert.deepEqual(inflated(deflateSync(bytes, { level, windowBits })).bytes, bytes);
        assert.deepEqual(inflated(deflateRawSync(bytes, { level, windowBits })).bytes, bytes);
      }
    }
  });
  test('reads gzip with a name and a comment', () => {
    const bytes = sample(1000);
    const plain = gzipSync(bytes);
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 0x18]),
      plain.subarray(4, 10),
      Buffer.from('a\0b\0'),
      plain.subarray(10),
    ]);
    for (const chunkSize of [1, 4096]) assert.deepEqual(inflated(named, chunkSize).bytes, bytes);
  });
  test('gives the same in any chunks', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.nat(2),
        fc.nat(9),
        fc.integer({ min: 1, max: 4000 }),
        (bytes, which, level, size) => {
          const outcome = inflated(wrap[wrappings[which]!](bytes, { level }), size);
          assert.equal(outcome.error, undefined);
          assert.deepEqual(outcome.bytes, bytes);
        },
      ),
    );
  });
  test('works beside others, step by step', () => {
    const inputs = Array.from({ length: 20 }, (_, i) => sample(10_000 + 700 * i));
    const streams = inputs.map((bytes, i) => wrap[wrappings[i % 3]!](bytes));
    const inflaters = inputs.map(() => inflaterNow());
    const outputs: Uint8Array[][] = inputs.map(() => []);
    for (let offset = 0; streams.some(({ length }) => offset < length); offset += 100) {
      inflaters.forEach((inflater, i) => inflater.write(streams[i]!.subarray(offset, offset + 100)));
      inflaters.forEach((inflater, i) => {
        for (let piece; (piece = inflater.next()) !== undefined;) outputs[i]!.push(piece);
      });
    }
    inflaters.forEach((inflater, i) => {
      assert.ok(Buffer.concat(outputs[i]!).equals(inputs[i]!));
      assert.ok(inflater.finished);
      inflater.release();
    });
  });
});

describe('what stands behind the deflated stream', () => {
  const bytes = sample(1001);
  const odd = [...Array(64).keys()]
    .map((i) => deflateRawSync(bytes.subarray(i)))
    .find(({ length }) => length % 2 === 1)!;
  const even = [...Array(64).keys()]
    .map((i) => deflateRawSync(bytes.subarray(i)))
    .find(({ length }) => length % 2 === 0)!;
  const cases: [string, Uint8Array, number[], boolean][] = [
    ['nothing', odd, [], true],
    ['the NUL that makes its size even', odd, [0], true],
    ['a NUL that makes its size odd', even, [0], false],
    ['another byte', odd, [0x20], false],
    ['two bytes', odd, [0, 0], false],
    ['a file', even, [...sample(200)], false],
  ];
  for (const [name, stream, behind, regular] of cases) {
    test(`is left: ${name}`, () => {
      const input = Buffer.concat([stream, Buffer.from(behind)]);
      for (const chunkSize of chunkSizes) {
        const inflater = inflaterNow();
        const outcome = drive(inflater, input, chunkSize);
        assert.equal(outcome.error, undefined);
        assert.deepEqual(outcome.bytes, new Uint8Array(inflateRawSync(stream)));
        assert.deepEqual([...outcome.trailing], behind);
        assert.equal(inflater.trailingSize, behind.length);
        assert.equal(inflater.consumed, stream.length);
        assert.deepEqual(inflater.quirks, regular ? [] : ['deflate_trailing_bytes']);
        inflater.release();
      }
    });
  }
});

describe('hostile input', () => {
  const bytes = sample(3000);
  test('is truncated at every byte: all that stands before is given, then the position', () => {
    for (const wrapping of wrappings) {
      const input = wrap[wrapping](bytes.subarray(0, 600));
      for (let size = 0; size < input.length; size++) {
        const outcome = inflated(input.subarray(0, size), size % 2 === 0 ? 1 : 4096, { position: 1000 });
        assert.equal(outcome.error?.code, 'truncated', `${wrapping} at ${size}`);
        assert.equal(outcome.error?.position, 1000 + outcome.bytes.length);
        assert.deepEqual(outcome.bytes, bytes.subarray(0, outcome.bytes.length));
      }
    }
  });
  test('has any bit flipped: it ends in order, the same in any chunks', () => {
    const short = bytes.subarray(0, 120);
    for (const wrapping of wrappings) {
      const input = wrap[wrapping](short);
      for (let bit = 0; bit < input.length * 8; bit++) {
        const broken = Uint8Array.from(input);
        broken[bit >> 3]! ^= 1 << (bit & 7);
        const [whole, bytewise] = [inflated(broken), inflated(broken, 1)];
        assert.deepEqual(bytewise, whole);
        assert.ok(whole.bytes.length <= broken.length * 1032);
        if (whole.error !== undefined) assert.match(whole.error.code, /^(truncated|inflate_malformed)$/);
      }
    }
  });
  test('is random: it ends in order', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 300 }), (random, size) => {
        assert.deepEqual(inflated(random, size), inflated(random));
      }),
      { numRuns: 1000 },
    );
  });
  test('keeps all bytes before a wrong checksum', () => {
    const input = deflateSync(bytes);
    input[input.length - 1]! ^= 1;
    const outcome = inflated(input);
    assert.equal(outcome.error?.code, 'inflate_malformed');
    assert.deepEqual(outcome.bytes, bytes);
  });
  test('is 1 GiB of zeros: refused by the guard, read without it, in flat memory', async () => {
    const input = bomb(1024);
    assert.ok(input.length < 1.1 * (1 << 20));
    const sizeBefore = await memorySize();
    const count = (options: InflaterOptions): { total: number; code: string | undefined } => {
      const inflater = inflaterNow(options);
      let total = 0;
      try {
        inflater.write(input);
        for (let piece; (piece = inflater.next()) !== undefined; total += piece.length) {
          assert.ok(piece.length <= pieceLimit);
        }
        return { total, code: undefined };
      } catch (error) {
        return { total, code: error instanceof DicomError ? error.code : String(error) };
      } finally {
        inflater.release();
      }
    };
    const refused = count({});
    assert.equal(refused.code, 'inflate_ratio_exceeded');
    assert.ok(refused.total > 1 << 26 && refused.total <= (1 << 26) + pieceLimit);
    assert.deepEqual(count({ maxInflateRatio: Infinity }), { total: 1 << 30, code: undefined });
    assert.equal(await memorySize(), sizeBefore);
  });
  test('below 64 MiB may be as dense as it likes', () => {
    assert.equal(inflated(bomb(63)).error, undefined);
  });
});

describe('a deflater', () => {
  test('writes what Node inflates, at every level, padded to even size', async () => {
    const bytes = sample(150_000);
    for (let level = 0; level <= 9; level++) {
      for (const chunkSize of [7, 4095, bytes.length]) {
        const deflater = await openDeflater({ level });
        const { bytes: output, error } = drive(deflater, bytes, chunkSize);
        assert.equal(error, undefined);
        assert.equal(output.length % 2, 0);
        assert.ok(inflateRawSync(output).equals(bytes), `${level}, ${chunkSize}`);
        const behind = inflated(output).trailing;
        assert.ok(behind.length <= 1 && (behind[0] ?? 0) === 0);
        deflater.release();
      }
    }
  });
});

describe('memory', () => {
  test('is given back', async () => {
    const input = deflateSync(sample(50_000));
    const round = (): void => {
      const converters = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? inflaterNow() : deflaterNow()));
      for (const converter of converters) drive(converter, input, 4096);
      for (const converter of converters) converter.release();
    };
    round();
    const size = await memorySize();
    for (let i = 0; i < 100; i++) round();
    assert.equal(await memorySize(), size);
  });
  test('grows for as many as there are', () => {
    const input = deflateRawSync(sample(100_000));
    const inflaters = Array.from({ length: 200 }, () => inflaterNow());
    for (const inflater of inflaters) inflater.write(input);
    for (const inflater of inflaters) {
      let size = 0;
      for (let piece; (piece = inflater.next()) !== undefined;) size += piece.length;
      assert.equal(size, 100_000);
    }
    for (const inflater of inflaters) inflater.release();
  });
});

describe('misuse', () => {
  const misused = { name: 'TypeError', code: 'argument_invalid' };
  test('of options throws', () => {
    for (const maxInflateRatio of [0, 0.5, -1, NaN]) assert.throws(() => inflaterNow({ maxInflateRatio }), misused);
    for (const level of [-1, 10, 1.5, NaN]) assert.throws(() => deflaterNow({ level }), misused);
  });
  test('of the order of calls throws', () => {
    const inflater = inflaterNow();
    inflater.write(deflateRawSync(sample(100)));
    assert.throws(() => inflater.write(new Uint8Array(1)), misused);
    inflater.end();
    assert.throws(() => inflater.write(new Uint8Array(1)), misused);
    inflater.release();
    inflater.release();
    assert.throws(() => inflater.next(), misused);
  });
});
