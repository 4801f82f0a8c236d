// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Person names: the examples of PS3.5 §6.2.1 and Annex H.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPersonName, parsePersonName } from '../../js/values/person-name.js';

const empty = { familyName: '', givenName: '', middleName: '', prefix: '', suffix: '' };

test('a name of five components', () => {
  assert.deepEqual(parsePersonName('Adams^John Robert Quincy^^Rev.^B.A. M.Div.').alphabetic, {
    familyName: 'Adams',
    givenName: 'John Robert Quincy',
    middleName: '',
    prefix: 'Rev.',
    suffix: 'B.A. M.Div.',
  });
});

test('a name of three groups', () => {
  assert.deepEqual(parsePersonName('Yamada^Tarou=山田^太郎=やまだ^たろう'), {
    alphabetic: { ...empty, familyName: 'Yamada', givenName: 'Tarou' },
    ideographic: { ...empty, familyName: '山田', givenName: '太郎' },
    phonetic: { ...empty, familyName: 'やまだ', givenName: 'たろう' },
  });
});

test('a name without its first group', () => {
  const name = parsePersonName('=王^小東');
  assert.deepEqual(name.alphabetic, empty);
  assert.equal(name.ideographic.familyName, '王');
  assert.equal(formatPersonName(name), '=王^小東');
});

test('an empty name', () => {
  assert.deepEqual(parsePersonName(''), { alphabetic: empty, ideographic: empty, phonetic: empty });
  assert.equal(formatPersonName(parsePersonName('')), '');
});

test('more components and groups than there are do not get lost', () => {
  assert.equal(parsePersonName('a^b^c^d^e^f').alphabetic.suffix, 'e^f');
  assert.equal(formatPersonName(parsePersonName('a^b^c^d^e^f=g=h=i')), 'a^b^c^d^e^f=g=h=i');
});

test('delimiters at the end, after which nothing stands, are left out', () => {
  assert.equal(formatPersonName(parsePersonName('Smith^^^^==')), 'Smith');
});
