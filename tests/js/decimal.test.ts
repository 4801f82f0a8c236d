// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decimal and integer strings, ages, and tags as text.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  formatAge,
  formatDecimal,
  formatInteger,
  formatTag,
  isExactAsNumber,
  isSameDecimal,
  parseAge,
  parseDecimal,
  parseInteger,
  parseTag,
} from 'dcmstream';

const invalid = { name: 'DicomError', code: 'value_invalid' };
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('decimal strings', () => {
  test('are read where they are written as PS3.5 asks', () => {
    for (const text of ['0', '-1.5', '+1.5E-3', '.5', '5.', ' 12 ', '1e22'])
      assert.equal(parseDecimal(text), Number(text));
    for (const text of ['', ' ', '.', '1,5', '0x1', 'Infinity', 'NaN', '1 2', '1e', '1e999', '--1']) {
      assert.equal(parseDecimal(text), undefined, text);
    }
  });
  test('of a number have at most 16 characters, and are the number where they can be', () => {
    fc.assert(
      fc.property(doubles, (number) => {
        const text = formatDecimal(number);
        assert.ok(text.length <= 16, text);
        assert.notEqual(parseDecimal(text), undefined, text);
        if (String(number).replace('e+', 'e').length <= 16) assert.equal(Number(text), number);
      }),
      { numRuns: 2000 },
    );
    for (const number of [NaN, Infinity, -Infinity]) assert.throws(() => formatDecimal(number), invalid);
    assert.equal(formatDecimal(0.1 + 0.2), '0.3');
    assert.equal(formatDecimal(1e21), '1e21');
    assert.equal(formatDecimal(-100), '-100');
  });
  test('come as near to the number as those of pydicom, or nearer', (t) => {
    const edges = [
      Math.PI,
      -Math.PI,
      1 / 3,
      -1 / 3,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      5e-324,
      123456789012345680000,
    ];
    const numbers = [...edges, ...fc.sample(doubles, { numRuns: 2000, seed: 1 })].filter((number) => number !== 0);
    const script = `
import json, struct, sys
from pydicom.valuerep import format_number_as_ds
print(json.dumps([format_number_as_ds(float(number)) for number in json.load(sys.stdin)]))`;
    const input = JSON.stringify(numbers);
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' });
    if (!stdout) return t.skip(`pydicom does not answer: ${stderr}`);
    const theirs = JSON.parse(stdout) as string[];
    numbers.forEach((number, i) => {
      const [ours, other] = [formatDecimal(number), theirs[i]!].map((text) => Math.abs(Number(text) - number));
      assert.ok(ours! <= other!, `${number}: ${formatDecimal(number)}, theirs ${theirs[i]}`);
    });
  });
  test('are exact as numbers where the number gives the same decimal back', () => {
    for (const text of [
      '0.1',
      '1.50',
      '-0.0',
      '15E-1',
      '9007199254740993e1',
      '123456789012345',
      '5e-324',
      '+7 ',
      '1e22',
    ]) {
      assert.equal(isExactAsNumber(text), text !== '9007199254740993e1', text);
    }
    for (const text of ['0.12345678901234567', '9007199254740993', '1e999', '1e-999', 'x', '']) {
      assert.equal(isExactAsNumber(text), false, text);
    }
    const digits = fc.stringMatching(/^-?\d{1,15}$/);
    fc.assert(fc.property(digits, (text) => assert.equal(isExactAsNumber(text), true)));
    fc.assert(fc.property(doubles, (number) => assert.equal(isExactAsNumber(String(number)), true)));
  });
  test('are the same by value, not by text', () => {
    for (const [a, b] of [
      ['1.50', '15E-1'],
      ['+0', '-0.000'],
      ['100', '1e2'],
      ['.5', '0.5'],
      ['1.', ' 1 '],
    ] as const) {
      assert.equal(isSameDecimal(a, b), true, `${a} ${b}`);
    }
    for (const [a, b] of [
      ['1', '-1'],
      ['0.1', '0.10000000000000001'],
      ['x', 'x'],
      ['1e10', '1e11'],
    ] as const) {
      assert.equal(isSameDecimal(a, b), false, `${a} ${b}`);
    }
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.nat(20),
        fc.nat(20),
        (number, zeros, places) => {
          const scaled = `${number}${'0'.repeat(zeros)}e-${zeros + places}`;
          assert.equal(isSameDecimal(scaled, `${number}e-${places}`), true);
          assert.equal(isSameDecimal(scaled, `${number + 1n}e-${places}`), false);
        },
      ),
    );
  });
});

describe('integer strings', () => {
  test('are from -2^31 to 2^31 - 1', () => {
    for (const text of ['0', '-2147483648', '2147483647', '+5', ' 7 ', '007'])
      assert.equal(parseInteger(text), Number(text));
    assert.ok(Object.is(parseInteger('-0'), 0));
    for (const text of ['', '2147483648', '-2147483649', '1.0', '1e3', '0x1'])
      assert.equal(parseInteger(text), undefined, text);
    assert.equal(formatInteger(-2147483648n), '-2147483648');
    assert.equal(formatInteger(7), '7');
    for (const number of [2147483648, 1.5, NaN, -2147483649n]) assert.throws(() => formatInteger(number), invalid);
  });
});

describe('ages', () => {
  test('are three digits and a unit', () => {
    assert.deepEqual(parseAge('018M'), { count: 18, unit: 'M' });
    assert.equal(formatAge({ count: 7, unit: 'D' }), '007D');
    for (const text of ['', '18M', '018', '018m', '018H', '0018M', '-18M'])
      assert.equal(parseAge(text), undefined, text);
    for (const count of [1000, -1, 1.5, NaN]) assert.throws(() => formatAge({ count, unit: 'Y' }), invalid);
  });
});

describe('tags as text', () => {
  test('are read in both forms', () => {
    assert.equal(parseTag('(0010,002A)'), 0x0010002a);
    assert.equal(parseTag('7fe00010'), 0x7fe00010);
    assert.equal(parseTag(formatTag(0xfffee000)), 0xfffee000);
    for (const text of ['', '0010,0020', '(00100020)', '0x00100020', 'PatientID'])
      assert.equal(parseTag(text), undefined, text);
  });
});
