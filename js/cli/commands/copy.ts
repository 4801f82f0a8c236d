// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream copy`: a file through parser and writer, byte for byte.

import { declareFlow, type Flow, type FlowStage, through } from '../../flow/flow.js';
import { parse } from '../../parse/parse.js';
import { noteOf } from '../../part.js';
import { bytes } from '../../sinks/bytes.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  limitHelp,
  limitOptions,
  readArguments,
  readLimits,
  type Session,
} from '../command.js';
import { placed } from '../failure.js';
import { openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream copy IN OUT [options]

Reads a file into parts and writes the parts: the copy equals the file byte for byte. It never
loses a byte: where reading breaks off, the rest is passed on unread, and a line on standard error
says where and why. OUT appears when it is complete, and what was there before stays until then;
so IN and OUT may be the same file. Either may be - for standard input or output.

  --strict         a deviation from the standard is an error, and nothing is written
  --notes          tell of all deviations on standard error, one line each
${limitHelp}
${commonHelp}

Examples:
  dcmstream copy image.dcm copy.dcm
  dcmstream copy --strict image.dcm /dev/null      is the file read without any deviation?

${exitHelp}
`;

/** The notes that mean that something was not read. */
const unreadNotes: readonly string[] = ['input_truncated', 'input_unparsed'];

function sayNotes(session: Session, all: boolean): Flow {
  const stage = (): FlowStage => ({
    part(part, emit) {
      const note = noteOf(part);
      if (note !== undefined && (all || unreadNotes.includes(note.code))) session.say(placed(note));
      return emit(part);
    },
  });
  return declareFlow(stage, { resizes: 'nothing' });
}

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], {
      strict: { type: 'boolean' },
      notes: { type: 'boolean' },
      ...limitOptions,
    });
    const strict = values.strict ?? false;
    const settings = { ...readLimits(values), strict, tolerant: !strict, inflate: false };
    const input = await openInput(operands[0]!);
    const copied = input
      .pipeThrough(parse({ ...settings, signal: session.signal }))
      .pipeThrough(through(sayNotes(session, values.notes ?? false)))
      .pipeThrough(bytes());
    await writeOutput(operands[1]!, copied);
  },
};
