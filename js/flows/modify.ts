// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// New values for what is there.

import type { Flow } from '../flow/flow.js';
import type { EditOptions, NewValue, ValueFunction } from './editing/rules.js';
import { editing } from './edit.js';
import type { Selector } from './selector.js';

export interface ModifyOptions extends EditOptions {
  /** The VR, where the file states none or UN; the dictionary's unless told otherwise. */
  readonly vr?: string | undefined;
}

/**
 * Gives the elements that a selector names a new value: bytes, text, numbers, several in an array, or what a function makes of the old
 * value; where it answers `undefined`, that stays. What has no value of its own stays too: sequences, items, encapsulated pixel data.
 *
 *     through(modify('**.PatientName', 'Anonymous'), modify(PatientID, (old) => old && hash(old.text)))
 *
 * The VR is the file's; where that is implicit or UN, `options.vr` or the dictionary's, for private attributes, once
 * `init({ privateNames: true })` has loaded it, the private one's by the creator that reserved the block. Text is written in the character
 * set that is declared where it stands: `toUtf8()` in front lets every text be. A new value of Specific Character Set or Transfer Syntax
 * UID converts nothing: `toUtf8` and `toTransferSyntax` do. Lengths, groups and padding are right behind it.
 *
 * Fails with DicomError `value_invalid` where the VR cannot hold the value; `text_not_encodable` where the character set does not hold the
 * text; `lookahead_exceeded` where a function is to be given a value longer than `maxSize`; `value_too_long` with `onOverflow: 'error'`;
 * `transfer_syntax_unsupported` where a data set has not been inflated; `directory_offsets_stale` on a DICOMDIR whose records
 * would move; with TypeError `argument_invalid` where no VR is known.
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where the selector names nothing.
 */
export function modify(selector: Selector, value: NewValue | ValueFunction, options: ModifyOptions = {}): Flow {
  return editing([{ modify: selector, value, vr: options.vr }], options, false);
}
