// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Errors: the data are wrong (DicomError) or the use is (TypeError with a code). The codes are those of docs/errors.md.

import { type QuirkCode, type StatusCode, statusMessages } from './codes.js';

/** Where and why the data cannot be read; all that is known of it survives JSON and `postMessage`. */
export interface DicomErrorFields {
  readonly code: StatusCode;
  /** Bytes from the beginning of the file; for `truncated`, where the input ends. */
  readonly position?: number | undefined;
  readonly tag?: number | undefined;
  /** The path of the element, such as `(0008,1140)[0].(0008,1155)`. */
  readonly path?: string | undefined;
  /** With the code `quirk_refused`: which deviation was refused. */
  readonly quirk?: QuirkCode | undefined;
}

/** The data are not what they should be. `code` is stable; the message is for people and holds no value of the data. */
export class DicomError extends Error implements DicomErrorFields {
  readonly code: StatusCode;
  readonly position: number | undefined;
  readonly tag: number | undefined;
  readonly path: string | undefined;
  readonly quirk: QuirkCode | undefined;

  constructor(fields: DicomErrorFields) {
    super(describe(fields));
    this.name = 'DicomError';
    this.code = fields.code;
    this.position = fields.position;
    this.tag = fields.tag;
    this.path = fields.path;
    this.quirk = fields.quirk;
  }

  /** A plain object that `DicomError.from` takes: structured clone drops an error's own fields. */
  toJSON(): DicomErrorFields & { readonly name: 'DicomError'; readonly message: string } {
    const { code, position, tag, path, quirk, message } = this;
    return { name: 'DicomError', code, position, tag, path, quirk, message };
  }

  /** The error that `toJSON` was called on, in another thread or process. */
  static from(fields: DicomErrorFields): DicomError {
    return new DicomError(fields);
  }
}

function describe({ code, position, path, quirk }: DicomErrorFields): string {
  const where = [
    ...(position === undefined ? [] : [`at byte ${position}`]),
    ...(path === undefined ? [] : [`in ${path}`]),
  ].join(', ');
  const what = quirk === undefined ? messageOf(code) : `${messageOf(code)}: ${quirk}`;
  return where === '' ? what : `${what} (${where})`;
}

/** Codes read like messages where theirs are not loaded. */
function messageOf(code: StatusCode): string {
  return statusMessages[code] ?? code.replaceAll('_', ' ');
}

/** A TypeError that says by `code` how the library was misused. */
export interface MisuseError extends TypeError {
  readonly code: StatusCode;
}

/** The error to throw when the use is wrong, not the data. */
export function misuse(code: StatusCode, message: string = messageOf(code)): MisuseError {
  return Object.assign(new TypeError(message), { code });
}
