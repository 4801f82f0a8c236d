// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A dump back to parts. docs/dump.md has the grammar.

import '../write-messages.js';
import { uidOf } from '../dictionary/uids.js';
import { misuse } from '../errors.js';
import type { Part } from '../part.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import { BulkReader, type FindBulk } from './dump/dump-bulk.js';
import { DumpReader, type ReaderSettings } from './dump/dump-reader.js';
import { type DumpEncoding, recordsOf } from './dump/dump-records.js';
import { pulledParts } from './pulled-parts.js';
import { linesOf } from './dump/text-lines.js';
import type { TextSource } from './text-source.js';

export interface FromDumpOptions {
  /** Gives the values that the text only refers to: by where they stand in the file that was dumped, or by a name, as dump2dcm has it. */
  readonly bulk?: FindBulk | undefined;
  /**
   * What text is written in: `utf-8`, or `declared`, the character set that the dump itself declares, as dcmdump prints it. Unless told
   * otherwise a dump that begins as dcmdump's do is `declared`, any other `utf-8`.
   */
  readonly encoding?: DumpEncoding | undefined;
  /** Takes elements in whatever order they come, and writes them so. */
  readonly anyOrder?: boolean | undefined;
  /** How many bytes a line may have; 64 MiB by default. */
  readonly maxLine?: number | undefined;
  /** How deep items may stand in items; 128 by default. */
  readonly maxDepth?: number | undefined;
  /** How many elements and items there may be; 16777216 by default. */
  readonly maxElements?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Parts of what a dump says: of a full dump, of what `dcmdump +L` prints, of what dump2dcm reads. The source may be text, bytes or a
 * stream of either, and is read line by line.
 *
 *     const text = source.pipeThrough(parse()).pipeThrough(dump({ full: true }));
 *     const parts = fromDump(text, { bulk: ({ position, length = 0 }) => file.slice(position, position + length) });
 *     const copy = parts.pipeThrough(through(withMeta())).pipeThrough(bytes());
 *
 * The data set is written in the native transfer syntax that its file meta declares, else in explicit VR little endian. Sequences and
 * items end by delimiters, the length of the file meta is computed, other group lengths are left out. Text is written in the
 * character set that the dump declares.
 *
 * The stream fails with DicomError; its `path` is the line, as in `line 12`, and its `position` that of the line in the text:
 * `dump_malformed` where a line says nothing that can be written, or has been cut; `value_invalid` and `text_not_encodable` where the VR or
 * character set cannot hold a value; `bulk_data_missing` where `bulk` does not give one; `nesting_too_deep`, `too_many_elements`.
 * @throws TypeError with code `argument_invalid` where a limit is none.
 */
export function fromDump(source: TextSource, options: FromDumpOptions = {}): ReadableStream<readonly Part[]> {
  const { maxLine = 64 * 1024 * 1024, maxDepth = 128, maxElements = 16777216 } = options;
  for (const limit of [maxLine, maxDepth, maxElements]) {
    if (!(limit >= 0)) throw misuse('argument_invalid', 'a limit is a number of 0 or more');
  }
  return pulledParts(options.signal, (signal) => read(source, { ...options, maxLine, maxDepth, maxElements, signal }));
}

type Settled = FromDumpOptions & Readonly<Record<'maxLine' | 'maxDepth' | 'maxElements', number>>;

/** As many parts as a batch has at least, unless what comes next has to be waited for. */
const batchSize = 256;

async function* read(source: TextSource, options: Settled): AsyncGenerator<Part[], void, undefined> {
  const { bulk, signal, anyOrder = false, encoding, maxLine, maxDepth, maxElements } = options;
  const [encoder] = await Promise.all([openEncoder(), loadModule('parser')]);
  let findName: ReaderSettings['findName'] = () => undefined;
  const settings: ReaderSettings = {
    encoder,
    bulk: new BulkReader(bulk, encoder, signal),
    findName: (name) => findName(name),
    anyOrder,
    maxDepth,
    maxElements,
  };
  const reader = new DumpReader(settings);
  let hasNames = false;
  for await (const line of recordsOf(linesOf(source, maxLine, signal), encoding, maxLine)) {
    if (!hasNames && line.value.form === 'name' && uidOf(line.value.text) === undefined) {
      findName = (await import('../dictionary/dcmtk-uids.js')).uidOfDcmtkName;
      hasNames = true;
    }
    const value = reader.line(line);
    if (value === undefined) {
      if (reader.size >= batchSize) yield reader.take();
      continue;
    }
    yield reader.take();
    for await (const part of value) yield [part];
  }
  reader.end();
  if (reader.size > 0) yield reader.take();
}
