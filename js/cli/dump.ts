// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream dump`: a data set as text.

import { parse } from '../parse/parse.js';
import { dump as dumpText } from '../sinks/dump.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from './command.js';
import { openInput } from './input.js';
import { writeStandardOutput } from './output.js';

const help = `\
dcmstream dump FILE [options]

Shows a file as text, one line an element: tag, VR, value, length in bytes ("u/l" where a
delimiter ends it), number of values, keyword. What is in sequences is indented. Text is decoded
from the declared character set to UTF-8; a UID that the standard registers goes by its keyword,
as in =CTImageStorage; control characters are shown as pictures. A value that is longer than a
line is cut, with "..." at its end. Lines that begin with # tell of the encoding, and of
deviations from the standard where they were met. FILE may be - for standard input.

  --full           show values whole, up to 64 KiB of each
${readingHelp}
${commonHelp}

Examples:
  dcmstream dump image.dcm
  dcmstream dump --full report.dcm | grep TextValue
  gunzip < image.dcm.gz | dcmstream dump -

${exitHelp}
`;

export const dump: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], { ...readingOptions, full: { type: 'boolean' } });
    const settings = { ...readOptions(values), signal };
    const input = await openInput(operands[0]!);
    await writeStandardOutput(input.pipeThrough(parse(settings)).pipeThrough(dumpText({ full: values.full })));
  },
};
