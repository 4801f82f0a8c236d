// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The elements of a data set and of all its items, gone through once: level by level, as data sets are read, a functional group
// costs more than de-identifying it (measured).

import { Dataset } from '../../dataset/dataset.js';
import { Element } from '../../dataset/element.js';
import { vrName } from '../../part.js';

/** The root, or an item that is open; its data set is made when an element of it is. */
interface Open {
  readonly row: number;
  dataset: Dataset | undefined;
}

/** Calls back for each element that has a value, no items, and is wanted by its tag and VR; in the order of the file. */
export function everyElement(
  dataset: Dataset,
  isWanted: (tag: number, vr: string) => boolean,
  found: (element: Element) => void,
): void {
  const { table } = dataset;
  const open: Open[] = [{ row: -1, dataset }];
  for (let row = 0; row < table.rows; row++) {
    if (table.is(row, 'item')) open.push({ row, dataset: undefined });
    else if (table.is(row, 'itemEnd')) open.pop();
    else if (table.is(row, 'header') && isWanted(table.tag(row), vrName(table.vr(row)))) {
      found(new Element(table, row, innermost(open)));
    }
  }
}

function innermost(open: readonly Open[]): Dataset {
  let dataset: Dataset | undefined;
  let known = open.length - 1;
  while (known > 0 && open[known]?.dataset === undefined) known--;
  for (const each of open.slice(known)) {
    each.dataset ??= new Dataset((dataset as Dataset).table, each.row, dataset);
    dataset = each.dataset;
  }
  return dataset as Dataset;
}
