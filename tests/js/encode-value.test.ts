// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values to bytes: numbers against DataView, text and padding by VR, and what no VR can hold.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeValue, padValue, type Value } from 'dcmstream';
import { bigintsOf, numbersOf } from '../../js/values/numbers.js';

const invalid = { name: 'DicomError', code: 'value_invalid' };
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

type Write = (view: DataView, at: number, number: number, little: boolean) => void;
const integers: [vr: string, size: number, min: number, max: number, write: Write][] = [
  ['OB', 1, 0, 0xff, (view, at, number) => view.setUint8(at, number)],
  ['US', 2, 0, 0xffff, (view, at, number, little) => view.setUint16(at, number, little)],
  ['OW', 2, 0, 0xffff, (view, at, number, little) => view.setUint16(at, number, little)],
  ['SS', 2, -0x8000, 0x7fff, (view, at, number, little) => view.setInt16(at, number, little)],
  ['UL', 4, 0, 0xffffffff, (view, at, number, little) => view.setUint32(at, number, little)],
  ['OL', 4, 0, 0xffffffff, (view, at, number, little) => view.setUint32(at, number, little)],
  ['SL', 4, -0x80000000, 0x7fffffff, (view, at, number, little) => view.setInt32(at, number, little)],
];
const floats: [vr: string, size: number, write: Write][] = [
  ['FL', 4, (view, at, number, little) => view.setFloat32(at, number, little)],
  ['OF', 4, (view, at, number, little) => view.setFloat32(at, number, little)],
  ['FD', 8, (view, at, number, little) => view.setFloat64(at, number, little)],
  ['OD', 8, (view, at, number, little) => view.setFloat64(at, number, little)],
];

function expected(numbers: readonly number[], size: number, bigEndian: boolean, write: Write): Uint8Array {
  const bytes = new Uint8Array(numbers.length * size);
  numbers.forEach((number, i) => write(new DataView(bytes.buffer), i * size, number, !bigEndian));
  return padValue(bytes, 'OB');
}

describe('numbers', () => {
  for (const [vr, size, min, max, write] of integers) {
    test(`of ${vr} are what a DataView writes, and are read back`, () => {
      const numbers = fc.array(fc.integer({ min, max }), { maxLength: 8 });
      fc.assert(
        fc.property(numbers, fc.boolean(), (values, bigEndian) => {
          const bytes = encodeValue(vr, values, { bigEndian });
          assert.deepEqual(bytes, expected(values, size, bigEndian, write));
          assert.deepEqual(numbersOf(bytes, vr, bigEndian).slice(0, values.length), values);
          assert.deepEqual(encodeValue(vr, values.map(String), { bigEndian }), bytes);
          assert.deepEqual(encodeValue(vr, values.join('\\'), { bigEndian }), bytes);
          assert.deepEqual(encodeValue(vr, values.map(BigInt), { bigEndian }), bytes);
        }),
      );
      for (const wrong of [min - 1, max + 1, 1.5, NaN, Infinity, '1.5', 'x', `${max + 1}`, '1\\2']) {
        assert.throws(() => encodeValue(vr, [wrong]), invalid, String(wrong));
      }
    });
  }
  for (const [vr, size, write] of floats) {
    test(`of ${vr} are what a DataView writes`, () => {
      const number = size === 4 ? fc.float() : fc.double();
      fc.assert(
        fc.property(fc.array(number, { maxLength: 8 }), fc.boolean(), (values, bigEndian) => {
          const bytes = encodeValue(vr, values, { bigEndian });
          assert.deepEqual(bytes, expected(values, size, bigEndian, write));
          assert.deepEqual(numbersOf(bytes, vr, bigEndian), values);
        }),
      );
      assert.deepEqual(numbersOf(encodeValue(vr, '1.5\\-Infinity\\NaN\\1e3'), vr), [1.5, -Infinity, NaN, 1000]);
      assert.throws(() => encodeValue(vr, 'x'), invalid);
    });
  }
  test('beyond single precision are none of FL', () => {
    assert.throws(() => encodeValue('FL', 1e300), invalid);
    assert.deepEqual(numbersOf(encodeValue('FL', 0.1), 'FL'), [Math.fround(0.1)]);
  });
  test('of 64 bits are exact', () => {
    const long = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 5 });
    fc.assert(
      fc.property(long, fc.boolean(), (values, bigEndian) => {
        assert.deepEqual(bigintsOf(encodeValue('SV', values, { bigEndian }), 'SV', bigEndian), values);
        const unsigned = values.map((value) => BigInt.asUintN(64, value));
        assert.deepEqual(bigintsOf(encodeValue('UV', unsigned, { bigEndian }), 'UV', bigEndian), unsigned);
        assert.deepEqual(bigintsOf(encodeValue('OV', unsigned.map(String), { bigEndian }), 'OV', bigEndian), unsigned);
      }),
    );
    for (const wrong of [2n ** 64n, -1n, 2 ** 53, 0.5, NaN]) assert.throws(() => encodeValue('UV', wrong), invalid);
    for (const wrong of [2n ** 63n, -(2n ** 63n) - 1n]) assert.throws(() => encodeValue('SV', wrong), invalid);
    assert.deepEqual(bigintsOf(encodeValue('SV', [-5, Number.MAX_SAFE_INTEGER]), 'SV'), [-5n, 9007199254740991n]);
  });
  test('of AT are tags in either byte order', () => {
    const little = Uint8Array.of(0xe0, 0x7f, 0x10, 0x00);
    for (const tag of [0x7fe00010, '(7FE0,0010)', '7fe00010']) assert.deepEqual(encodeValue('AT', tag), little);
    assert.deepEqual(encodeValue('AT', 0x7fe00010, { bigEndian: true }), Uint8Array.of(0x7f, 0xe0, 0x00, 0x10));
    assert.throws(() => encodeValue('AT', 'PatientName'), invalid);
  });
});

describe('text', () => {
  test('is joined by backslashes and padded with a space, UI with NUL', () => {
    assert.equal(latin1(encodeValue('CS', ['A', 'B'])), 'A\\B ');
    assert.equal(latin1(encodeValue('CS', 'A\\B')), 'A\\B ');
    assert.equal(latin1(encodeValue('UI', '1.2')), '1.2\0');
    assert.equal(latin1(encodeValue('UI', ['1.2', '1.3'])), '1.2\\1.3\0');
    for (const vr of ['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'LT', 'PN', 'SH', 'ST', 'TM', 'UC', 'UR', 'UT']) {
      assert.equal(latin1(encodeValue(vr, 'a')), 'a ', vr);
      assert.equal(latin1(encodeValue(vr, ['ab'])), 'ab', vr);
    }
  });
  test('of several bytes a character has an even number of bytes too', () => {
    assert.equal(encodeValue('PN', 'é').length, 2);
    assert.equal(encodeValue('PN', '山').length, 4);
  });
  test('takes numbers in DS and IS', () => {
    assert.equal(latin1(encodeValue('DS', [1.5, 1 / 3, '2.50', 7n])), '1.5\\0.33333333333333\\2.50\\7 ');
    assert.equal(latin1(encodeValue('IS', [512, '-1'])), '512\\-1');
    for (const wrong of [NaN, Infinity]) assert.throws(() => encodeValue('DS', wrong), invalid);
    for (const wrong of [1.5, 2 ** 31]) assert.throws(() => encodeValue('IS', wrong), invalid);
    for (const vr of ['CS', 'DA', 'LO', 'UI']) assert.throws(() => encodeValue(vr, 1), invalid, vr);
  });
});

describe('no value', () => {
  test('is no bytes', () => {
    for (const vr of ['CS', 'LT', 'US', 'FD', 'OB', 'UN', 'SQ', 'AT'])
      assert.deepEqual(encodeValue(vr, []), new Uint8Array(), vr);
    for (const vr of ['CS', 'LT', 'US', 'FD', 'OB', 'AT']) {
      assert.deepEqual(encodeValue(vr, ''), new Uint8Array(), vr);
      assert.deepEqual(encodeValue(vr, ['']), new Uint8Array(), vr);
    }
    assert.equal(latin1(encodeValue('CS', ['', ''])), '\\ ');
  });
});

describe('bytes', () => {
  test('are taken as they are, of even length', () => {
    for (const vr of ['OB', 'UN', 'UI', 'SQ'])
      assert.deepEqual(encodeValue(vr, Uint8Array.of(1)), Uint8Array.of(1, 0), vr);
    assert.deepEqual(encodeValue('LO', Uint8Array.of(0x41)), Uint8Array.of(0x41, 0x20));
    const even = Uint8Array.of(1, 2);
    assert.equal(encodeValue('OB', even), even);
  });
});

test('what a VR cannot hold is an error that tells nothing of it', () => {
  const wrong: [vr: string, values: Value[]][] = [
    ['UN', ['Secret']],
    ['SQ', ['Secret']],
    ['US', ['Secret']],
    ['LT', ['Secret', 'Secret']],
    ['LO', ['Secret\\x']],
    ['US', ['', '']],
  ];
  for (const [vr, values] of wrong) {
    assert.throws(
      () => encodeValue(vr, values),
      { ...invalid, message: 'a value is not one that its VR can hold' },
      vr,
    );
  }
});
