// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream modify`: values set, inserted and removed, in one file or in many.

import {
  MediaStorageSOPClassUID,
  MediaStorageSOPInstanceUID,
  SOPClassUID,
  SOPInstanceUID,
  SpecificCharacterSet,
  TransferSyntaxUID,
} from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import { declareFlow, type Flow, through } from '../../flow/flow.js';
import { edit } from '../../flows/edit.js';
import type { Rule } from '../../flows/editing/rules.js';
import { isPrivate } from '../../flows/kinds.js';
import { allDigits, parsePattern, Selection } from '../../flows/selector.js';
import { toUtf8 } from '../../flows/to-utf8.js';
import { init } from '../../init.js';
import type { ReadOptions } from '../../parse/options.js';
import { parse } from '../../parse/parse.js';
import { bytes } from '../../sinks/bytes.js';
import { type Assignment, mayBePrivate, readAssignments } from '../assignments.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
  type Session,
} from '../command.js';
import { DataError, describeDataError, exitCodes, FileError, isMisuse, printable, UsageError } from '../failure.js';
import { filesOf } from '../files.js';
import { openInput } from '../input.js';
import { type OutputOptions, writeOutput } from '../output.js';

const help = `\
dcmstream modify IN OUT [options]
dcmstream modify FILE … --in-place [options]

Changes values, inserts elements, leaves elements out, and puts lengths, padding and groups right.
What is not named stays byte for byte, however large. OUT appears when it is complete; IN and OUT
may be the same file, and - is standard input or output. With --in-place all files, and those below
folders, are changed where they are, each of them wholly or not at all; one that fails is told of,
the others go on, and the exit code is 1.

  --set K=V        give an element that is there a new value; it is an error where there is none
  --insert K=V     give an element a value whether it is there or not; sequences and items on
                   the way to it are made where they are missing
  --remove K       leave an element or item out, if it is there, with all that it holds
  --remove-private leave out all private elements
  --ignore-missing where there is nothing to --set, go on
  --utf8           write all text in UTF-8, which holds every character
  --in-place       change the files themselves
  --backup SUFFIX  with --in-place, keep each file as it was beside it: .bak; files below folders that
                   end so are left alone

Each may be repeated. K is a keyword, (gggg,eeee), or a path: ReferencedImageSequence[0].(0008,1155).
Items count from 0. For --set and --remove [*] is any item, **. in front is any depth, an x in a tag
is any digit. V is text; backslashes divide values, numbers are decimal; V of the form @FILE is the
bytes of a file, and @@ is one @. Where no dictionary knows the VR it follows the key: K:VR=V. Text is
written in the character set that the file declares. Of two values for the same element the later
counts. What is set or inserted is not removed. With SOPInstanceUID or SOPClassUID the file meta follows.
A new SpecificCharacterSet is declared, but text is not converted to it; --utf8 does that.

${readingHelp}
${commonHelp}

Examples:
  dcmstream modify in.dcm out.dcm --set PatientName='Doe^Jane' --remove PatientBirthDate
  dcmstream modify in.dcm out.dcm --insert '(0008,1140)[0].(0008,1155)=1.2.3' --remove-private
  dcmstream modify *.dcm --in-place --backup .bak --set '**.PatientID=ID-1'

${exitHelp}
`;

const modifyingOptions = {
  set: { type: 'string', multiple: true },
  insert: { type: 'string', multiple: true },
  remove: { type: 'string', multiple: true },
  'remove-private': { type: 'boolean' },
  'ignore-missing': { type: 'boolean' },
  utf8: { type: 'boolean' },
  'in-place': { type: 'boolean' },
  backup: { type: 'string' },
  ...readingOptions,
} as const;

/** What is done to each file. */
interface Job {
  readonly flows: readonly Flow[];
  readonly settings: ReadOptions & { readonly signal: AbortSignal };
}

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['FILE'], modifyingOptions, { more: true });
    const inPlace = values['in-place'] ?? false;
    const { backup } = values;
    if (!inPlace && operands.length !== 2) throw new UsageError('IN and OUT are needed, or --in-place');
    if (!inPlace && backup !== undefined) throw new UsageError('--backup needs --in-place');
    if (backup !== undefined && !/^[^/\\\0]+$/.test(backup)) throw new UsageError('--backup takes the end of a name');
    if (inPlace && operands.includes('-')) throw new UsageError('standard input cannot be changed in place');

    const set = await readAssignments('set', values.set ?? []);
    const insert = await readAssignments('insert', values.insert ?? []);
    const { remove = [], utf8 = false } = values;
    const removesPrivate = values['remove-private'] ?? false;
    const privateNames = [...set, ...insert].some(mayBePrivate);
    await init({ names: true, privateNames });
    if (remove.some((key) => asUsage(() => rootTag(key)) === TransferSyntaxUID)) throw convertsNothing();
    if (utf8 && [...set, ...insert].some(({ key }) => asUsage(() => lastTag(key)) === SpecificCharacterSet)) {
      throw new UsageError('with --utf8 the character set is UTF-8');
    }
    const rules = [...rulesOf(set, insert), ...remove.map((key): Rule => ({ remove: key }))];
    if (removesPrivate) rules.push({ remove: isPrivate });
    if (rules.length === 0 && !utf8) throw new UsageError('there is nothing to do');

    const wanted = values['ignore-missing'] ? [] : set.map(({ key }) => key);
    const flows = asUsage(() => [...(utf8 ? [toUtf8()] : []), requireElements(wanted), edit(rules)]);
    const job = { flows, settings: { ...readOptions(values), signal: session.signal } };
    if (inPlace) await runAll(operands, job, { backup }, session);
    else await run(job, operands[0]!, operands[1]!);
  },
};

/** One file after the other; each that fails is told of. */
async function runAll(operands: readonly string[], job: Job, options: OutputOptions, session: Session): Promise<void> {
  for (const operand of operands) {
    for await (const path of filesOf(operand)) {
      // What an earlier run kept stays as it was.
      if (path !== operand && options.backup !== undefined && path.endsWith(options.backup)) continue;
      try {
        await run(job, path, path, options);
      } catch (error) {
        session.signal.throwIfAborted();
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        session.say(`${printable(path)}: ${reason}`);
        process.exitCode = exitCodes.data;
      }
    }
  }
}

async function run({ flows, settings }: Job, from: string, to: string, options?: OutputOptions): Promise<void> {
  const parts = (await openInput(from)).pipeThrough(parse(settings));
  try {
    await writeOutput(to, parts.pipeThrough(through(...flows)).pipeThrough(bytes()), options);
  } catch (error) {
    throw isMisuse(error) ? new UsageError(error.message) : error;
  }
}

/** What to say of a file that cannot be changed; `undefined` where the fault is ours. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof DicomError) return describeDataError(error);
  return error instanceof DataError || error instanceof FileError || error instanceof UsageError
    ? error.message
    : undefined;
}

/** The later of two counts: the first rule does. */
function rulesOf(set: readonly Assignment[], insert: readonly Assignment[]): Rule[] {
  const modifications = set.map(({ key, value, vr }): Rule => ({ modify: key, value, vr }));
  const insertions = insert.map(({ key, value, vr }): Rule => ({ insert: key, value, vr, create: true }));
  const followers = [...set, ...insert].flatMap(({ key, value }): Rule[] => {
    const tag = asUsage(() => rootTag(key));
    if (tag === TransferSyntaxUID) throw convertsNothing();
    const follower = tag === undefined ? undefined : followersInMeta.get(tag);
    return follower === undefined ? [] : [{ modify: follower, value }];
  });
  return [modifications, insertions, followers].flatMap((rules) => rules.reverse());
}

/** PS3.10 §7.1: what the file meta repeats. */
const followersInMeta: ReadonlyMap<number, number> = new Map([
  [SOPClassUID, MediaStorageSOPClassUID],
  [SOPInstanceUID, MediaStorageSOPInstanceUID],
]);

function convertsNothing(): UsageError {
  return new UsageError('the transfer syntax says how the file is written: convert it');
}

/** Of the element that a key names, at whatever depth. */
function lastTag(key: string): number | undefined {
  return parsePattern(key).steps.at(-1)?.tag;
}

function rootTag(key: string): number | undefined {
  const { anyDepth, steps } = parsePattern(key);
  return steps.length === 1 && !anyDepth && steps[0]?.mask === allDigits ? steps[0].tag : undefined;
}

/** Fails at the end where a key named no element with a value. */
function requireElements(keys: readonly string[]): Flow {
  const selections = keys.map((key) => ({ key, selection: new Selection([key]) }));
  return declareFlow(
    () => {
      let missing = selections;
      return {
        part(part, emit) {
          if (missing.length > 0 && part.kind === 'header') {
            if (missing.some(({ selection }) => selection.names(part))) {
              missing = missing.filter(({ selection }) => !selection.names(part));
            }
          }
          return emit(part);
        },
        end() {
          const [first] = missing;
          if (first !== undefined) throw new DataError(`there is no ${printable(first.key)} to set`);
        },
      };
    },
    { resizes: 'nothing' },
  );
}

/** What the keys name wrong is wrong usage. */
function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw isMisuse(error) ? new UsageError(error.message) : error;
  }
}
