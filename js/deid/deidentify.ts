// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification as a stream: bytes in, bytes out.

import { declareFlow, through } from '../flow/flow.js';
import { toUtf8 } from '../flows/to-utf8.js';
import { parse } from '../parse/parse.js';
import { BytesMaker } from '../sinks/bytes.js';
import { misuse } from '../errors.js';
import { DeidentifyStage } from './engine/stage.js';
import { type DeidentifyOptions, type Settings, settingsOf } from './engine/settings.js';
import { type Manifest, ManifestBuilder } from './manifest.js';
import type { Report } from './report.js';
import type { UidMapping } from './replacement/uids.js';

/** A pair for `pipeThrough`, and what it did. */
export interface Deidentification extends ReadableWritablePair<Uint8Array, Uint8Array> {
  /**
   * Settled once the stream is over: with the report, or with the error that it failed with, or was cancelled for. Without a report
   * nothing of what has come out may be released.
   */
  readonly report: Promise<Report>;
}

/** De-identifies data sets that belong together: with one secret, one map of UIDs, one table of patients, one manifest. */
export interface Deidentifier {
  /** For one data set; any number of them may run at once. `name` stands for it in the manifest, which re-identifies then. */
  deidentify(name?: string): Deidentification;
  /** What has been de-identified so far, and what failed. */
  manifest(): Manifest;
  /**
   * Which UID became which.
   * @throws TypeError with code `argument_invalid` unless `keepsUidMapping` was asked for.
   */
  uidMapping(): UidMapping;
}

/**
 * De-identifies a DICOM file by the Basic Application Level Confidentiality Profile of PS3.15 Annex E, its options, and overrides.
 *
 * ```ts
 * const { readable, writable, report } = deidentify({ options: { cleanDescriptors: true } }, { secret });
 * await Promise.all([file.stream().pipeTo(writable), readable.pipeTo(target)]);
 * if ((await report).needsReview.length > 0) …
 * ```
 *
 * Held back is what stands in front of the first bulk value, 16 MiB at most: until then nothing comes out. What fails later fails the
 * stream: what came out before then is no de-identified file. The file meta is made anew; all text is in UTF-8; sequences and items
 * end by delimiters.
 *
 * The stream fails with DicomError as `parse` does; with `lookahead_exceeded` where too much would have to be held back;
 * `context_not_allowed` for a DICOMDIR; `transfer_syntax_unsupported` where nobody knows how the data set is written; `attribute_missing`
 * or `attribute_invalid` where regions are to be blanked and what describes the pixels is not there; and as decoding does.
 * @param profile As `readProfile` takes it, or gives it. Without one it is the Basic Profile alone.
 * @throws TypeError with code `argument_invalid` where profile or options are none.
 */
export function deidentify(profile?: unknown, options: DeidentifyOptions = {}): Deidentification {
  return open(settingsOf(profile ?? {}, options));
}

/**
 * The same for a batch.
 * @throws TypeError with code `argument_invalid` where profile or options are none.
 */
export function createDeidentifier(profile?: unknown, options: DeidentifyOptions = {}): Deidentifier {
  const settings = settingsOf(profile ?? {}, options);
  const manifest = new ManifestBuilder(settings);
  return {
    deidentify(name) {
      const one = open(settings);
      manifest.add(name, one.report);
      return one;
    },
    manifest: () => manifest.manifest(),
    uidMapping: () => settings.uids.exportMapping(),
  };
}

function open(settings: Settings): Deidentification {
  const { promise, resolve, reject } = settlement<Report>();
  // Who does not ask for the report sees the stream fail.
  promise.catch(() => undefined);
  const parser = parse({ ...settings.options.read, openUnknown: true, tolerant: false });
  const flows = through(
    toUtf8({ maxSize: settings.maxSize }),
    declareFlow(() => new DeidentifyStage(settings, (report) => (finished = report)), {}),
  );
  let finished: Report | undefined;
  const output = parser.readable.pipeThrough(flows).getReader();
  const maker = new BytesMaker();
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { done, value } = await output.read();
            const pieces = done ? maker.end() : await maker.next(value);
            for (const piece of pieces) controller.enqueue(piece);
            if (done) break;
            if (pieces.length > 0) return;
          }
          controller.close();
          if (finished !== undefined) resolve(finished);
        } catch (error) {
          maker.release();
          reject(error);
          throw error;
        }
      },
      async cancel(reason) {
        maker.release();
        reject(reason ?? misuse('argument_invalid', 'the stream was cancelled'));
        await output.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return { readable, writable: parser.writable, report: promise };
}

interface Settlement<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function settlement<T>(): Settlement<T> {
  let resolve: Settlement<T>['resolve'] | undefined;
  let reject: Settlement<T>['reject'] | undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve: (value) => resolve?.(value), reject: (reason) => reject?.(reason) };
}
