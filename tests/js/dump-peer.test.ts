// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream dump` against DCMTK's dcmdump, line by line: indentation, tag, VR, value, length, number of values, keyword.
// Where ours differs on purpose, `expected` and `sameValue` say why.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { corpus } from '../support/corpus.js';
import { runTool } from '../support/tool.js';

interface Line {
  readonly indent: number;
  readonly tag: string;
  readonly vr: string;
  readonly value: string;
  readonly length: string;
  readonly count: string;
  readonly keyword: string;
}

const beginning = /^ *\([\da-f]{4},[\da-f]{4}\) /i;
const wholeLine = /^( *)\(([\da-f]{4},[\da-f]{4})\) (\S\S) ([^]*) # +(u\/l|\d+), *(\d+) ([^\n]*)$/i;

/** The elements of a dump. dcmdump prints line feeds in values as they are. */
function readDump(text: string): Line[] {
  const records: string[] = [];
  for (const line of text.split('\n')) {
    if (beginning.test(line)) records.push(line);
    else if (records.length > 0 && !wholeLine.test(records.at(-1)!)) records.push(`${records.pop()}\n${line}`);
  }
  return records.map((record) => {
    const match = wholeLine.exec(record);
    assert.ok(match, record);
    const [, indent, tag, vr, value, length, count, keyword] = match as unknown as string[] & { length: 8 };
    return {
      indent: indent!.length,
      tag: tag!.toUpperCase(),
      vr: vr!,
      value: value!.trimEnd(),
      length: length!,
      count: count!,
      keyword: keyword!,
    };
  });
}

/** dcmdump's lines: `-Un` leaves UIDs as they are, delimiters that it invents are left out. */
function dcmdump(file: string, ...options: string[]): Line[] | undefined {
  const { status, stdout } = spawnSync('dcmdump', ['-q', '-Un', ...options, file], { maxBuffer: 2 ** 28 });
  if (status !== 0) return undefined;
  const text = stdout.toString(options.includes('+U8') ? 'utf8' : 'latin1');
  return readDump(text).filter(({ value }) => !value.includes('for re-enc'));
}

const keywordOfUid = new Map(
  readFileSync(new URL('../../tools/standard/uids.tsv', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split('\t').slice(0, 2) as [string, string]),
);

/** What our line should be, from dcmdump's own and, for the value, from the one that it converted to UTF-8. */
function expected(theirs: Line, decoded: Line, ours: Line): Line {
  const value = valueOf(theirs.vr, decoded.value);
  return {
    ...theirs,
    vr: vrOf(theirs, ours),
    value: sameValue(theirs.vr, ours.value, value) ? ours.value : value,
    keyword: keywordOf(theirs, ours),
  };
}

/** dcmdump shows which choice the dictionary gives where an implicit data set leaves it open; we show what was chosen. */
function vrOf({ vr, value }: Line, ours: Line): string {
  // dcmdump says OB of all encapsulated pixel data; we show what the header says.
  if (value.startsWith('(PixelSequence') && ours.vr === 'OW') return 'OW';
  return { up: 'UL', xs: 'US', '??': 'UN' }[vr] ?? vr;
}

function keywordOf({ tag, keyword }: Line, ours: Line): string {
  // dcmdump knows names of private elements, which the standard does not.
  const isPrivate = Number.parseInt(tag.slice(3, 4), 16) % 2 === 1;
  if (keyword === 'Unknown Tag & Data' || (isPrivate && ours.keyword === 'Unknown')) return 'Unknown';
  // DCMTK's prefixes are not part of the keywords.
  return keyword.replace(/^(RETIRED|ACR_NEMA)_/, '');
}

function valueOf(vr: string, value: string): string {
  // A stream does not know how many items will follow, nor what a directory record will turn out to be.
  const counted = value.replace(/ #=\d+\)$/, ')').replace(/^"Directory Record".*/, '(Item with explicit length)');
  // The standard's keywords stand for UIDs; DCMTK has its own names for some, such as LittleEndianExplicit.
  if (vr === 'UI') {
    const keyword = keywordOfUid.get(counted.slice(1, -1));
    if (keyword) return `=${keyword}`;
  }
  if (vr === 'AT') return counted.toUpperCase();
  // A NUL behind text is padding. Other control characters are pictures.
  return counted
    .replace(/\0+\]$/, ']')
    .replace(/[\0-\x1f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));
}

/** Floating point numbers are written with as few digits as give them back, by dcmdump with 9 or 17. */
function sameValue(vr: string, ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  if (!['FD', 'FL', 'OD', 'OF'].includes(vr)) return false;
  const [a, b] = [numbersIn(ours), numbersIn(theirs)];
  // Where the line is cut, the numbers that both show.
  const shared = Math.min(a.length, b.length);
  if (a.length !== b.length && !ours.endsWith('...') && !theirs.endsWith('...')) return false;
  const precision = vr === 'FL' || vr === 'OF' ? 1e-7 : 1e-14;
  return a.slice(0, shared).every((number, i) => Math.abs(number - b[i]!) <= Math.abs(number) * precision);
}

function numbersIn(value: string): number[] {
  const shown = value.endsWith('...') ? value.slice(0, -3) : value;
  return shown.split('\\').map(Number);
}

/** Explicit and implicit, both byte orders, sequences, fragments, private elements, character sets, all kinds of objects. */
const selection = [
  '/test_files/CT_small.dcm',
  '/test_files/MR_small_RLE.dcm',
  '/rtplan.dcm',
  '/report_dfl',
  '/rtdose_rle_1frame.dcm',
  '/gdcm-US-ALOKA-16.dcm',
  '/MRImageStorage_ExplicitVRBigEndian.dcm',
  '/SC_rgb_expb_16bit.dcm',
  '/JPEG2000-embedded-sequence-delimiter.dcm',
  '/emri_small_RLE.dcm',
  '/reportsi_with_empty_number_tags.dcm',
  '/seg_image_ct_binary_single_frame.dcm',
  '/sm_image_grayscale.dcm',
  '/examples_overlay.dcm',
  '/dicomdirtests/DICOMDIR',
  '/chrFrenMulti.dcm',
  '/chrI2.dcm',
  '/chrGerm.dcm',
  '/chrX1.dcm',
  '/JPLL/NM1_JPLL',
  '/30062_1.3.12.2.1107.5.2.61.237021.2026060513334674258308317.dcm',
];

const isThere = spawnSync('dcmdump', ['--version']).error === undefined;

describe(
  'a dump of a real file',
  { skip: corpus.missing || (!isThere && 'dcmdump (package dcmtk) is missing') },
  () => {
    for (const end of selection) {
      test(`has the lines of dcmdump: ${end.slice(1)}`, async () => {
        const { location } = corpus.file(end);
        const { code, text } = await runTool(['dump', location]);
        assert.equal(code, 0);
        const ours = readDump(text);
        const theirs = dcmdump(location)!;
        const decoded = dcmdump(location, '+U8')!;
        assert.equal(ours.length, theirs.length);
        // Converting adds a Specific Character Set where there is none, or changes it.
        if (decoded.length > theirs.length) {
          const added = decoded.findIndex(({ tag }) => tag === '0008,0005');
          decoded.splice(added, 1);
        }

        for (const [i, line] of ours.entries()) {
          const isTheSet = line.tag === '0008,0005';
          assert.deepEqual(line, expected(theirs[i]!, isTheSet ? theirs[i]! : decoded[i]!, line));
        }
      });
    }

    test('names UIDs as dcmdump does', async () => {
      const { location } = corpus.file('/test_files/CT_small.dcm');
      const { text } = await runTool(['dump', location]);
      const theirs = spawnSync('dcmdump', ['-q', location]).stdout.toString('latin1');
      const named = /\((?:0002,0002|0008,0016)\) UI .*/gi;
      assert.deepEqual(text.match(named), theirs.match(named));
    });
  },
);
