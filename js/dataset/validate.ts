// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is wrong with the values of a data set, all of them.

import type { Names } from '../dictionary/names.js';
import { names as loadedNames } from '../dictionary/registry.js';
import type { Path } from '../path.js';
import { isTextVr } from '../values/text.js';
import { type Finding, validateBytes, validateText } from '../values/validate/validation.js';
import type { Dataset } from './dataset.js';
import type { Element } from './element.js';

export interface ValidateOptions {
  /** The dictionary that multiplicities and VRs are taken from; those that `init({ names: true })` has loaded unless told otherwise. */
  readonly names?: Names | undefined;
  /** Whether the values are keys of a query, which may hold ranges and wildcards. PS3.4 §C.2.2.2 */
  readonly query?: boolean | undefined;
}

/** What is wrong with one element. It holds nothing of the value. */
export interface DatasetFinding extends Omit<Finding, 'code'> {
  /** As of `validateBytes`; `vr_unexpected`: the dictionary has another VR. */
  readonly code: Finding['code'] | 'vr_unexpected';
  readonly path: Path;
  readonly tag: number;
  readonly vr: string;
}

/**
 * What is wrong with the values of a data set by the rules of their VRs and, where names are loaded, by the dictionary: length, characters, form,
 * multiplicity, padding. Values that are not at hand are passed over. None where all is right.
 *
 *     for (const { path, code } of validateDataset(dataset)) console.log(path.toString(), code)
 */
export function validateDataset(dataset: Dataset, options: ValidateOptions = {}): DatasetFinding[] {
  const found: DatasetFinding[] = [];
  const { names = loadedNames(), query } = options;
  const look = (inner: Dataset): void => {
    for (const element of inner.elements()) {
      const { tag, vr, path } = element;
      const findings = [...vrFindings(element, names), ...valueFindings(element, names?.vmOf(tag), query)];
      for (const finding of findings) found.push({ ...finding, path, tag, vr });
      element.items.forEach(look);
    }
  };
  look(dataset);
  return found;
}

function vrFindings({ tag, vr }: Element, names: Names | undefined): Omit<DatasetFinding, 'path' | 'tag' | 'vr'>[] {
  const expected = names?.vrsOf(tag) ?? [];
  // UN may stand for every VR. PS3.5 §6.2.2
  if (expected.length === 0 || expected.includes(vr) || vr === 'UN') return [];
  return [{ code: 'vr_unexpected', message: 'the dictionary has another VR', clause: 'PS3.5 §6.2, PS3.6', index: -1 }];
}

function valueFindings(element: Element, multiplicity: string | undefined, query: boolean | undefined): Finding[] {
  const { vr, bytes, strings, dataset } = element;
  if (bytes === undefined) return [];
  const isMeta = element.tag >>> 16 === 0x0002;
  const { characterSet } = isMeta ? element : dataset;
  // Text that was put in has no bytes of its own yet: it is measured by the character set that it will be written in.
  return element.isChanged && isTextVr(vr)
    ? validateText(vr, strings, { multiplicity, characterSet, query })
    : validateBytes(vr, bytes, { multiplicity, characterSet: element.characterSet, query });
}
