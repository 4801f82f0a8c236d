// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Leaving elements out.

import { declareFlow, type Flow } from '../flow/flow.js';
import { ElementFilter } from './element-filter.js';
import { Selection, type Selector } from './selector.js';

/**
 * Drops what is named: elements with all that they hold, or single items. Those that are left keep their order.
 *
 *     through(drop(isPrivate, PatientBirthDate, '**.OperatorsName', '(0008,1140)[0]'))
 *
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where a selector names nothing.
 */
export function drop(...selectors: readonly Selector[]): Flow {
  const named = new Selection(selectors);
  return declareFlow(() => new ElementFilter((part) => (named.names(part) ? 'drop' : 'enter')), {
    resizes: named.resizes,
  });
}
