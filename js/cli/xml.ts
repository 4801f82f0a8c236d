// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream xml`: a data set as XML.

import { parse } from '../parse/parse.js';
import { xml as xmlText, type XmlOptions } from '../sinks/xml.js';
import { bulkUris } from './bulk-file.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from './command.js';
import { UsageError } from './failure.js';
import { openInput } from './input.js';
import { writeStandardOutput } from './output.js';

const help = `\
dcmstream xml FILE [options]

Writes a data set as XML in UTF-8, the Native DICOM Model of PS3.19. Text is decoded from the
declared character set; values of bytes are base64. FILE may be - for standard input. What XML
text cannot hold, such as control characters, is base64 too.

  --bulk KIND      what becomes of values of more than 65536 bytes, and of pixel data in
                   fragments: inline (as base64, the default), uri (where they are in FILE, as
                   ?offset= and length=; big-endian and deflated ones stay inline), or
                   omit (their elements are left out)
  --meta           write the file meta information too, which is no part of the model:
                   from-xml needs it where pixel data are compressed
  --zero-blocks    number private attributes gggg00ee, as PS3.19 has it, instead of as they are
  --no-namespace   leave the XML namespace out
${readingHelp}
${commonHelp}

Examples:
  dcmstream xml image.dcm | xmllint --format -
  dcmstream xml --meta --bulk uri image.dcm > image.xml

${exitHelp}
`;

export const xml: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], {
      ...readingOptions,
      bulk: { type: 'string' },
      meta: { type: 'boolean' },
      'zero-blocks': { type: 'boolean' },
      'no-namespace': { type: 'boolean' },
    });
    const settings = { ...readOptions(values), signal };
    const options: XmlOptions = {
      ...bulkOptions(values.bulk ?? 'inline', operands[0]!),
      meta: values.meta,
      namespace: !values['no-namespace'],
      privateBlocks: values['zero-blocks'] ? 'zero' : 'keep',
    };
    const input = await openInput(operands[0]!);
    await writeStandardOutput(input.pipeThrough(parse(settings)).pipeThrough(xmlText(options)));
  },
};

function bulkOptions(kind: string, path: string): XmlOptions {
  if (kind === 'inline' || kind === 'omit') return { onLarge: kind };
  if (kind === 'uri') return { bulkDataUri: bulkUris(path) };
  throw new UsageError('--bulk takes inline, uri or omit');
}
