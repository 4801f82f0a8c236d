// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a failure is told: one line and an exit code. No line holds a value of the data.

import { getSystemErrorMap } from 'node:util';
import { statusCodes, statusMessages } from '../codes.js';
import type { DicomError, MisuseError } from '../errors.js';
import type { Note } from '../part.js';
import { formatTag } from '../path.js';

/** The command was not used as it should be. */
export class UsageError extends Error {}

/** The data are not what the command was told of. */
export class DataError extends Error {}

/** A file cannot be read or written. */
export class FileError extends Error {}

/** Exit codes. Anything else, such as a fault of our own, is left to Node. */
export const exitCodes = { data: 1, usage: 2 } as const;

/** A deviation or error at its place: `truncated at byte 304 in (0010,0010)`. */
export function placed({ code, position, tag, path }: Partial<Note> | DicomError): string {
  const place = path || (tag ? formatTag(tag) : '');
  return `${code}${position === undefined ? '' : ` at byte ${position}`}${place === '' ? '' : ` in ${place}`}`;
}

/** An error in the data: `truncated at byte 304 in (0010,0010): the input ends inside an element, an item or a sequence`. */
export function describeDataError(error: DicomError): string {
  return `${placed(error)}: ${error.quirk ?? statusMessages[error.code]}`;
}

/** What the library throws where it is used wrong: here, by the arguments. */
export function isMisuse(error: unknown): error is MisuseError {
  return error instanceof TypeError && 'code' in error && statusCodes.some((code) => code === error.code);
}

/** What the system calls fail with. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

/** The system's error as ours, `doing` something to a path: `cannot read x.dcm: no such file or directory`. */
export function fileError(doing: 'read' | 'write', path: string, error: unknown): unknown {
  if (!isSystemError(error) || error.code === 'EPIPE') return error;
  const reason = getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.code ?? 'unknown error';
  return new FileError(`cannot ${doing} ${printable(path)}: ${reason}`, { cause: error });
}

/** A file's name without what could break the line or steer the terminal. */
export function printable(name: string): string {
  return name.replace(/[\0-\x1f\x7f-\x9f]/g, '?');
}
