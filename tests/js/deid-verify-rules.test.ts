// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Verification reads the tables by itself: what must go, change, stay or be said, and what options and overrides make of it.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { init, type VerifyOptions } from 'dcmstream';
import { type DicomBuilder } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { ascii, basicCode, joined, original, released, told, utf16, verify } from '../support/verified.js';

before(() => init());

type More = (file: DicomBuilder) => DicomBuilder;
const profileOf = (profile: unknown): VerifyOptions => ({ profile });

/** What is told of a file in which some attributes stand before, and others after. */
async function judged(from: More, to: More, options: VerifyOptions = {}): Promise<string[]> {
  return told(await verify(original({ end: from }), released({ end: to }), options));
}

const codes = {
  retainUids: ['113110', 'Retain UIDs Option'],
  retainDeviceIdentity: ['113109', 'Retain Device Identity Option'],
  cleanDescriptors: ['113105', 'Clean Descriptors Option'],
  cleanStructuredContent: ['113104', 'Clean Structured Content Option'],
  retainSafePrivate: ['113111', 'Retain Safe Private Option'],
  retainLongitudinalModifiedDates: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
} as const;

/** The same with one option, which the result says. */
async function judgedWith(option: keyof typeof codes, from: More, to: More, more: object = {}): Promise<string[]> {
  const dates = option === 'retainLongitudinalModifiedDates' ? 'MODIFIED' : 'REMOVED';
  const instead = option === 'retainUids' ? { 0x00080018: '1.2.3.4.56789012.1', 0x0020000d: '1.2.3.99' } : {};
  const meta = option === 'retainUids' ? { sopInstance: '1.2.3.4.56789012.1' } : {};
  const output = released({ end: to, codes: [basicCode, codes[option]], dates, instead, meta, ...more });
  return told(await verify(original({ end: from }), output, profileOf({ options: { [option]: true } })));
}

const same: More = (file) => file;

describe('each action is enforced', () => {
  test('X: what is there must go', async () => {
    const comments: More = (file) => file.element(0x00324000, 'LT', 'any');
    assert.deepEqual(await judged(comments, comments), ['present (0032,4000)']);
    assert.deepEqual(await judged(comments, (file) => file.element(0x00324000, 'LT', '')), ['present (0032,4000)']);
  });

  test('Z and D: values that must change have changed, however short they are', async () => {
    const id: More = (file) => file.element(0x00200010, 'SH', 'S1');
    assert.deepEqual(await judged(id, id), ['unchanged (0020,0010)']);
    assert.deepEqual(await judged(id, (file) => file.element(0x00200010, 'SH', '')), []);
    assert.deepEqual(await judged(id, (file) => file.element(0x00200010, 'SH', 'S2')), []);
    const subject: More = (file) => file.element(0x00120040, 'LO', 'Li');
    assert.deepEqual(await judged(subject, subject), ['unchanged (0012,0040)']);
    assert.deepEqual(await judged(subject, (file) => file.element(0x00120040, 'LO', '')), ['missing (0012,0040)']);
  });

  test('U: no UID that must change is left, wherever it is', async () => {
    const uid: More = (file) => file.element(0x00200052, 'UI', '1.2.3');
    assert.deepEqual(await judged(uid, uid), ['unchanged (0020,0052)']);
    assert.deepEqual(await judged(uid, (file) => file.element(0x00080058, 'UI', '1.2.3')), ['unchanged (0008,0058)']);
    assert.deepEqual(await judged(uid, (file) => file.element(0x00200052, 'UI', '2.25.7')), []);
    assert.deepEqual(await judgedWith('retainUids', uid, uid), []);
  });

  test('K: what is kept is what it was', async () => {
    const number: More = (file) => file.element(0x00280030, 'DS', '0.5\\0.5 ');
    assert.deepEqual(await judged(number, number), []);
    assert.deepEqual(await judged(number, (file) => file.element(0x00280030, 'DS', '0.5\\0.6')), [
      'changed (0028,0030)',
    ]);
    assert.deepEqual(await judged(same, (file) => file.element(0x00280030, 'DS', '1\\1')), ['changed (0028,0030)']);
    const long: More = (file) => file.element(0x00280030, 'DS', '0.12345678901234567\\1');
    assert.deepEqual(await judged(long, (file) => file.element(0x00280030, 'DS', '0.12345678901235\\1')), []);
    const rows: More = (file) => file.element(0x00280010, 'US', 7);
    assert.deepEqual(await judged(rows, rows), []);
    assert.deepEqual(await judged(rows, (file) => file.element(0x00280010, 'US', 8)), ['changed (0028,0010)']);
  });

  test('K: values of any length are compared', async () => {
    const data = new Uint8Array(300_000).map((_, i) => i >> 8);
    const table = (bytes: Uint8Array) => (file: DicomBuilder) => file.element(0x00281201, 'OW', bytes);
    assert.deepEqual(await judged(table(data), table(data), { maxValue: 100_000 }), []);
    const other = data.slice();
    other[299_000] = 1;
    for (const maxValue of [100_000, 2 ** 22]) {
      const all = await verify(original({ end: table(data) }), released({ end: table(other) }), { maxValue });
      assert.deepEqual(told(all), ['changed (0028,1201)']);
    }
  });

  test('codes are kept within their repertoire only', async () => {
    const code: More = (file) => file.element(0x00200060, 'CS', 'left');
    assert.ok((await judged(code, code)).length > 0);
    assert.deepEqual(await judged(code, same), []);
  });

  test('C: words of descriptions may stay, names may not', async () => {
    const from: More = (file) => file.element(0x0008103e, 'LO', 'Zwetkowa skull in spring');
    const to =
      (text: string): More =>
      (file) =>
        file.element(0x0008103e, 'LO', text);
    assert.deepEqual(await judgedWith('cleanDescriptors', from, to('skull spring')), []);
    assert.deepEqual(await judgedWith('cleanDescriptors', from, to('skull Zwetkowa')), ['token (0008,103E)']);
    assert.ok((await judged(from, to('skull spring'))).includes('present (0008,103E)'));
  });

  test('what the data set has no rule for, and what is none of it', async () => {
    assert.deepEqual(await judged(same, (file) => file.element(0x00280000, 'UL', 4)), ['present (0028,0000)']);
    assert.deepEqual(await judged(same, (file) => file.element(0x00290010, 'LO', 'ME')), [
      'present (0029,0010)',
      'present (0029,0010)',
    ]);
    assert.deepEqual(await judged(same, (file) => file.element(0x00287777, 'US', 4)), ['present (0028,7777)']);
  });
});

describe('sequences', () => {
  const item = (code: string) => (file: DicomBuilder) =>
    file.element(0x00080100, 'SH', code).element(0x00080102, 'SH', 'DCM').element(0x00080104, 'LO', 'a meaning');
  const sequence =
    (tag: number, ...items: More[]): More =>
    (file) =>
      file.sequence(tag, (s) => items.reduce((all, each) => all.item(each), s));

  test('those that are replaced have one item of dummies', async () => {
    const from = sequence(0x00400512, same); // Container Identifier is no sequence: (0040,0555) is
    assert.ok((await judged(from, same)).length === 0);
    const graphics = (text: string): More => sequence(0x00700001, (i) => i.element(0x00700002, 'CS', text));
    const two: More = sequence(0x00700001, same, same);
    assert.deepEqual(await judged(graphics('LAYER'), two), ['present (0070,0001)[1]']);
    assert.deepEqual(await judged(graphics('LAYER'), graphics('LAYER')), []);
  });

  test('those that are emptied have none, or dummies', async () => {
    const context = sequence(0x00400555, item('1'));
    assert.ok((await judged(context, context)).includes('unchanged (0040,0555)[0].(0008,0100)'));
    assert.deepEqual(await judged(context, sequence(0x00400555)), []);
  });

  test('content items are judged by concept and value type', async () => {
    const text =
      (code: string, value: string): More =>
      (i) =>
        i
          .element(0x0040a010, 'CS', 'CONTAINS')
          .element(0x0040a040, 'CS', 'TEXT')
          .sequence(0x0040a043, (s) => s.item(item(code)))
          .element(0x0040a160, 'UT', value);
    const content = (...items: More[]): More => sequence(0x0040a730, ...items);
    const from = content(text('121022', 'A17'), text('121154', 'Nobody')); // Accession Number X, Derived … D
    const with_ = (to: More): Promise<string[]> => judgedWith('cleanStructuredContent', from, to);
    assert.deepEqual(await with_(content(text('121154', 'UNKNOWN'))), []);
    assert.deepEqual(
      await with_(content(text('121154', 'Nobody'))),
      ['unchanged (0040,A730)[0].(0040,A160)', 'token (0040,A730)[0].(0040,A160)'].sort().reverse(),
    );
    const left = await with_(content(text('121022', 'A18'), text('121154', 'UNKNOWN')));
    assert.ok(left.includes('present (0040,A730)[0]'), left.join());
  });

  test('a value of a content item has the VR of its type', async () => {
    const number =
      (vr: string, value: string): More =>
      (file) =>
        file.sequence(0x0040a730, (s) =>
          s.item((i) =>
            i
              .element(0x0040a040, 'CS', 'NUM')
              .sequence(0x0040a043, (names) => names.item(item('121206')))
              .element(0x0040a30a, vr, value),
          ),
        );
    const judgedAs = async (vr: string, value: string): Promise<string[]> =>
      judgedWith('cleanStructuredContent', number(vr, value), number(vr, value));
    assert.deepEqual(await judgedAs('DS', '1.5'), []);
    const found = await judgedAs('LO', 'Nobody');
    assert.ok(found.includes('present (0040,A730)[0].(0040,A30A)'), found.join());
  });

  test('without the option they are dummies', async () => {
    const content = sequence(0x0040a730, (i) => i.element(0x0040a040, 'CS', 'TEXT').element(0x0040a160, 'UT', 'Li'));
    assert.deepEqual(await judged(content, content), ['unchanged (0040,A730)[0].(0040,A160)']);
  });
});

describe('private attributes', () => {
  const block =
    (creator: string): More =>
    (file) =>
      file.element(0x00190010, 'LO', creator).element(0x00191023, 'DS', '1.5 ');

  test('stay where the table has them', async () => {
    assert.deepEqual(await judgedWith('retainSafePrivate', block('GEMS_ACQU_01'), block('GEMS_ACQU_01')), []);
    const other = await judgedWith('retainSafePrivate', block('OTHER'), block('OTHER'));
    assert.ok(other.includes('present (0019,1023)'), other.join());
    const creator: More = (file) => file.element(0x00190010, 'LO', 'GEMS_ACQU_01');
    assert.deepEqual(await judgedWith('retainSafePrivate', block('GEMS_ACQU_01'), creator), ['present (0019,0010)']);
  });

  test('a creator is kept for itself', async () => {
    const options = profileOf({ overrides: [{ creator: 'ONE', action: 'K' }] });
    assert.deepEqual(await judged(block('ONE'), block('ONE'), options), []);
    assert.ok((await judged(block('TWO'), block('TWO'), options)).includes('present (0019,1023)'));
    const element = profileOf({ overrides: [{ creator: 'ONE', group: '0019', element: '24', action: 'K' }] });
    assert.ok((await judged(block('ONE'), block('ONE'), element)).includes('present (0019,1023)'));
  });
});

describe('overrides are enforced', () => {
  const overridden = (...overrides: object[]): VerifyOptions => profileOf({ overrides });
  const code: More = (file) => file.element(0x00185100, 'CS', 'HFS');

  test('by tag', async () => {
    assert.deepEqual(await judged(code, code), []);
    assert.deepEqual(await judged(code, code, overridden({ tag: '(0018,5100)', action: 'X' })), [
      'present (0018,5100)',
    ]);
    const comments: More = (file) => file.element(0x00324000, 'LT', 'any');
    assert.deepEqual(await judged(comments, comments, overridden({ tag: '(0032,4000)', action: 'K' })), []);
    // The later counts, and an exact tag goes before a pattern.
    const both = overridden({ tag: '(0032,4000)', action: 'K' }, { tag: '(0032,4000)', action: 'X' });
    assert.deepEqual(await judged(comments, comments, both), ['present (0032,4000)']);
    const exact = overridden({ tag: '(0032,4000)', action: 'X' }, { tag: '(0032,xxxx)', action: 'K' });
    assert.deepEqual(await judged(comments, comments, exact), ['present (0032,4000)']);
  });

  test('by path', async () => {
    const within: More = (file) => file.sequence(0x00400440, (s) => s.item((i) => code(i)));
    const options = overridden({ path: '(0040,0440)[*].(0018,5100)', action: 'X' });
    assert.deepEqual(
      await judged(
        (file) => within(code(file)),
        (file) => within(code(file)),
        options,
      ),
      ['present (0040,0440)[0].(0018,5100)'],
    );
    const first = overridden({ path: '**.(0040,0440)[1].(0018,5100)', action: 'X' });
    assert.deepEqual(await judged(within, within, first), []);
  });

  test('by VR', async () => {
    const options = overridden({ vr: 'LT', action: 'K' });
    // What Table E.1-1 names is not left by its VR.
    const comments: More = (file) => file.element(0x00324000, 'LT', 'any');
    assert.deepEqual(await judged(comments, comments, options), ['present (0032,4000)']);
    const all = await judged(code, code, overridden({ vr: 'CS', action: 'X' }));
    assert.ok(all.includes('present (0018,5100)') && all.includes('present (0008,0060)'), all.join());
  });
});

describe('modified dates', () => {
  const dates =
    (study: string, series: string): More =>
    (file) =>
      file.element(0x00080021, 'DA', series).element(0x0008002a, 'DT', `${study}101500`);
  const judgedDates = (study: string, to: More): Promise<string[]> =>
    judgedWith('retainLongitudinalModifiedDates', dates('20190417', '20190418'), to, {
      instead: { 0x00080020: study },
    });

  test('move, all by one number of days', async () => {
    assert.deepEqual(await judgedDates('20190407', dates('20190407', '20190408')), []);
    assert.deepEqual(await judgedDates('20190407', dates('20190407', '20190410')), ['changed (0008,0021)']);
    assert.deepEqual(await judgedDates('20190417', dates('20190417', '20190418')), [
      'unchanged (0008,0020)',
      'unchanged (0008,0021)',
      'unchanged (0008,002A)',
    ]);
  });

  test('are gone from text', async () => {
    const to: More = (file) => dates('20190407', '20190408')(file).element(0x00281055, 'LO', '17.04.2019');
    assert.ok((await judgedDates('20190407', to)).includes('token (0028,1055)'));
  });
});

describe('what the result says of itself', () => {
  test('each marker is asked for', async () => {
    const all = told(await verify(original(), released({ dates: false })));
    for (const tag of ['(0012,0062)', '(0012,0063)', '(0012,0064)', '(0028,0303)']) {
      assert.ok(all.includes(`missing ${tag}`), all.join());
    }
  });

  test('and what it says', async () => {
    assert.deepEqual(told(await verify(original(), released({ dates: 'UNMODIFIED' }))), ['changed (0028,0303)']);
    const claimed = released({ codes: [basicCode, codes.cleanDescriptors] });
    assert.ok(told(await verify(original(), claimed)).includes('present (0012,0064)[1].(0008,0100)'));
    const other = released({ codes: [codes.retainUids] });
    assert.ok(told(await verify(original(), other)).includes('missing (0012,0064)'));
    const options = profileOf({ options: { cleanDescriptors: true } });
    assert.ok(told(await verify(original(), released(), options)).includes('missing (0012,0064)'));
  });

  test('the file meta information has nothing more', async () => {
    const meta = { more: (group: DicomBuilder) => group.element(0x00020016, 'AE', 'SOMEBODY') };
    assert.deepEqual(told(await verify(original(), released({ meta }))), ['present (0002,0016)']);
    const wrong = released({ meta: { sopInstance: '2.25.9' } });
    assert.deepEqual(told(await verify(original(), wrong)), ['changed (0002,0003)']);
    const version = { more: (group: DicomBuilder) => group.element(0x00020013, 'SH', 'SCANNER_7') };
    const both = await verify(original({ meta: version }), released({ meta: version }));
    assert.ok(told(both).includes('unchanged (0002,0013)'), told(both).join());
  });

  test('all text is in UTF-8', async () => {
    const instead = { 0x00080005: 'ISO_IR 100' };
    assert.deepEqual(told(await verify(original(), released({ instead }))), ['changed (0008,0005)']);
  });
});

test('text of a color profile does not stay', async () => {
  const profile = (...tags: Uint8Array[]): Uint8Array => joined(ascii('xxxxacspmntrRGB XYZ '), ...tags);
  const put =
    (bytes: Uint8Array): More =>
    (file) =>
      file.element(0x00282000, 'OB', bytes);
  const plain = latin1('text\0\0\0\0Scanner of Kowalski\0');
  const wide = joined(
    latin1('mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x10\0\0\0\x1c'),
    new Uint8Array(Buffer.from(utf16('Kowalski')).swap16()),
  );
  const blank = profile(new Uint8Array(plain.length));
  assert.deepEqual(await judged(put(profile(plain)), put(blank)), []);
  for (const tag of [plain, wide]) {
    const all = await judged(put(profile(tag)), put(profile(tag)));
    assert.ok(all.includes('token (0028,2000)'), all.join());
  }
});

test('what stands behind the last frame is no sample', async () => {
  const image =
    (bytes: Uint8Array): More =>
    (file) =>
      file
        .element(0x00280002, 'US', 1)
        .element(0x00280010, 'US', 20)
        .element(0x00280011, 'US', 30)
        .element(0x00280100, 'US', 16)
        .element(0x7fe00010, 'OW', bytes);
  const plain = new Uint8Array(1200);
  const more = joined(plain, ascii('Zwetkowa'));
  assert.deepEqual(await judged(image(more), image(plain)), []);
  for (const maxValue of [1024, 2 ** 22]) {
    assert.deepEqual(await judged(image(more), image(more), { maxValue }), ['token (7FE0,0010)']);
  }
  const behind = joined(plain, ascii('of Kowalski '));
  const named: More = (file) => file.element(0x00281055, 'LO', 'Kowalski');
  assert.deepEqual(await judged(image(behind), (file) => image(plain)(named(file))), ['token (0028,1055)']);
  // Samples may look like anything.
  const samples = ascii('Zwetkowa1234'.repeat(100));
  assert.deepEqual(await judged(image(samples), image(samples)), []);
});
