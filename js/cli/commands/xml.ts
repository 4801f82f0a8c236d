// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream xml`: a data set as XML.

import { through } from '../../flow/flow.js';
import { parse } from '../../parse/parse.js';
import { xml as xmlText, type XmlOptions } from '../../sinks/xml.js';
import { bulkUris } from '../bulk-file.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from '../command.js';
import { UsageError } from '../failure.js';
import { readInlineLimit, sayUnread } from '../forms.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream xml FILE [options]

Writes a data set as XML to standard output, in the Native DICOM Model of PS3.19 Annex A.1. Text
is decoded to UTF-8; what XML text cannot hold, such as control characters, is base64. The file
meta information is left out, as the model has it, unless it is asked for. FILE may be - for
standard input.

  --bulk inline    all values are in the XML, binary ones as base64 (the default)
  --bulk uri       values of more than 64 KiB, and encapsulated pixel data, are named by where
                   they are: file:///…?offset=N&length=N; "dcmstream from-xml" finds them there.
                   Values of deflated and of big endian files are inline all the same
  --bulk omit      such values are left out, with their attributes
  --limit BYTES    how long a value may be that is inline in any case, in place of 64 KiB
  --meta           write the file meta information too; encapsulated pixel data can be read back
                   only with it
  --zero-blocks    number private attributes gggg00ee, as PS3.19 has it, in place of their own
                   numbers; "dcmstream from-xml" reads both
  --no-namespace   leave the XML namespace out
${readingHelp}
${commonHelp}

Examples:
  dcmstream xml image.dcm | xmllint --xpath '//*[@keyword="StudyDate"]' -
  dcmstream xml --meta --bulk uri image.dcm > image.xml

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['FILE'], {
      ...readingOptions,
      bulk: { type: 'string' },
      limit: { type: 'string' },
      meta: { type: 'boolean' },
      'zero-blocks': { type: 'boolean' },
      'no-namespace': { type: 'boolean' },
    });
    const settings = { ...readOptions(values), signal: session.signal };
    const options: XmlOptions = {
      ...bulkOptions(values.bulk ?? 'inline', operands[0]!),
      inlineLimit: readInlineLimit(values.limit),
      meta: values.meta,
      namespace: !values['no-namespace'],
      privateBlocks: values['zero-blocks'] ? 'zero' : 'keep',
    };
    const input = await openInput(operands[0]!);
    const parts = input.pipeThrough(parse(settings)).pipeThrough(through(sayUnread(session)));
    await writeStandardOutput(parts.pipeThrough(xmlText(options)));
  },
};

function bulkOptions(kind: string, path: string): XmlOptions {
  if (kind === 'inline' || kind === 'omit') return { onLarge: kind };
  if (kind === 'uri') return { bulkDataUri: bulkUris(path) };
  throw new UsageError('--bulk takes inline, uri or omit');
}
