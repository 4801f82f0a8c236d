// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What de-identification does inside: private blocks and their creators, items of dummies, content items, labels, values that are not what
// they should be.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Dataset, init, parseBuffer } from 'dcmstream';
import { runDeid } from '../support/deid-run.js';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';

await init();

const forms = { explicitLittleEndian, implicitLittleEndian, explicitBigEndian };

async function run(
  build: (to: DicomBuilder) => DicomBuilder,
  profile: unknown = {},
  transferSyntax = explicitLittleEndian,
): Promise<Dataset> {
  const file = build(dicom().preamble().meta({ transferSyntax })).bytes();
  return parseBuffer((await runDeid(file, profile, { text: { accept: () => true } })).bytes);
}

const tagsOf = (dataset: Dataset | undefined): number[] =>
  [...(dataset?.elements() ?? [])].map(({ tag }) => tag).filter((tag) => tag >>> 16 !== 2 && tag !== 0x00080005);
const ownTags = [0x00120062, 0x00120063, 0x00120064, 0x00280303];
const restOf = (dataset: Dataset): number[] => tagsOf(dataset).filter((tag) => !ownTags.includes(tag));

describe('private blocks', () => {
  const safe = { options: { retainSafePrivate: true } };

  for (const [form, syntax] of Object.entries(forms)) {
    test(`${form}: only what is safe stays, with the creators of its blocks, also in items`, async () => {
      // PS3.15 Table E.3.10-1: (0019,xx9E) of GEMS_ACQU_01 is safe.
      const blocks = (to: DicomBuilder): DicomBuilder =>
        to
          .element(0x00190010, 'LO', 'GEMS_ACQU_01')
          .element(0x00190011, 'LO', 'UNKNOWN MAKER')
          .element(0x0019109e, 'LO', 'EFGRE3D')
          .element(0x001910ff, 'LO', 'DOE')
          .element(0x0019119e, 'LO', 'DOE')
          .element(0x001b0010, 'LO', 'GEMS_ACQU_01')
          .element(0x001b109e, 'LO', 'DOE');
      const dataset = await run(
        (to) => blocks(to.sequence(0x00081115, (sequence) => sequence.item(blocks), { undefined: true })),
        safe,
        syntax,
      );
      const expected = [0x00190010, 0x0019109e];
      assert.deepEqual(restOf(dataset), [0x00081115, ...expected]);
      assert.deepEqual(tagsOf(dataset.items(0x00081115)[0]), expected);
      assert.equal(
        Buffer.from(dataset.bytes(0x0019109e) ?? [])
          .toString()
          .trim(),
        'EFGRE3D',
      );
      assert.deepEqual(restOf(await run(blocks, {}, syntax)), []);
    });
  }

  test('keep creators in order, and only those whose blocks are used', async () => {
    const overrides = ['ONE', 'TWO', 'THREE'].map((creator) => ({ creator, element: '01', action: 'K' }));
    const dataset = await run(
      (to) =>
        to
          .element(0x00290010, 'LO', 'ONE')
          .element(0x00290011, 'LO', 'TWO')
          .element(0x00290012, 'LO', 'THREE')
          .element(0x00291001, 'LO', 'first')
          .element(0x00291102, 'LO', 'DOE')
          .sequence(0x00291201, (sequence) => sequence.item((it) => it.element(0x00280010, 'US', 7))),
      { overrides },
    );
    assert.deepEqual(restOf(dataset), [0x00290010, 0x00290012, 0x00291001, 0x00291201]);
    assert.equal(dataset.items(0x00291201)[0]?.number(0x00280010), 7);
  });

  test('of a creator who stands behind, or of none, go', async () => {
    const dataset = await run(
      (to) =>
        to.element(0x0019109e, 'LO', 'DOE').element(0x00190010, 'LO', 'GEMS_ACQU_01').element(0x00191500, 'LO', 'DOE'),
      safe,
    );
    assert.deepEqual(restOf(dataset), []);
  });

  test('of VR UN are read as what they are', async () => {
    const overrides = [{ creator: 'ONE', action: 'K' }];
    const items = dicom('implicit')
      .raw([0xfe, 0xff, 0x00, 0xe0, 0x1a, 0, 0, 0])
      .element(0x00100010, 'PN', 'Doe^Jane')
      .element(0x00280010, 'US', 7);
    const dataset = await run((to) => to.element(0x00290010, 'LO', 'ONE').element(0x00291001, 'UN', items.bytes()), {
      overrides,
    });
    assert.doesNotMatch(Buffer.from(dataset.bytes(0x00291001) ?? []).toString('latin1'), /Doe/);
    assert.deepEqual(tagsOf(dataset.items(0x00291001)[0]), [0x00100010, 0x00280010]);
  });
});

test('content of which no item is left goes, at every depth, and what must not be empty is not', async () => {
  const type = (to: DicomBuilder, text: string): DicomBuilder => to.element(0x0040a040, 'CS', text);
  const named = (to: DicomBuilder, code: string): DicomBuilder =>
    to.sequence(0x0040a043, (codes) =>
      codes.item((it) => it.element(0x00080100, 'SH', code).element(0x00080102, 'SH', 'DCM')),
    );
  // PS3.15 Table E.3.4-1 has Accession Number (121022, DCM) removed.
  const gone = (to: DicomBuilder): DicomBuilder => named(type(to, 'TEXT'), '121022').element(0x0040a160, 'UT', 'DOE');
  const profile = { options: { cleanStructuredContent: true } };
  const content = 0x0040a730;
  const dataset = await run(
    (to) =>
      to.sequence(content, (items) => items.item((it) => type(it, 'CONTAINER').sequence(content, (s) => s.item(gone)))),
    profile,
  );
  assert.deepEqual(tagsOf(dataset.items(content)[0]), [0x0040a040]);
  assert.deepEqual(
    restOf(await run((to) => to.sequence(content, (items) => items.item(gone).item(gone)), profile)),
    [],
  );
  const study = await run((to) =>
    to.sequence(0x00081110, (items) =>
      items.item((it) => it.element(0x00081155, 'UI', '1.2.3').element(0x00104000, 'LT', 'DOE')),
    ),
  );
  assert.deepEqual(tagsOf(study.items(0x00081110)[0]), [0x00081155]);
  assert.match(study.items(0x00081110)[0]?.string(0x00081155) ?? '', /^2\.25\./);
});

for (const [form, syntax] of Object.entries(forms)) {
  test(`${form}: content items by reference refer to where those stand then, or go`, async () => {
    const item = (type: string, code: string) => (to: DicomBuilder) =>
      to
        .element(0x0040a010, 'CS', 'CONTAINS')
        .element(0x0040a040, 'CS', type)
        .sequence(0x0040a043, (codes) =>
          codes.item((it) => it.element(0x00080100, 'SH', code).element(0x00080102, 'SH', 'DCM')),
        );
    const reference = (path: readonly number[]) => (to: DicomBuilder) =>
      to.element(0x0040a010, 'CS', 'INFERRED FROM').element(0x0040db73, 'UL', path);
    // PS3.15 Table E.3.4-1 has Accession Number (121022, DCM) removed, and says nothing of Finding (121071, DCM).
    const [gone, finding] = [item('TEXT', '121022'), item('CODE', '121071')];
    const dataset = await run(
      (to) =>
        to.sequence(0x0040a730, (items) =>
          items
            .item(gone)
            .item((it) => reference([1, 4, 2])(it))
            .item((it) => reference([1, 1])(it))
            .item((it) => finding(it).sequence(0x0040a730, (inner) => inner.item(gone).item(finding)))
            .item((it) => reference([1, 4])(it)),
        ),
      { options: { cleanStructuredContent: true } },
      syntax,
    );
    const items = dataset.items(0x0040a730);
    const referred = items.map((each) => each.get(0x0040db73)?.numbers);
    assert.deepEqual(referred, [[1, 2, 1], undefined, [1, 2]]);
    assert.equal(items[1]?.items(0x0040a730).length, 1);
  });
}

describe('an item of dummies', () => {
  test('stands for all items of a sequence, with nothing of what they were', async () => {
    const person = (to: DicomBuilder): DicomBuilder =>
      to
        .element(0x0040a027, 'LO', 'St. Doe')
        .element(0x0040a030, 'DT', '20240229')
        .element(0x0040a075, 'PN', 'Doe^Jane')
        .sequence(0x0040a088, (codes) => codes.item((it) => it.element(0x00080100, 'SH', 'DOE')))
        .sequence(0x00401101, (codes) =>
          codes.item((it) => it.element(0x00080100, 'SH', 'DOE').element(0x00091001, 'LO', 'DOE')),
        );
    const dataset = await run((to) => to.sequence(0x0040a073, (all) => all.item(person).item(person)));
    const [item, ...others] = dataset.items(0x0040a073);
    assert.deepEqual(others, []);
    assert.equal(item?.string(0x0040a075), 'ANONYMOUS^UNKNOWN');
    assert.equal(item.string(0x0040a027), 'UNKNOWN');
    assert.deepEqual(item.items(0x0040a088), []);
    assert.deepEqual(
      item.items(0x00401101).map((code) => code.string(0x00080100)),
      ['UNKNOWN'],
    );
    assert.deepEqual(tagsOf(item.items(0x00401101)[0]), [0x00080100]);
  });
});

describe('content items', () => {
  const concept =
    (value: string, scheme = 'DCM') =>
    (to: DicomBuilder) =>
      to.sequence(0x0040a043, (codes) =>
        codes.item((it) =>
          it.element(0x00080100, 'SH', value).element(0x00080102, 'SH', scheme).element(0x00080104, 'LO', 'of a test'),
        ),
      );
  const item =
    (type: string, code: string, rest: (to: DicomBuilder) => DicomBuilder = (to) => to) =>
    (to: DicomBuilder): DicomBuilder =>
      rest(concept(code)(to.element(0x0040a010, 'CS', 'CONTAINS').element(0x0040a040, 'CS', type)));
  const text = (value: string) => (to: DicomBuilder) => to.element(0x0040a160, 'UT', value);
  const report = (to: DicomBuilder): DicomBuilder =>
    to.element(0x00100010, 'PN', 'Doe^Jane').sequence(0x0040a730, (content) =>
      content
        .item(item('TEXT', '99990', text('Finding of Doe')))
        .item(item('PNAME', '99991', (it) => it.element(0x0040a123, 'PN', 'Doe^Jane')))
        .item(item('NOTHING', '99992', text('Doe')))
        .item(
          item('CONTAINER', '99993', (it) =>
            it
              .element(0x0040a160, 'UT', 'Doe')
              .sequence(0x0040a730, (inner) =>
                inner.item(item('UIDREF', '99994', (leaf) => leaf.element(0x0040a124, 'UI', '1.2.3'))),
              ),
          ),
        )
        .item(
          item('CODE', '99995', (it) =>
            it.sequence(0x0040a168, (codes) => codes.item((code) => code.element(0x00080100, 'SH', 'T-1'))),
          ),
        ),
    );

  test('become one dummy without the option', async () => {
    const [first, ...others] = (await run(report)).items(0x0040a730);
    assert.deepEqual(others, []);
    assert.equal(first?.string(0x0040a040), 'TEXT');
    assert.equal(first.string(0x0040a160), 'UNKNOWN');
  });

  test('stay with it, each by its type, and the tree with them', async () => {
    const options = { cleanStructuredContent: true, cleanDescriptors: true };
    const items = (await run(report, { options })).items(0x0040a730);
    assert.deepEqual(
      items.map((each) => each.string(0x0040a040)),
      ['TEXT', 'PNAME', 'CONTAINER', 'CODE'],
    );
    const [finding, name, container, code] = items;
    assert.equal(finding?.string(0x0040a160), 'Finding of');
    assert.equal(name?.string(0x0040a123), 'ANONYMOUS^UNKNOWN');
    assert.doesNotMatch(container?.string(0x0040a160) ?? '', /Doe/);
    assert.match(container?.items(0x0040a730)[0]?.string(0x0040a124) ?? '', /^2\.25\./);
    assert.equal(code?.items(0x0040a168)[0]?.string(0x00080100), 'T-1');
    assert.equal(code?.items(0x0040a043)[0]?.string(0x00080100), '99995');
  });

  test('whose type stands twice are what it says first', async () => {
    const twice = (to: DicomBuilder): DicomBuilder =>
      to.sequence(0x0040a730, (content) =>
        content.item((it) =>
          concept('99990')(it.element(0x0040a040, 'CS', 'TEXT'))
            .element(0x0040a040, 'CS', 'CODE')
            .element(0x0040a160, 'UT', 'Doe'),
        ),
      );
    const [only] = (await run(twice, { options: { cleanStructuredContent: true } })).items(0x0040a730);
    assert.equal(only?.strings(0x0040a040).join(), 'TEXT');
    assert.equal(only?.string(0x0040a160), 'UNKNOWN');
  });
});

describe('values', () => {
  test('of labels stay different, and the same wherever they stand', async () => {
    const dataset = await run((to) =>
      to.sequence(0x00081115, (all) =>
        ['A', 'B', 'A'].reduce((sum, label) => sum.item((it) => it.element(0x00209453, 'LO', label)), all),
      ),
    );
    const [first, second, third] = dataset.items(0x00081115).map((item) => item.string(0x00209453));
    assert.match(first ?? '', /^LABEL-/);
    assert.equal(first, third);
    assert.notEqual(first, second);
  });

  test('that are kept are written anew, without what stands behind or beside them', async () => {
    const dataset = await run((to) =>
      to
        .element(0x00080060, 'CS', 'CT\0DOE')
        .element(0x00080070, 'LO', 'Maker\0Doe')
        .element(0x00180050, 'DS', '1.2500000000000000000 ')
        .element(0x00280030, 'DS', '0.5\\0.5\\DOE')
        .element(0x00280106, 'US', latin1('DOE!'))
        .element(0x00280107, 'US', 7),
    );
    assert.equal(Buffer.from(dataset.bytes(0x00080060) ?? []).toString(), 'CT');
    assert.equal(dataset.string(0x00080070), 'Maker');
    assert.equal(dataset.number(0x00180050), 1.25);
    assert.deepEqual(restOf(dataset), [0x00080060, 0x00080070, 0x00180050, 0x00280107]);
  });

  test('that name the patient go from where they would be kept', async () => {
    const dataset = await run((to) => to.element(0x00080070, 'LO', 'For DOE').element(0x00100010, 'PN', 'Doe^Jane'));
    assert.doesNotMatch(dataset.string(0x00080070) ?? '', /doe/i);
  });
});
