// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set from a source, as it arrives, or from bytes in memory, at once.

import { misuse } from '../errors.js';
import { openStepper, type ReadOptions, stepperNow } from '../parse/options.js';
import { chunksOf, type Source } from '../source.js';
import { Collector } from './collector.js';
import type { Dataset } from './dataset.js';

export interface DatasetOptions extends ReadOptions {
  /**
   * Reading ends before the first element of the root data set whose tag is this or comes after it; the source is cancelled
   * and asked for nothing more.
   */
  readonly stopAt?: number | undefined;
  /** Values of more bytes stay where they are: position and length are known, the bytes are not. 64 KiB by default. */
  readonly maxValue?: number | undefined;
}

const defaultMaxValue = 65536;

/**
 * Reads a data set while it arrives. Memory is bounded by what is kept: headers, and values up to `maxValue`.
 * @throws DicomError where the data cannot be read; the signal's reason where it aborts.
 */
export async function readDataset(
  source: Source,
  options: DatasetOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<Dataset> {
  const { stopAt, maxValue = defaultMaxValue, signal } = options;
  const stepper = await openStepper(options);
  try {
    const collector = new Collector(stepper, { maxValue, stopAt });
    for await (const chunk of chunksOf(source, signal)) {
      if (await collector.write(chunk)) return collector.dataset;
    }
    await collector.end();
    return collector.dataset;
  } finally {
    stepper.release();
  }
}

/**
 * Reads a data set from bytes in memory, which are borrowed: values are views of them, whatever their size. Only of a deflated
 * data set they are not, and that needs `await init({ modules: ['parser', 'zlib'] })`.
 * @throws DicomError where the data cannot be read; TypeError with code `not_ready` before `await init()`.
 */
export function parseBuffer(bytes: ArrayBuffer | Uint8Array, options: Omit<DatasetOptions, 'maxValue'> = {}): Dataset {
  if (!(bytes instanceof ArrayBuffer || bytes instanceof Uint8Array)) {
    throw misuse('argument_invalid', 'parseBuffer takes an ArrayBuffer or a Uint8Array');
  }
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const { stopAt } = options;
  const borrowed = new Collector(stepperNow({ ...options, values: false }), { whole, maxValue: Infinity, stopAt });
  try {
    borrowed.readNow(whole);
    if (!borrowed.isElsewhere) return borrowed.dataset;
  } finally {
    borrowed.stepper.release();
  }
  // The values stand in the inflated bytes, which are nobody's yet.
  const stepper = stepperNow(options);
  try {
    const collector = new Collector(stepper, { maxValue: Infinity, stopAt });
    collector.readNow(whole);
    return collector.dataset;
  } finally {
    stepper.release();
  }
}
