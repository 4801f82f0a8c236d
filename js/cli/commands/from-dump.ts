// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-dump`: a file of a dump.

import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { through } from '../../flow/flow.js';
import { withMeta } from '../../flows/with-meta.js';
import { bytes } from '../../sinks/bytes.js';
import type { BulkSource } from '../../sources/bulk.js';
import type { BulkReference } from '../../sources/dump/dump-bulk.js';
import { fromDump as partsOf } from '../../sources/from-dump.js';
import { type Command, commonHelp, exitHelp, readArguments, readLimit } from '../command.js';
import { fileError, UsageError } from '../failure.js';
import { openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream from-dump IN OUT [options]

Makes a DICOM file of a dump: of what dcmstream dump --full or dcmdump +L has printed, changed by
hand as may be, or of text in the form of dump2dcm. A line is an element: tag, VR, value; what
follows a # is a comment. The file is written in the native transfer syntax that the dump's file
meta information declares, else in explicit VR little endian; file meta information is made or
repaired. Sequences and items end by delimiters, and group lengths are left out. OUT appears when
it is complete; either may be - for standard input or output.

  --from FILE      the file that was dumped, for values that the dump only refers to, as in
                   =@1234+200000
  --files DIR      the folder of files that hold values, as in =pixels.raw; without it, such a
                   line is an error
  --encoding utf-8|declared
                   what text is written in: UTF-8, or the character set that the dump declares;
                   unless told otherwise dumps by dcmdump are the latter, all others UTF-8
  --any-order      write the elements in the order of their lines, whatever their tags
  --max-depth N, --max-elements N, --max-line N
                   limits against hostile dumps: how deep sequences nest (128), how many
                   elements and items there are (16777216), how many bytes a line has (67108864)
${commonHelp}

Examples:
  dcmstream dump --full image.dcm > image.txt
  dcmstream from-dump image.txt copy.dcm --from image.dcm
  dcmdump +L report.dcm | dcmstream from-dump - report-2.dcm

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], {
      from: { type: 'string' },
      files: { type: 'string' },
      encoding: { type: 'string' },
      'any-order': { type: 'boolean' },
      'max-depth': { type: 'string' },
      'max-elements': { type: 'string' },
      'max-line': { type: 'string' },
    });
    const { encoding, from, files } = values;
    if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'declared') {
      throw new UsageError('--encoding takes utf-8 or declared');
    }
    const parts = partsOf(await openInput(operands[0]!), {
      signal,
      encoding,
      anyOrder: values['any-order'],
      maxDepth: readLimit('max-depth', values['max-depth'], 0, 256),
      maxElements: readLimit('max-elements', values['max-elements'], 1, Number.MAX_SAFE_INTEGER),
      maxLine: readLimit('max-line', values['max-line'], 1, 2 ** 29),
      bulk: (reference) => findBulk(reference, from, files),
    });
    await writeOutput(operands[1]!, parts.pipeThrough(through(withMeta())).pipeThrough(bytes()));
  },
};

/** A value that the dump refers to: a range of the file that was dumped, or a file in the folder. */
async function findBulk(
  { name, position, length, inflated }: BulkReference,
  from: string | undefined,
  files: string | undefined,
): Promise<BulkSource | undefined> {
  if (length !== undefined) return from === undefined || inflated ? undefined : fileRange(from, position, length);
  if (files === undefined) return undefined;
  // A dump may come from anywhere: it must not take what is outside of the folder.
  const folder = resolve(files);
  const path = resolve(folder, name);
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? fileRange(path, 0, undefined) : undefined;
}

/** Bytes of a file, all of them where no length is told; `undefined` where it has not so many. */
async function fileRange(path: string, position: number, length: number | undefined): Promise<BulkSource | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  const size = length ?? found.size;
  if (!found.isFile() || position + size > found.size) return undefined;
  if (size === 0) return new Uint8Array(0);
  return { length: size, stream: await openInput(path, { start: position, end: position + size - 1 }) };
}
