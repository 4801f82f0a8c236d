// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How strictly and within what limits a file is read.

import { type QuirkCode, quirkCodes } from '../codes.js';
import { misuse } from '../errors.js';
import { acquireSlot, immediateSlot, type SlotOptions } from '../wasm/parser.js';
import { Stepper, type StepperOptions } from './stepper.js';

/** The limit that core/parse/parser.hpp keeps room for. */
const depthLimit = 256;

export interface ReadOptions {
  /** A deviation from the standard is an error instead of a note, all of them or all but those named. */
  readonly strict?: boolean | { readonly allow: readonly QuirkCode[] } | undefined;
  /** Where reading breaks off, the rest passes as `unparsed` parts behind a note, instead of an error. */
  readonly tolerant?: boolean | undefined;
  /**
   * How many times larger than a deflated data set the inflated one may be, once it has more than 64 MiB: 200 by default.
   * Deflate itself cannot exceed 1032.
   */
  readonly maxInflateRatio?: number | undefined;
  /** A value of VR UN whose bytes begin with an item is read as the sequence that it holds. PS3.5 §6.2.2 */
  readonly openUnknown?: boolean | undefined;
  /** How deep sequences may nest: 128 by default, at most 256. */
  readonly maxDepth?: number | undefined;
  /** How many elements, items and fragments there may be: 16 777 216 by default. */
  readonly maxElements?: number | undefined;
}

/** What our own readers set beside. */
export interface InnerOptions extends ReadOptions {
  readonly inflate?: boolean | undefined;
  readonly values?: boolean | undefined;
}

/** A stepper for a stream. Release it in the end. */
export async function openStepper(options: InnerOptions): Promise<Stepper> {
  const settings = settingsOf(options);
  return new Stepper(await acquireSlot(settings), settings);
}

/**
 * A stepper for one synchronous call.
 * @throws TypeError with code `not_ready` before `await init()`.
 */
export function stepperNow(options: InnerOptions): Stepper {
  const settings = settingsOf(options);
  return new Stepper(immediateSlot(settings), settings);
}

function settingsOf(options: InnerOptions): SlotOptions & StepperOptions {
  const { strict = false, tolerant = false, openUnknown = false, inflate = true, values = true } = options;
  const { maxDepth = 128, maxElements = 2 ** 24, maxInflateRatio } = options;
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > depthLimit) {
    throw misuse('argument_invalid', `maxDepth is an integer from 0 to ${depthLimit}`);
  }
  if (!(maxElements >= 0)) throw misuse('argument_invalid', 'maxElements is a number, at least 0');
  const allowed: [number, number] = [0, 0];
  for (const code of typeof strict === 'object' ? strict.allow : []) {
    const bit = quirkCodes.indexOf(code);
    if (bit < 0) throw misuse('argument_invalid', `"${code}" is no quirk`);
    const word = bit < 32 ? 0 : 1;
    allowed[word] = (allowed[word] | (1 << (bit % 32))) >>> 0;
  }
  return {
    strict: strict !== false,
    ...{ tolerant, openUnknown, inflate, values, maxDepth, allowed, maxInflateRatio },
    maxElements: Math.min(maxElements, Number.MAX_SAFE_INTEGER),
  };
}
