// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Private attributes: removed, save for those of PS3.15 Table E.3.10-1 with the Retain Safe Private Option.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { privateNames } from '../../js/dictionary/private-attributes.js';
import { readProfile } from '../../js/deid/profile.js';
import { Rules } from '../../js/deid/rules.js';
import { ItemNode } from '../../js/path.js';
import { readTsv } from '../support/annex-e.js';

const safe = readTsv('safe-private-attributes.tsv');
const collected = [...readTsv('private-attributes-a-o.tsv'), ...readTsv('private-attributes-p-z.tsv')];

function rulesFor(...options: string[]): Rules {
  return new Rules(readProfile({ options: Object.fromEntries(options.map((name) => [name, true])) }));
}

const tagOf = (group: string, block: string, element: string): number => Number.parseInt(group + block + element, 16);
const item = new ItemNode(0x20011063, 0, undefined);
const text = ['LO', 'SH', 'LT', 'ST', 'UT'];

describe('a private attribute of Table E.3.10-1', () => {
  test('is kept with its option in whichever block it stands, at every depth, and removed without', () => {
    for (const { creator = '', group = '', element = '', vr = '' } of safe) {
      for (const each of vr === '' ? ['FL', 'DS'] : vr.split('/')) {
        for (const block of ['10', 'FF']) {
          const tag = tagOf(group, block, element);
          assert.equal(rulesFor().ruleFor(tag, each, item, creator).action, 'X');
          const decision = rulesFor('retainSafePrivate').ruleFor(tag, each, item, creator);
          assert.equal(decision.action, each === 'UI' ? 'U' : 'K', `${creator} ${group} ${element}`);
          assert.match(decision.rule, /^E\.3\.10-1 /);
          const free = ['SQ', 'OB', 'OW', 'UI'].includes(each);
          assert.equal(decision.condition, free ? undefined : text.includes(each) ? 'noIdentifier' : 'validValue');
        }
      }
    }
  });

  test('is recognised as UN, but a sequence only once its items are read', () => {
    const rules = rulesFor('retainSafePrivate');
    for (const { creator = '', group = '', element = '', vr = '' } of safe) {
      const { action } = rules.ruleFor(tagOf(group, '10', element), 'UN', undefined, creator);
      assert.equal(
        action,
        vr === 'SQ' || vr === '' ? 'X' : vr === 'UI' ? 'U' : 'K',
        `${creator} ${group} ${element} ${vr}`,
      );
    }
  });

  test('is removed where its VR is another', () => {
    const rules = rulesFor('retainSafePrivate');
    for (const { creator = '', group = '', element = '', vr = '' } of safe) {
      for (const other of ['PN', 'UI', 'OB'].filter((each) => !vr.includes(each) && !(each === 'OB' && vr === 'OW'))) {
        if (other === 'PN' && text.includes(vr)) continue;
        assert.equal(
          rules.ruleFor(tagOf(group, '10', element), other, undefined, creator).action,
          'X',
          `${vr} ${other}`,
        );
      }
    }
  });

  test('has its UIDs kept only with the option for them', () => {
    const rules = rulesFor('retainSafePrivate', 'retainUids');
    const { action, condition, otherwise } = rules.ruleFor(0x00991002, 'UI', undefined, 'NQHeader');
    assert.deepEqual([action, condition, otherwise?.action], ['K', 'validValue', 'U']);
  });

  test('is another in a block of another creator, in another case, or in no block', () => {
    const rules = rulesFor('retainSafePrivate');
    assert.equal(rules.ruleFor(0x00e11021, 'DS', undefined, 'ELSCINT1').action, 'K');
    assert.equal(rules.ruleFor(0x00e11021, 'DS', undefined, 'ELSCINT1 \0').action, 'K');
    assert.equal(rules.ruleFor(0x00e11021, 'DS', undefined, 'elscint1').action, 'X');
    assert.equal(rules.ruleFor(0x00e11021, 'DS', undefined, 'ELSCINT2').action, 'X');
    assert.equal(rules.ruleFor(0x00e11021, 'DS', undefined, '').action, 'X');
    assert.equal(rules.ruleFor(0x00e11021, 'DS').action, 'X');
    assert.equal(rules.ruleFor(0x00e10021, 'DS', undefined, 'ELSCINT1').condition, 'blockUsed');
    assert.equal(rules.ruleFor(0x00e10f21, 'DS', undefined, 'ELSCINT1').action, 'X');
    assert.equal(rules.ruleFor(0x00e11022, 'DS', undefined, 'ELSCINT1').action, 'X');
  });
});

test('all other private attributes that anybody knows are removed', () => {
  const rules = rulesFor('retainSafePrivate', 'retainUids', 'retainDeviceIdentity', 'retainInstitutionIdentity');
  const places = new Set(safe.map(({ creator, group, element }) => `${creator} ${group}${element}`));
  let count = 0;
  for (const { creator = '', tag = '', vr = '' } of collected) {
    const digits = tag
      .replace(/^(60)xx/, '$101')
      .replace(/^(.{4})..(..)$/, '$110$2')
      .replaceAll('x', '1');
    if (/^...[02468ACE]/.test(digits) || places.has(`${creator} ${digits.slice(0, 4)}${digits.slice(6)}`)) continue;
    assert.equal(rules.ruleFor(Number.parseInt(digits, 16), vr, undefined, creator).action, 'X', `${creator} ${tag}`);
    count++;
  }
  assert.ok(count > 9000, `${count}`);
});

test('a private creator is kept where something of its block may be, and only if it is', () => {
  const rules = rulesFor('retainSafePrivate');
  for (const { creator = '', group = '' } of safe) {
    const decision = rules.ruleFor(tagOf(group, '00', '10'), 'LO', undefined, creator);
    assert.deepEqual([decision.action, decision.condition, decision.otherwise?.action], ['K', 'blockUsed', 'X']);
    assert.equal(rulesFor().ruleFor(tagOf(group, '00', '10'), 'LO', undefined, creator).action, 'X');
    // In a group in which it has nothing that is safe.
    assert.equal(rules.ruleFor(0x00090010, 'LO', undefined, creator).action, 'X');
  }
  assert.equal(rules.ruleFor(0x20010010, 'LO', undefined, 'DR DOE 19500101').action, 'X');
});

test('group lengths and elements in no block are removed', () => {
  const rules = rulesFor('retainSafePrivate');
  for (const tag of [0x20010000, 0x20010001, 0x2001000f, 0x20010100, 0x20010fff]) {
    assert.equal(rules.ruleFor(tag, 'UL', undefined, 'Philips Imaging DD 001').action, 'X');
  }
});

test('the private dictionary has the VRs that the table of safe attributes has', () => {
  for (const { creator = '', group = '', element = '', vr = '' } of safe) {
    if (vr === '') continue;
    const known = privateNames.find(tagOf(group, '10', element), creator)?.vr.split(' or ') ?? [];
    for (const each of vr.split('/')) assert.ok(known.includes(each), `${creator} ${group} ${element}`);
  }
});
