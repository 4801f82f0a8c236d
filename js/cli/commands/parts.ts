// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream parts`: what the parser makes of a file.

import { parse } from '../../parse/parse.js';
import { partsText } from '../../sinks/parts-text.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from '../command.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream parts FILE [options]

Lists the parts that a file consists of, in the order of the file, one line each: position of
the first byte, kind, path, VR ("-" where there is none) and length. The length is the one that
a header declares ("undefined" where a delimiter ends it), else the number of bytes; a note,
which is a deviation that was tolerated, has its name there. No values are shown.
FILE may be - for standard input.

${readingHelp}
${commonHelp}

Examples:
  dcmstream parts image.dcm
  dcmstream parts image.dcm | grep ' note '        what deviates from the standard
  dcmstream parts --tolerant broken.dcm | tail     where reading breaks off

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], readingOptions);
    const settings = { ...readOptions(values), signal };
    const input = await openInput(operands[0]!);
    await writeStandardOutput(input.pipeThrough(parse(settings)).pipeThrough(partsText()));
  },
};
