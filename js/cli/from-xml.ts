// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-xml`: a file out of the XML of a data set.

import { through } from '../flow/flow.js';
import { withMeta } from '../flows/with-meta.js';
import { bytes } from '../sinks/bytes.js';
import { fromXml as partsOfXml } from '../sources/from-xml.js';
import { bulkValues } from './bulk-file.js';
import { type Command, commonHelp, exitHelp, readArguments } from './command.js';
import { openInput } from './input.js';
import { writeOutput } from './output.js';

const help = `\
dcmstream from-xml IN OUT [options]

Reads XML of the Native DICOM Model of PS3.19 and writes the data set as a DICOM file, in explicit
VR little endian unless pixel data are compressed; text is in UTF-8. OUT appears when it is
complete, and what was there before stays until then. Either may be - for standard input or
output. XML with a DOCTYPE is refused, and nothing that it names is read.

  --bulk FILE      the file that has the values which xml --bulk uri has left in it: URIs are
                   read from FILE, whatever file they name, by their ?offset= and length=
  --omit-bulk      values that are not at hand are empty, instead of an error
  --transfer-syntax UID
                   how pixel data are compressed, where the XML does not say it
${commonHelp}

Examples:
  dcmstream from-xml report.xml report.dcm
  dcmstream xml --meta in.dcm | sed s/Doe/Roe/ | dcmstream from-xml - out.dcm
  dcmstream from-xml --bulk image.dcm image.xml edited.dcm

${exitHelp}
`;

export const fromXml: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], {
      bulk: { type: 'string' },
      'omit-bulk': { type: 'boolean' },
      'transfer-syntax': { type: 'string' },
    });
    const transferSyntax = values['transfer-syntax'];
    const input = await openInput(operands[0]!);
    const parts = partsOfXml(input, {
      bulk: values.bulk === undefined ? undefined : bulkValues(values.bulk),
      onMissingBulk: values['omit-bulk'] ? 'omit' : 'error',
      transferSyntax,
      signal,
    });
    await writeOutput(operands[1]!, parts.pipeThrough(through(withMeta())).pipeThrough(bytes()));
  },
};
