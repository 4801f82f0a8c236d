// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the commands that write and read data sets in other forms have in common.

import { declareFlow, through } from '../flow/flow.js';
import { toTransferSyntax } from '../flows/to-transfer-syntax.js';
import { withMeta } from '../flows/with-meta.js';
import { noteOf, type Part } from '../part.js';
import { bytes } from '../sinks/bytes.js';
import type { BulkReader } from '../sources/bulk-values.js';
import type { ModelOptions } from '../sources/model-options.js';
import { bulkValues } from './bulk-file.js';
import { readArguments, type Session } from './command.js';
import { placed, UsageError } from './failure.js';
import { openInput } from './input.js';
import { writeOutput } from './output.js';

/** How many bytes a value may have that is always inline. */
const inlineLimit = 65536;

export function readInlineLimit(text: string | undefined): number {
  if (text === undefined) return inlineLimit;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError('--limit takes a number of bytes');
  return Number(text);
}

/** Bytes that are no elements have no place in the model: with `--tolerant`, where they are is told. */
export function sayUnread(session: Session) {
  const stage = () => ({
    part(part: Part, emit: (part: Part) => void | Promise<void>) {
      const note = noteOf(part);
      if (note?.code === 'input_truncated' || note?.code === 'input_unparsed') session.say(placed(note));
      return emit(part);
    },
  });
  return declareFlow(stage, { resizes: 'nothing' });
}

/** What is misuse of the library is wrong usage of the command. */
export function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

export function readSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('--max-size takes a number of MiB');
  return Number(text) * 2 ** 20;
}

/** What the help of commands says that make a file of a document. */
export function documentHelp(form: string, maxSize: number): string {
  return `\
  --bulk FILE      where values are that IN names by ?offset=N&length=N, as "dcmstream ${form}
                   --bulk uri" writes them: always of this file, whatever file the URI names.
                   Without it, a value that is not in IN is an error
  --omit-bulk      such values are left out: their attributes are empty
  --encapsulated UID
                   the transfer syntax of the pixel data, where IN does not say
  --to SYNTAX      write native pixel data in another transfer syntax: ELE, ILE, EBE, DELE or a UID
  --max-size MIB   how large IN may be, in MiB (${maxSize})`;
}

/** What the options of such a command ask for. */
export interface DocumentSettings extends ModelOptions {
  readonly bulk: BulkReader | undefined;
  /** In bytes, or characters. */
  readonly maxSize: number | undefined;
}

/** Runs such a command: `read` makes parts of the document. */
export async function makeFile(
  args: readonly string[],
  signal: AbortSignal,
  read: (input: ReadableStream<Uint8Array>, settings: DocumentSettings) => ReadableStream<readonly Part[]>,
): Promise<void> {
  const { values, operands } = readArguments(args, ['IN', 'OUT'], {
    bulk: { type: 'string' },
    'omit-bulk': { type: 'boolean' },
    encapsulated: { type: 'string' },
    to: { type: 'string' },
    'max-size': { type: 'string' },
  });
  const settings: DocumentSettings = {
    signal,
    maxSize: readSize(values['max-size']),
    transferSyntax: values.encapsulated,
    bulk: values.bulk === undefined ? undefined : await bulkValues(values.bulk),
    onMissingBulk: values['omit-bulk'] === true ? 'omit' : 'error',
  };
  const flows = values.to === undefined ? [withMeta()] : [withMeta(), asUsage(() => toTransferSyntax(values.to!))];
  const input = await openInput(operands[0]!);
  const parts = asUsage(() => read(input, settings));
  await writeOutput(operands[1]!, parts.pipeThrough(through(...flows)).pipeThrough(bytes()));
}
