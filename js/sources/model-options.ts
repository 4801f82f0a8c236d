// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is asked of a document that holds a data set, whichever form it has.

import { misuse } from '../errors.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import type { BulkReader } from './bulk-values.js';

export interface ModelOptions {
  /** What becomes of a value that `bulk` does not give: an `error` (default), or `omit` leaves its attribute empty. */
  readonly onMissingBulk?: 'error' | 'omit' | undefined;
  /**
   * How pixel data are encoded, a UID: in place of the document's own (0002,0010). Pixel data of a transfer syntax that encapsulates are
   * the items of their fragments.
   */
  readonly transferSyntax?: string | undefined;
  /** How deep sequences may nest: 128 by default, at most 256. */
  readonly maxDepth?: number | undefined;
  /** Ends the reading with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Those that have other defaults in each form. */
interface Limits {
  readonly maxSize?: number | undefined;
  readonly maxElements?: number | undefined;
}

/**
 * The options, with the form's own limits where none is given.
 * @throws TypeError with code `argument_invalid` where a limit is none, or the transfer syntax is not known.
 */
export function settledModel(
  options: ModelOptions & Limits & { readonly bulk?: BulkReader | undefined },
  defaults: Required<{ [name in keyof Limits]: number }>,
) {
  const { bulk, onMissingBulk = 'error', transferSyntax, maxDepth = 128 } = options;
  const { maxSize = defaults.maxSize, maxElements = defaults.maxElements } = options;
  if (!(maxSize > 0)) throw misuse('argument_invalid', 'maxSize is a positive number');
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > 256) {
    throw misuse('argument_invalid', 'maxDepth is an integer from 0 to 256');
  }
  if (!(maxElements > 0)) throw misuse('argument_invalid', 'maxElements is a positive number');
  const syntax = transferSyntax === undefined ? undefined : transferSyntaxUid(transferSyntax);
  return { bulk, onMissingBulk, syntax, maxSize, maxDepth, maxElements };
}
