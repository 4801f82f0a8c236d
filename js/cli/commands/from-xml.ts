// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-xml`: a file out of the XML of a data set.

import { fromXml } from '../../sources/from-xml.js';
import { type Command, commonHelp, exitHelp } from '../command.js';
import { documentHelp, makeFile } from '../forms.js';

const help = `\
dcmstream from-xml IN OUT [options]

Makes a DICOM file of a data set in the Native DICOM Model of PS3.19 Annex A.1: explicit VR little
endian, or encapsulated pixel data as the file meta information in IN says; text in UTF-8; the
file meta information made anew. XML with a DOCTYPE is refused, and nothing that it names is read.
OUT appears when it is complete, and what was there before stays until then. Either may be - for
standard input or output.

${documentHelp('xml', 256)}
${commonHelp}

Examples:
  dcmstream from-xml report.xml report.dcm
  dcmstream xml --meta image.dcm | dcmstream from-xml - copy.dcm
  dcmstream xml --meta --bulk uri image.dcm | dcmstream from-xml - copy.dcm --bulk image.dcm

${exitHelp}
`;

export const command: Command = {
  help,
  run: (args, { signal }) => makeFile(args, signal, fromXml),
};
