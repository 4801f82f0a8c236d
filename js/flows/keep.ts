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
  const judge = keepNamed(named);
  return declareFlow(() => new ElementFilter((part) => (part.meta ? 'pass' : judge(part))), {});
}

/** @internal Keeps what is named, what is on the way to it, and Specific Character Set. */
export function keepNamed(named: Selection): (part: Part) => Verdict {
  return (part) => {
    if (part.tag === SpecificCharacterSet || named.names(part)) return 'pass';
    const onTheWay = (part.kind === 'sequence' || part.kind === 'item') && named.reachesInto(part.path);
    return onTheWay ? 'enter' : 'drop';
  };
}
