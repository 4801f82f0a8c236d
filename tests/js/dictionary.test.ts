// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The dictionaries of names against the reviewed tables of the standard, and the generator that writes them.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { names } from '../../js/dictionary/names.js';
import * as registry from '../../js/dictionary/registry.js';
import * as tags from '../../js/dictionary/tags.js';
import { findUid, uidOf } from '../../js/dictionary/uids.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const table = (name: string): string[][] =>
  readFileSync(join(root, 'tools/standard', name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const attributes = table('attributes.tsv') as [string, string, string, string, string, string][];
const constants = tags as Readonly<Record<string, number>>;

describe('names', () => {
  test('of every attribute are those of the table', () => {
    for (const [pattern, vr, vm, keyword, name, retired] of attributes) {
      const tag = pattern.includes('x') ? constants[keyword]! : Number.parseInt(pattern, 16);
      const expected = [keyword || undefined, name, vr === 'NONE' ? '' : vr, vm, retired === 'Y'];
      const actual = [names.keywordOf(tag), names.nameOf(tag), names.vrOf(tag), names.vmOf(tag), names.isRetired(tag)];
      assert.deepEqual(actual, expected, pattern);
      if (keyword !== '') assert.equal(names.tagOf(keyword), tag, keyword);
    }
  });
  test('of repeating groups stand for each of their tags', () => {
    assert.equal(names.keywordOf(0x60003000), 'OverlayData');
    assert.equal(names.keywordOf(0x601e3000), 'OverlayData');
    assert.equal(names.keywordOf(0x50023000), 'CurveData');
    assert.equal(names.keywordOf(0x002031aa), 'SourceImageIDs');
    assert.equal(names.keywordOf(0x00280420), 'RowsForNthOrderCoefficients');
    assert.equal(names.keywordOf(0x00280400), 'TransformLabel');
    assert.equal(names.keywordOf(0x10101234), 'ZonalMap');
    assert.equal(names.keywordOf(0x7fe00010), 'PixelData');
    assert.equal(names.keywordOf(0x7f020010), 'VariablePixelData');
  });
  test('that need no table follow from the number', () => {
    assert.equal(names.keywordOf(0x00020000), 'FileMetaInformationGroupLength');
    assert.equal(names.keywordOf(0x00080000), 'GenericGroupLength');
    assert.equal(names.vrOf(0x00090000), 'UL');
    assert.equal(names.keywordOf(0x00090010), 'PrivateCreator');
    assert.equal(names.vrOf(0x00090010), 'LO');
    assert.equal(names.keywordOf(0x00091001), undefined);
    assert.equal(names.keywordOf(0x60013000), undefined);
  });
  test('of an attribute with a choice of VRs have each of them', () => {
    assert.deepEqual(names.vrsOf(0x00100010), ['PN']);
    assert.deepEqual(names.vrsOf(0x00280106), ['US', 'SS']);
    assert.deepEqual(names.vrsOf(0x7fe00010), ['OB', 'OW']);
    assert.deepEqual(names.vrsOf(0x00281200), ['US', 'SS', 'OW']);
    assert.deepEqual(names.vrsOf(0xfffee000), []);
    assert.equal(names.vrsOf(0x00100019), undefined);
  });
  test('of what is not registered are undefined', () => {
    assert.equal(names.keywordOf(0x00100019), undefined);
    assert.equal(names.nameOf(0xffffffff), undefined);
    assert.equal(names.isRetired(0x00100019), false);
    assert.equal(names.tagOf('NoSuchKeyword'), undefined);
    assert.equal(names.tagOf('toString'), undefined);
  });
});

describe('constants', () => {
  test('are one for each keyword, and no two the same', () => {
    const keywords = attributes.map(([, , , keyword]) => keyword).filter((keyword) => keyword !== '');
    assert.deepEqual(Object.keys(constants).sort(), keywords.sort());
    assert.equal(new Set(Object.values(constants)).size, keywords.length);
  });
  test('of repeating groups are their lowest tags', () => {
    assert.equal(tags.PatientName, 0x00100010);
    assert.equal(tags.OverlayData, 0x60003000);
    assert.equal(tags.VariablePixelData, 0x7f000010);
    assert.equal(tags.RowsForNthOrderCoefficients, 0x00280410);
    assert.equal(tags.EscapeTriplet, 0x10000010);
  });
});

describe('registered UIDs', () => {
  test('are those of the table', () => {
    for (const [uid, keyword, type, name, retired] of table('uids.tsv') as [string, string, string, string, string][]) {
      assert.deepEqual(findUid(uid), { uid, keyword, type, name, retired: retired === 'Y' });
      if (keyword !== '') assert.equal(uidOf(keyword), uid);
    }
  });
  test('are found by nothing else', () => {
    assert.equal(findUid('1.2.3'), undefined);
    assert.equal(findUid('.1.1'), undefined);
    assert.equal(uidOf(''), undefined);
  });
});

test('the names are not there before they are loaded', async () => {
  assert.equal(registry.names(), undefined);
  assert.throws(() => registry.requireNames(), { name: 'TypeError', code: 'names_not_loaded' });
  await registry.loadNames();
  assert.equal(registry.requireNames(), names);
  assert.equal(registry.names(), names);
});

describe('the generator', () => {
  test('finds its files as checked in', () => {
    execFileSync(process.execPath, [join(root, 'tools/generate-dictionary.mjs'), '--check']);
  });
  test('names each file that differs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dictionary-'));
    const script = join(folder, 'tools/generate-dictionary.mjs');
    const run = (...args: string[]): { status: number | null; stderr: string } =>
      spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    try {
      for (const path of ['tools/generate-dictionary.mjs', 'tools/standard']) {
        cpSync(join(root, path), join(folder, path), { recursive: true });
      }
      for (const path of ['core/dicom', 'js/dictionary']) mkdirSync(join(folder, path), { recursive: true });
      assert.equal(run('--check').status, 1);
      assert.equal(run().status, 0);
      assert.equal(run('--check').status, 0);
      appendFileSync(join(folder, 'js/dictionary/tags.ts'), 'changed');
      const { status, stderr } = run('--check');
      assert.equal(status, 1);
      assert.match(stderr, /^js\/dictionary\/tags\.ts is not/);
      assert.equal(run('--nonsense').status, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
