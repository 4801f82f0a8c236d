// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream dump`: a data set as text.

import { loadNames } from '../../dictionary/registry.js';
import { type Flow, through } from '../../flow/flow.js';
import { Selection } from '../../flows/selector.js';
import { stopAt } from '../../flows/stop-at.js';
import { parse } from '../../parse/parse.js';
import { parsePath } from '../../path.js';
import { dump as dumpText } from '../../sinks/dump.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readLimit,
  readOptions,
} from '../command.js';
import { printable, UsageError } from '../failure.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream dump FILE [options]

Shows a file as text, one line an element: tag, VR, value, length in bytes ("u/l" where a
delimiter ends it), number of values, keyword. What is in sequences is indented. Text is decoded
from the declared character set to UTF-8; a UID that the standard registers goes by its keyword,
as in =CTImageStorage; control characters are shown as pictures. A value that is longer than a
line is cut, with "..." at its end. Lines that begin with # tell of the encoding, and of
deviations from the standard where they were met. FILE may be - for standard input.

  --full           the dump that from-dump reads back: all of every value, and of one that is
                   longer than --max-value where it stands in the file, as in =@1234+200000
  --max-value N    with --full: how many bytes of a value are shown (65536)
  --search WHAT    show the first element that WHAT names, with all that it holds, and read no
                   further. WHAT is a tag or keyword, at any depth: 0010,0010 or PatientName;
                   or a path: ReferencedStudySequence[0].(0008,1155), [*] for any item,
                   (60xx,3000) for any digit. May be given several times: one of each
  --all            with --search: show all elements that are named
  --path           with --search: show the path of what was found in place of its tag
  --stop-at TAG    read no further than to the first element at the root whose tag is TAG, a tag
                   or keyword, or greater; that one is not shown
${readingHelp}
${commonHelp}

Examples:
  dcmstream dump image.dcm
  dcmstream dump --search PatientName --search StudyInstanceUID image.dcm
  dcmstream dump --search ReferencedSOPInstanceUID --all --path study.dcm
  dcmstream dump --stop-at PixelData image.dcm
  dcmstream dump --full image.dcm > image.txt
  gunzip < image.dcm.gz | dcmstream dump -

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], {
      ...readingOptions,
      full: { type: 'boolean' },
      'max-value': { type: 'string' },
      search: { type: 'string', multiple: true },
      all: { type: 'boolean' },
      path: { type: 'boolean' },
      'stop-at': { type: 'string' },
    });
    const { full, all, path: paths } = values;
    if (values.search === undefined && (all || paths)) throw new UsageError('--all and --path go with --search');
    if (!full && values['max-value'] !== undefined) throw new UsageError('--max-value goes with --full');
    const maxValue = readLimit('max-value', values['max-value'], 0, Number.MAX_SAFE_INTEGER);
    const settings = { ...readOptions(values), signal };
    await loadNames();
    const search = values.search?.map(selectorOf);
    const flows: readonly Flow[] = values['stop-at'] === undefined ? [] : [stopAt(tagOf(values['stop-at']))];
    const input = await openInput(operands[0]!);
    const parts = input.pipeThrough(parse(settings)).pipeThrough(through(...flows));
    await writeStandardOutput(parts.pipeThrough(dumpText({ full, maxValue, search, all, paths })));
  },
};

/** A tag as dcmdump takes it, `0010,0010`, in parentheses. */
function inParentheses(text: string): string {
  return text.replace(/^([\dA-Fx]{4}),([\dA-Fx]{4})$/i, '($1,$2)');
}

/** What is no path is sought at any depth. */
function selectorOf(text: string): string {
  const name = inParentheses(text);
  const selector = /[[.]/.test(name) ? name : `**.${name}`;
  return understood(text, () => {
    new Selection([selector]);
    return selector;
  });
}

function tagOf(text: string): number {
  const path = understood(text, () => parsePath(inParentheses(text)));
  if (path.depth > 0 || path.index >= 0) throw new UsageError(`${printable(text)} is no tag`);
  return path.tag;
}

/** What `read` makes of an argument; where that is nothing, the usage is wrong. */
function understood<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${printable(text)} names no element: a tag, a keyword or a path does`);
  }
}
