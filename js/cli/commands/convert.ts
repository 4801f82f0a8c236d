// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream convert`: a file in another transfer syntax, with its pixels decoded where need be.

import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { DicomError } from '../../errors.js';
import { emitAll } from '../../flow/file-meta.js';
import { declareFlow, type Flow, type FlowStage, through } from '../../flow/flow.js';
import { transferSyntaxUid } from '../../flow/transfer-syntaxes.js';
import { groupLengths } from '../../flows/group-lengths.js';
import { toDefinedLengths } from '../../flows/to-defined-lengths.js';
import { toTransferSyntax } from '../../flows/to-transfer-syntax.js';
import { toUndefinedLengths } from '../../flows/to-undefined-lengths.js';
import { toUtf8 } from '../../flows/to-utf8.js';
import { withMeta } from '../../flows/with-meta.js';
import { parse } from '../../parse/parse.js';
import { noteOf, type Part } from '../../part.js';
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
import { describeDataError, exitCodes, fileError, placed, printable, UsageError } from '../failure.js';
import { filesOf, isFolder } from '../files.js';
import { inputName, openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream convert IN OUT --to SYNTAX [options]

Writes a file in another transfer syntax, chunk by chunk. Encapsulated pixel data are decoded,
frame by frame, and what describes the pixels is put right; explicit little endian of more than
4 GiB of pixels becomes Encapsulated Uncompressed. What is in the syntax already is not changed.
OUT appears when it is complete, and what was there before stays until then; so IN and OUT may be
the same file. Either may be - for standard input or output. Where IN is a folder, all files below
it are converted to files of the same names below OUT; those that cannot be are told of, and the
others are converted all the same.

  --to SYNTAX      a UID, a keyword of the standard (PS3.6), or one of
                     ILE   ImplicitVRLittleEndian
                     ELE   ExplicitVRLittleEndian
                     EBE   ExplicitVRBigEndian
                     DELE  DeflatedExplicitVRLittleEndian
  --utf8           text becomes UTF-8, whatever the character set
  --private-vrs    private elements of implicit VR get the VRs that are known of them, not UN
  --lengths HOW    of sequences and items: defined, undefined, or keep (the default), by which
                   those that had to be written anew end by delimiters
  --group-lengths HOW
                   remove, compute, or keep (the default), by which those that are not true any
                   more are left out
  --no-meta        a file without file meta information gets none
  --max-size N     bytes that may be held back until the first frame is decoded, or until the
                   length of a sequence is known (16777216)
  --strict         a deviation from the standard is an error
  --notes          tell of all deviations on standard error, one line each
${limitHelp}
${commonHelp}

Examples:
  dcmstream convert compressed.dcm plain.dcm --to ELE
  dcmstream convert old/ new/ --to ExplicitVRLittleEndian --utf8 --lengths undefined
  dcmstream convert - - --to DELE < image.dcm > small.dcm

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], {
      to: { type: 'string' },
      utf8: { type: 'boolean' },
      'private-vrs': { type: 'boolean' },
      lengths: { type: 'string' },
      'group-lengths': { type: 'string' },
      'no-meta': { type: 'boolean' },
      'max-size': { type: 'string' },
      strict: { type: 'boolean' },
      notes: { type: 'boolean' },
      ...limitOptions,
    });
    const maxSize = readSize(values['max-size']);
    const lengths = readChoice('lengths', values.lengths, ['defined', 'undefined', 'keep']);
    const groups = readChoice('group-lengths', values['group-lengths'], ['remove', 'compute', 'keep']);
    const syntax = readSyntax(values.to);
    const { signal } = session;
    // Made anew for each file: only what is asked for stands in its way.
    const flows = (): Flow[] => [
      ...(values['no-meta'] === true ? [] : [metaWhereMissing(maxSize)]),
      ...(values.utf8 === true ? [toUtf8()] : []),
      toTransferSyntax(syntax, { maxSize, signal, privateVrs: values['private-vrs'] }),
      ...(lengths === 'defined' ? [toDefinedLengths({ maxSize })] : []),
      ...(lengths === 'undefined' ? [toUndefinedLengths()] : []),
      ...(groups === 'remove' ? [groupLengths('remove')] : []),
      ...(groups === 'compute' ? [groupLengths('compute', { maxSize })] : []),
      ...(values.notes === true ? [sayNotes(session)] : []),
    ];
    const settings = { ...readLimits(values), strict: values.strict, signal };
    const one = async (from: string, to: string): Promise<void> => {
      const input = await openInput(from);
      await writeOutput(
        to,
        input
          .pipeThrough(parse(settings))
          .pipeThrough(through(...flows()))
          .pipeThrough(bytes()),
      );
    };
    const [from, to] = operands as [string, string];
    if (from !== '-' && (await isFolder(from))) await convertFolder(from, to, one, session);
    else await one(from, to);
  },
};

type ConvertOne = (from: string, to: string) => Promise<void>;

async function convertFolder(from: string, to: string, one: ConvertOne, session: Session): Promise<void> {
  if (to === '-') throw new UsageError('a folder is not converted to standard output');
  // Listed before anything is written: OUT may be inside IN.
  const paths: string[] = [];
  for await (const path of filesOf(from)) paths.push(path);
  for (const path of paths) {
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => {
      throw fileError('write', dirname(target), error);
    });
    try {
      await one(path, target);
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
      process.exitCode = exitCodes.data;
      session.say(`${printable(inputName(path))}: ${describeDataError(error)}`);
    }
  }
}

function readSyntax(text: string | undefined): string {
  if (text === undefined) throw new UsageError('--to is missing: a transfer syntax');
  try {
    return transferSyntaxUid(text);
  } catch {
    throw new UsageError(`"${printable(text)}" is no transfer syntax: a UID, a keyword, ILE, ELE, EBE or DELE`);
  }
}

function readChoice<const T extends string>(name: string, text: string | undefined, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === (text ?? 'keep'));
  if (found === undefined) throw new UsageError(`--${name} takes ${choices.join(', ')}`);
  return found;
}

function readSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError('--max-size takes a number of bytes');
  return Number(text);
}

/** Tells of what deviates, and of what decoding has tolerated. */
function sayNotes(session: Session): Flow {
  const stage = (): FlowStage => ({
    part(part, emit) {
      const note = noteOf(part);
      if (note !== undefined) session.say(placed(note));
      return emit(part);
    },
  });
  return declareFlow(stage, { resizes: 'nothing' });
}

/** A file meta for files that have none; others keep theirs. */
function metaWhereMissing(maxSize: number | undefined): Flow {
  const flow = withMeta({ maxSize });
  return declareFlow(
    () => {
      const stage = flow();
      let held: Part[] = [];
      let isMissing: boolean | undefined;
      return {
        start: (control) => stage.start?.(control),
        part(part, emit) {
          if (isMissing === undefined) {
            held.push(part);
            if (part.kind === 'note' || part.kind === 'preamble') return undefined;
            isMissing = !part.meta;
            const parts = held;
            held = [];
            return emitAll(parts, (each) => (isMissing === true ? stage.part(each, emit) : emit(each)));
          }
          return isMissing ? stage.part(part, emit) : emit(part);
        },
        async end(emit) {
          for (const part of held) await emit(part);
          if (isMissing === true) await stage.end?.(emit);
        },
      };
    },
    { resizes: flow.resizes },
  );
}
