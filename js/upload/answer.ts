// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a server answers: a data set in the DICOM JSON Model that tells of each instance. PS3.18 §10.5.3

import type { StowReason } from './outcome.js';

/** What is said of one instance. */
export interface InstanceAnswer {
  readonly status: 'stored' | 'warning' | 'refused';
  readonly reason?: StowReason | undefined;
  readonly url?: string | undefined;
  readonly mayPass: boolean;
}

export interface Answer {
  /** By SOP Instance UID. */
  readonly instances: ReadonlyMap<string, InstanceAnswer>;
  readonly otherFailures: readonly StowReason[];
}

const [retrieveUrl, referencedInstance] = ['00081190', '00081155'];
const [warningReason, failureReason] = ['00081196', '00081197'];
const [failedSequence, referencedSequence, otherFailuresSequence] = ['00081198', '00081199', '0008119A'];

/** Reads an answer; `undefined` where it is none, as what servers say of errors. What is not understood in it says nothing. */
export function readAnswer(text: string): Answer | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Some servers put the one data set into a list.
  const dataset: unknown = Array.isArray(json) && json.length === 1 ? json[0] : json;
  const sequences = [referencedSequence, failedSequence, otherFailuresSequence];
  if (sequences.every((tag) => elementOf(dataset, tag) === undefined)) return undefined;
  const instances = new Map<string, InstanceAnswer>();
  for (const item of valuesOf(dataset, referencedSequence)) {
    const [uid, code, url] = [uidOf(item), codeOf(item, warningReason), valuesOf(item, retrieveUrl)[0]];
    if (uid === undefined) continue;
    instances.set(uid, {
      status: code === undefined ? 'stored' : 'warning',
      reason: code === undefined ? undefined : reasonOf(code),
      url: typeof url === 'string' ? url : undefined,
      mayPass: false,
    });
  }
  // An instance that stands in both lists is not one that is known to be stored.
  for (const item of valuesOf(dataset, failedSequence)) {
    const [uid, code] = [uidOf(item), codeOf(item, failureReason)];
    if (uid === undefined) continue;
    const reason = code === undefined ? undefined : reasonOf(code);
    instances.set(uid, { status: 'refused', reason, mayPass: code !== undefined && mayPass(code) });
  }
  const others = valuesOf(dataset, otherFailuresSequence).map((item) => codeOf(item, failureReason));
  return { instances, otherFailures: others.flatMap((code) => (code === undefined ? [] : reasonOf(code))) };
}

function valuesOf(dataset: unknown, tag: string): readonly unknown[] {
  const value = fieldOf(elementOf(dataset, tag), 'Value');
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function elementOf(dataset: unknown, tag: string): unknown {
  return fieldOf(dataset, tag) ?? fieldOf(dataset, tag.toLowerCase());
}

function fieldOf(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, name)) return undefined;
  return (object as Readonly<Record<string, unknown>>)[name];
}

function uidOf(item: unknown): string | undefined {
  const [uid] = valuesOf(item, referencedInstance);
  return typeof uid === 'string' ? uid.replace(/[\0 ]+$/, '') : undefined;
}

/** A number, which JSON may have as text. PS3.18 §F.2.2 */
function codeOf(item: unknown, tag: string): number | undefined {
  const [value] = valuesOf(item, tag);
  const code = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 0 && code <= 0xffff ? code : undefined;
}

/** What reasons mean. PS3.18 Tables I.2-1 and I.2-2, PS3.7 §C */
const single: ReadonlyMap<number, string> = new Map([
  [0x0110, 'processing failure'],
  [0x0111, 'duplicate SOP instance'],
  [0x0117, 'invalid SOP instance'],
  [0x0122, 'SOP class not supported'],
  [0x0124, 'not authorized'],
  [0xb000, 'elements were changed'],
  [0xb006, 'elements were discarded'],
  [0xb007, 'the data set does not match its SOP class'],
  [0xc122, 'transfer syntax not supported'],
]);

function reasonOf(code: number): StowReason {
  return { code, text: single.get(code) ?? rangeOf(code) };
}

function rangeOf(code: number): string {
  if (isOutOfResources(code)) return 'out of resources';
  if (code >> 8 === 0xa9) return 'the data set does not match its SOP class';
  if (code >> 12 === 0xc) return 'cannot be understood';
  return 'unknown reason';
}

const isOutOfResources = (code: number): boolean => code >> 8 === 0xa7;

/** Whether the same instance may well be taken later: all other reasons are about what it is. */
function mayPass(code: number): boolean {
  return isOutOfResources(code) || code === 0x0110;
}
