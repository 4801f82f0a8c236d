// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-json`: a file from the DICOM JSON Model.

import { openAsBlob } from 'node:fs';
import { through } from '../flow/flow.js';
import { toTransferSyntax } from '../flows/to-transfer-syntax.js';
import { withMeta } from '../flows/with-meta.js';
import { parse } from '../parse/parse.js';
import { bytes } from '../sinks/bytes.js';
import type { BulkSource } from '../sources/bulk.js';
import { fromJson, type FromJsonOptions } from '../sources/from-json.js';
import { type Command, commonHelp, exitHelp, readArguments } from './command.js';
import { fileError, UsageError } from './failure.js';
import { openInput } from './input.js';
import { writeOutput } from './output.js';

const help = `\
dcmstream from-json IN OUT [options]

Makes a DICOM file of a data set in the DICOM JSON Model of PS3.18 Annex F: explicit VR little
endian, or encapsulated pixel data as the file meta information in IN says; text in UTF-8; the
file meta information made anew. An array of one object is taken for the object. OUT appears when
it is complete, and what was there before stays until then. Either may be - for standard input or
output.

  --bulk FILE      where values are that IN names by ?offset=N&length=N, as "dcmstream json
                   --bulk uri" writes them: always of this file, whatever file the URI names.
                   Without it, a value that is not in IN is an error
  --omit-bulk      such values are left out: their attributes are empty
  --encapsulated UID
                   the transfer syntax of the pixel data, where IN does not say
  --to SYNTAX      write native pixel data in another transfer syntax: ELE, ILE, EBE, DELE or a UID
  --max-size MIB   how large IN may be, in MiB (64)
${commonHelp}

Examples:
  dcmstream json --meta image.dcm | dcmstream from-json - copy.dcm
  dcmstream json --meta --bulk uri image.dcm | dcmstream from-json - copy.dcm --bulk image.dcm

${exitHelp}
`;

export const fromJsonCommand: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], {
      bulk: { type: 'string' },
      'omit-bulk': { type: 'boolean' },
      encapsulated: { type: 'string' },
      to: { type: 'string' },
      'max-size': { type: 'string' },
    });
    const settings: FromJsonOptions = {
      signal,
      maxSize: readSize(values['max-size']),
      transferSyntax: values.encapsulated,
      bulk: values.bulk === undefined ? undefined : await bulkIn(values.bulk),
      onMissingBulk: values['omit-bulk'] === true ? 'omit' : 'error',
    };
    const flows = values.to === undefined ? [withMeta()] : [withMeta(), asUsage(() => toTransferSyntax(values.to!))];
    const parts = asUsage(() => fromJson([], settings)) && fromJson(await openInput(operands[0]!), settings);
    await writeOutput(operands[1]!, parts.pipeThrough(through(...flows)).pipeThrough(bytes()));
  },
};

/** What is misuse of the library is wrong usage of the command. */
function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

function readSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('--max-size takes a number of MiB');
  return Number(text) * 2 ** 20;
}

/** Values of a file by their places in it. */
async function bulkIn(path: string): Promise<(uri: string) => Promise<BulkSource | undefined>> {
  const file = await openAsBlob(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  let ends: Promise<ReadonlyMap<number, number>> | undefined;
  return async (uri) => {
    const [, offset, length] = /\?offset=(\d{1,16})(?:&length=(\d{1,10}))?$/.exec(uri) ?? [];
    if (offset === undefined) return undefined;
    const begin = Number(offset);
    const end = length === undefined ? (await (ends ??= endsOfFragments(file))).get(begin) : begin + Number(length);
    return end === undefined || end > file.size ? undefined : file.slice(begin, end);
  };
}

/** Where encapsulated pixel data end, by where their fragments begin. */
async function endsOfFragments(file: Blob): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  let begin = 0;
  for await (const parts of file.stream().pipeThrough(parse())) {
    for (const { kind, position, size } of parts) {
      if (kind === 'fragments') begin = position + size;
      else if (kind === 'fragmentsEnd') ends.set(begin, position);
    }
  }
  return ends;
}
