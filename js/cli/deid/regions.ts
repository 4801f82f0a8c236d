// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What `dcmstream deid --regions` takes: a list of rectangles, a rule set, or a script of CTP's DicomPixelAnonymizer, told apart by what it holds.

import type { BlankRegion, RegionSource } from '../../deid/pixels/regions.js';
import { fromCtpPixelScript } from '../../deid/pixels/rules/ctp-script.js';
import { readPixelRules } from '../../deid/pixels/rules/rule-set.js';
import { invalidAt, readFields } from '../../deid/rule/read-fields.js';

const mostRegions = 10_000;

/** @throws TypeError with code `argument_invalid` where it is none of them. */
export function readRegions(text: string): RegionSource {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // A script may begin with a brace too, but is no JSON then.
    return readPixelRules(fromCtpPixelScript(text));
  }
  return Array.isArray(json) ? listOf(json) : readPixelRules(json);
}

const regionFields = ['left', 'top', 'columns', 'rows', 'firstFrame', 'lastFrame'] as const;

function listOf(json: readonly unknown[]): BlankRegion[] {
  if (json.length > mostRegions) throw invalidAt('$', `is no list of up to ${mostRegions}`);
  return json.map((each: unknown, index) => {
    const place = `$[${index}]`;
    const fields = readFields(each, place, regionFields);
    const number = (name: (typeof regionFields)[number], absent?: number): number => {
      const value = fields.value(name) ?? absent;
      if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffffffff) return Number(value);
      throw invalidAt(`${place}.${name}`, 'is no integer from 0 on');
    };
    return {
      ...{ left: number('left'), top: number('top'), columns: number('columns'), rows: number('rows') },
      ...{ firstFrame: number('firstFrame', 0), lastFrame: number('lastFrame', 0xffffffff) },
    };
  });
}
