// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rules of de-identification are the tables of PS3.15 Annex E, row by row and column by column.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readProfile } from '../../js/deid/profile.js';
import { Rules } from '../../js/deid/rules.js';
import { ItemNode } from '../../js/path.js';
import { columnOptions, expectedAction, lastOf, optionSets, readTsv, type ColumnOption } from '../support/annex-e.js';

const profile = readTsv('confidentiality-profile.tsv');
const attributes = new Map(readTsv('attributes.tsv').map((row) => [row.tag ?? '', row]));
const keep = new Map(readTsv('keep.tsv').map((row) => [row.keyword ?? '', row]));
const named = profile.filter((row) => /^[0-9A-F]{8}$/.test(row.tag ?? ''));

function rulesFor(...options: string[]): Rules {
  return new Rules(readProfile({ options: Object.fromEntries(options.map((name) => [name, true])) }));
}

const numberOf = (tag: string | undefined): number => Number.parseInt(tag ?? '', 16);
const vrsOf = (tag: string | undefined): string[] => (attributes.get(tag ?? '')?.vr ?? 'UN').split(' or ');
/** VRs in which nothing but what they are for can stand, so that what is kept can be checked. */
const checked = new Set('DS IS US SS UL SL UV SV FL FD AS CS AT DA TM DT UI'.split(' '));

const places = {
  'at the root': undefined,
  'in a sequence': new ItemNode(0x00400275, 0, undefined),
  'in a private sequence in a sequence': new ItemNode(0x20011063, 3, new ItemNode(0x00081140, 1, undefined)),
};

describe('attributes that Table E.1-1 names', () => {
  for (const option of [undefined, ...columnOptions]) {
    test(`are treated as its ${option ?? 'basic'} column says, at every depth`, () => {
      const used = option === undefined ? [] : [option];
      const rules = rulesFor(...used);
      for (const row of named) {
        const expected = expectedAction(row, used);
        for (const [place, parent] of Object.entries(places)) {
          for (const vr of vrsOf(row.tag)) {
            const decision = rules.ruleFor(numberOf(row.tag), vr, parent);
            assert.equal(decision.action, expected, `${row.tag} ${row.name} ${vr} ${place}`);
          }
        }
      }
    });
  }

  test('are treated as all options that are used say together', () => {
    for (const set of optionSets()) {
      const rules = rulesFor(...set);
      for (const row of named) {
        const [vr = ''] = vrsOf(row.tag);
        const { action } = rules.ruleFor(numberOf(row.tag), vr);
        if (action !== expectedAction(row, set)) assert.fail(`${row.tag} ${row.name} ${set.join()}: ${action}`);
      }
    }
  });

  test('are kept by an option only where their values are valid, as far as that can be told', () => {
    const rules = rulesFor(
      ...columnOptions.filter((name) => name.startsWith('retain') && !name.endsWith('ModifiedDates')),
    );
    const kept = named.filter((row) => rules.ruleFor(numberOf(row.tag), vrsOf(row.tag)[0] ?? '').action === 'K');
    assert.ok(kept.length > 200);
    for (const row of kept) {
      const [vr = ''] = vrsOf(row.tag);
      const { condition, otherwise, rule, option } = rules.ruleFor(numberOf(row.tag), vr);
      assert.match(rule, /^E\.1-1 \([0-9A-F]{4},[0-9A-F]{4}\) retain\w+ K$/);
      assert.ok(option !== undefined && rule.includes(option));
      assert.equal(condition, checked.has(vr) ? 'validValue' : undefined, row.tag);
      if (condition !== undefined) assert.equal(otherwise?.action, lastOf(row.basic ?? ''), row.tag);
    }
  });

  test('are treated as the Basic Profile says where the file gives them a VR that they cannot have', () => {
    const all = columnOptions.filter((name) => name !== 'retainLongitudinalFullDates');
    const rules = rulesFor(...all);
    for (const row of named) {
      const basic = lastOf(row.basic ?? '');
      const isSequence = vrsOf(row.tag).includes('SQ');
      const { action, condition, otherwise } = rules.ruleFor(numberOf(row.tag), isSequence ? 'UN' : 'SQ');
      assert.equal(condition === undefined ? action : otherwise?.action, basic, `${row.tag} ${row.name}`);
    }
    // A name where the age is expected.
    assert.equal(rules.ruleFor(0x00101010, 'CS').action, 'X');
    assert.equal(rules.ruleFor(0x00101010, 'AS').action, 'K');
    assert.equal(rules.ruleFor(0x00101010, 'UN').condition, 'validValue');
  });

  test('come with the row and the column that decided', () => {
    assert.equal(rulesFor().ruleFor(0x00100010, 'PN').rule, 'E.1-1 (0010,0010) basic Z');
    assert.equal(rulesFor().ruleFor(0x00080022, 'DA').rule, 'E.1-1 (0008,0022) basic X/Z');
    const rules = rulesFor('retainLongitudinalModifiedDates', 'retainDeviceIdentity');
    const { rule, option } = rules.ruleFor(0x00181200, 'DA');
    assert.equal(rule, 'E.1-1 (0018,1200) retainLongitudinalModifiedDates C');
    assert.equal(option, 'retainLongitudinalModifiedDates');
    assert.equal(rules.ruleFor(0x00081010, 'SH').rule, 'E.1-1 (0008,1010) retainDeviceIdentity K');
  });
});

describe('repeating groups', () => {
  const groups = (first: number): number[] => Array.from({ length: 128 }, (_, i) => first + 2 * i);

  test('curves and overlays are removed in every group that they repeat in, and cleaned with Clean Graphics', () => {
    const patterns = profile.filter((row) => row.tag?.includes('xx'));
    assert.deepEqual(patterns.map((row) => row.tag).sort(), ['50xxxxxx', '60xx3000', '60xx4000']);
    for (const [rules, expected] of [[rulesFor(), 'X'] as const, [rulesFor('cleanGraphics'), 'C'] as const]) {
      for (const group of groups(0x5000)) {
        for (const [element, vr] of [
          [0x0005, 'US'],
          [0x2600, 'SQ'],
          [0x3000, 'OW'],
          [0x0040, 'LO'],
        ] as const) {
          assert.equal(rules.ruleFor(group * 0x10000 + element, vr).action, expected);
        }
      }
      for (const group of groups(0x6000)) {
        assert.equal(rules.ruleFor(group * 0x10000 + 0x3000, 'OW').action, expected);
        assert.equal(rules.ruleFor(group * 0x10000 + 0x4000, 'LT').action, expected);
      }
    }
  });

  test('what describes an overlay goes with its data, and its text always', () => {
    for (const group of groups(0x6000)) {
      assert.equal(rulesFor().ruleFor(group * 0x10000 + 0x0010, 'US').action, 'X');
      assert.equal(rulesFor('cleanGraphics').ruleFor(group * 0x10000 + 0x0010, 'US').action, 'K');
      assert.equal(rulesFor('cleanGraphics').ruleFor(group * 0x10000 + 0x0022, 'LO').action, 'X');
      assert.equal(rulesFor('cleanGraphics').ruleFor(group * 0x10000 + 0x1500, 'LO').action, 'X');
    }
  });

  test('odd groups between them are private', () => {
    const rules = rulesFor('cleanGraphics');
    assert.equal(rules.ruleFor(0x60013000, 'OW').rule, 'E.1-1 private basic X');
    assert.equal(rules.ruleFor(0x50011010, 'US', undefined, 'ANYBODY').action, 'X');
  });
});

describe('attributes of the standard that Table E.1-1 does not name', () => {
  const isNamed = (tag: string): boolean => named.some((row) => row.tag === tag) || /^50/.test(tag);
  const groupOf = (tag: string): string => tag.slice(0, 4);
  const others = [...attributes.values()].filter(({ tag = '', vr }) => {
    return (
      !isNamed(tag) && !/^(?:000[0-6]|10[01]0|FFFE|60xx)/.test(groupOf(tag)) && !tag.endsWith('0000') && vr !== 'NONE'
    );
  });
  const text = 'AE LO SH PN ST LT UT UC UR UN OB OW OF OD OL OV'.split(' ');

  /** [action without options, with full dates and UIDs retained, with modified dates] */
  function expectedOf(vr: string): [string, string, string] {
    if (vr === 'DA' || vr === 'TM' || vr === 'DT') return ['X', 'K', 'C'];
    if (vr === 'UI') return ['U', 'K', 'U'];
    return text.includes(vr) ? ['X', 'X', 'X'] : ['K', 'K', 'K'];
  }

  test('go where any tag of a group has numbers in any number: compression codes of ACR-NEMA, which may be text in implicit VR', () => {
    for (const tag of [0x10100000, 0x10108e34, 0x1010ffff, 0x10000020, 0x10000021])
      assert.equal(rulesFor('cleanGraphics').ruleFor(tag, 'US').action, 'X');
  });

  test('are kept, replaced or removed by what their VR can hold, whether retired or not', () => {
    const all = [
      rulesFor(),
      rulesFor('retainLongitudinalFullDates', 'retainUids'),
      rulesFor('retainLongitudinalModifiedDates'),
    ];
    // A length; encrypted attributes; parameters of signatures.
    const gone = ['00080001', '04000500', '4FFE0001'];
    for (const tag of gone)
      assert.equal(rulesFor().ruleFor(numberOf(tag), tag === '00080001' ? 'UL' : 'SQ').action, 'X');
    let count = 0;
    for (const { tag = '', vr = '', keyword = '' } of others) {
      if (keep.has(keyword) || gone.includes(tag)) continue;
      for (const each of vr.split(' or ')) {
        const number = numberOf(tag.replaceAll('x', '2'));
        const actual = all.map((rules) => rules.ruleFor(number, each).action);
        assert.deepEqual(actual, expectedOf(each), `${tag} ${keyword} ${each}`);
        const { condition } = all[0]!.ruleFor(number, each);
        assert.equal(condition, actual[0] === 'K' && each !== 'SQ' ? 'validValue' : undefined, `${tag} ${keyword}`);
        count++;
      }
    }
    assert.ok(count > 4000, `${count}`);
  });

  test('are what keep.tsv says where it names them', () => {
    const rules = rulesFor();
    const actions: Record<string, string> = { keep: 'K', dummy: 'D', empty: 'Z', clean: 'C', characteristic: 'X' };
    for (const { tag = '', vr = '', keyword = '' } of others) {
      const row = keep.get(keyword);
      if (row === undefined) continue;
      for (const each of vr.split(' or ')) {
        const decision = rules.ruleFor(numberOf(tag), each);
        assert.equal(decision.action, actions[row.action ?? ''], keyword);
        assert.equal(decision.reason, row.why);
        const isText: boolean = text.indexOf(each) < text.indexOf('UN') && text.includes(each);
        const isSearched: boolean = row.action === 'keep' && isText;
        assert.equal(decision.condition, isSearched ? 'noIdentifier' : undefined, keyword);
        if (isSearched) assert.equal(decision.otherwise?.action, 'D');
      }
    }
  });

  test('are kept with the patient characteristics where they follow from those', () => {
    const tags = [0x00101021, 0x00101022, 0x00101023, 0x00101024];
    const actionsOf = (rules: Rules): string[] =>
      tags.map((tag) => rules.ruleFor(tag, tag === tags[0] ? 'SQ' : 'DS').action);
    assert.deepEqual(actionsOf(rulesFor()), ['X', 'X', 'X', 'X']);
    assert.deepEqual(actionsOf(rulesFor('retainPatientCharacteristics')), ['K', 'K', 'K', 'K']);
  });

  test('are removed where the file gives them a VR that they cannot have', () => {
    const rules = rulesFor();
    for (const vr of ['LO', 'UN', 'OB', 'PN', 'ZZ']) {
      const isBytes = vr === 'UN';
      assert.equal(rules.ruleFor(0x00280010, vr).action, isBytes ? 'K' : 'X', `Rows as ${vr}`);
      assert.equal(rules.ruleFor(0x00081115, vr).action, 'X', `ReferencedSeriesSequence as ${vr}`);
    }
    assert.equal(rules.ruleFor(0x00280010, 'UN').condition, 'validValue');
    assert.equal(rules.ruleFor(0x00280010, 'SL').action, 'K');
    assert.equal(rules.ruleFor(0x00080060, 'LO').action, 'X');
    assert.equal(rules.ruleFor(0x00080060, 'AS').action, 'X');
  });

  test('are removed where PS3.6 does not know them, and so are group lengths and what belongs to no data set', () => {
    const rules = rulesFor(...columnOptions.filter((name) => name !== 'retainLongitudinalFullDates'));
    const tags = [
      0x00080000, 0x00100000, 0x00080001, 0x00080ffe, 0x0010ff10, 0x0fee0010, 0x00020010, 0x00041130, 0xfffee000,
    ];
    for (const tag of tags) {
      for (const vr of ['UL', 'US', 'CS', 'UN', 'SQ'])
        assert.equal(rules.ruleFor(tag, vr).action, 'X', tag.toString(16));
    }
    assert.match(rules.ruleFor(0x0010ff10, 'US').rule, /not in PS3\.6/);
  });
});

describe('any input', () => {
  test('of VRs and tags without end takes no memory without end, and the same decision comes again', () => {
    const rules = rulesFor();
    for (let tag = 0; tag < 300_000; tag++) rules.ruleFor(tag * 0x2001, tag % 3 === 0 ? 'LO' : `?${tag % 5000}`);
    assert.equal(rules.ruleFor(0x00100010, 'PN'), rules.ruleFor(0x00100010, 'PN'));
  });

  test('of options is one of the columns that the tests know', () => {
    const sets: ColumnOption[][] = optionSets();
    assert.equal(sets.length, 768);
  });
});
