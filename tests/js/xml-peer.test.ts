// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// XML of real files: well-formed for xmllint, and the same tree as DCMTK's `dcm2xml --native-format` makes. Where ours differs on
// purpose, `normalized` and `same` say why.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { temporaryFolder } from '../support/tool.js';
import { treeOf, xmlOf, type XmlNode } from '../support/xml-form.js';

/** One attribute as a line: where, VR, creator, and what it holds. */
interface Line {
  readonly path: string;
  readonly vr: string;
  readonly keyword: string | undefined;
  readonly creator: string | undefined;
  readonly values: readonly string[];
}

const binary = /^(O.|UN)$/;

function* linesOf({ children }: XmlNode, around = ''): Generator<Line> {
  // In the order of the tags: dcm2xml sorts them, we leave them in the file's. Two of a tag, which the standard forbids, it drops.
  const byTag = new Map(
    children.map((node) => [`${node.attributes['tag']}${node.attributes['privateCreator']}`, node]),
  );
  const sorted = [...byTag.values()].sort((a, b) => (tagOf(a) < tagOf(b) ? -1 : 1));
  for (const node of sorted) {
    const path = around + tagOf(node);
    const { vr = '', keyword, privateCreator: creator } = node.attributes;
    const items = node.children.filter(({ name }) => name === 'Item');
    const values = node.children.filter(({ name }) => name !== 'Item').map(textOf);
    yield { path, vr, keyword, creator, values };
    for (const item of items) yield* linesOf(item, `${path}[${item.attributes['number']}].`);
  }
}

/** dcm2xml leaves the block out also where nobody has reserved it. */
function tagOf({ attributes }: XmlNode): string {
  const tag = attributes['tag'] ?? '';
  const isInBlock = /^...[13579BDF][^0]/.test(tag) || /^...[13579BDF]0[^0]..$/.test(tag);
  return isInBlock ? `${tag.slice(0, 4)}00${tag.slice(6)}` : tag;
}

function textOf({ name, attributes, children, text }: XmlNode): string {
  if (name === 'BulkData') return name;
  if (name === 'Value') return `${attributes['number']} ${text}`;
  // It writes groups that hold nothing but padding.
  const groups = children.map((group) => {
    const components = group.children.map((component) => `${component.name}=${component.text.trim()}`);
    return `${group.name}:${components.filter((it) => !it.endsWith('=')).join()}`;
  });
  return `${name} ${attributes['number']} ${groups.filter((it) => !it.endsWith(':')).join(' ')}`;
}

function dcm2xml({ location }: CorpusFile): XmlNode | undefined {
  const { status, stdout } = spawnSync('dcm2xml', ['-nat', '-q', '+Ca', 'latin-1', location], { maxBuffer: 2 ** 28 });
  if (status !== 0) return undefined;
  const encoding = /encoding="([^"]+)"/.exec(stdout.toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return treeOf(new TextDecoder(encoding).decode(stdout));
  } catch {
    return undefined; // references to control characters, which no XML 1.0 may have: §2.2
  }
}

async function ours({ location }: CorpusFile): Promise<string> {
  const bulkDataUri = ({ vr, length }: { vr: string; length: number }): string | undefined =>
    binary.test(vr) && length > 0 ? 'u' : undefined;
  return xmlOf(readFileSync(location), { privateBlocks: 'zero', inlineLimit: 0, bulkDataUri }, 65536);
}

function same(file: CorpusFile, mine: Line, theirs: Line): void {
  const where = `${file.path} ${theirs.path}`;
  assert.equal(mine.path, theirs.path, where);
  const isPrivate = /[13579BDF]....$/.test(mine.path);
  // In implicit VR it takes the VRs of private attributes from a dictionary of its own, where the standard has UN: PS3.5 §6.2.2.
  if (isPrivate && mine.vr === 'UN' && theirs.vr !== 'UN') return;
  // Encapsulated pixel data are OB in it, whatever the file states.
  if (!mine.path.endsWith('7FE00010')) assert.equal(mine.vr, theirs.vr, where);
  // Its dictionary has no keywords for retired attributes; for what is private the standard has none.
  if (theirs.keyword !== undefined && !isPrivate) assert.equal(mine.keyword, theirs.keyword, where);
  // Creators of VR UN it does not take for creators; PS3.19 Table A.1.5-2 asks for them.
  if (theirs.creator !== undefined) assert.equal(mine.creator, theirs.creator, where);
  if (mine.vr === 'FL' || mine.vr === 'FD') assert.ok(areSameNumbers(mine, theirs), where);
  else assert.deepEqual(mine.values, mine.vr === 'PN' ? theirs.values.map(withoutRepetition) : theirs.values, where);
}

/** Where the third group is there and empty, `a=b=`, it writes the second again. PS3.5 §6.2.1.2 */
function withoutRepetition(name: string): string {
  return name.replace(/ (Ideographic:(.*)) Phonetic:\2$/, ' $1');
}

/** It writes more digits than there are. */
function areSameNumbers({ vr, values }: Line, theirs: Line): boolean {
  const read = (text: string): number => Number(text.replace(/^\d+ /, '').replace(/inf/i, 'Infinity'));
  const round = (text: string): number => (vr === 'FL' ? Math.fround(read(text)) : read(text));
  const isClose = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) <= 1e-15 * Math.abs(a);
  return (
    values.length === theirs.values.length && values.every((it, i) => isClose(round(it), round(theirs.values[i]!)))
  );
}

const hasTool = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;
// The last is of GB 18030, which it takes for Latin 1.
const isBroken = ({ path }: CorpusFile): boolean => /truncated|\/no_meta\.dcm$|chrX2\.dcm$/.test(path);
const files = corpus.files.filter((file, index) => !isBroken(file) && index % 3 === 0);

test(
  'dcm2xml makes the same of real files',
  { skip: corpus.missing || (!hasTool('dcm2xml') && 'no dcm2xml') },
  async () => {
    let compared = 0;
    for (const file of files) {
      const theirs = dcm2xml(file);
      if (theirs === undefined) continue;
      compared++;
      const [mine, other] = [treeOf(await ours(file)), theirs].map((tree) => [...linesOf(tree)]) as [Line[], Line[]];
      const isOpened = ({ path }: Line): boolean => other.some((line) => line.path === path);
      // A sequence that implicit VR hides in a private UN it opens by its dictionary: the first line tells.
      const known = other.filter(({ path }) => mine.some((line) => line.path === path));
      assert.ok(other.length - known.length < 30, file.path);
      const shared = mine.filter(isOpened);
      assert.equal(shared.length, mine.length, file.path);
      for (const [index, line] of known.entries()) same(file, shared[index]!, line);
    }
    assert.ok(compared > files.length * 0.9, `${compared} of ${files.length}`);
  },
);

test('xmllint reads all of it', { skip: corpus.missing || (!hasTool('xmllint') && 'no xmllint') }, async (context) => {
  const folder = temporaryFolder(context);
  const documents: string[] = [];
  for (const file of files) {
    const path = join(folder, `${documents.length}.xml`);
    writeFileSync(path, await ours(file));
    documents.push(path);
  }
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', ...documents]);
  assert.equal(status, 0, stderr.toString().slice(0, 1000));
});
