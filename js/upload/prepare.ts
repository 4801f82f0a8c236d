// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file made ready to be sent: de-identified to its end where that is asked for, and known by its SOP Instance UID.

import { readDataset } from '../dataset/read.js';
import type { Deidentifier } from '../deid/deidentify.js';
import type { Report } from '../deid/report.js';
import { DicomError, misuse } from '../errors.js';
import { chunksOf, type Source, unlessAborted } from '../source.js';
import { blobContent, type Content, openedContent, StorageError, type Store, streamOf } from './content.js';
import type { StowCause, StowOutcome } from './outcome.js';

/** A file that is opened when its turn comes, and again where it has to be read again. */
export interface StowSource {
  /** For the outcome and for `review`; it is never sent. */
  readonly name?: string | undefined;
  /** How many bytes there are. What is not known is stored before it is sent. */
  readonly size?: number | undefined;
  /** Gives the bytes from the first on. A source with `size` is opened once to be identified, and once for each attempt. */
  open(): Source | Promise<Source>;
  /** Asked when all bytes have been read, and before any of them is sent; where it rejects, none is. */
  confirm?(): Promise<unknown>;
}

/** What can be sent: anything that can be read, or what opens it. */
export type StowFile = Source | StowSource;

/** An instance that is ready. */
export interface Prepared {
  readonly index: number;
  readonly name: string | undefined;
  readonly sopClass: string | undefined;
  readonly sopInstance: string;
  readonly content: Content;
}

/** What preparing takes. */
export interface PrepareContext {
  readonly deidentifier: Pick<Deidentifier, 'deidentify'> | undefined;
  readonly review: ((report: Report, name: string | undefined) => boolean | Promise<boolean>) | undefined;
  readonly signal: AbortSignal;
  readonly store: () => Promise<Store>;
}

/** In front of the SOP Instance UID; honest files have a few. */
const mostElements = 65_536;
const [sopClassTag, sopInstanceTag] = [0x00080016, 0x00080018];

/** Makes a file ready; where that cannot be done, the outcome, and nothing of it has been sent. */
export async function prepare(file: StowFile, index: number, context: PrepareContext): Promise<Prepared | StowOutcome> {
  const source = sourceOf(file);
  const { name } = source;
  let content: Content | undefined;
  try {
    content = await contentOf(source, context);
    return { index, name, ...(await identify(content, context.signal)), content };
  } catch (error) {
    await content?.release();
    context.signal.throwIfAborted();
    const failed = { index, name, status: 'not_sent', attempts: 0 } as const;
    if (error instanceof Unfit) return { ...failed, ...error.told };
    return { ...failed, cause: error instanceof StorageError ? 'storage' : 'source', error };
  }
}

/** As outcomes call it. */
export function nameOfFile(file: StowFile): string | undefined {
  return sourceOf(file).name;
}

/** It is not to be sent. */
class Unfit extends Error {
  constructor(readonly told: Pick<StowOutcome, 'cause' | 'error' | 'needsReview'>) {
    super();
  }
}

/** Throws what a promise fails with as what makes a file unfit. */
function unfitAs(cause: StowCause): (error: unknown) => never {
  return (error) => {
    throw error instanceof StorageError ? error : new Unfit({ cause, error });
  };
}

type Opened = StowSource & { readonly blob?: Blob };

function sourceOf(file: StowFile): Opened {
  if (file instanceof Blob) return { name: nameOf(file), size: file.size, blob: file, open: () => file };
  if (typeof file === 'object' && file !== null && 'open' in file && typeof file.open === 'function') {
    const { size } = file;
    if (size === undefined || (Number.isSafeInteger(size) && size >= 0)) return file;
    throw misuse('argument_invalid', 'the size of a file is a number of bytes');
  }
  const source = file as Source;
  const { byteLength: size } = source as Partial<ArrayBuffer>;
  return source instanceof Uint8Array || source instanceof ArrayBuffer
    ? { size, open: () => source }
    : { open: () => source };
}

/** Of a File, in its folder where it came with one. */
function nameOf(file: Blob): string | undefined {
  const { name, webkitRelativePath } = file as Partial<File>;
  return webkitRelativePath || name;
}

/** Nothing of a content may be sent before all of it is known to be fit for that. */
async function contentOf(source: Opened, { deidentifier, review, signal, store }: PrepareContext): Promise<Content> {
  const { size, blob, name } = source;
  const confirm = async (): Promise<void> => {
    await unlessAborted(Promise.resolve(source.confirm?.()), signal).catch(unfitAs('not_confirmed'));
  };
  if (deidentifier === undefined && source.confirm === undefined) {
    if (blob !== undefined) return blobContent(blob);
    if (size !== undefined) return openedContent(size, () => source.open(), store);
  }
  const opened = await unlessAborted(Promise.resolve(source.open()), signal);
  if (deidentifier === undefined) {
    return confirmed(await (await store()).add(chunksOf(opened, signal)), confirm);
  }
  const { readable, writable, report } = deidentifier.deidentify();
  const clean = streamOf(chunksOf(opened, signal)).pipeThrough({ readable, writable });
  const content = await (await store()).add(chunksOf(clean, signal)).catch(unfitAs('deidentification'));
  return confirmed(content, async () => {
    const done = await unlessAborted(report, signal).catch(unfitAs('deidentification'));
    await confirm();
    const { needsReview } = done;
    if (needsReview.length === 0) return;
    const isAccepted = await unlessAborted(Promise.resolve(review?.(done, name)), signal);
    if (isAccepted !== true) throw new Unfit({ cause: 'needs_review', needsReview });
  });
}

async function confirmed(content: Content, confirm: () => Promise<void>): Promise<Content> {
  try {
    await confirm();
    return content;
  } catch (error) {
    await content.release();
    throw error;
  }
}

/** By its first elements; the rest is not read. */
async function identify(content: Content, signal: AbortSignal): Promise<Pick<Prepared, 'sopClass' | 'sopInstance'>> {
  const stream = await content.stream(signal);
  const options = { stopAt: sopInstanceTag + 1, maxElements: mostElements, signal };
  const dataset = await readDataset(stream, options).catch((error: unknown) => {
    throw error instanceof DicomError ? new Unfit({ cause: 'not_an_instance', error }) : error;
  });
  const sopInstance = dataset.string(sopInstanceTag);
  if (!sopInstance) throw new Unfit({ cause: 'not_an_instance' });
  return { sopClass: dataset.string(sopClassTag) || undefined, sopInstance };
}
