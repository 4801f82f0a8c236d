// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream json`: data sets in the DICOM JSON Model.

import { through } from '../../flow/flow.js';
import { parse, type ParseOptions } from '../../parse/parse.js';
import { json as jsonText, type JsonOptions } from '../../sinks/json.js';
import { bulkUris } from '../bulk-file.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
  type Session,
} from '../command.js';
import { UsageError } from '../failure.js';
import { readInlineLimit, sayUnread } from '../forms.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream json FILE … [options]

Writes a data set as JSON to standard output, in the DICOM JSON Model of PS3.18 Annex F, the form
of DICOMweb. Text is decoded to UTF-8. Numbers that JSON cannot hold exactly are strings. The
file meta information is left out, as the model has it, unless it is asked for. FILE may be - for
standard input.

  --bulk inline    all values are in the JSON, binary ones as base64 (the default)
  --bulk uri       values of more than 64 KiB, and encapsulated pixel data, are named by where
                   they are: file:///…?offset=N&length=N; "dcmstream from-json" finds them there.
                   Values of deflated and of big endian files are inline all the same
  --bulk omit      such values are left out: their attributes are empty
  --limit BYTES    how long a value may be that is inline in any case, in place of 64 KiB
  --meta           write the file meta information too; encapsulated pixel data can be read back
                   only with it
  --pretty         a line for each attribute
  --array          put the objects in an array, as results of DICOMweb are. More than one FILE
                   implies it
${readingHelp}
${commonHelp}

Examples:
  dcmstream json --pretty --bulk omit image.dcm
  dcmstream json --bulk uri image.dcm | jq '."00100010".Value[0].Alphabetic'
  dcmstream json --array --bulk omit series/*.dcm > series.json

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(
      args,
      ['FILE'],
      {
        ...readingOptions,
        bulk: { type: 'string' },
        limit: { type: 'string' },
        meta: { type: 'boolean' },
        pretty: { type: 'boolean' },
        array: { type: 'boolean' },
      },
      { more: true },
    );
    const reading = { ...readOptions(values), signal: session.signal };
    const { meta, pretty, bulk = 'inline' } = values;
    if (bulk !== 'inline' && bulk !== 'uri' && bulk !== 'omit')
      throw new UsageError('--bulk takes inline, uri or omit');
    const settings = { meta, pretty, inlineLimit: readInlineLimit(values.limit), bulk } as const;
    const isArray = values.array === true || operands.length > 1;
    await writeStandardOutput(textOf(operands, { reading, isArray, settings, session }));
  },
};

interface Work {
  readonly reading: ParseOptions;
  readonly settings: JsonOptions & { readonly bulk: 'inline' | 'uri' | 'omit' };
  readonly isArray: boolean;
  readonly session: Session;
}

async function* textOf(paths: readonly string[], work: Work): AsyncGenerator<string, void, undefined> {
  const { isArray, reading, settings, session } = work;
  if (isArray) yield '[\n';
  for (const [i, path] of paths.entries()) {
    if (i > 0) yield ',\n';
    const { bulk, ...options } = settings;
    const parts = (await openInput(path)).pipeThrough(parse(reading)).pipeThrough(through(sayUnread(session)));
    const bulkDataUri = bulk === 'uri' ? bulkUris(path) : undefined;
    yield* piecesOf(
      parts.pipeThrough(jsonText({ ...options, bulkDataUri, onLarge: bulk === 'omit' ? 'omit' : 'inline' })),
    );
  }
  yield isArray ? '\n]\n' : '\n';
}

async function* piecesOf(stream: ReadableStream<string>): AsyncGenerator<string, void, undefined> {
  for await (const piece of stream) yield piece;
}
