// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rules for content items under the Clean Structured Content Option. PS3.15 §E.3.4

import { contentRow } from '../tables/content-table.js';
import { choose, keptIf, removed } from './choose.js';
import type { Decision } from './decision.js';
import type { ProfileOptions } from './option.js';
import { dateRule } from './standard-rules.js';

const unknownType = removed('content item of an unknown value type');

/**
 * What is done with a content item: K keeps it, and what is in it is decided attribute by attribute and item by item; D keeps it
 * with a dummy value; C with a cleaned one; X removes it with all below it.
 *
 * Of concepts that Table E.3.4-1 does not name text and names become dummies, for templates may require the items: only the
 * table says what may go.
 */
export function contentRule(valueType: string, scheme: string, code: string, options: ProfileOptions): Decision {
  const row = contentRow(scheme, code, valueType);
  if (row === undefined) return unnamedContent(valueType, options);
  const name = `E.3.4-1 (${code}, ${scheme}) ${valueType}`;
  return choose(row, options, name);
}

function unnamedContent(valueType: string, options: ProfileOptions): Decision {
  const name = `unnamed ${valueType}`;
  const dummy: Decision = { action: 'D', rule: `${name} replaced` };
  switch (valueType) {
    case 'CODE':
    case 'NUM':
    case 'CONTAINER':
    case 'SCOORD':
    case 'SCOORD3D':
    case 'TCOORD':
    case 'TABLE':
    case 'IMAGE':
    case 'WAVEFORM':
    case 'COMPOSITE':
      return Object.freeze({ action: 'K', rule: `${name} kept` });
    case 'TEXT':
      return options.cleanDescriptors
        ? Object.freeze({ action: 'C', rule: `${name} cleanDescriptors C`, option: 'cleanDescriptors' })
        : Object.freeze(dummy);
    case 'PNAME':
      return Object.freeze(dummy);
    case 'DATE':
    case 'TIME':
    case 'DATETIME':
      return dateRule(name, options, Object.freeze(dummy));
    case 'UIDREF': {
      const other: Decision = { action: 'U', rule: `${name} replaced` };
      const kept: Decision = { action: 'K', rule: `${name} retainUids K`, option: 'retainUids' };
      return options.retainUids ? keptIf(kept, 'validValue', other) : Object.freeze(other);
    }
    default:
      return unknownType;
  }
}
