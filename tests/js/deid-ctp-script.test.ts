// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Scripts of CTP's DicomPixelAnonymizer as rules. What they mean is said in https://mircwiki.rsna.org.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Dataset, fromCtpPixelScript, init, parseBuffer, type PixelRule, readPixelRules } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';

await init();

const values: Readonly<Record<string, string>> = { Modality: 'US', Manufacturer: 'ACME Systems', StationName: '' };
const dataset: Dataset = parseBuffer(
  dicom()
    .preamble()
    .meta({})
    .element(0x00080060, 'CS', 'US')
    .element(0x00080070, 'LO', 'ACME Systems')
    .element(0x00090010, 'LO', 'ACME_01')
    .element(0x00091002, 'SH', 'deep')
    .sequence(0x00186011, (sequence) => sequence.item((item) => item.element(0x0018601a, 'UL', 40)))
    .element(0x00280010, 'US', 480)
    .element(0x00280011, 'US', 640)
    .bytes(),
);

function only(script: string): PixelRule {
  const { rules } = fromCtpPixelScript(script);
  assert.equal(rules.length, 1);
  return rules[0] as PixelRule;
}

function holds(signature: string): boolean {
  return readPixelRules(fromCtpPixelScript(`{ ${signature} } (0,0,1,1)`)).match(dataset).rules.length > 0;
}

describe('a script of CTP', () => {
  test('has signatures with regions, and comments between them', () => {
    const script = [
      'A library of regions.',
      '*** US ***',
      'ACME',
      '  { Modality.equals("US") *',
      '    [0008,0070].containsIgnoreCase("acme") }',
      '  (0,0,640,40) and ( 10 , -20, 30, 5 )',
      '',
      ' the others',
      '{ !Modality.equals("US") }(0,0,10,10)',
    ].join('\r\n');
    assert.deepEqual(fromCtpPixelScript(script), {
      apply: 'first',
      rules: [
        {
          name: 'line 4',
          when: {
            all: [
              { attribute: 'Modality', equals: 'US' },
              { attribute: '(0008,0070)', contains: 'acme', ignoreCase: true },
            ],
          },
          // CTP blanks from the left edge to the right one, both included, and so from top to bottom.
          blank: [
            { left: 0, top: 0, columns: 641, rows: 41 },
            { left: 10, top: -20, columns: 31, rows: 6 },
          ],
        },
        {
          name: 'line 9',
          when: { not: { attribute: 'Modality', equals: 'US' } },
          blank: [{ left: 0, top: 0, columns: 11, rows: 11 }],
        },
      ],
    });
  });

  test('of several signatures that match applies the first', () => {
    const rules = readPixelRules(fromCtpPixelScript('{true.}(1,2,3,4)\n{true.}(5,6,7,8)'));
    const { left, top, columns, rows } = rules.regionsOf(dataset)[0] ?? {};
    assert.deepEqual([rules.match(dataset).rules, left, top, columns, rows], [['line 1'], 1, 2, 4, 5]);
  });

  test('knows all methods', () => {
    for (const yes of [
      'Modality.equals("US")',
      'Modality.equalsIgnoreCase("us")',
      'Manufacturer.matches("ACME.*")',
      'Manufacturer.contains("ME S")',
      'Manufacturer.containsIgnoreCase("me s")',
      'Manufacturer.startsWith("ACME")',
      'Manufacturer.startsWithIgnoreCase("acme")',
      'Manufacturer.endsWith("Systems")',
      'Manufacturer.endsWithIgnoreCase("SYSTEMS")',
      'Rows.isGreaterThan("479")',
      '[00280010].isLessThan("481")',
      'StationName.equals("")',
      '!Manufacturer.matches("ACME")',
    ]) {
      assert.ok(holds(yes), yes);
      assert.ok(!holds(`!(${yes})`), yes);
    }
  });

  test('names attributes by keywords, short ones too, tags, creators, and in the first item of a sequence', () => {
    assert.ok(holds('[0009[ACME_01]02].equals("deep")'));
    assert.ok(holds('SeqOfUltrasoundRegions::[0018,601A].equals("40")'));
    assert.ok(holds('root:Modality.equals("US")'));
    assert.deepEqual(only('{ RefSOPInstanceUID.equals("1") }').when, {
      attribute: 'ReferencedSOPInstanceUID',
      equals: '1',
    });
  });

  test('without regions blanks nothing, and does not vouch for that', () => {
    assert.deepEqual(only('{ true. }'), { name: 'line 1', when: { all: [] }, review: true });
  });

  test('may have comments in a signature', () => {
    assert.ok(holds('// all of them\n Modality.equals("US") // and\n * true.'));
  });

  test('binds ! before *, and * before +', () => {
    assert.ok(holds('true. + true. * false.'));
    assert.ok(!holds('(true. + true.) * false.'));
    assert.ok(!holds('!true. * false.'));
    assert.ok(holds('!(true. * false.)'));
    assert.ok(holds('! ! true.'));
  });

  test('that is wrong is refused by line and column', () => {
    const cases: readonly [string, RegExp][] = [
      ['', /^the script has no signature$/],
      ['no signature (1,2,3,4)', /^the script has no signature$/],
      ['\n  { Nonsense.equals("a") }', /^line 2, column 5: is no attribute/],
      ['{ Modality.is("a") }', /^line 1, column 12: is no method/],
      ['{ Modality.constructor("a") }', /^line 1, column 12: is no method/],
      ['{ Modality.equals(US) }', /^line 1, column 12: should be a method/],
      ['{ Modality.equals("US")\n\n', /^line 3, column 1: should be }/],
      ['{ (true. }', /^line 1, column 10: should be \)/],
      ['{ true. * }', /^line 1, column 11: begins no question/],
      ['{ }', /^line 1, column 3: begins no question/],
      ['{ true. }\n(1,2,3)', /^line 2, column 1: begins no region/],
      ['{ true. }\n(see page 3)', /^line 2, column 1: begins no region/],
      ['{ true. } }', /^line 1, column 11: is a }/],
      ['{ true. }\n{ Modality.matches("(") }', /^line 2, column 1: the rule\.when\.matches is no pattern/],
      ['{ Rows.isLessThan("a lot") }', /^line 1, column 1: the rule\.when\.lessThan is no number/],
      [`{ ${'('.repeat(100)}true.`, /^line 1, column \d+: is too deep/],
    ];
    for (const [script, message] of cases) {
      assert.throws(
        () => fromCtpPixelScript(script),
        (error: unknown) => {
          assert.equal((error as { code?: string }).code, 'argument_invalid');
          assert.match((error as Error).message, message);
          return true;
        },
        script,
      );
    }
  });

  test('of any signs is read, or refused as misuse', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '*',
      '+',
      '!',
      'Modality',
      '.equals("US")',
      'true.',
      '(1,2,3,4)',
      '[0008,0060]',
      '::',
      '"',
      '\n',
      '//',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 15 }), fc.string({ maxLength: 5 }), (tokens, more) => {
        try {
          readPixelRules(fromCtpPixelScript(tokens.join(' ') + more));
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'argument_invalid', String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('takes no time that grows faster than the script', () => {
    const scripts = [
      `{ ${'a'.repeat(200_000)} }`,
      `{ ${'a::'.repeat(60_000)} }`,
      `${' '.repeat(200_000)}{${' '.repeat(200_000)}`,
      `{ true. } ${'( '.repeat(1)}${' '.repeat(200_000)}`,
      `{ Modality.equals("${'x'.repeat(200_000)}`,
    ];
    for (const script of scripts) assert.throws(() => fromCtpPixelScript(script), { code: 'argument_invalid' });
    const many = '{ Modality.equals("CT") } (0,0,1,1) '.repeat(5000);
    assert.equal(fromCtpPixelScript(many).rules.length, 5000);
  });
});

/** Expressions as scripts, with what they are for the data set by CTP's words. */
interface Expression {
  readonly text: string;
  readonly value: boolean;
}

const question = fc
  .record({
    name: fc.constantFrom('Modality', 'Manufacturer', 'StationName'),
    method: fc.constantFrom('equals', 'contains', 'startsWith', 'endsWith'),
    ignoreCase: fc.boolean(),
    word: fc.constantFrom('US', 'us', 'ACME', 'Systems', 'E S', '', 'CT'),
  })
  .map(({ name, method, ignoreCase, word }): Expression => {
    const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
    const [value, wanted] = [fold(values[name] as string), fold(word)];
    const tests: Readonly<Record<string, boolean>> = {
      equals: value === wanted,
      contains: value.includes(wanted),
      startsWith: value.startsWith(wanted),
      endsWith: value.endsWith(wanted),
    };
    return { text: `${name}.${method}${ignoreCase ? 'IgnoreCase' : ''}("${word}")`, value: tests[method] as boolean };
  });

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    question,
    tie('expression').map(({ text, value }) => ({ text: `!(${text})`, value: !value })),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => ({ text: `(${a.text} + ${b.text})`, value: a.value || b.value })),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => ({ text: `(${a.text}*${b.text})`, value: a.value && b.value })),
  ),
}));

describe('signatures of any form', () => {
  test('are true of the data set where CTP says so', () => {
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        assert.equal(holds(text), value, text);
      }),
      { numRuns: 1000 },
    );
  });
});
