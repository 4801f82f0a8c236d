// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rule sets for pixels: which data sets a rule is about, which rectangles it gives, and what is refused.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Dataset, init, parseBuffer, type PixelCondition, type PixelRule, readPixelRules } from 'dcmstream';
import { type Box, outside } from '../../js/deid/pixels/rules/rectangles.js';
import { dicom, type DicomBuilder } from '../support/dicom-builder.js';

await init();

const of = (build: (to: DicomBuilder) => DicomBuilder): Dataset =>
  parseBuffer(build(dicom().preamble().meta({})).bytes());

/** An ultrasound image of 640 columns and 480 rows. */
const ultrasound = of((to) =>
  to
    .element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\ABDOMINAL')
    .element(0x00080060, 'CS', 'US')
    .element(0x00080070, 'LO', 'Philips Medical Systems')
    .element(0x00081090, 'LO', '')
    .element(0x00090010, 'LO', 'OTHER')
    .element(0x00090011, 'LO', 'GEMS_IDEN_01')
    .element(0x00091102, 'SH', 'CT01')
    .element(0x00091103, 'UN', new TextEncoder().encode('unknown '))
    .sequence(0x00186011, (sequence) =>
      sequence.item((item) => regionItem(item, 10, 20, 99, 119)).item((item) => regionItem(item, 200, 0, 639, 479)),
    )
    .element(0x00280010, 'US', 480)
    .element(0x00280011, 'US', 640)
    .element(0x00281050, 'DS', '40.5\\300'),
);

function regionItem(item: DicomBuilder, left: number, top: number, right: number, bottom: number): DicomBuilder {
  return item
    .element(0x00186018, 'UL', left)
    .element(0x0018601a, 'UL', top)
    .element(0x0018601c, 'UL', right)
    .element(0x0018601e, 'UL', bottom);
}

function holds(when: unknown, dataset = ultrasound): boolean {
  return readPixelRules({ rules: [{ when }] }).match(dataset).rules.length > 0;
}

describe('a condition', () => {
  const yes = (when: PixelCondition): void => assert.ok(holds(when), JSON.stringify(when));
  const no = (when: PixelCondition): void => assert.ok(!holds(when), JSON.stringify(when));

  test('looks at an attribute by keyword, tag, creator or item', () => {
    yes({ attribute: 'Modality', equals: 'US' });
    yes({ attribute: '(0008,0060)', equals: 'US' });
    yes({ attribute: '(0009,"GEMS_IDEN_01",02)', equals: 'CT01' });
    yes({ attribute: '(0009,"GEMS_IDEN_01",03)', equals: 'unknown' });
    no({ attribute: '(0009,"OTHER",02)', exists: true });
    yes({ attribute: 'SequenceOfUltrasoundRegions[1].RegionLocationMinX0', equals: 200 });
    no({ attribute: 'SequenceOfUltrasoundRegions[0].RegionLocationMinX0', equals: 200 });
    yes({ attribute: '(0018,6011)[*].(0018,6018)', equals: 200 });
    no({ attribute: '(0018,6011)[2].(0018,6018)', exists: true });
    yes({ attribute: 'TransferSyntaxUID', equals: '1.2.840.10008.1.2.1' });
  });

  test('compares all values as one text, and one that is absent as an empty text', () => {
    yes({ attribute: 'ImageType', equals: 'ORIGINAL\\PRIMARY\\ABDOMINAL' });
    yes({ attribute: 'ImageType', contains: 'PRIMARY' });
    yes({ attribute: 'ImageType', startsWith: 'ORIG' });
    yes({ attribute: 'ImageType', endsWith: 'NAL' });
    yes({ attribute: 'ImageType', matches: '.*\\\\(PRIMARY|SECONDARY)\\\\.*' });
    no({ attribute: 'ImageType', matches: 'PRIMARY' });
    yes({ attribute: 'StationName', equals: '' });
    no({ attribute: 'StationName', contains: 'a' });
  });

  test('tells case apart unless it is to be ignored', () => {
    no({ attribute: 'Manufacturer', contains: 'PHILIPS' });
    yes({ attribute: 'Manufacturer', contains: 'PHILIPS', ignoreCase: true });
    yes({ attribute: 'Manufacturer', matches: 'philips.*', ignoreCase: true });
    yes({ attribute: 'Modality', equals: 'us', ignoreCase: true });
  });

  test('compares numbers, of several the first', () => {
    yes({ attribute: 'Rows', equals: 480 });
    yes({ attribute: 'Rows', equals: '480' });
    yes({ attribute: 'WindowCenter', greaterThan: 40 });
    no({ attribute: 'WindowCenter', greaterThan: 40.5 });
    yes({ attribute: 'WindowCenter', lessThan: 41 });
    no({ attribute: 'Modality', lessThan: 1 });
    no({ attribute: 'BitsStored', lessThan: 1 });
  });

  test('asks whether there is an attribute or a value', () => {
    yes({ attribute: 'ManufacturerModelName', exists: true });
    yes({ attribute: 'ManufacturerModelName', empty: true });
    yes({ attribute: 'StationName', exists: false });
    yes({ attribute: 'StationName', empty: true });
    no({ attribute: 'Modality', empty: true });
  });

  test('is made of others', () => {
    const [us, ct]: PixelCondition[] = [
      { attribute: 'Modality', equals: 'US' },
      { attribute: 'Modality', equals: 'CT' },
    ];
    yes({ any: [ct as PixelCondition, us as PixelCondition] });
    no({ all: [ct as PixelCondition, us as PixelCondition] });
    yes({ not: ct as PixelCondition });
    yes({ all: [] });
    no({ any: [] });
  });
});

describe('rectangles of a rule', () => {
  const regions = (rule: PixelRule): unknown =>
    readPixelRules({ rules: [rule] })
      .regionsOf(ultrasound)
      .map(({ left, top, columns, rows }) => [left, top, columns, rows]);

  test('are measured from any edge, and end at the image', () => {
    assert.deepEqual(regions({ blank: [{ rows: 40 }] }), [[0, 0, 640, 40]]);
    assert.deepEqual(regions({ blank: [{ left: -100, top: -50 }] }), [[540, 430, 100, 50]]);
    assert.deepEqual(regions({ blank: [{ left: 10, columns: -20, top: 30, rows: -40 }] }), [[10, 30, 610, 410]]);
    assert.deepEqual(regions({ blank: [{ left: 600, columns: 100, top: -1000, rows: 5 }] }), [[600, 0, 40, 5]]);
    assert.deepEqual(regions({ blank: [{ left: 640 }, { top: 480 }, { columns: -640 }] }), []);
  });

  test('keep the frames that they are of', () => {
    const [region] = readPixelRules({ rules: [{ blank: [{ firstFrame: 1, lastFrame: 3 }] }] }).regionsOf(ultrasound);
    assert.deepEqual([region?.firstFrame, region?.lastFrame], [1, 3]);
  });

  test('that stay leave all else', () => {
    assert.deepEqual(regions({ keep: [{ left: 10, top: 20, columns: 600, rows: 400 }] }), [
      [0, 0, 640, 20],
      [0, 20, 10, 400],
      [610, 20, 30, 400],
      [0, 420, 640, 60],
    ]);
  });

  test('are told by the data set where the rule says so', () => {
    // PS3.3 §C.8.5.5.1.2: both corners are in the region.
    assert.deepEqual(regions({ keep: [{ from: 'SequenceOfUltrasoundRegions' }] }), [
      [0, 0, 200, 20],
      [0, 20, 10, 100],
      [100, 20, 100, 100],
      [0, 120, 200, 360],
    ]);
    const without = of((to) => to.element(0x00280010, 'US', 480).element(0x00280011, 'US', 640));
    const rules = readPixelRules({ rules: [{ keep: [{ from: 'SequenceOfUltrasoundRegions' }] }] });
    assert.deepEqual(rules.match(without).rules, []);
  });

  test('that are left are each pixel that is in none that stays', () => {
    const box = fc
      .tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .map(([left, top, width, height]): Box => ({
        ...{ left, top, right: Math.min(12, left + width), bottom: Math.min(12, top + height) },
      }))
      .filter(({ left, top, right, bottom }) => left < right && top < bottom);
    const isIn = (x: number, y: number) => (each: Box) =>
      x >= each.left && x < each.right && y >= each.top && y < each.bottom;
    fc.assert(
      fc.property(fc.array(box, { maxLength: 5 }), (kept) => {
        const rest = outside(kept, { columns: 12, rows: 12 });
        for (let y = 0; y < 12; y++) {
          for (let x = 0; x < 12; x++) {
            const count = rest.filter(isIn(x, y)).length;
            assert.equal(count, kept.some(isIn(x, y)) ? 0 : 1, `${x} ${y}`);
          }
        }
      }),
    );
  });
});

describe('a rule set', () => {
  const rules: readonly PixelRule[] = [
    { name: 'CT', when: { attribute: 'Modality', equals: 'CT' }, blank: [{}] },
    { name: 'US', when: { attribute: 'Modality', equals: 'US' }, blank: [{ rows: 40 }] },
    { blank: [{ rows: 1, columns: 1 }], review: true },
  ];

  test('applies the first rule that is about the data set, or all of them', () => {
    assert.deepEqual(readPixelRules({ rules }).match(ultrasound), {
      rules: ['US'],
      regions: [{ left: 0, top: 0, columns: 640, rows: 40, firstFrame: undefined, lastFrame: undefined }],
      coversText: true,
    });
    const all = readPixelRules({ apply: 'all', rules }).match(ultrasound);
    assert.deepEqual(all.rules, ['US', 'rule 3']);
    assert.equal(all.regions.length, 2);
    assert.equal(all.coversText, false, 'one of them asks for review');
  });

  test('vouches for no text where nothing that it blanks is in the image, or the image has no size', () => {
    const one = (rule: PixelRule, dataset = ultrasound) => readPixelRules({ rules: [rule] }).match(dataset);
    assert.equal(one({ blank: [{ left: 2000 }] }).coversText, false);
    assert.equal(one({}).coversText, true);
    const sizeless = of((to) => to.element(0x00080060, 'CS', 'US'));
    assert.equal(one({}, sizeless).coversText, false);
    assert.deepEqual(one({ blank: [{ rows: 1 }] }, sizeless), {
      rules: ['rule 1'],
      regions: [{ left: 0, top: 0, columns: 65535, rows: 65535 }],
      coversText: false,
    });
    assert.equal(readPixelRules({ rules: [] }).match(ultrasound).coversText, false);
  });

  test('that is none is refused with the place', () => {
    const deep = Array.from({ length: 40 }).reduce((inner: unknown) => ({ not: inner }), { all: [] });
    const cases: readonly [unknown, string][] = [
      [[], '$ '],
      [{}, '$.rules '],
      [{ rules: [], more: 1 }, '$ '],
      [{ rules: [], apply: 'last' }, '$.apply '],
      [{ rules: [1] }, '$.rules[0] '],
      [{ rules: [{ blank: [{ rows: 0 }] }] }, '$.rules[0].blank[0].rows '],
      [{ rules: [{ blank: [{ left: 1.5 }] }] }, '$.rules[0].blank[0].left '],
      [{ rules: [{ blank: [{ firstFrame: -1 }] }] }, '$.rules[0].blank[0].firstFrame '],
      [{ rules: [{ keep: [] }] }, '$.rules[0].keep '],
      [{ rules: [{ keep: [{ from: 'x' }] }] }, '$.rules[0].keep[0].from '],
      [{ rules: [{ review: 1 }] }, '$.rules[0].review '],
      [{ rules: [{ when: {} }] }, '$.rules[0].when '],
      [{ rules: [{ when: { all: [], any: [] } }] }, '$.rules[0].when '],
      [{ rules: [{ when: { all: [], ignoreCase: true } }] }, '$.rules[0].when '],
      [{ rules: [{ when: { any: {} } }] }, '$.rules[0].when.any '],
      [{ rules: [{ when: { any: [{ attribute: 'Modality' }] } }] }, '$.rules[0].when.any[0] '],
      [{ rules: [{ when: { attribute: 'Nonsense', exists: true } }] }, '$.rules[0].when.attribute '],
      [{ rules: [{ when: { attribute: 'Modality[0]', exists: true } }] }, '$.rules[0].when.attribute '],
      [{ rules: [{ when: { attribute: 'Modality.Rows', exists: true } }] }, '$.rules[0].when.attribute '],
      [{ rules: [{ when: { attribute: '(0008,"X",01)', exists: true } }] }, '$.rules[0].when.attribute '],
      [{ rules: [{ when: { attribute: 'Rows', greaterThan: '1' } }] }, '$.rules[0].when.greaterThan '],
      [{ rules: [{ when: { attribute: 'Rows', equals: 1, contains: '1' } }] }, '$.rules[0].when '],
      [{ rules: [{ when: { attribute: 'Rows', equals: 1, ignoreCase: true } }] }, '$.rules[0].when.ignoreCase '],
      [{ rules: [{ when: { attribute: 'Rows', matches: '(' } }] }, '$.rules[0].when.matches '],
      [{ rules: [{ when: deep }] }, '$.rules[0].when.not'],
    ];
    for (const [json, place] of cases) {
      assert.throws(
        () => readPixelRules(json),
        (error: unknown) => {
          assert.equal((error as { code?: string }).code, 'argument_invalid');
          assert.ok((error as Error).message.startsWith(place), `${(error as Error).message} at ${place}`);
          return true;
        },
      );
    }
  });

  test('of any JSON is read, or refused as misuse', () => {
    const condition = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(
          fc.constantFrom(
            'attribute',
            'equals',
            'matches',
            'contains',
            'exists',
            'greaterThan',
            'ignoreCase',
            '__proto__',
          ),
          fc.constantFrom('Modality', '(0018,6011)[*].(0018,6018)', '.*', 'US', 1, true, ''),
          { maxKeys: 3 },
        ),
        fc.dictionary(
          fc.constantFrom('all', 'any', 'not'),
          fc.oneof(tie('any'), fc.array(tie('any'), { maxLength: 3 })),
          {
            maxKeys: 1,
          },
        ),
      ),
    })).any;
    const side = fc.oneof(fc.integer({ min: -700, max: 700 }), fc.jsonValue({ maxDepth: 0 }));
    const rectangle = fc.dictionary(fc.constantFrom('left', 'top', 'columns', 'rows', 'from', 'firstFrame'), side, {
      maxKeys: 4,
    });
    const rule = fc.record(
      { when: condition, blank: fc.array(rectangle, { maxLength: 2 }), keep: fc.array(rectangle, { maxLength: 2 }) },
      { requiredKeys: [] },
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 2 }), (rules) => {
        try {
          const { regions } = readPixelRules({ apply: 'all', rules }).match(ultrasound);
          read++;
          for (const { left, top, columns, rows } of regions) {
            assert.ok(left >= 0 && top >= 0 && columns > 0 && rows > 0 && left + columns <= 640 && top + rows <= 480);
          }
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'argument_invalid', String(error));
        }
      }),
      { numRuns: 3000 },
    );
    assert.ok(read > 100, `${read} were read`);
  });

  test('has the fields that the published schema has', () => {
    interface Shape {
      readonly properties: Record<string, unknown>;
    }
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/pixel-rules.schema.json', import.meta.url), 'utf8'),
    ) as Shape & { readonly $defs: Readonly<Record<string, Shape>> };
    /** The reader names all that it knows of when it meets what it does not know. */
    const known = (json: unknown): string[] => {
      try {
        readPixelRules(json);
      } catch (error) {
        return (/none of (.*)$/.exec((error as Error).message)?.[1] ?? '').split(', ').sort();
      }
      return [];
    };
    const fields = (shape: string): string[] => Object.keys(schema.$defs[shape]?.properties ?? {}).sort();
    assert.deepEqual(known({ zz: 1 }), Object.keys(schema.properties).sort());
    assert.deepEqual(known({ rules: [{ zz: 1 }] }), fields('rule'));
    assert.deepEqual(known({ rules: [{ blank: [{ zz: 1 }] }] }), fields('blank'));
    assert.deepEqual(known({ rules: [{ keep: [{ zz: 1 }] }] }), [...fields('keep'), ...fields('told')].sort());
    assert.deepEqual(known({ rules: [{ when: { zz: 1 } }] }), ['all', 'any', 'not', 'question'].flatMap(fields).sort());
  });
});
