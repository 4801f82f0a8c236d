// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files to test beside, and what their manifest says of them. Looked for at DCMSTREAM_CORPUS, by default
// ../shared/corpus beside the checkout; where it is absent, tests skip and say so.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the corpus. */
export interface CorpusFile {
  /** Below the corpus. */
  readonly path: string;
  readonly location: string;
  readonly transferSyntax: string;
  readonly flags: readonly string[];
  /** The first twelve digits of the MD5 of all frames; '' where no reference decoder reads them. */
  readonly pixelMd5: string;
}

const transferSyntaxes = {
  native: ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'],
  rle: ['1.2.840.10008.1.2.5'],
  jpegLs: ['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'],
  jpegLossless: ['1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70'],
  jpegLossy: ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51'],
  jpeg2000: ['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91'],
  htj2k: ['1.2.840.10008.1.2.4.201', '1.2.840.10008.1.2.4.202', '1.2.840.10008.1.2.4.203'],
};

const root =
  process.env['DCMSTREAM_CORPUS'] ??
  join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'corpus');

class Corpus {
  readonly files: readonly CorpusFile[] = readManifest();

  readonly folder = root;

  /** Why tests over the corpus skip; `false` where it is there. */
  get missing(): string | false {
    return this.files.length === 0 ? `there is no corpus at ${root}` : false;
  }

  /** The files whose pixels a reference decoder reads: of some transfer syntaxes, or of all. */
  withPixels(...kinds: (keyof typeof transferSyntaxes)[]): CorpusFile[] {
    const wanted: readonly string[] = kinds.flatMap((kind) => transferSyntaxes[kind]);
    return this.files.filter(
      ({ transferSyntax, pixelMd5 }) => pixelMd5 !== '' && (kinds.length === 0 || wanted.includes(transferSyntax)),
    );
  }

  /** All files of some transfer syntaxes. */
  of(...kinds: (keyof typeof transferSyntaxes)[]): CorpusFile[] {
    const wanted = kinds.flatMap((kind) => transferSyntaxes[kind]);
    return this.files.filter(({ transferSyntax }) => wanted.includes(transferSyntax));
  }

  /** The one file whose path ends so. */
  file(end: string): CorpusFile {
    const found = this.files.filter(({ path }) => path.endsWith(end));
    if (found.length !== 1) throw new Error(`${found.length} files of the corpus end in ${end}`);
    return found[0]!;
  }
}

function readManifest(): CorpusFile[] {
  const manifest = join(root, 'MANIFEST.tsv');
  if (!existsSync(manifest)) return [];
  const [header = [], ...rows] = readFileSync(manifest, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => {
    const value = (name: string): string => row[header.indexOf(name)] ?? '';
    return {
      path: value('file'),
      location: join(root, value('file')),
      transferSyntax: value('ts'),
      flags: value('flags').split(','),
      pixelMd5: value('pix_md5_12'),
    };
  });
}

export const corpus = new Corpus();
