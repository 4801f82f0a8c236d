// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Arguments of the form K=V, K:VR=V and K=@FILE.

import { readFile } from 'node:fs/promises';
import { fileError, UsageError } from './failure.js';

/** A key and the value that it is to have. */
export interface Assignment {
  /** As it was given. */
  readonly key: string;
  /** Text, or the bytes of a file. */
  readonly value: string | Uint8Array;
  readonly vr: string | undefined;
}

/**
 * Divides arguments at their first "=".
 * @throws UsageError where there is none; FileError where a file cannot be read.
 */
export async function readAssignments(option: string, texts: readonly string[]): Promise<Assignment[]> {
  const assignments: Assignment[] = [];
  for (const text of texts) {
    const [, key, vr, value] = /^([^=]+?)(?::([A-Z]{2}))?=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) throw new UsageError(`--${option} takes KEY=VALUE`);
    assignments.push({ key, vr, value: await readValue(value) });
  }
  return assignments;
}

async function readValue(text: string): Promise<string | Uint8Array> {
  if (!text.startsWith('@')) return text;
  if (text.startsWith('@@')) return text.slice(1);
  const path = text.slice(1);
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** Whether a key may name a private attribute, whose VR the dictionary of PS3.6 does not know. */
export function mayBePrivate({ key, vr }: Assignment): boolean {
  return vr === undefined && /[\da-f]{3}[13579bdf],?[\da-f]{4}/i.test(key);
}
