// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets as objects of the DICOM JSON Model (PS3.18 Annex F): made by us, and compared with a peer's element by element.

import { openAsBlob } from 'node:fs';
import { json, type JsonOptions, parse, type ParseOptions, type Part } from 'dcmstream';
import { streamOf } from './rechunk.js';

/** An attribute object. */
export interface ModelAttribute {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}

export type Model = Readonly<Record<string, ModelAttribute>>;

/** All pieces of text. */
export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The text that `json` makes of parts. */
export function jsonOf(parts: ReadableStream<readonly Part[]>, options?: JsonOptions): Promise<string> {
  return textOf(parts.pipeThrough(json(options)));
}

/** The text that `json` makes of bytes, or of the file at a path. */
export async function jsonText(source: string | Uint8Array, options: JsonOptions & ParseOptions = {}): Promise<string> {
  const stream = typeof source === 'string' ? (await openAsBlob(source)).stream() : streamOf([source]);
  return jsonOf(stream.pipeThrough(parse(options)), options);
}

/** Where two models differ; `ours` or `theirs` is absent where the attribute is. */
export interface Difference {
  /** Names of attributes, from the outside in. */
  readonly path: string;
  readonly ours?: ModelAttribute;
  readonly theirs?: ModelAttribute;
}

/** All attributes that are not the same, `isSame` beside being equal. Items are compared one by one. */
export function* differencesOf(
  ours: Model,
  theirs: Model,
  isSame: (ours: ModelAttribute, theirs: ModelAttribute, path: string) => boolean,
  parent = '',
): Generator<Difference, void, undefined> {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [a, b] = [ours[name], theirs[name]];
    const path = `${parent}${name}`;
    if (a === undefined || b === undefined) {
      yield { path, ...(a && { ours: a }), ...(b && { theirs: b }) };
    } else if (a.vr === 'SQ' && b.vr === 'SQ' && a.Value?.length === b.Value?.length) {
      const others = b.Value as Model[] | undefined;
      for (const [i, item] of ((a.Value ?? []) as Model[]).entries()) {
        yield* differencesOf(item, others![i]!, isSame, `${path}/${i}/`);
      }
    } else if (JSON.stringify(a) !== JSON.stringify(b) && !isSame(a, b, path)) yield { path, ours: a, theirs: b };
  }
}

/** Whether all values are the same, one by one. */
export function sameValues(
  { Value: ours = [] }: ModelAttribute,
  { Value: theirs = [] }: ModelAttribute,
  isSame: (ours: unknown, theirs: unknown) => boolean,
): boolean {
  return ours.length === theirs.length && ours.every((value, i) => isSame(value, theirs[i]));
}

/** A difference as a line. */
export function differenceLine({ path, ours, theirs }: Difference): string {
  return `${path}: ${JSON.stringify(ours)?.slice(0, 200)}, theirs ${JSON.stringify(theirs)?.slice(0, 200)}`;
}
