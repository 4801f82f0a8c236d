// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is known of private attributes, against the reviewed tables; and private blocks (PS3.5 §7.8.1).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { privateNames } from '../../js/dictionary/private-attributes.js';
import {
  PrivateBlocks,
  isPrivate,
  isPrivateCreator,
  privateCreatorTagOf,
  trimCreator,
} from '../../js/dictionary/private-blocks.js';
import * as registry from '../../js/dictionary/registry.js';

const table = (name: string): string[][] =>
  readFileSync(new URL(`../../tools/standard/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
const collected = [...table('private-attributes-a-o.tsv'), ...table('private-attributes-p-z.tsv')] as [
  string,
  string,
  string,
  string,
  string,
][];
const standard = table('safe-private-attributes.tsv') as [string, string, string, string, string, string][];
const hex = (digits: string): number => Number.parseInt(digits, 16);
const vrOf: Readonly<Record<string, string>> = { OB_OW: 'OB or OW', 'OW/OB': 'OB or OW', '': 'UN' };

describe('private attributes', () => {
  const inStandard = new Set(standard.map(([creator, group, element]) => `${creator}\t${group}${element}`));
  const general = new Set(collected.map(([creator, tag]) => `${creator}\t${tag}`));

  test('that the standard lists are as it says, in whatever block', () => {
    for (const [creator, group, element, vr, vm, name] of standard) {
      for (const block of ['10', '7E', 'FF']) {
        const expected = { creator, vr: vrOf[vr] ?? vr, vm, name };
        assert.deepEqual(privateNames.find(hex(group + block + element), creator), expected, `${creator} ${group}`);
      }
    }
  });

  test('that were collected are as their rows say', () => {
    let compared = 0;
    for (const [creator, tag, vr, vm, name] of collected) {
      const group = tag.slice(0, 4);
      const element = tag.slice(6);
      if (element === 'xx' || inStandard.has(`${creator}\t${group}${element}`)) continue;
      // PS3.5 §7.8: no private attribute stands in an even group.
      if (!group.includes('x') && hex(group) % 2 === 0) continue;
      const isSuperseded = !tag.endsWith(`xx${element}`) && general.has(`${creator}\t${group}xx${element}`);
      for (const block of ['10', 'A7']) {
        const found = privateNames.find(hex(group.replace('xx', '11') + block + element), creator);
        assert.ok(found !== undefined, `${creator} ${tag}`);
        assert.equal(found.creator, creator);
        if (!isSuperseded) assert.deepEqual([found.vr, found.vm], [vrOf[vr] ?? vr, vm], `${creator} ${tag}`);
        if (name !== '' && name !== 'Unknown' && !isSuperseded) assert.equal(found.name, name, `${creator} ${tag}`);
        if (name === 'Unknown') assert.notEqual(found.name, name);
      }
      compared++;
    }
    assert.ok(compared > 10_000);
  });

  test('with a block of their own are the same as those without', () => {
    // `01F11026 FD Pitch` and `01F1xx26 DS Pitch` were collected; PS3.15 has DS too.
    assert.equal(privateNames.find(0x01f11026, 'ELSCINT1')?.vr, 'DS');
    assert.deepEqual(privateNames.find(0x01f11002, 'ELSCINT1'), privateNames.find(0x01f12402, 'ELSCINT1'));
    assert.equal(privateNames.find(0x01f12402, 'ELSCINT1')?.name, 'Resolution');
  });

  test('of many groups are found in each odd one', () => {
    const overlayId = { creator: 'PAPYRUS 3.0', vr: 'IS', vm: '1', name: 'Overlay ID' };
    assert.deepEqual(privateNames.find(0x60011000, 'PAPYRUS 3.0'), overlayId);
    assert.deepEqual(privateNames.find(0x60ff2000, 'PAPYRUS 3.0'), overlayId);
    assert.equal(privateNames.find(0x60021000, 'PAPYRUS 3.0'), undefined);
    assert.equal(privateNames.find(0x61011000, 'PAPYRUS 3.0'), undefined);
  });

  test('that fill a block are found wherever nothing else stands', () => {
    assert.equal(privateNames.find(0x001110ab, 'BioPri3D')?.name, 'Private Segmentation Data');
    assert.equal(privateNames.find(0x001910fe, 'GEMS_ACQU_01')?.name, undefined, 'a creator is no attribute');
  });

  test('are found by a creator with padding or in other case, the very spelling first', () => {
    const expected = privateNames.find(0x20011003, 'Philips Imaging DD 001');
    assert.equal(expected?.name, 'MR Image Diffusion B-Factor');
    for (const creator of ['Philips Imaging DD 001 ', ' Philips Imaging DD 001\0', 'PHILIPS IMAGING DD 001']) {
      assert.equal(privateNames.find(0x20011003, creator), expected);
    }
    const spellings = ['SPI RELEASE 1', 'SPI Release 1'].map((creator) => privateNames.find(0x00091010, creator));
    assert.deepEqual(
      spellings.map((found) => found?.creator),
      ['SPI RELEASE 1', 'SPI Release 1'],
    );
  });

  test('of nobody, of creators themselves and of the standard are undefined', () => {
    assert.equal(privateNames.find(0x00431001, 'NOBODY'), undefined);
    assert.equal(privateNames.find(0x00431001, ''), undefined);
    assert.equal(privateNames.find(0x00431001, '__proto__'), undefined);
    assert.equal(privateNames.find(0x00430010, 'GEMS_PARM_01'), undefined);
    assert.equal(privateNames.find(0x00430f01, 'GEMS_PARM_01'), undefined);
    assert.equal(privateNames.find(0x00420001, 'GEMS_PARM_01'), undefined);
    assert.equal(privateNames.find(0x00421001, 'GEMS_PARM_01'), undefined);
  });

  test('are not there before they are loaded', async () => {
    assert.equal(registry.privateNames(), undefined);
    await registry.loadPrivateNames();
    assert.equal(registry.privateNames(), privateNames);
  });
});

describe('private blocks', () => {
  test('are told by the tag', () => {
    assert.ok(isPrivate(0x00091001) && isPrivate(0x00090010) && isPrivate(0xffffffff));
    assert.ok(!isPrivate(0x00080010) && !isPrivate(0xfffee000));
    for (const tag of [0x00090010, 0x000900ff, 0x7fdf0042]) assert.ok(isPrivateCreator(tag));
    for (const tag of [0x0009000f, 0x00090100, 0x00090000, 0x00080010]) assert.ok(!isPrivateCreator(tag));
  });
  test('belong to the creator element of their number', () => {
    assert.equal(privateCreatorTagOf(0x00091001), 0x00090010);
    assert.equal(privateCreatorTagOf(0x0009ffff), 0x000900ff);
    assert.equal(privateCreatorTagOf(0xe40310a0), 0xe4030010);
    for (const tag of [0x00090010, 0x00090fff, 0x00081001]) assert.equal(privateCreatorTagOf(tag), undefined);
  });
  test('are whose creator reserved them', () => {
    const blocks = new PrivateBlocks();
    blocks.reserve(0x00290010, 'SIEMENS CSA HEADER');
    blocks.reserve(0x00290011, ' SIEMENS MEDCOM HEADER \0');
    blocks.reserve(0x00290012, '  ');
    assert.equal(blocks.creatorOf(0x00291008), 'SIEMENS CSA HEADER');
    assert.equal(blocks.creatorOf(0x002910ff), 'SIEMENS CSA HEADER');
    assert.equal(blocks.creatorOf(0x00291134), 'SIEMENS MEDCOM HEADER');
    for (const tag of [0x00291201, 0x00291301, 0x00191008, 0x00290010, 0x00280010]) {
      assert.equal(blocks.creatorOf(tag), undefined);
    }
    blocks.reserve(0x00290010, '');
    assert.equal(blocks.creatorOf(0x00291008), undefined);
  });
  test('have creators without padding', () => {
    assert.equal(trimCreator(' A  B \0 '), 'A  B');
  });
});
