// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax makes of the encapsulated files of the corpus, as pydicom and dciodvfy read it, and beside what DCMTK and GDCM
// make of them. Short runs take all files to explicit little endian, and a choice of them further; with DCMSTREAM_LONG all goes all ways.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { bytes, DicomError, parse, parseBuffer, init, through, toTransferSyntax } from 'dcmstream';
import { corpus, type CorpusFile } from '../support/corpus.js';
import {
  compareByPydicom,
  dumpLines,
  findings,
  hasPydicom,
  hasTool,
  peerEnvironment as env,
} from '../support/dicom-peers.js';
import { gather, streamOf } from '../support/rechunk.js';

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';
const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
after(() => rmSync(folder, { recursive: true, force: true }));
await init();

const targets = ['ELE', 'ILE', 'EBE', 'DELE'] as const;
type Target = (typeof targets)[number];

const nativeSyntaxes = ['', '.1', '.2', '.1.99'].map((suffix) => `1.2.840.10008.1.2${suffix}`);
const encapsulated = corpus.files.filter(
  ({ transferSyntax }) => !nativeSyntaxes.includes(transferSyntax) && !transferSyntax.startsWith('(none)'),
);

/** Each coding; colors, planes, signs, several depths, several frames and fragments; what codestreams contradict. */
const choice =
  /CT1_J2KI|US1_J2KR|VL1_RLE|XA1_JPLL|MR1_JPLY|CT1_JLSL|emri_small_jpeg_2k_lossless\.dcm|SC_rgb_rle_16bit_2frame|ctbrain2|J2K_pixelrep|PixRep0|SC_rgb_jpeg_lossy_gdcm|examples_ybr_color|JPEGExtended_3s|JLSN_RGB_ILV0|JPEGLSNearLossless_16|OBXXXX1A_rle_2frame|rtdose_rle\.dcm|small_odd_jpeg|US1_JPH|UN_sequence/;
const chosen = encapsulated.filter(({ path }) => isLong || choice.test(path));

/** Codestreams that are cut or were never any: no peer decodes them. */
const broken = /generated_encapsulated_|JPEG2000-embedded-sequence-delimiter/;

interface Converted {
  readonly file: CorpusFile;
  readonly target: Target;
  readonly output: string;
}

const done = new Map<string, Promise<Converted | undefined>>();

/** The converted file, made once; `undefined` where the source is broken. */
function converted(file: CorpusFile, target: Target): Promise<Converted | undefined> {
  const key = `${target} ${file.path}`;
  const found = done.get(key) ?? convert(file, target);
  done.set(key, found);
  return found;
}

async function convert(file: CorpusFile, target: Target): Promise<Converted | undefined> {
  const output = join(folder, `${done.size}.dcm`);
  const source = streamOf([new Uint8Array(readFileSync(file.location))]);
  const stages = source
    .pipeThrough(parse())
    .pipeThrough(through(toTransferSyntax(target)))
    .pipeThrough(bytes());
  try {
    writeFileSync(output, Buffer.concat(await gather(stages)));
    return { file, target, output };
  } catch (error) {
    assert.ok(error instanceof DicomError && error.code === 'jpeg_2000_malformed', String(error));
    assert.match(file.path, broken);
    return undefined;
  }
}

/** What compare-with-pydicom.py says. */
interface Read {
  readonly found: readonly string[];
  readonly pixels: string;
  readonly size: number;
  readonly described: number;
}

/** What pydicom reads otherwise than we do, and why it is no evidence. */
function isMisread({ file, target }: Converted): boolean {
  // It does not see pixel data without a delimiter at the end, and takes a private sequence of VR UN for big endian (PS3.5 §6.2.2 note 2).
  if (/too_short/.test(file.path) || (target === 'EBE' && /UN_sequence/.test(file.path))) return true;
  // A sequence of VR UN is one where the dictionary says what it is: implicit VR states none.
  // Nor does it read LUT Data there whose LUT Descriptor is empty.
  return target === 'ILE' && /rtdose_rle|bad_sequence|P14SV1_1s_1f_u_16_16/.test(file.path);
}

const ways = (): [CorpusFile, Target][] => [
  ...encapsulated.map((file): [CorpusFile, Target] => [file, 'ELE']),
  ...chosen.flatMap((file, i) =>
    targets.slice(1).flatMap((target, t): [CorpusFile, Target][] => (isLong || i % 3 === t ? [[file, target]] : [])),
  ),
];

test(
  'pydicom reads the samples that a peer decoded, the attributes that belong to them, and all else as it was',
  { skip: corpus.missing || (!hasPydicom && 'no pydicom') },
  async () => {
    const outputs = (await Promise.all(ways().map(([file, target]) => converted(file, target)))).flatMap((one) =>
      one === undefined || isMisread(one) ? [] : one,
    );
    const jobs = outputs.map(({ file, output }) => ({
      before: file.location,
      after: output,
      text: false,
      decoded: true,
    }));
    const wrong = compareByPydicom(jobs).flatMap((read, i) => {
      const { file, target } = outputs[i]!;
      if ('error' in (read as object)) return []; // it does not read the source
      const { found = [], pixels = '', size = 0, described = 0 } = read as Partial<Read>;
      const complaints = [
        ...found.slice(0, 3),
        ...(file.pixelMd5 === '' || pixels.startsWith(file.pixelMd5) ? [] : [`pixels ${pixels}`]),
        ...(size === described ? [] : [`${size} bytes of pixels where ${described} are described`]),
      ];
      return complaints.length > 0 ? [`${file.path} to ${target}: ${complaints.join('; ')}`] : [];
    });
    assert.ok(outputs.length > 150);
    assert.deepEqual(wrong, []);
  },
);

/** The peer that decodes a transfer syntax, to explicit little endian and without a change of colors. */
function peerOf({ transferSyntax }: CorpusFile): readonly string[] {
  if (/\.4\.(5\d|70)$/.test(transferSyntax)) return ['dcmdjpeg', '+cn', '+te'];
  if (/\.4\.8[01]$/.test(transferSyntax)) return ['dcmdjpls', '+te'];
  return transferSyntax.endsWith('.2.5') ? ['dcmdrle', '+te'] : ['gdcmconv', '--raw'];
}

const peersFiles = new Map<CorpusFile, string | undefined>();

/** The peer's file, made once; `undefined` where it does not decode the source. */
function peersFile(file: CorpusFile): string | undefined {
  if (peersFiles.has(file)) return peersFiles.get(file);
  const [tool = '', ...options] = peerOf(file);
  const output = join(folder, `theirs-${peersFiles.size}.dcm`);
  const { status } = spawnSync(tool, [...options, file.location, output], { env });
  peersFiles.set(file, status === 0 ? output : undefined);
  return peersFiles.get(file);
}

/** What dciodvfy finds in the source, and in the peer's file, taken to the target by dcmconv: implicit VR hides what explicit VR says. */
function knownFindings(file: CorpusFile, target: Target): string[] {
  const theirs = peersFile(file);
  const known = [...findings(file.location)];
  if (theirs === undefined) return known;
  known.push(...findings(theirs));
  if (target === 'ELE') return known;
  const output = join(folder, 'dciodvfy.dcm');
  const { status } = spawnSync('dcmconv', ['-q', target === 'ILE' ? '+ti' : '+tb', theirs, output], { env });
  return status === 0 ? [...known, ...findings(output)] : known;
}

/** Sequences of VR UN are little endian in big endian files, too, where dciodvfy takes them for big endian: PS3.5 §6.2.2 note 2. */
const unSequences = /UN_sequence|bad_sequence/;

const tagOf = (line: string): string => /^ *\((....,....)\)/.exec(line)?.[1] ?? '';
const valueOf = (line: string | undefined): string => / .. (.*)$/.exec(line ?? '')?.[1]?.trim() ?? '';

/** The bytes of a value of OB or OW. */
function bytesOf(line: string | undefined): string {
  const [, vr, text = ''] = /^ *\([\da-f,]+\) (O[BW]) (.*)$/.exec(line ?? '') ?? [];
  const bytes = vr === 'OW' ? text.replace(/(..)(..)(\\|$)/g, '$2$1') : text;
  return bytes.replaceAll('\\', '').trim();
}

/** Where the peer's attribute differs from ours, why that is right; else what is wrong. */
function judge(tag: string, ours: string | undefined, theirs: string | undefined, gray: boolean): boolean {
  switch (tag) {
    case '7fe0,0010': {
      // PS3.5 §A.2 leaves OB or OW open for 8 bits.
      const [a, b] = [bytesOf(ours), bytesOf(theirs)];
      return a === b || `${a}00` === b || a === `${b}00`;
    }
    case '0028,0006':
      return gray && ours === undefined; // PS3.3 §C.7.6.3: of color only
    case '0028,0004':
      // PS3.3 §C.7.6.3.1.2: the samples are YCbCr, as the codestream says; `+cn` leaves them so and calls them RGB.
      return valueOf(ours) === '[YBR_FULL]' && valueOf(theirs) === '[RGB]';
    case '0028,0101':
    case '0028,0102':
      // GDCM takes the precision of the codestream, which has room for more: the values need what the data set says.
      return Number(valueOf(ours)) < Number(valueOf(theirs));
    case '0028,0103':
      // The codestream is signed: PS3.5 §8.2.4 has it agree with the attribute, and GDCM leaves the attribute wrong.
      return valueOf(ours) === '1';
    case '0028,0008':
      return theirs === undefined && valueOf(ours) === '[1]'; // GDCM drops it
    case '0028,2110':
    case '0028,2114':
      return ours === undefined; // added by peers: what was lost is not known from a codestream alone
    default:
      // GDCM reads private creators of VR UN as LO, which they are: PS3.5 §7.8.1. Ours stay as they stand.
      return /^[\da-f]{3}[13579bdf],00/.test(tag) && / UN /.test(ours ?? '') && / LO /.test(theirs ?? '');
  }
}

const missing = corpus.missing || (!hasTool('dcmdjpeg') && 'DCMTK is not installed');

describe('toTransferSyntax of encapsulated files beside DCMTK and GDCM', { skip: missing }, () => {
  for (const file of chosen) {
    test(file.path, async (context) => {
      const ours = await converted(file, 'ELE');
      const theirs = peersFile(file);
      if (ours === undefined || theirs === undefined) return context.diagnostic('one of us does not decode it');
      const [a, b] = [dumpLines(ours.output), dumpLines(theirs)];
      const [onlyOurs, onlyTheirs] = [a.filter((line) => !b.includes(line)), b.filter((line) => !a.includes(line))];
      const dataset = parseBuffer(readFileSync(theirs));
      const gray = dataset.number(0x00280002) === 1;
      const tags = new Set([...onlyOurs, ...onlyTheirs].map(tagOf));
      const of = (lines: readonly string[], tag: string): string | undefined =>
        lines.find((line) => tagOf(line) === tag);
      const wrong = [...tags].filter((tag) => !judge(tag, of(onlyOurs, tag), of(onlyTheirs, tag), gray));
      assert.deepEqual(
        wrong.map((tag) => [of(onlyOurs, tag)?.slice(0, 100), of(onlyTheirs, tag)?.slice(0, 100)]),
        [],
      );
    });
  }
});

describe(
  'dciodvfy finds nothing new in decoded files',
  { skip: missing || (!hasTool('dciodvfy') && 'no dciodvfy') },
  () => {
    for (const file of chosen) {
      // dciodvfy does not inflate.
      for (const target of isLong ? targets.slice(0, 3) : (['ELE'] as const)) {
        if (target === 'EBE' && unSequences.test(file.path)) continue;
        test(`in ${file.path} as ${target}`, async (context) => {
          const ours = await converted(file, target);
          if (ours === undefined) return context.diagnostic('it is broken');
          const known = knownFindings(file, target);
          // It knows no HTJ2K, and sees nothing behind the pixel data of such a file.
          if (known.some((finding) => finding.includes('Dicom dataset read failed')))
            return context.diagnostic('dciodvfy does not read the original');
          assert.deepEqual(
            [...findings(ours.output)].filter((finding) => !known.includes(finding)),
            [],
          );
        });
      }
    }
  },
);
