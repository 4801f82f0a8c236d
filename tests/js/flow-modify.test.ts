// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// New values by `modify`: what they are made of, how they are written, and what stays as it was.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { edit, init, insert, modify, type NewValue, type OldValue, parse, through, toUtf8 } from 'dcmstream';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { cutEvery, gather, joinParts, streamOf } from '../support/rechunk.js';
import { runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const syntaxes = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian];
const open = { undefined: true };

type Build = (file: DicomBuilder) => DicomBuilder;
const as = (syntax: string, build: Build): Uint8Array =>
  build(dicom().preamble().meta({ transferSyntax: syntax })).bytes();
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('modify', () => {
  before(() => init({ names: true }));

  for (const syntax of syntaxes) {
    const makes = async (flow: ReturnType<typeof modify>, from: Build, to: Build): Promise<void> => {
      for (const size of [1, 9, 700]) assert.deepEqual(await runFlows(as(syntax, from), [flow], size), as(syntax, to));
    };

    describe(`in ${syntax}`, () => {
      test('text, numbers, bigints, several, tags and bytes, of even length', async () => {
        const rows: [number, string, NewValue, NewValue][] = [
          [0x00100010, 'PN', 'A^B^C', 'A^B^C'],
          [0x00080008, 'CS', ['ORIGINAL', 'PRIMARY'], 'ORIGINAL\\PRIMARY'],
          [0x00280010, 'US', 513, 513],
          [0x00189219, 'SS', [-2, 3], [-2, 3]],
          [0x00101030, 'DS', 70.5, '70.5'],
          [0x0008040c, 'UV', 2n ** 60n, 2n ** 60n],
          [0x00280009, 'AT', 0x00181063, 0x00181063],
          [0x00080018, 'UI', '1.2.345', '1.2.345'],
          [0x00420011, 'OB', new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3, 0])],
          [0x00100020, 'LO', '', ''],
        ];
        for (const [tag, vr, value, written] of rows) {
          const build =
            (content: NewValue): Build =>
            (it) =>
              it
                .element(0x00080005, 'CS', 'ISO_IR 100')
                .element(tag, vr, content as string)
                .element(0x60000010, 'US', 1);
          await makes(modify(tag, value), build(vr === 'OB' ? new Uint8Array(2) : ''), build(written));
        }
      });

      test('a function is given the old value, decoded; where it answers undefined, that stays', async () => {
        const seen: unknown[] = [];
        const look = (field: (old: OldValue) => unknown): ((old: OldValue | undefined) => undefined) => {
          return (old) => {
            seen.push(old === undefined ? undefined : field(old));
            return undefined;
          };
        };
        const from: Build = (it) =>
          it
            .element(0x00080005, 'CS', 'ISO_IR 100')
            .element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY')
            .element(0x0008040c, 'UV', 2n ** 60n)
            .element(0x00100010, 'PN', hex('4dfc6c6c6572')) // Müller in ISO 8859-1
            .element(0x00100020, 'LO', '')
            .element(0x00189219, 'SS', [-2, 3])
            .element(0x00280009, 'AT', 0x00181063);
        for (const [tag, field, expected] of [
          [0x00080008, (old) => old.strings, ['ORIGINAL', 'PRIMARY']],
          [0x0008040c, (old) => [old.bigints, old.strings], [[2n ** 60n], [String(2n ** 60n)]]],
          [0x00100010, (old) => [old.text, old.vr, old.tag, old.path], ['Müller', 'PN', 0x00100010, '(0010,0010)']],
          [0x00100010, (old) => Buffer.from(old.bytes).toString('hex'), '4dfc6c6c6572'],
          [0x00100020, (old) => [old.text, old.strings, old.bytes.length], ['', [], 0]],
          [0x00189219, (old) => [old.numbers, old.text], [[-2, 3], '-2\\3']],
          [0x00280009, (old) => old.strings, ['(0018,1063)']],
        ] as [number, (old: OldValue) => unknown, unknown][]) {
          seen.length = 0;
          await makes(modify(tag, look(field)), from, from);
          assert.deepEqual(seen[0], expected);
        }
      });

      test('every element of a tag at any depth; what no rule reaches stays byte for byte', async () => {
        const build =
          (value: string, form = {}, outer = form): Build =>
          (it) =>
            it
              .sequence(
                0x00081140,
                (items) =>
                  items.item((item) => item.element(0x00081150, 'UI', '1.9').element(0x00081155, 'UI', value), form),
                outer,
              )
              .element(0x00100010, 'PN', 'A');
        await makes(modify('**.(0008,1155)', '1.2.345'), build('1.2'), build('1.2.345', open));
        await makes(modify('**.ReferencedSOPInstanceUID', '1.2.345'), build('1.2'), build('1.2.345', open));
        // The sequence might have had a second item; the first is as it was.
        await makes(modify('(0008,1140)[1].(0008,1155)', '1'), build('1.2'), build('1.2', {}, open));
        await makes(modify(0x00081155, '1'), build('1.2'), build('1.2'));
      });

      test('a value of 65 536 bytes becomes UN where the header of its VR cannot say so, or is an error', async () => {
        const file = as(syntax, (it) => it.element(0x00081030, 'LO', 'A').element(0x00280010, 'US', 2));
        const long = 'x'.repeat(65_536);
        const [first, second] = await valuesOf(await runFlows(file, [modify(0x00081030, long)]));
        assert.deepEqual([first!.length, second!.length], [65_536, 2]);
        assert.equal(first!.vr, syntax === implicitLittleEndian ? 'LO' : 'UN');
        const strict = runFlows(file, [modify(0x00081030, long, { onOverflow: 'error' })]);
        if (syntax !== implicitLittleEndian) await assert.rejects(strict, { code: 'value_too_long' });
        const numbers = await runFlows(file, [modify(0x00280010, new Array<number>(40_000).fill(1))]);
        const value = (await valuesOf(numbers)).at(-1)!;
        // Of VR UN bytes are little endian whatever the transfer syntax. PS3.5 §6.2.2
        assert.deepEqual([value.length, value.bytes[0], value.bytes[1]], [80_000, 1, 0]);
      });
    });
  }

  describe('text', () => {
    const withItem =
      (inner: readonly [string, string] | undefined, root: string, form = {}): Build =>
      (it) =>
        it
          .element(0x00080005, 'CS', 'ISO_IR 100')
          .sequence(
            0x00081140,
            (items) =>
              items
                .item((item) => {
                  if (inner === undefined) return item.element(0x00081030, 'LO', 'A');
                  return item.element(0x00080005, 'CS', inner[0]).element(0x00081030, 'LO', hex(inner[1]));
                }, form)
                .item((item) => item.element(0x00081030, 'LO', inner === undefined ? 'A' : hex(root)), form),
            form,
          )
          .element(0x00081030, 'LO', inner === undefined ? 'A' : hex(root));

    test('is written in the character set that is declared where it stands', async () => {
      const from: Build = (it) =>
        it
          .element(0x00080005, 'CS', 'ISO_IR 100')
          .sequence(0x00081140, (items) =>
            items
              .item((item) => item.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00081030, 'LO', 'A'))
              .item((item) => item.element(0x00081030, 'LO', 'A')),
          )
          .element(0x00081030, 'LO', 'A');
      // é is E9 in ISO 8859-1 and C3 A9 in UTF-8.
      assert.deepEqual(
        await runFlows(as(explicitLittleEndian, from), [modify('**.(0008,1030)', 'é')]),
        as(explicitLittleEndian, withItem(['ISO_IR 192', 'c3a9'], 'e920', open)),
      );
    });

    test('that the set does not hold is an error of where it is; toUtf8 in front lets it be', async () => {
      const file = as(explicitLittleEndian, (it) =>
        it.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00100010, 'PN', 'A'),
      );
      const flow = modify('PatientName', '山田^太郎');
      await assert.rejects(runFlows(file, [flow]), {
        code: 'text_not_encodable',
        path: '(0010,0010)',
        position: 204,
      });
      const values = await valuesOf(await runFlows(file, [toUtf8(), flow]));
      assert.equal(Buffer.from(values.at(-1)!.bytes).toString(), '山田^太郎 ');
    });

    test('follows the declaration that goes out, be it modified or inserted', async () => {
      const declared = as(explicitLittleEndian, (it) =>
        it.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00100010, 'PN', hex('e920')),
      );
      const expected = as(explicitLittleEndian, (it) =>
        it.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00100010, 'PN', hex('c3a97e20')),
      );
      // In one stage the old declaration is known for reading, and the new one for writing.
      const rules = [
        { modify: 0x00080005, value: 'ISO_IR 192' },
        { modify: 0x00100010, value: (old: OldValue | undefined) => `${old?.text}~` },
      ];
      assert.deepEqual(await runFlows(declared, [edit(rules)]), expected);
      const undeclared = as(explicitLittleEndian, (it) => it.element(0x00100010, 'PN', 'A'));
      const inserted = await runFlows(undeclared, [
        edit([
          { insert: 0x00080005, value: 'ISO_IR 192' },
          { modify: 0x00100010, value: 'é' },
        ]),
      ]);
      assert.deepEqual(
        inserted,
        as(explicitLittleEndian, (it) =>
          it.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00100010, 'PN', hex('c3a9')),
        ),
      );
    });
  });

  describe('the VR', () => {
    const valueIn = async (file: Uint8Array, flow: ReturnType<typeof modify>): Promise<string | undefined> => {
      const value = (await valuesOf(await runFlows(file, [flow]))).at(-1);
      return value === undefined ? undefined : valueLine(value);
    };
    const privateFile = (syntax: string): Uint8Array =>
      as(syntax, (it) =>
        it
          .element(0x00190010, 'LO', 'SIEMENS MR HEADER')
          .element(0x0019100c, syntax === implicitLittleEndian ? 'IS' : 'UN', '7 '),
      );

    test('is the one of the rule, or that of the private dictionary by the creator, or an error', async () => {
      for (const syntax of [implicitLittleEndian, explicitLittleEndian]) {
        const file = privateFile(syntax);
        await assert.rejects(runFlows(file, [modify(0x0019100d, '8'), insert(0x0019100d, '8')]), {
          code: 'argument_invalid',
        });
        const isExplicit = syntax === explicitLittleEndian;
        assert.equal(
          await valueIn(file, modify(0x0019100c, '800', { vr: 'DS' })),
          `(0019,100C) ${isExplicit ? 'DS' : 'UN'} 38303020`,
        );
      }
      await init({ privateNames: true });
      for (const syntax of [implicitLittleEndian, explicitLittleEndian]) {
        const isExplicit = syntax === explicitLittleEndian;
        assert.equal(
          await valueIn(privateFile(syntax), modify(0x0019100c, 800)),
          `(0019,100C) ${isExplicit ? 'IS' : 'UN'} 38303020`,
        );
        const text = await valueIn(privateFile(syntax), insert(0x0019100d, 'NONE'));
        assert.equal(text, `(0019,100D) ${isExplicit ? 'CS' : 'UN'} 4e4f4e45`);
      }
    });

    test('of UN that the dictionary knows becomes its own', async () => {
      const file = as(explicitBigEndian, (it) => it.element(0x00280010, 'UN', new Uint8Array([2, 0])));
      // UN is little endian: the old number is 2.
      assert.equal(
        await valueIn(
          file,
          modify(0x00280010, (old) => (old?.numbers[0] ?? 0) + 1),
        ),
        '(0028,0010) US 0003',
      );
    });
  });

  test('values that the VR cannot hold are errors of where they are', async () => {
    const file = as(explicitLittleEndian, (it) => it.element(0x00280010, 'US', 2));
    for (const value of [70_000, -1, 1.5, 'abc']) {
      await assert.rejects(runFlows(file, [modify(0x00280010, value)]), { code: 'value_invalid', path: '(0028,0010)' });
    }
    await assert.rejects(runFlows(file, [modify(0x00280010, [[[0x00100010, 'A']]])]), { code: 'argument_invalid' });
    await assert.rejects(runFlows(file, [insert(0x00081140, 'text')]), { code: 'argument_invalid' });
    const later = modify(0x00280010, (() => Promise.resolve(1)) as unknown as () => number);
    await assert.rejects(runFlows(file, [later]), { code: 'argument_invalid' });
    assert.throws(() => modify('nonsense!', 'x'), { code: 'argument_invalid' });
    assert.throws(() => modify(0x00280010, 'x', { vr: 'XX' }), { code: 'argument_invalid' });
    for (const path of ['**.(0010,0010)', '(0008,1140)[0]', '(0010,00xx)', '']) {
      assert.throws(() => insert(path, 'x'), { code: 'argument_invalid' }, path);
    }
    assert.throws(() => insert('(0008,1140)[99999].(0010,0010)', 'x', { create: true }), { code: 'argument_invalid' });
  });

  test('an error of the function fails the stream', async () => {
    const reason = new Error('no');
    const file = as(explicitLittleEndian, (it) => it.element(0x00280010, 'US', 2));
    const failing = modify(0x00280010, () => {
      throw reason;
    });
    await assert.rejects(runFlows(file, [failing]), reason);
  });

  test('an old value is gathered up to a limit, and only where a function wants it', async () => {
    const file = as(explicitLittleEndian, (it) => it.element(0x00420011, 'OB', new Uint8Array(100_000)));
    await assert.rejects(runFlows(file, [modify(0x00420011, () => undefined, { maxSize: 99_999 })]), {
      code: 'lookahead_exceeded',
    });
    assert.deepEqual(await runFlows(file, [modify(0x00420011, () => undefined, { maxSize: 100_000 })]), file);
    // What is replaced unseen is skipped: the header of the new value goes out before the old one has come.
    const beginning = streamOf(cutEvery(file, 1000)).pipeThrough(parse());
    const stage = beginning.pipeThrough(through(modify(0x00420011, new Uint8Array([1, 2]), { maxSize: 10 })));
    const parts = (await gather(stage)).flat().filter(({ tag }) => tag === 0x00420011);
    assert.deepEqual(
      joinParts(parts).map(({ kind, length }) => [kind, length]),
      [
        ['header', 2],
        ['value', 2],
      ],
    );
  });

  test('sequences and encapsulated pixel data have no value: they stay', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: '1.2.840.10008.1.2.5' })
      .sequence(0x00081140, (items) => items.item((item) => item, open), open)
      .fragments(0x7fe00010, 'OB', [new Uint8Array(4)])
      .bytes();
    assert.deepEqual(await runFlows(file, [modify(0x7fe00010, 'x'), modify(0x00081140, 'x')]), file);
  });

  test('what has not been inflated cannot be modified; the file meta can', async () => {
    const meta = dicom().preamble().meta({ transferSyntax: '1.2.840.10008.1.2.1.99' }).bytes();
    const file = new Uint8Array([...meta, 3, 0]);
    const run = async (flow: ReturnType<typeof modify>): Promise<unknown> =>
      gather(
        streamOf([file])
          .pipeThrough(parse({ inflate: false }))
          .pipeThrough(through(flow)),
      );
    await assert.rejects(run(modify(0x00100010, 'A')), { code: 'transfer_syntax_unsupported' });
    await run(insert(0x00020013, 'V1'));
  });

  test('what is inserted behind a sequence without its delimiter does not fall into it', async () => {
    const cut = as(explicitLittleEndian, (it) =>
      it.sequence(
        0x00081140,
        (items) => items.item((item) => item.element(0x00081155, 'UI', '1.2'), { ...open, delimited: false }),
        { ...open, delimited: false },
      ),
    );
    const parts = streamOf([cut]).pipeThrough(parse({ tolerant: true }));
    const edited = (await gather(parts.pipeThrough(through(insert(0x00100020, 'ID'))))).flat();
    const written = new Uint8Array(Buffer.concat(edited.map(({ bytes }) => bytes)));
    const paths = (await partsOf(written)).filter(({ kind }) => kind === 'header').map(({ path }) => path.toString());
    assert.deepEqual(paths.slice(-2), ['(0008,1140)[0].(0008,1155)', '(0010,0020)']);
  });
});
