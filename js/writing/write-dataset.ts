// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What `Dataset.toParts` and `Dataset.toBytes` load: the stream of a data set's parts, and the file.

import type { Dataset } from '../dataset/dataset.js';
import { DicomError } from '../errors.js';
import { defaultMaxSize } from '../flow/file-meta.js';
import type { Flow, FlowStage } from '../flow/flow.js';
import { type MetaOptions, MetaWriter } from '../flow/meta-writer.js';
import { pipeline } from '../flow/pipeline.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import { SyntaxConverter, type TransferSyntaxOptions } from '../flows/converting/syntax-converter.js';
import { makePart } from '../made-part.js';
import { Part } from '../part.js';
import { type RangeReader, rangeReaderOf } from '../range-reader.js';
import { joinBytes } from '../values/join-bytes.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import type { Deflater } from '../wasm/zlib.js';
import { DatasetWriter, lacksCharacterSet } from './dataset-writer.js';
import { valueMissing } from './element-writer.js';
import { type Missing, valueOf } from './row-parts.js';

/** How a data set is written. */
export interface WriteOptions {
  /** The file that it was read from: values that were not kept are read from there, piece by piece, when they are written. */
  readonly source?: Blob | RangeReader | undefined;
  /**
   * `declared` (default): text is written as Specific Character Set (0008,0005) says; where there is none and text needs more than ASCII,
   * it becomes `ISO_IR 192`. `utf8`: it becomes that in any case. Items that declare a set of their own keep it.
   */
  readonly characterSet?: 'declared' | 'utf8' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a file is written: what `withMeta` and `toTransferSyntax` take of these. */
export interface BytesOptions
  extends
    WriteOptions,
    Pick<MetaOptions, 'implementationClass' | 'implementationVersion'>,
    Pick<TransferSyntaxOptions, 'decoder' | 'maxFrameSize' | 'privateVrs'> {}

const characterSetTag = 0x00080005;
const implementationClassTag = 0x00020012;
const implementationVersionTag = 0x00020013;
const batchSize = 1024;
/** What is read at once of a value that is not at hand. */
const pieceSize = 1024 * 1024;

/** The parts of a data set, made when they are asked for. */
export function partsOfDataset(dataset: Dataset, options: WriteOptions = {}): ReadableStream<readonly Part[]> {
  let batches: AsyncGenerator<readonly Part[], void, undefined> | undefined;
  const parts = new ReadableStream<readonly Part[]>(
    {
      async pull(controller) {
        batches ??= batchesOf(dataset, options);
        const { done, value } = await batches.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await batches?.return();
      },
    },
    { highWaterMark: 0 },
  );
  if (dataset.changes === undefined && options.characterSet !== 'utf8') return parts;
  // Lengths are right already, but for the file meta's; and a DICOMDIR must not change its size.
  return parts.pipeThrough(pipeline([keepsSizes(() => ({ part: (part, emit) => emit(part) }))]));
}

/** The data set as a whole file. */
export async function bytesOfDataset(
  dataset: Dataset,
  syntax?: string,
  options: BytesOptions = {},
): Promise<Uint8Array> {
  const uid = syntax === undefined ? undefined : transferSyntaxUid(syntax);
  const isOther = uid !== undefined && uid !== dataset.transferSyntax;
  const root = dataset.item === undefined ? dataset : dataset.detached;
  const flows: Flow[] = [];
  if (root.changes !== undefined || root !== dataset || isOther) {
    flows.push(keepsSizes(() => new MetaWriter(metaOptions(root, options), defaultMaxSize)));
  }
  if (isOther) flows.push(() => new SyntaxConverter(uid, { ...options, maxSize: defaultMaxSize }));
  const parts = partsOfDataset(root, options);
  return fileOf(flows.length === 0 ? parts : parts.pipeThrough(pipeline(flows)));
}

/** A flow that makes and drops whole elements, of the root alone. */
function keepsSizes(make: () => FlowStage): Flow {
  return Object.assign(() => make(), { resizes: () => false });
}

/** All bytes. A data set that was inflated is deflated again. PS3.5 §A.5 */
async function fileOf(parts: ReadableStream<readonly Part[]>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let deflater: Deflater | undefined;
  const take = (deflating: Deflater): void => {
    for (let piece; (piece = deflating.next()) !== undefined;) pieces.push(piece);
  };
  const reader = parts.getReader();
  for (;;) {
    const { done, value: batch } = await reader.read();
    if (done) break;
    for (const part of batch) {
      if (!part.inflated) {
        pieces.push(part.bytes);
        continue;
      }
      deflater ??= await (await import('../wasm/zlib.js')).openDeflater();
      deflater.write(part.bytes);
      take(deflater);
    }
  }
  deflater?.end();
  if (deflater !== undefined) take(deflater);
  deflater?.release();
  return joinBytes(pieces);
}

/** Who writes the file: as the user put it in, or told. */
function metaOptions(root: Dataset, { implementationClass, implementationVersion }: BytesOptions): MetaOptions {
  const put = (tag: number): string | undefined => {
    const element = root.get(tag);
    return element?.isChanged === true ? element.string : undefined;
  };
  return {
    implementationClass: implementationClass ?? put(implementationClassTag),
    implementationVersion: implementationVersion ?? put(implementationVersionTag),
  };
}

async function* batchesOf(
  dataset: Dataset,
  { source, characterSet, signal }: WriteOptions,
): AsyncGenerator<readonly Part[], void, undefined> {
  signal?.throwIfAborted();
  const reader = source === undefined ? undefined : rangeReaderOf(source);
  // Data sets that were made of nothing may come before the parser, which has the dictionary of VRs.
  const [encoder] = await Promise.all([openEncoder(), loadModule('parser')]);
  const isUtf8 = characterSet === 'utf8' || lacksCharacterSet(dataset);
  const settled = isUtf8 ? dataset.with(characterSetTag, 'ISO_IR 192', { vr: 'CS' }) : dataset;
  let batch: Part[] = [];
  for (const piece of new DatasetWriter(encoder).write(settled)) {
    if (piece instanceof Part) {
      batch.push(piece);
      if (batch.length < batchSize) continue;
      signal?.throwIfAborted();
      yield batch;
      batch = [];
      continue;
    }
    if (batch.length > 0) yield batch;
    batch = [];
    for (let done = 0; done < piece.size; done += pieceSize) yield [await fetched(piece, done, reader, signal)];
  }
  if (batch.length > 0) yield batch;
}

async function fetched(
  { like, kind, position, size, last }: Missing,
  done: number,
  reader: RangeReader | undefined,
  signal: AbortSignal | undefined,
): Promise<Part> {
  const wanted = Math.min(pieceSize, size - done);
  if (reader === undefined || like.inflated) throw valueMissing(like.path.toString());
  const read = await reader.read(position + done, wanted, signal);
  if (read.length < wanted) throw new DicomError({ code: 'truncated', position: position + done + read.length });
  const isLast = last && done + wanted === size;
  const [piece, at] = [read.subarray(0, wanted), position + done];
  return kind === 'value' ? valueOf(like, piece, at, isLast) : makePart({ kind, bytes: piece, position: at }, like);
}
