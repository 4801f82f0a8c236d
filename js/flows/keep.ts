// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Leaving out all but some elements.

import { SpecificCharacterSet } from '../dictionary/tags.js';
import { declareFlow, type Flow } from '../flow/flow.js';
import type { Part } from '../part.js';
import { ElementFilter, type Verdict } from './element-filter.js';
import { Selection, type Selector } from './selector.js';

/**
 * Keeps what is named, the sequences and items on the way to it, the file meta information, and, because text cannot be
 * read without it, Specific Character Set wherever something is kept.
 *
 *     through(keep(PatientID, StudyInstanceUID, '(0008,1140)[*].(0008,1155)'))
 *
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where a selector names nothing.
 */
export function keep(...selectors: readonly Selector[]): Flow {
  const named = new Selection(selectors);
  const judge = (part: Part): Verdict => {
    if (part.meta || part.tag === SpecificCharacterSet || named.names(part)) return 'pass';
    const onTheWay = (part.kind === 'sequence' || part.kind === 'item') && named.reachesInto(part.path);
    return onTheWay ? 'enter' : 'drop';
  };
  return declareFlow(() => new ElementFilter(judge), {});
}
