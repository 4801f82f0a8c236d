// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Leaving elements out, as a rule.

import type { Flow } from '../flow/flow.js';
import { editing } from './edit.js';
import type { Selector } from './selector.js';

/**
 * Leaves out what is named: elements with all that they hold, whole sequences, encapsulated pixel data, or single items. It does what
 * `drop` does; as a rule, `{ remove: selector }`, it stands among others in one `edit`. Paths count items as the input has them.
 *
 *     through(remove(isPrivate, PatientBirthDate, '(0008,1140)[0]'))
 *
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where a selector names nothing.
 */
export function remove(...selectors: readonly Selector[]): Flow {
  return editing(
    selectors.map((selector) => ({ remove: selector })),
    {},
    false,
  );
}
