// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which images may show text that names somebody: nobody reads their pixels here, so a person should.

import type { Dataset } from '../../dataset/dataset.js';
import { type Check, ConditionReader, SeenDataset } from './rules/condition.js';
import { suspicions, type TextSuspicion } from './suspicious.js';

const burnedInAnnotation = 0x00280301;
const visualFeatures = 0x00280302;
const mostConditions = 1000;

let checks:
  readonly { readonly reason: TextSuspicion; readonly believesNo: boolean; readonly check: Check }[] | undefined;

/** Why there may be text in the pixels; none where nothing says so. */
export function textSuspicions(dataset: Dataset): readonly TextSuspicion[] {
  const reader = new ConditionReader(mostConditions);
  checks ??= suspicions.map(({ when, ...rest }) => ({ ...rest, check: reader.read(when, '$') }));
  const saysNo = dataset.string(burnedInAnnotation)?.toUpperCase() === 'NO';
  const seen = new SeenDataset(dataset);
  return checks.filter(({ believesNo, check }) => !(believesNo && saysNo) && check(seen)).map(({ reason }) => reason);
}

/** Whether faces may be recognised, by the word of the data set. PS3.3 §C.7.6.1 */
export function showsFeatures(dataset: Dataset): boolean {
  return dataset.string(visualFeatures)?.toUpperCase() === 'YES';
}
