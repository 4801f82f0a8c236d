// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A full dump: how values are written so that nothing of them is lost, and that reading it back gives the same elements.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { dump, type DumpOptions, parse } from 'dcmstream';
import fc from 'fast-check';
import { deflatedExplicitLittleEndian, dicom, type DicomBuilder, explicitBigEndian } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { dumpOf, elementsOf, remade } from '../support/dumps.js';
import { gather, streamOf } from '../support/rechunk.js';

const file = (build: (builder: DicomBuilder) => DicomBuilder, transferSyntax?: string): Uint8Array =>
  build(
    dicom()
      .preamble()
      .meta(transferSyntax === undefined ? {} : { transferSyntax }),
  ).bytes();

/** The column of values of the data set. */
async function valuesOf(bytes: Uint8Array, options: DumpOptions = {}): Promise<string[]> {
  const text = await dumpOf(bytes, { full: true, ...options });
  const lines = text.slice(text.indexOf('# Data set')).trimEnd().split('\n').slice(1);
  return lines.map((line) =>
    line
      .trimStart()
      .slice(15)
      .replace(/ +# [^#]*$/, ''),
  );
}

const one = (vr: string, value: Parameters<DicomBuilder['element']>[2], transferSyntax?: string): Uint8Array =>
  file((builder) => builder.element(0x00091000, vr, value, { pad: false }), transferSyntax);

describe('a full dump', () => {
  const cases: readonly [name: string, vr: string, value: Uint8Array, shown: string][] = [
    ['text stands in brackets, which may be part of it', 'LO', latin1('a] # [b]'), '[a] # [b]]'],
    ['spaces that are no padding stay', 'LO', latin1(' a\\b    '), '[ a\\b    ]'],
    ['an odd value is read back padded', 'LO', latin1('abc'), '[abc]'],
    ['a space that is padding goes', 'LO', latin1('abc '), '[abc]'],
    ['nothing but spaces is a value', 'LO', latin1('  '), '[  ]'],
    ['line breaks are escaped as in JSON', 'LT', latin1('one\r\n"two"\\ '), '"one\\r\\n\\"two\\"\\\\"'],
    ['other control characters too', 'ST', latin1('a\x01'), '"a\\u0001"'],
    ['a NUL where a space should be is a character', 'SH', latin1('abc\0'), '"abc\\u0000"'],
    ['a UID is written out', 'UI', latin1('1.2.840.10008.5.1.4.1.1.2\0'), '[1.2.840.10008.5.1.4.1.1.2]'],
    ['as it is padded', 'UI', latin1('1.2.840.10008.5.1.4.1.1.2 '), '[1.2.840.10008.5.1.4.1.1.2 ]'],
    ['what the character set does not hold is bytes', 'LO', latin1('caf\xe9'), '<63\\61\\66\\e9>'],
    ['part of a number is bytes', 'UL', Uint8Array.of(1, 2, 3, 4, 5, 6), '<01\\02\\03\\04\\05\\06>'],
    ['a quiet NaN is one', 'FL', Uint8Array.of(0, 0, 0xc0, 0x7f), 'nan'],
    ['any other is bytes', 'FL', Uint8Array.of(1, 0, 0xc0, 0x7f), '<01\\00\\c0\\7f>'],
    ['the sign of zero stays', 'FD', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80), '-0'],
    ['unknown values are bytes', 'UN', Uint8Array.of(0xff, 0x5c), 'ff\\5c'],
  ];
  for (const [name, vr, value, shown] of cases) {
    test(name, async () => {
      const bytes = one(vr, value);
      assert.deepEqual(await valuesOf(bytes), [shown]);
      assert.deepEqual(await elementsOf(await remade(bytes)), await elementsOf(bytes));
    });
  }

  test('has names of registered UIDs in comments', async () => {
    const text = await dumpOf(one('UI', '1.2.840.10008.5.1.4.1.1.2'), { full: true });
    assert.match(text, /UI \[1\.2\.840\.10008\.5\.1\.4\.1\.1\.2\] +# +25, 1 Unknown =CTImageStorage\n/);
  });

  test('escapes what could break the line or steer the terminal', async () => {
    const bytes = file((builder) =>
      builder
        .element(0x00080005, 'CS', 'ISO_IR 192')
        .element(0x00104000, 'LT', new TextEncoder().encode('\x7f\x9b31m\u2028é')),
    );
    assert.deepEqual((await valuesOf(bytes))[1], '"\\u007f\\u009b31m\\u2028é"');
    assert.deepEqual(await elementsOf(await remade(bytes)), await elementsOf(bytes));
  });

  test('writes bytes of numbers in little endian', async () => {
    const bytes = one('US', Uint8Array.of(1, 2, 3, 4), explicitBigEndian);
    assert.deepEqual(await valuesOf(bytes), ['258\\772']);
    const odd = one('UL', Uint8Array.of(1, 2, 3, 4, 5, 6), explicitBigEndian);
    assert.deepEqual(await valuesOf(odd), ['<04\\03\\02\\01\\05\\06>']);
    assert.deepEqual(await elementsOf(await remade(odd)), await elementsOf(odd));
  });

  test('says where every sequence and item ends', async () => {
    const values = await valuesOf(
      file((builder) =>
        builder.sequence(0x00081140, (all) => all.item((item) => item.element(0x00081155, 'UI', '1.2'))),
      ),
    );
    assert.deepEqual(
      values.slice(2).map((value) => value.trim()),
      ['[1.2]', '(ItemDelimitationItem for re-encoding)', '(SequenceDelimitationItem for re-encoding)'],
    );
  });

  test('refers to a long value by where it stands in the file', async () => {
    for (const transferSyntax of [undefined, explicitBigEndian]) {
      const bytes = one('OW', new Uint8Array(100), transferSyntax);
      const order = transferSyntax === explicitBigEndian ? ',big-endian' : '';
      assert.deepEqual(await valuesOf(bytes, { maxValue: 99 }), [`=@${bytes.length - 100}+100${order}`]);
    }
    const deflated = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian });
    const start = deflated.size;
    const value = dicom().element(0x7fe00010, 'OW', new Uint8Array(100));
    deflated.raw(new Uint8Array(deflateRawSync(value.bytes())));
    assert.deepEqual(await valuesOf(deflated.bytes(), { maxValue: 99 }), [`=@${start + 12}+100,inflated`]);
    assert.deepEqual(
      await elementsOf(await remade(deflated.bytes(), { maxValue: 9 })),
      await elementsOf(deflated.bytes()),
    );
    const fragments = file((builder) => builder.fragments(0x7fe00010, 'OB', [new Uint8Array(10)]));
    const [, , fragment] = await valuesOf(fragments, { maxValue: 8 });
    assert.equal(fragment, `=@${fragments.length - 18}+10`);
  });

  test('marks what was cut or not read so that it is not read back', async () => {
    const cut = file((builder) => builder.element(0x00100010, 'PN', 'Doe^John')).subarray(0, -4);
    assert.match(await dumpOf(cut, { full: true }, { tolerant: true }), /PN \[Doe\^\]\.\.\. /);
    const deflated = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian }).raw(new Uint8Array(5));
    assert.match(await dumpOf(deflated.bytes(), { full: true }, { inflate: false }), /^\.\.\. 5 bytes deflated/m);
    for (const [bytes, options] of [
      [cut, { tolerant: true }],
      [deflated.bytes(), { inflate: false }],
    ] as const) {
      await assert.rejects(remade(bytes, {}, options), { code: 'dump_malformed' });
    }
  });

  test('is the same however the input is cut', async () => {
    const bytes = file((builder) =>
      builder
        .element(0x00080005, 'CS', 'ISO_IR 192')
        .element(0x00100010, 'PN', new TextEncoder().encode('山田^太郎'))
        .element(0x00104000, 'LT', 'a\nb'.repeat(50))
        .element(0x7fe00010, 'OW', new Uint8Array(500)),
    );
    const whole = await dumpOf(bytes, { full: true, maxValue: 200 });
    for (const size of [1, 7, 100]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      const text = streamOf(chunks)
        .pipeThrough(parse())
        .pipeThrough(dump({ full: true, maxValue: 200 }));
      assert.equal((await gather(text)).join(''), whole);
    }
  });

  const texts = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('[', ']', '"', '\\', '#', ' ', '\n', '\r', '\t', '\0', 'é', '山', '=', '<'),
      maxLength: 12,
    }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  for (const vr of ['LO', 'LT', 'PN', 'UC', 'UR']) {
    test(`gives back any text of ${vr}`, async () => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const value = new TextEncoder().encode(text.replace(/\p{Surrogate}/gu, ''));
          const bytes = file((builder) =>
            builder.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00091000, vr, value),
          );
          assert.deepEqual(await elementsOf(await remade(bytes)), await elementsOf(bytes));
        }),
        { numRuns: 60 },
      );
    });
  }

  for (const vr of ['US', 'SL', 'FL', 'FD', 'SV', 'UV', 'AT', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN', 'CS', 'DS', 'UI']) {
    test(`gives back any bytes of ${vr}, in either byte order`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.boolean(), async (value, isBig) => {
          const even = value.subarray(0, value.length & ~1);
          const bytes = one(vr, even, isBig ? explicitBigEndian : undefined);
          assert.deepEqual(await elementsOf(await remade(bytes)), await elementsOf(bytes));
        }),
        { numRuns: 40 },
      );
    });
  }
});
