// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Pseudonyms by the secret and by the user's table, the tables themselves, and dummies.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatCsv, readCsv } from '../../js/deid/replacement/csv.js';
import { dummyValue, emptyOrDummy, labelDummy } from '../../js/deid/replacement/dummies.js';
import { Pseudonyms, readPseudonyms } from '../../js/deid/replacement/pseudonyms.js';
import { Secret } from '../../js/deid/replacement/secret.js';
import { encodeValue } from '../../js/values/encode/encode-value.js';
import { validateBytes, validateText } from '../../js/values/validate/validation.js';
import { askPython, noPython } from '../support/python.js';

const key = 'a key that nobody guesses';
const secret = Secret.from(key);
const misused = { name: 'TypeError', code: 'argument_invalid' };
const ofThePatient = /4711|Meyer/;
const table = `\ufeffPatient ID;Issuer of Patient ID;Pseudonym;Pseudonym Name\r
4711;;"STUDY-1";Subject^One\r
4711;"CLINIC; NORTH";STUDY-2;\r
\r
"47""12";;STUDY-3;"Subject^Three"`;

describe('a pseudonym by the secret', () => {
  test('is 80 bits of what Python makes of ID and issuer', { skip: noPython }, () => {
    const ids = ['1', '4711', 'MÜLLER'];
    const script = `
import base64, hmac
def net(text):
    return b'%d:%s,' % (len(text.encode()), text.encode())
sub = hmac.new(given['key'].encode(), b'dcmstream de-identification 1: pseudonyms', 'sha256').digest()
def name(id):
    mac = hmac.new(sub, net('ID') + net(id) + net('HOSPITAL'), 'sha256').digest()
    return 'P-' + base64.b32hexencode(mac[:10]).decode()
out = [{'id': name(id), 'name': name(id)} for id in given['ids']]`;
    const pseudonyms = new Pseudonyms({ secret });
    assert.deepEqual(
      ids.map((id) => pseudonyms.of({ id, issuer: 'HOSPITAL ' })),
      askPython(script, { key, ids }),
    );
  });
  test('is valid, and another for each patient', () => {
    const pseudonyms = new Pseudonyms({ secret, prefix: 'TRIAL_7.' });
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { id: made, name } = pseudonyms.of({ id, fallback: '1.2.3' });
        assert.match(made, /^TRIAL_7\.[\dA-V]{16}$/);
        assert.deepEqual([...validateText('LO', [made]), ...validateText('PN', [name])], []);
        const canonical = id.replaceAll('\0', ' ').trim().normalize('NFC');
        assert.equal(seen.get(made) ?? canonical, canonical);
        seen.set(made, canonical);
      }),
    );
  });
  test('has a prefix that can begin an ID', () => {
    for (const prefix of ['a\\b', 'a^b', 'x'.repeat(33), 'ä']) {
      assert.throws(() => new Pseudonyms({ secret, prefix }), misused);
    }
  });
});

describe('a table of pseudonyms', () => {
  test('names patients by ID and issuer', () => {
    const pseudonyms = new Pseudonyms({ secret, source: readPseudonyms(table) });
    assert.deepEqual(pseudonyms.of({ id: '4711 ' }), { id: 'STUDY-1', name: 'Subject^One' });
    assert.deepEqual(pseudonyms.of({ id: '4711', issuer: 'ELSEWHERE' }), { id: 'STUDY-1', name: 'Subject^One' });
    assert.deepEqual(pseudonyms.of({ id: '4711', issuer: 'CLINIC; NORTH' }), { id: 'STUDY-2', name: 'STUDY-2' });
    assert.deepEqual(pseudonyms.of({ id: '47"12' }), { id: 'STUDY-3', name: 'Subject^Three' });
  });
  test('that lacks a patient is an error, which does not name him, or leaves him to the secret', () => {
    const source = readPseudonyms('patient_id,pseudonym\nA,B');
    const patient = { id: '4711' };
    assert.throws(
      () => new Pseudonyms({ secret, source }).of(patient),
      (error: Error & { code?: string }) => error.code === 'argument_invalid' && !ofThePatient.test(error.message),
    );
    const keyed = new Pseudonyms({ secret }).of(patient);
    assert.deepEqual(new Pseudonyms({ secret, source, missing: 'keyed' }).of(patient), keyed);
  });
  test('that would merge patients, names one twice or gives what no ID can hold is refused, by line and without values', () => {
    const wrong = [
      'Patient ID,Pseudonym\n4711,X\n4711,Y',
      'Patient ID,Pseudonym\n4710,X\n4711,X',
      'Patient ID,Pseudonym\n1,X\n4711,4711',
      'Patient ID,Pseudonym\n1,X\n4711,1',
      'Patient ID,Pseudonym\n1,X\n4711,',
      'Patient ID,Pseudonym\n1,X\n,Meyer',
      'Patient ID,Pseudonym\n1,X\n4711,Meyer\\1',
      `Patient ID,Pseudonym\n1,X\n4711,${'Meyer'.repeat(13)}`,
      'Patient ID,Pseudonym,Pseudonym Name\n1,X,\n4711,Y,a^b^c^d^e^Meyer',
      'Patient ID,Pseudonym\n1,X\n4711,Y,Z',
      'Patient ID,Pseudonym\n1,X\n"4711"1,Y',
      'Patient ID,Pseudonym\n1,X\n4711,"Meyer',
    ];
    for (const csv of wrong) {
      assert.throws(
        () => readPseudonyms(csv),
        (error: Error & { code?: string }) =>
          error.code === 'argument_invalid' && error.message.includes('line 3') && !ofThePatient.test(error.message),
        csv,
      );
    }
    assert.throws(() => readPseudonyms('id,other\n1,2'), misused);
    const shared = readPseudonyms('Patient ID,Pseudonym\n4710,X\n4711,X', { shares: true });
    assert.deepEqual(shared({ id: '4710' }), shared({ id: '4711' }));
  });
  test('may be a function, whose answers are looked at', () => {
    const of = (id: string, name = 'N'): unknown =>
      new Pseudonyms({ secret, source: () => ({ id, name }) }).of({ id: '1' });
    assert.deepEqual(of('A'), { id: 'A', name: 'N' });
    for (const id of ['', ' ', 'a\\b', 'x'.repeat(65)]) assert.throws(() => of(id), misused);
    assert.throws(() => of('A', ''), misused);
  });
});

describe('a table as text', () => {
  const cells = (csv: string, ...columns: string[]): (string | undefined)[][] =>
    readCsv(csv).map((row) => columns.map((column) => row.field(column)));

  test('is read whatever divides fields and lines', () => {
    const expected = [
      ['1', '2'],
      ['3', ''],
    ];
    for (const csv of ['a,b\n1,2\n3,', 'a;b\r\n1;2\r\n\r\n3;\r\n', 'a\tb\r1\t2\r3\t', '"a",b\n1,"2"\n3,""']) {
      assert.deepEqual(cells(csv, 'A', 'b'), expected, JSON.stringify(csv));
    }
    assert.deepEqual(cells('"a;x",b\n1,2', 'a;x', 'c'), [['1', undefined]]);
    assert.deepEqual(cells('a\n1\n\n2', 'a'), [['1'], ['2']]);
    assert.deepEqual([readCsv(''), readCsv('\ufeff'), readCsv('\n\n'), readCsv('a,b')], [[], [], [], []]);
  });
  test('gives back what was written', () => {
    const field = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a'),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { maxLength: 5 }), (rows) => {
        assert.deepEqual(cells(formatCsv([['a', 'b'], ...rows]), 'a', 'b'), rows);
      }),
    );
  });
  test('of any bytes is read or refused, in linear time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', ' '), maxLength: 40 }), (csv) => {
        try {
          readCsv(csv);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'argument_invalid');
        }
      }),
    );
    const start = performance.now();
    for (const unit of ['"', '""', ',', '\n', 'a', '",', '"\n', ' ', '\r']) {
      try {
        readCsv(`x${'\n'}${unit.repeat(200_000 / unit.length)}`);
        readCsv(unit.repeat(200_000 / unit.length));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'argument_invalid');
      }
    }
    assert.ok(performance.now() - start < 10_000);
  });
});

const textVrs = 'AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' ');
const binaryVrs = 'AT FD FL OB OD OF OL OV OW SL SS SV UL UN US UV'.split(' ');

describe('a dummy', () => {
  test('is valid for its VR, not empty, and always the same', () => {
    for (const vr of [...textVrs, ...binaryVrs]) {
      const dummy = dummyValue(vr, secret);
      assert.ok(dummy !== undefined && dummy.length > 0, vr);
      const bytes = encodeValue(vr, dummy);
      assert.deepEqual(validateBytes(vr, bytes, { multiplicity: '1' }), [], vr);
      assert.ok(bytes.length > 0, vr);
      assert.deepEqual(dummyValue(vr, Secret.from(key)), dummy);
    }
    assert.equal(dummyValue('SQ', secret), undefined);
    assert.equal(dummyValue('XX', secret), undefined);
  });
  test('has as many values as the attribute needs', () => {
    for (const [multiplicity, count] of [
      ['1-n', 1],
      ['2-2n', 2],
      ['3', 3],
      ['16', 16],
    ] as const) {
      const dummy = dummyValue('DS', secret, multiplicity);
      assert.equal(dummy?.length, count);
      assert.deepEqual(validateText('DS', dummy as string[], { multiplicity }), []);
    }
    assert.throws(() => dummyValue('DS', secret, 'many'), misused);
  });
  test('is left out where the attribute may be empty', () => {
    assert.deepEqual(emptyOrDummy('LO', true, secret), []);
    assert.deepEqual(emptyOrDummy('LO', false, secret), dummyValue('LO', secret));
    assert.equal(encodeValue('DA', emptyOrDummy('DA', true, secret) ?? ['wrong']).length, 0);
    assert.equal(emptyOrDummy('SQ', true, secret), undefined);
  });
});

describe('the dummy of a label', () => {
  const vrs = ['AE', 'CS', 'DS', 'IS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'];
  test('is valid, and the same for the same label only', () => {
    for (const vr of vrs) {
      const seen = new Map<string, string>();
      fc.assert(
        fc.property(fc.string({ minLength: 1 }), (label) => {
          const canonical = label.trim();
          const dummy = labelDummy(vr, ` ${label} `, secret) ?? 'none';
          assert.deepEqual(validateText(vr, [dummy]), []);
          assert.equal(dummy === '', canonical === '');
          assert.equal(seen.get(dummy) ?? canonical, canonical);
          seen.set(dummy, canonical);
        }),
        { numRuns: 50 },
      );
    }
  });
  test('is the same in VRs of text, so that what refers to it still does', () => {
    assert.match(labelDummy('SH', 'stack 1', secret) ?? '', /^LABEL-[\dA-V]{10}$/);
    assert.equal(labelDummy('LO', 'stack 1', secret), labelDummy('SH', 'stack 1', secret));
    assert.notEqual(labelDummy('LO', 'stack 1', Secret.draw()), labelDummy('LO', 'stack 1', secret));
    assert.equal(labelDummy('OB', 'stack 1', secret), undefined);
  });
});
