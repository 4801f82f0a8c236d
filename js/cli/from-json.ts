// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-json`: a file from the DICOM JSON Model.

import { through } from '../flow/flow.js';
import { toTransferSyntax } from '../flows/to-transfer-syntax.js';
import { withMeta } from '../flows/with-meta.js';
import { bytes } from '../sinks/bytes.js';
import { fromJson, type FromJsonOptions } from '../sources/from-json.js';
import { bulkValues } from './bulk-file.js';
import { type Command, commonHelp, exitHelp, readArguments } from './command.js';
import { asUsage, readSize } from './forms.js';
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
      bulk: values.bulk === undefined ? undefined : await bulkValues(values.bulk),
      onMissingBulk: values['omit-bulk'] === true ? 'omit' : 'error',
    };
    const flows = values.to === undefined ? [withMeta()] : [withMeta(), asUsage(() => toTransferSyntax(values.to!))];
    const parts = asUsage(() => fromJson([], settings)) && fromJson(await openInput(operands[0]!), settings);
    await writeOutput(operands[1]!, parts.pipeThrough(through(...flows)).pipeThrough(bytes()));
  },
};
