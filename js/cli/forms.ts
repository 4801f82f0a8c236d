// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the commands that write and read data sets in other forms have in common.

import { declareFlow } from '../flow/flow.js';
import { noteOf, type Part } from '../part.js';
import type { Session } from './command.js';
import { placed, UsageError } from './failure.js';

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
