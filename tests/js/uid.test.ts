// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// New UIDs and valid ones, against RFC 9562, PS3.5 and Python's uuid module.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createUid, createUidFromName, isValidUid, uidOfBits } from '../../js/values/uid.js';

const python = '/usr/bin/python3';
const domainNames = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const uidOfUuid = (uuid: string): string => `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
const uuidOfUid = (uid: string): string => BigInt(uid.slice('2.25.'.length)).toString(16).padStart(32, '0');

describe('a UID at random', () => {
  test('is valid, short enough, and a UUID of version 4', () => {
    for (let i = 0; i < 1000; i++) {
      const uid = createUid();
      assert.ok(isValidUid(uid), uid);
      assert.ok(uid.length <= 44, uid);
      assert.match(uuidOfUid(uid), /^.{12}4.{3}[89ab].{15}$/);
    }
  });
  test('is another each time', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, createUid)).size, 1000);
  });
});

describe('a UID from a name', () => {
  test('is the UUID of version 5 that RFC 9562 A.4 gives as an example', async () => {
    const expected = uidOfUuid('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    assert.equal(await createUidFromName('www.example.com', domainNames), expected);
    assert.equal(await createUidFromName('www.example.com', domainNames.toUpperCase()), expected);
    assert.equal(await createUidFromName('www.example.com', uidOfUuid(domainNames)), expected);
  });
  test('differs with the name and with the namespace', async () => {
    const uids = [
      await createUidFromName('1.2.3'),
      await createUidFromName('1.2.4'),
      await createUidFromName('1.2.3', domainNames),
      await createUidFromName('1.2.3', '2.25.0'),
    ];
    assert.equal(new Set(uids).size, uids.length);
    assert.ok(uids.every(isValidUid));
  });
  test(
    'is the one that Python makes',
    { skip: existsSync(python) ? false : `there is no ${python} to compare with` },
    async () => {
      const names = ['', '1.2.840.10008.1.2', 'Müller^Jörg', '山田^太郎', 'a'.repeat(1000)];
      const script =
        'import json, sys, uuid; print(json.dumps([f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, name).int}" for name in json.load(sys.stdin)]))';
      const theirs = execFileSync(python, ['-c', script], { input: JSON.stringify(names), encoding: 'utf8' });
      assert.deepEqual(await Promise.all(names.map((name) => createUidFromName(name))), JSON.parse(theirs));
    },
  );
  test('needs a namespace that is a UUID', async () => {
    for (const namespace of ['', 'dicom', '1.2.3', '2.25.', '2.25.01', `2.25.${2n ** 128n}`, domainNames.slice(1)]) {
      await assert.rejects(createUidFromName('x', namespace), { name: 'TypeError', code: 'argument_invalid' });
    }
    assert.ok(isValidUid(await createUidFromName('x', `2.25.${2n ** 128n - 1n}`)));
  });
});

test('bits of a rule of one’s own make the UUID of version 8 that RFC 9562 B.2 gives as an example', () => {
  // The SHA-256 of the RFC's example, of which the first 16 bytes count.
  const hash = Buffer.from('5c146b143c524afd938a375d0df1fbf6fe12a66b645f72f6158759387e51f3c8', 'hex');
  assert.equal(uidOfBits(hash, 8), uidOfUuid('5c146b14-3c52-8afd-938a-375d0df1fbf6'));
  assert.equal(uidOfBits(new Uint8Array(16), 4), uidOfUuid('00000000-0000-4000-8000-000000000000'));
});

describe('a UID', () => {
  test('is valid with components of digits and without leading zeros', () => {
    const valid = ['1.2', '0.0', '2.25.0', '1.2.840.10008.1.2', '1.0.10', `1.${'2'.repeat(62)}`];
    for (const uid of valid) assert.equal(isValidUid(uid), true, uid);
  });
  test('is not valid otherwise', () => {
    const invalid = [
      '',
      '1',
      '.',
      '1.',
      '.1',
      '1..2',
      '1.02',
      '00.1',
      '1.2.',
      '1.2 ',
      '1.2\0',
      '1.2\n',
      '1.-2',
      '1.a',
      '1.２',
    ];
    for (const uid of [...invalid, `1.${'2'.repeat(63)}`]) assert.equal(isValidUid(uid), false, JSON.stringify(uid));
  });
});
