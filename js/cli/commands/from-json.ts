// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-json`: a file from the DICOM JSON Model.

import { fromJson } from '../../sources/from-json.js';
import { type Command, commonHelp, exitHelp } from '../command.js';
import { documentHelp, makeFile } from '../forms.js';

const help = `\
dcmstream from-json IN OUT [options]

Makes a DICOM file of a data set in the DICOM JSON Model of PS3.18 Annex F: explicit VR little
endian, or encapsulated pixel data as the file meta information in IN says; text in UTF-8; the
file meta information made anew. An array of one object is taken for the object. OUT appears when
it is complete, and what was there before stays until then. Either may be - for standard input or
output.

${documentHelp('json', 64)}
${commonHelp}

Examples:
  dcmstream json --meta image.dcm | dcmstream from-json - copy.dcm
  dcmstream json --meta --bulk uri image.dcm | dcmstream from-json - copy.dcm --bulk image.dcm

${exitHelp}
`;

export const command: Command = {
  help,
  run: (args, { signal }) => makeFile(args, signal, fromJson),
};
