// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Numbers of every VR that holds them, in either byte order, against DataView and Number.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bigintsOf, firstNumber, isNumericVr, numbersOf } from '../../js/values/numbers.js';

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));

const binary: [vr: string, size: number, read: (view: DataView, at: number, little: boolean) => number][] = [
  ['OB', 1, (view, at) => view.getUint8(at)],
  ['US', 2, (view, at, little) => view.getUint16(at, little)],
  ['OW', 2, (view, at, little) => view.getUint16(at, little)],
  ['SS', 2, (view, at, little) => view.getInt16(at, little)],
  ['UL', 4, (view, at, little) => view.getUint32(at, little)],
  ['OL', 4, (view, at, little) => view.getUint32(at, little)],
  ['SL', 4, (view, at, little) => view.getInt32(at, little)],
  ['FL', 4, (view, at, little) => view.getFloat32(at, little)],
  ['OF', 4, (view, at, little) => view.getFloat32(at, little)],
  ['FD', 8, (view, at, little) => view.getFloat64(at, little)],
  ['OD', 8, (view, at, little) => view.getFloat64(at, little)],
  ['SV', 8, (view, at, little) => Number(view.getBigInt64(at, little))],
  ['UV', 8, (view, at, little) => Number(view.getBigUint64(at, little))],
  ['OV', 8, (view, at, little) => Number(view.getBigUint64(at, little))],
];

describe('binary numbers', () => {
  for (const [vr, size, read] of binary) {
    test(`${vr} is what a DataView reads, wherever it stands`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), fc.nat(7), fc.boolean(), (bytes, start, big) => {
          const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          const expected: number[] = [];
          for (let at = start; at + size <= bytes.length; at += size) expected.push(read(view, at, !big));
          assert.deepEqual(numbersOf(bytes, vr, big, start), expected);
          assert.deepEqual(firstNumber(bytes, vr, big, start), expected[0]);
        }),
      );
    });
  }
  test('AT is a tag in either byte order', () => {
    assert.deepEqual(numbersOf(Uint8Array.of(0xe0, 0x7f, 0x10, 0x00), 'AT'), [0x7fe00010]);
    assert.deepEqual(numbersOf(Uint8Array.of(0x7f, 0xe0, 0x00, 0x10), 'AT', true), [0x7fe00010]);
    assert.equal(firstNumber(Uint8Array.of(0xfe, 0xff, 0x00, 0xe0), 'AT'), 0xfffee000);
  });
  test('64 bits are exact as bigint', () => {
    const bytes = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0x80, 9);
    assert.deepEqual(bigintsOf(bytes, 'UV'), [0xffffffffffffffffn, 0x8000000000000001n]);
    assert.deepEqual(bigintsOf(bytes, 'SV'), [-1n, -0x7fffffffffffffffn]);
    assert.deepEqual(bigintsOf(Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0), 'SV', true), [256n]);
  });
  test('other integers are bigints too, fractions none', () => {
    assert.deepEqual(bigintsOf(Uint8Array.of(1, 2), 'US'), [0x201n]);
    assert.deepEqual(bigintsOf(text('12\\-3'), 'IS'), [12n, -3n]);
    assert.deepEqual(bigintsOf(text('1.5'), 'DS'), []);
  });
  test('other VRs hold none', () => {
    assert.equal(firstNumber(text('12'), 'LO'), undefined);
    assert.deepEqual(numbersOf(text('12'), 'UN'), []);
    assert.equal(isNumericVr('LO'), false);
    assert.equal(isNumericVr('DS'), true);
    assert.equal(isNumericVr('UV'), true);
  });
});

describe('decimal and integer strings', () => {
  test('give the double that is nearest to the text', () => {
    const digits = fc.stringMatching(/^[+-]?(\d{1,17}\.?\d{0,17}|\.\d{1,17})([eE][+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(digits, (value) => {
        assert.equal(firstNumber(text(value), 'DS'), Number(value));
      }),
      { numRuns: 2000 },
    );
  });
  test('may be padded on both sides', () => {
    assert.deepEqual(numbersOf(text(' 1.5 \\ -2\\+3 '), 'DS'), [1.5, -2, 3]);
    assert.equal(firstNumber(text('7\0'), 'IS'), 7);
  });
  test('that are empty are no number, and among others NaN', () => {
    for (const value of ['', ' ', '\0']) {
      assert.equal(firstNumber(text(value), 'DS'), undefined);
      assert.deepEqual(numbersOf(text(value), 'DS'), []);
    }
    assert.deepEqual(numbersOf(text('1\\\\3'), 'DS'), [1, Number.NaN, 3]);
    assert.deepEqual(numbersOf(text('\\'), 'IS'), [Number.NaN, Number.NaN]);
  });
  test('that are not written as numbers are NaN', () => {
    for (const value of ['1,5', 'abc', '1.2.3', '0x10', 'Infinity', '-', '.', '1e', '1 2', '1-']) {
      assert.deepEqual(numbersOf(text(value), 'DS'), [Number.NaN], value);
    }
  });
  test('are read where they stand', () => {
    assert.equal(firstNumber(text('991.5\\299'), 'DS', false, 2, 7), 1.5);
    assert.deepEqual(numbersOf(text('991.5\\299'), 'DS', false, 2, 7), [1.5, 2]);
  });
});
