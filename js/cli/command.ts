// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a subcommand is, and how it reads its arguments.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { ReadOptions } from '../parse/options.js';
import { UsageError } from './failure.js';

/** What a command is given beside its arguments. */
export interface Session {
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Writes one line to standard error. */
  say(line: string): void;
}

export interface Command {
  /** All that `--help` shows. */
  readonly help: string;
  /** Ends when the work is done; throws where it cannot be. */
  run(args: readonly string[], session: Session): Promise<void>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What `parseArgs` makes of the arguments, by the options that there are. */
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>
>;

/** The arguments of a command, divided. */
export interface Arguments<O extends Options> {
  readonly values: Parsed<O>['values'];
  /** As many as the command has names for. */
  readonly operands: readonly string[];
}

/** Limits against hostile files. */
export const limitOptions = {
  'max-depth': { type: 'string' },
  'max-elements': { type: 'string' },
  'max-inflate-ratio': { type: 'string' },
} as const satisfies Options;

/** For commands that read parts: how strictly, and within what limits. */
export const readingOptions = {
  strict: { type: 'boolean' },
  tolerant: { type: 'boolean' },
  ...limitOptions,
} as const satisfies Options;

export const limitHelp = `\
  --max-depth N, --max-elements N, --max-inflate-ratio N
                   limits against hostile files: how deep sequences nest (128), how many
                   elements and items there are (16777216), how much deflated data grow (200)`;

export const readingHelp = `\
  --strict         a deviation from the standard is an error; without it, it is a note
  --tolerant       where reading breaks off, pass the rest on as bytes instead of failing
${limitHelp}`;

export const commonHelp = `\
  -h, --help       show this
  --version        show the version`;

export const exitHelp = `\
Exit code: 0 done; 1 the data are not what they should be, and one line on standard error
says where; 2 wrong usage, or a file that cannot be read or written.`;

/**
 * Divides the arguments into options and operands; with `more`, the last operand may be repeated.
 * @throws UsageError where they are not those that the command takes.
 */
export function readArguments<const O extends Options>(
  args: readonly string[],
  names: readonly string[],
  options: O,
  { more = false } = {},
): Arguments<O> {
  const { values, positionals } = parse(args, options);
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  if (!more && positionals.length > names.length)
    throw new UsageError(`too many arguments: ${names.join(' ')} are all`);
  return { values, operands: positionals };
}

function parse<const O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const isOurs = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!isOurs) throw error;
    throw new UsageError(error.message.split(/\. |\n/)[0]!);
  }
}

/** The reading options of the arguments. */
export function readOptions(values: Parsed<typeof readingOptions>['values']): ReadOptions {
  const { strict, tolerant } = values;
  if (strict && tolerant) throw new UsageError('--strict and --tolerant exclude each other');
  return { strict, tolerant, ...readLimits(values) };
}

/** The limits of the arguments. */
export function readLimits(values: Parsed<typeof limitOptions>['values']): ReadOptions {
  return {
    maxDepth: readLimit('max-depth', values['max-depth'], 0, 256),
    maxElements: readLimit('max-elements', values['max-elements'], 1, Number.MAX_SAFE_INTEGER),
    maxInflateRatio: readLimit('max-inflate-ratio', values['max-inflate-ratio'], 1, 1032),
  };
}

/** The number that an option gives; `undefined` where it is not there. */
export function readLimit(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const limit = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (limit >= least && limit <= most) return limit;
  throw new UsageError(`--${name} takes a number from ${least} to ${most}`);
}
