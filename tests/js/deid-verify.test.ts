// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The verifier finds what survives, wherever it stands, and nothing in files that have been de-identified.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { init, type Verification, verifyDeidentified, type VerifyOptions } from 'dcmstream';
import { type DicomBuilder, dicom, explicitLittleEndian } from '../support/dicom-builder.js';

before(() => init());

const ct = '1.2.840.10008.5.1.4.1.1.2';

function original(more: (file: DicomBuilder) => DicomBuilder = (file) => file): Uint8Array {
  const file = dicom().preamble().meta({ transferSyntax: explicitLittleEndian });
  file.element(0x00080016, 'UI', ct).element(0x00080018, 'UI', '1.2.3.4.56789012.1');
  file.element(0x00080020, 'DA', '20190417').element(0x00080060, 'CS', 'CT');
  file.element(0x00100010, 'PN', 'Zwetkowa^Anastasia').element(0x00100020, 'LO', 'QX7734512');
  file.element(0x00180015, 'CS', 'HEAD');
  return more(file).bytes();
}

/** What the Basic Profile may make of it, with something more. */
function output(more: (file: DicomBuilder) => DicomBuilder = (file) => file): Uint8Array {
  const file = dicom().preamble().meta({ transferSyntax: explicitLittleEndian });
  file.element(0x00080016, 'UI', ct).element(0x00080018, 'UI', '2.25.123');
  file.element(0x00080020, 'DA', '').element(0x00080060, 'CS', 'CT');
  file.element(0x00100010, 'PN', 'ANONYMOUS^UNKNOWN').element(0x00100020, 'LO', 'LABEL-1');
  file.element(0x00120062, 'CS', 'YES').element(0x00120063, 'LO', 'Basic Application Confidentiality Profile');
  file.sequence(0x00120064, (s) => s.item((i) => i.element(0x00080100, 'SH', '113100')));
  file.element(0x00180015, 'CS', 'HEAD').element(0x00280303, 'CS', 'REMOVED');
  return more(file).bytes();
}

const verify = (from: Uint8Array, to: Uint8Array, options?: VerifyOptions): Promise<Verification> =>
  verifyDeidentified(from, to, options);

function told({ findings }: Verification): string[] {
  return findings.map(({ kind, path }) => (path === undefined ? kind : `${kind} ${path}`));
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const joined = (...all: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(all));

describe('what survives is found', () => {
  test('not where nothing does', async () => {
    const result = await verify(original(), output());
    assert.deepEqual(result.findings, []);
    assert.equal(result.ok, true);
    assert.ok(result.searched.tokens >= 5);
  });

  const places: Record<string, (file: DicomBuilder) => DicomBuilder> = {
    'in the value of another attribute': (file) => file.element(0x00281055, 'LO', 'for Anastasia'),
    'in another case': (file) => file.element(0x00281055, 'LO', 'zwETKOWA'),
    'inside a longer word': (file) => file.element(0x00281055, 'LO', 'xxZwetkowaxx'),
    'in UTF-16 LE': (file) => file.element(0x00281200, 'OW', new Uint8Array(Buffer.from('Zwetkowa', 'utf16le'))),
    'in UTF-16 BE at an odd position': (file) =>
      file.element(0x00281200, 'OW', joined(ascii('x'), new Uint8Array(Buffer.from('Zwetkowa', 'utf16le').swap16()))),
    'as a date that a person wrote': (file) => file.element(0x00281055, 'LO', 'on 17.04.2019'),
    'as a number of an ID': (file) => file.element(0x00281055, 'LO', '/7734512/'),
    'in a comment of a JPEG stream': (file) =>
      file.fragments(0x7fe00010, 'OB', [
        new Uint8Array(0),
        joined(Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 10), ascii('Zwetkowa'), Uint8Array.of(0xff, 0xd9)),
      ]),
  };
  for (const [place, put] of Object.entries(places)) {
    test(place, async () => {
      const result = await verify(original(), output(put));
      assert.ok(
        result.findings.some(({ kind }) => kind === 'token'),
        JSON.stringify(told(result)),
      );
      assert.doesNotMatch(JSON.stringify(result), /zwetkowa|anastasia|7734512|2019-?04/i);
    });
  }

  test('in the preamble, and behind the data set', async () => {
    const begun = output();
    begun.set(ascii('Zwetkowa'), 10);
    assert.deepEqual(told(await verify(original(), begun)), ['present', 'token']);
    const trailing = joined(output(), ascii('\0\0Zwetkowa'));
    const kinds = (await verify(original(), trailing)).findings.map(({ kind }) => kind);
    assert.ok(kinds.includes('token'));
  });

  test('in private attributes, at any depth', async () => {
    const put = (file: DicomBuilder): DicomBuilder =>
      file.sequence(0x00081140, (s) =>
        s.item((i) => i.element(0x00090010, 'LO', 'ME').element(0x00091001, 'LO', 'Anastasia')),
      );
    const all = told(await verify(original(), output(put)));
    assert.ok(all.includes('present (0008,1140)[0].(0009,1001)'), all.join());
    assert.ok(all.includes('token (0008,1140)[0].(0009,1001)'), all.join());
  });

  test('however the output is cut', async () => {
    const bytes = output((file) => file.element(0x00281055, 'LO', 'for Anastasia'));
    const whole = await verify(original(), bytes);
    for (const size of [1, 7, 64]) {
      const cut = await verifyDeidentified(cutInto(original(), size), cutInto(bytes, size));
      assert.deepEqual(cut, whole);
    }
  });

  test('in a character set of the original', async () => {
    const name = Uint8Array.of(0xb8, 0xd2, 0xd0, 0xdd, 0xde, 0xd2); // Иванов in ISO 8859-5
    const from = original((file) =>
      file.sequence(0x00101002, (s) =>
        s.item((i) => i.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00100010, 'PN', name)),
      ),
    );
    const latin = await verify(
      from,
      output((file) => file.element(0x00281055, 'LO', name)),
    );
    assert.ok(told(latin).includes('token (0028,1055)'));
    const utf8 = await verify(
      from,
      output((file) => file.element(0x00281055, 'LO', ascii('ИВАНОВ'))),
    );
    assert.ok(told(utf8).includes('token (0028,1055)'));
  });
});

async function* cutInto(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

describe('the rules of the tables', () => {
  test('what must be removed is absent, and what must change has changed', async () => {
    const put = (file: DicomBuilder): DicomBuilder =>
      file.element(0x00104000, 'LT', 'any').element(0x00200010, 'SH', 'S1').element(0x0020000d, 'UI', '1.2.3.99');
    const from = original((file) => file.element(0x0020000d, 'UI', '1.2.3.99').element(0x00200010, 'SH', 'S1'));
    const all = told(await verify(from, output(put)));
    assert.ok(all.includes('present (0010,4000)'));
    assert.ok(all.includes('unchanged (0020,000D)'));
    assert.ok(all.includes('unchanged (0020,0010)'));
  });

  test('options let values pass', async () => {
    const from = original((file) => file.element(0x00101040, 'LO', 'x').element(0x0020000d, 'UI', '1.2.3.99'));
    const to = output((file) => file.element(0x0020000d, 'UI', '1.2.3.99'));
    assert.equal((await verify(from, to)).ok, false);
    assert.deepEqual(told(await verify(from, to, { profile: { options: { retainUids: true } } })), []);
  });

  test('markers are there', async () => {
    const all = told(await verify(original(), original()));
    for (const tag of ['(0012,0062)', '(0012,0063)', '(0012,0064)', '(0028,0303)'])
      assert.ok(all.includes(`missing ${tag}`));
    assert.ok(all.includes('unchanged (0010,0010)'));
  });
});

test('words that kept attributes carry are not found, wherever they stand', async () => {
  const from = original((file) =>
    file.sequence(0x00101002, (s) => s.item((i) => i.element(0x00100010, 'PN', 'Head^Ct'))),
  );
  assert.deepEqual(told(await verify(from, output())), []);
});

describe('hostile originals', () => {
  test('100 000 words end in time, and are said not to be all', async () => {
    const words = Array.from({ length: 110_000 }, (_, i) => `w${(i * 7919).toString(36)}xyz`).join(' ');
    const from = original((file) => file.element(0x00104000, 'LT', words));
    const begin = performance.now();
    const result = await verify(from, output(), { maxTokens: 50_000 });
    assert.ok(performance.now() - begin < 10_000);
    assert.ok(result.searched.tokens > 40_000 && result.searched.tokens <= 50_000);
    assert.deepEqual(
      result.findings.map(({ kind }) => kind),
      ['incomplete'],
    );
  });

  test('a megabyte of one letter', async () => {
    const from = original((file) => file.element(0x00104000, 'UT', 'a'.repeat(2 ** 20)));
    const to = output((file) => file.element(0x00281200, 'OW', 'a'.repeat(2 ** 20)));
    const begin = performance.now();
    assert.equal((await verify(from, to)).ok, false);
    assert.ok(performance.now() - begin < 10_000);
  });
});
