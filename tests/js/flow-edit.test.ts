// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Several rules in one stage, what is removed, and rules that travel in the stream.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  declareFlow,
  edit,
  type Flow,
  insert,
  isPrivate,
  modify,
  type OldValue,
  type Part,
  parse,
  remove,
  type Rule,
  rulesPart,
  through,
  toDefinedLengths,
  toTransferSyntax,
  toUtf8,
  withMeta,
} from 'dcmstream';
import { dicom, type DicomBuilder, rleLossless } from '../support/dicom-builder.js';
import { gather, streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const open = { undefined: true };
const build = (content: (file: DicomBuilder) => DicomBuilder): Uint8Array => content(dicom().preamble().meta()).bytes();
const text = build((it) =>
  it.element(0x00080060, 'CS', 'CT').element(0x00100010, 'PN', 'A').element(0x00100020, 'LO', 'ID'),
);

describe('edit', () => {
  test('applies the first rule that names an element, and that alone', async () => {
    const both = edit([
      { modify: '**.(0010,0010)', value: 'FIRST' },
      { modify: 0x00100010, value: 'SECOND' },
      { remove: ({ tag }: Part) => tag >>> 16 === 0x0010 },
      { insert: 0x00100020, value: 'THIRD' },
    ]);
    const expected = build((it) =>
      it.element(0x00080060, 'CS', 'CT').element(0x00100010, 'PN', 'FIRST').element(0x00100020, 'LO', 'THIRD'),
    );
    for (const size of [1, 700]) assert.deepEqual(await runFlows(text, [both], size), expected);
  });

  test('takes what is removed for missing: what drops private attributes can set its own', async () => {
    const file = build((it) =>
      it.element(0x00090010, 'LO', 'THEIRS').element(0x00091001, 'LO', 'X').element(0x00100010, 'PN', 'A'),
    );
    const seen: (OldValue | undefined)[] = [];
    const rules: Rule[] = [
      { remove: isPrivate },
      { insert: '(0009,0010)', value: 'OURS' },
      { insert: '(0009,1001)', vr: 'SH', value: (old: OldValue | undefined) => (seen.push(old), 'Y') },
    ];
    assert.deepEqual(
      await runFlows(file, [edit(rules)]),
      build((it) => it.element(0x00090010, 'LO', 'OURS').element(0x00091001, 'SH', 'Y').element(0x00100010, 'PN', 'A')),
    );
    assert.deepEqual(seen, [undefined]);
  });

  test('a modification that names a sequence leaves it to the rules behind', async () => {
    const file = build((it) => it.sequence(0x00081140, (items) => items.item()).element(0x00100010, 'PN', 'A'));
    const rules: Rule[] = [{ modify: () => true, value: 'B' }, { remove: 0x00081140 }];
    // The modification names the file meta, too.
    assert.deepEqual(
      (await valuesOf(await runFlows(file, [edit([{ modify: ({ meta }) => !meta, value: 'B' }, rules[1]!])]))).map(
        valueLine,
      ),
      ['(0010,0010) PN 4220'],
    );
  });

  test('an insertion may decline, and what it declines stays', async () => {
    const decline = insert(0x00100020, () => undefined);
    const none = insert(0x00100030, () => undefined);
    assert.deepEqual(await runFlows(text, [decline, none]), text);
  });

  test('several insertions stand in the order of their tags, whatever the order of the rules', async () => {
    const rules: Rule[] = [
      { insert: '(0008,1140)[0].(0008,1155)', value: '1.2', create: true },
      { insert: 0x00100040, value: 'F' },
      { insert: '(0008,1140)[0].(0008,1150)', value: '1.1' },
      { insert: 0x00080064, value: 'WSD' },
    ];
    assert.deepEqual(
      await runFlows(text, [edit(rules)]),
      build((it) =>
        it
          .element(0x00080060, 'CS', 'CT')
          .element(0x00080064, 'CS', 'WSD')
          .sequence(
            0x00081140,
            (items) =>
              items.item((item) => item.element(0x00081150, 'UI', '1.1').element(0x00081155, 'UI', '1.2'), open),
            open,
          )
          .element(0x00100010, 'PN', 'A')
          .element(0x00100020, 'LO', 'ID')
          .element(0x00100040, 'CS', 'F'),
      ),
    );
  });

  test('a rule is one of three, and has a value and a place', () => {
    for (const tag of [0xfffee000, -1, 2 ** 32, 1.5, Number.NaN]) {
      assert.throws(() => insert(tag, 'x', { vr: 'LO' }), { code: 'argument_invalid' });
    }
    assert.throws(() => edit([{} as Rule]), { code: 'argument_invalid' });
    assert.throws(() => edit([{ modify: 1, insert: 2, value: 3 } as Rule]), { code: 'argument_invalid' });
    assert.throws(() => edit([{ modify: 1 } as unknown as Rule]), { code: 'argument_invalid' });
  });

  test('a DICOMDIR whose records would move is refused', async () => {
    const directory = dicom()
      .preamble()
      .meta({ sopClass: '1.2.840.10008.1.3.10' })
      .element(0x00041130, 'CS', 'SET')
      .sequence(0x00041220, (it) => it.item((one) => one.element(0x00041400, 'UL', 0)), open)
      .bytes();
    await assert.rejects(runFlows(directory, [modify(0x00041130, 'LONGER')]), { code: 'directory_offsets_stale' });
    assert.equal((await runFlows(directory, [modify(0x00041130, 'SETS')])).length, directory.length);
  });
});

describe('remove', () => {
  const file = dicom()
    .preamble()
    .meta({ transferSyntax: rleLossless })
    .sequence(
      0x00081140,
      (items) =>
        items
          .item((item) => item.element(0x00081155, 'UI', '1.1'), open)
          .item((item) => item.element(0x00081155, 'UI', '1.2'), open)
          .item((item) => item.element(0x00081155, 'UI', '1.3'), open),
      open,
    )
    .fragments(0x7fe00010, 'OB', [new Uint8Array(4)])
    .bytes();
  const left = async (...flows: Flow[]): Promise<string[]> =>
    (await valuesOf(await runFlows(file, flows))).map(valueLine);

  test('leaves out sequences, items, elements and encapsulated pixel data', async () => {
    assert.deepEqual(await left(remove(0x00081140)), ['(7FE0,0010) OB 00000000']);
    assert.deepEqual(await left(remove(0x7fe00010, '(0008,1140)[*]')), []);
    assert.deepEqual(await left(remove('(0008,1140)[1].(0008,1155)', 0x7fe00010)), [
      '(0008,1140)[0].(0008,1155) UI 312e3100',
      '(0008,1140)[2].(0008,1155) UI 312e3300',
    ]);
  });

  test('of items counts those that follow as the input does', async () => {
    const rules: Rule[] = [
      { remove: '(0008,1140)[0]' },
      { modify: '(0008,1140)[1].(0008,1155)', value: '1.9' },
      { insert: '(0008,1140)[2].(0008,1150)', value: '1.8' },
      { remove: 0x7fe00010 },
    ];
    assert.deepEqual(await left(edit(rules)), [
      '(0008,1140)[0].(0008,1155) UI 312e3900',
      '(0008,1140)[1].(0008,1150) UI 312e3800',
      '(0008,1140)[1].(0008,1155) UI 312e3300',
    ]);
  });
});

describe('rules in the stream', () => {
  /** A flow that emits rules in front of the first part that it is told of. */
  const telling = (isPlace: (part: Part) => boolean, part: () => Part): Flow =>
    declareFlow(
      () => {
        let isTold = false;
        return {
          async part(it, emit) {
            if (!isTold && isPlace(it)) {
              isTold = true;
              await emit(part());
            }
            await emit(it);
          },
        };
      },
      { resizes: 'nothing' },
    );
  const rename: Rule = { modify: '**.(0010,0010)', value: 'NEW' };
  const file = build((it) =>
    it
      .sequence(0x00081140, (items) => items.item((item) => item.element(0x00100010, 'PN', 'A')))
      .element(0x00100010, 'PN', 'A')
      .element(0x00100020, 'LO', 'ID'),
  );
  const lines = async (...flows: Flow[]): Promise<string[]> =>
    (await valuesOf(await runFlows(file, flows))).map(valueLine);
  const isFirst = ({ kind }: Part): boolean => kind === 'preamble';

  test('count from where they stand, for the next edit alone', async () => {
    const telledFirst = telling(isFirst, () => rulesPart([rename]));
    const everywhere = ['(0008,1140)[0].(0010,0010) PN 4e455720', '(0010,0010) PN 4e455720', '(0010,0020) LO 4944'];
    assert.deepEqual(await lines(telledFirst, edit()), everywhere);
    const old = ['(0008,1140)[0].(0010,0010) PN 4120', '(0010,0010) PN 4120', '(0010,0020) LO 4944'];
    assert.deepEqual(await lines(telledFirst), old);
    assert.deepEqual(
      await lines(
        telledFirst,
        modify(0x00280010, 1),
        insert(0x00080060, () => undefined),
      ),
      old,
    );
    // Inside of a sequence they count from its end.
    const telledInside = telling(
      ({ kind }) => kind === 'item',
      () => rulesPart([rename]),
    );
    assert.deepEqual(await lines(telledInside, edit()), [old[0], ...everywhere.slice(1)]);
  });

  test('come behind those that the edit has, or in place of them', async () => {
    const own: Rule[] = [{ modify: 0x00100010, value: 'OWN' }];
    const more = (replace: boolean): Flow =>
      telling(isFirst, () => rulesPart([rename, { insert: 0x00080060, value: 'CT' }], { replace }));
    assert.deepEqual(await lines(more(false), edit(own)), [
      '(0008,0060) CS 4354',
      '(0008,1140)[0].(0010,0010) PN 4e455720',
      '(0010,0010) PN 4f574e20',
      '(0010,0020) LO 4944',
    ]);
    assert.deepEqual((await lines(more(true), edit(own)))[2], '(0010,0010) PN 4e455720');
  });

  test('insert only what has its place behind them', async () => {
    const late = telling(
      ({ tag }) => tag === 0x00100020,
      () =>
        rulesPart([
          { insert: 0x00080060, value: 'CT' },
          { insert: 0x00100040, value: 'F' },
          { insert: 0x00020013, value: 'V1' },
        ]),
    );
    assert.deepEqual((await lines(late, edit())).slice(1), [
      '(0010,0010) PN 4120',
      '(0010,0020) LO 4944',
      '(0010,0040) CS 4620',
    ]);
  });

  test('that would make a group length wrong that has gone out are an error', async () => {
    const measured = build((it) =>
      it.element(0x00100000, 'UL', 20).element(0x00100010, 'PN', 'A').element(0x00100020, 'LO', 'ID'),
    );
    const late = telling(
      ({ tag }) => tag === 0x00100010,
      () => rulesPart([rename]),
    );
    await assert.rejects(runFlows(measured, [late, edit()]), { code: 'length_changed' });
    const other = telling(
      ({ tag }) => tag === 0x00100010,
      () => rulesPart([{ insert: 0x00280010, value: 2 }]),
    );
    assert.equal((await valuesOf(await runFlows(measured, [other, edit()]))).length, 4);
  });

  test('pass all other flows, and are nothing in the bytes', async () => {
    const telledFirst = telling(isFirst, () => rulesPart([rename]));
    const flows = [telledFirst, toUtf8(), withMeta(), toTransferSyntax('ILE'), toDefinedLengths(), edit()];
    const values = (await valuesOf(await runFlows(file, flows))).filter(({ tag }) => tag === 0x00100010);
    assert.deepEqual(new Set(values.map((value) => Buffer.from(value.bytes).toString())), new Set(['NEW ']));
    const parts = await flowParts(file, [telledFirst]);
    assert.equal(parts[0]?.kind, 'note');
    assert.equal(parts[0]?.note, undefined);
    const written = await gather(streamOf([parts]).pipeThrough(bytes()));
    assert.deepEqual(new Uint8Array(Buffer.concat(written)), file);
    const plain = streamOf([file]).pipeThrough(parse());
    assert.equal(parts.length, (await gather(plain.pipeThrough(through()))).flat().length + 1);
  });
});
