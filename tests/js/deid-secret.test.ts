// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The secret of de-identification and the UIDs made by it, against RFC 4231 and Python's hmac and uuid modules.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { joinTexts, Secret } from '../../js/deid/replacement/secret.js';
import { formatUidMapping, readUidMapping, UidMap } from '../../js/deid/replacement/uids.js';
import { isValidUid } from '../../js/values/uid.js';
import { askPython, noPython } from '../support/python.js';

const key = 'a key that nobody guesses';
const secret = Secret.from(key);
const misused = { name: 'TypeError', code: 'argument_invalid' };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const times = (byte: number, count: number): Uint8Array => new Uint8Array(count).fill(byte);

/** In Python, what a purpose's key makes of a text. */
const pythonMac = `
import hmac
def mac(purpose, text):
    label = 'dcmstream de-identification 1: ' + purpose
    sub = hmac.new(given['key'].encode(), label.encode(), 'sha256').digest()
    return hmac.new(sub, text.encode(), 'sha256').digest()
`;

describe('HMAC-SHA-256', () => {
  test('gives what RFC 4231 §4 says', () => {
    const large = 'a test using a larger than block-size key';
    const cases: [Uint8Array, string | Uint8Array, string][] = [
      [times(0x0b, 20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
      [
        Buffer.from('Jefe'),
        'what do ya want for nothing?',
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      ],
      [times(0xaa, 20), times(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
      [
        Uint8Array.from({ length: 25 }, (_, i) => i + 1),
        times(0xcd, 50),
        '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
      ],
      [
        times(0xaa, 131),
        'Test Using Larger Than Block-Size Key - Hash Key First',
        '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      ],
      [
        times(0xaa, 131),
        `This is ${large} and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.`,
        '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
      ],
    ];
    for (const [ofCase, data, expected] of cases) {
      assert.equal(hex(hmac(sha256, ofCase, typeof data === 'string' ? Buffer.from(data) : data)), expected);
    }
  });
});

describe('a secret', () => {
  test('gives each purpose values of its own, as Python makes them', { skip: noPython }, () => {
    const texts = ['', '1.2.3', 'Müller^Jörg', '山田', 'x'.repeat(1000), '\0'];
    const purposes = ['uids', 'dates', 'pseudonyms', 'dummies'] as const;
    const ours = purposes.flatMap((purpose) => texts.map((text) => hex(secret.mac(purpose, text))));
    const script = `${pythonMac}
out = [mac(purpose, text).hex() for purpose in given['purposes'] for text in given['texts']]`;
    assert.deepEqual(ours, askPython(script, { key, purposes, texts }));
    assert.equal(new Set(ours).size, ours.length);
  });
  test('gives numbers and characters that are the first bits', { skip: noPython }, () => {
    const texts = ['a', 'b', 'c', 'd'];
    const script = `${pythonMac}
import base64
out = [[base64.b32hexencode(mac('pseudonyms', text)[:10]).decode(), str(int.from_bytes(mac('dates', text)[:8], 'big'))] for text in given['texts']]`;
    const ours = texts.map((text) => [
      secret.characters('pseudonyms', text, 16),
      `${secret.number('dates', text, 64)}`,
    ]);
    assert.deepEqual(ours, askPython(script, { key, texts }));
  });
  test('is the same from text and bytes, composed or not, with or without white space around', () => {
    const of = (value: string | Uint8Array): string => hex(Secret.from(value).mac('uids', '1'));
    assert.equal(of('schlüssel-für-das-haus'), of(Buffer.from('schlüssel-für-das-haus')));
    assert.equal(of('schlüssel-für-das-haus'), of('  schlüssel-für-das-haus\r\n'.normalize('NFD')));
    assert.notEqual(of('schlüssel-für-das-haus'), of('schlüssel-für-das-Haus'));
  });
  test('is not changed by what becomes of the bytes', () => {
    const bytes = times(7, 32);
    const ofBytes = Secret.from(bytes);
    bytes.fill(0);
    assert.equal(hex(ofBytes.mac('uids', '1')), hex(Secret.from(times(7, 32)).mac('uids', '1')));
  });
  test('that is short is refused', () => {
    for (const short of ['', 'password', ' '.repeat(40), times(1, 15)])
      assert.throws(() => Secret.from(short), misused);
  });
  test('that is drawn is another each time, and says so', () => {
    const [one, other] = [Secret.draw(), Secret.draw()];
    assert.notEqual(hex(one.mac('uids', '1')), hex(other.mac('uids', '1')));
    assert.deepEqual([one.isDrawn, secret.isDrawn], [true, false]);
  });
  test('shows its key nowhere', () => {
    assert.equal(JSON.stringify(secret), '{"isDrawn":false}');
  });
});

test('joined texts are those of no others', () => {
  assert.equal(joinTexts(['ab', 'ü', '']), '2:ab,2:ü,0:,');
  const texts = fc.array(fc.string({ maxLength: 3, unit: fc.constantFrom('1', ':', ',', 'a') }), { maxLength: 4 });
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      assert.equal(joinTexts(a) === joinTexts(b), JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

describe('a UID', () => {
  test('becomes the UUID of version 8 that Python makes of the same bits', { skip: noPython }, () => {
    const uids = ['1.2.3', '1.2.840.113619.2.55.3.604688119.971.1', '2.25.5', 'no uid', 'ä'];
    const script = `${pythonMac}
import uuid
def uid(text):
    number = int.from_bytes(mac('uids', text)[:16], 'big')
    number = number & ~(0xf << 76) | 8 << 76
    number = number & ~(3 << 62) | 2 << 62
    made = uuid.UUID(int=number)
    assert made.variant == uuid.RFC_4122 and made.version == 8
    return f'2.25.{made.int}'
out = [uid(text) for text in given['uids']]`;
    const map = new UidMap({ secret });
    assert.deepEqual(map.mapValues(uids), askPython(script, { key, uids }));
  });
  test('stays where PS3.6 registers it', () => {
    const map = new UidMap({ secret });
    const registered = ['1.2.840.10008.1.2', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.4.1.1'];
    for (const uid of registered) assert.equal(map.map(`${uid}\0`), uid);
    assert.notEqual(map.map('1.2.840.10008.1.2.999'), '1.2.840.10008.1.2.999');
  });
  test('is the same whatever surrounds it, in every map of the secret, and another with another secret', () => {
    const uid = new UidMap({ secret }).map('1.2.3');
    const map = new UidMap({ secret: Secret.from(key), keepsMapping: true });
    for (const text of ['1.2.3', '1.2.3\0', '1.2.3 ', ' 1.2.3\0\0']) assert.equal(map.map(text), uid);
    assert.notEqual(new UidMap({ secret: Secret.draw() }).map('1.2.3'), uid);
    assert.deepEqual(map.exportMapping(), { reidentifying: true, uids: [['1.2.3', uid]] });
  });
  test('that is empty stays empty', () => {
    assert.deepEqual(new UidMap({ secret }).mapValues(['', '\0', ' ']), ['', '', '']);
  });
  test('becomes a valid one that no other becomes and that was none before, whatever the text', () => {
    const map = new UidMap({ secret });
    const seen = new Map<string, string>();
    const uid = fc.array(fc.nat({ max: 99999 }), { minLength: 2, maxLength: 8 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(uid, fc.string({ unit: 'binary' })), (text) => {
        const trimmed = text.replaceAll('\0', ' ').trim();
        const mapped = map.map(text);
        if (trimmed === '') return;
        assert.ok(isValidUid(mapped) && mapped.length <= 44);
        assert.notEqual(mapped, trimmed);
        assert.equal(seen.get(mapped) ?? trimmed, trimmed);
        seen.set(mapped, trimmed);
      }),
      { numRuns: 6000 },
    );
  });
});

describe('a mapping of UIDs that is given', () => {
  test('goes first, as a map or a function', () => {
    const keyed = new UidMap({ secret }).map('1.2.4');
    const mapping = new Map([['1.2.3', '1.9.1']]);
    assert.deepEqual(new UidMap({ secret, mapping }).mapValues(['1.2.3\0', '1.2.4']), ['1.9.1', keyed]);
    const ofFunction = new UidMap({ secret, mapping: (uid) => (uid === '1.2.3' ? uid : undefined) });
    assert.deepEqual(ofFunction.mapValues(['1.2.3', '1.2.4']), ['1.2.3', keyed]);
  });
  test('gives valid UIDs', () => {
    for (const uid of ['', '1.2.', 'x', '1.02', `1.${'2'.repeat(70)}`]) {
      assert.throws(() => new UidMap({ secret, mapping: () => uid }).map('1.2.3'), misused);
      assert.throws(() => readUidMapping(`original uid,replacement uid\n1.2.3,${uid}`), misused);
    }
  });
  test('is read from what was exported, which says that it re-identifies', () => {
    const map = new UidMap({ secret, keepsMapping: true });
    const uids = ['1.2.3', '1.2.4', 'no "UID", but\nthere'];
    const expected = map.mapValues(uids);
    const csv = formatUidMapping(map.exportMapping());
    assert.match(csv, /^Original UID \(re-identifying\),/);
    const again = new UidMap({ secret: Secret.draw(), mapping: readUidMapping(csv) });
    assert.deepEqual(again.mapValues(uids), expected);
    assert.throws(() => new UidMap({ secret }).exportMapping(), misused);
  });
  test('names no UID twice and makes no two one', () => {
    assert.throws(() => readUidMapping('Original UID,Replacement UID\n1.2,1.3\n1.2,1.4'), {
      ...misused,
      message: /line 3/,
    });
    assert.throws(() => readUidMapping('Original UID,Replacement UID\n1.2,1.3\n1.4,1.3'), {
      ...misused,
      message: /line 3/,
    });
    const swapped = 'Original UID,Replacement UID\n1.2,1.9\n1.3,1.2';
    assert.throws(() => readUidMapping(swapped), { ...misused, message: /line 3/ });
    assert.throws(() => readUidMapping('Original UID,Replacement UID\n1.2,1.2.840.10008.1.2'), misused);
    assert.deepEqual([...readUidMapping('Original UID,Replacement UID\n1.2,1.2')], [['1.2', '1.2']]);
    assert.throws(() => readUidMapping('uid,other\n1.2,1.3'), misused);
  });
});
