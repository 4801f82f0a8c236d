// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How CTP names attributes, in ours: keywords of dcm4che 1.4, which shortens some; tags in brackets; `::` into the first item.

import { names } from '../../../dictionary/names.js';

const tagForm = /^\[([\dA-F]{4}),?([\dA-F]{4})\]$/i;
const privateForm = /^\[([\dA-F]{3}[13579BDF])\[([^"\]]{1,64})\]([\dA-F]{2})\]$/i;

/** `undefined` where it is none. */
export function attributeOfCtp(identifier: string): string | undefined {
  const steps = identifier.split('::').map(stepOf);
  return steps.includes(undefined) ? undefined : steps.join('[0].');
}

function stepOf(text: string): string | undefined {
  const tag = tagForm.exec(text);
  if (tag !== null) return `(${tag[1]},${tag[2]})`;
  const inBlock = privateForm.exec(text);
  if (inBlock !== null) return `(${inBlock[1]},"${inBlock[2]}",${inBlock[3]})`;
  const spelled = [
    text,
    text.replace(/Seq(?!uence)/g, 'Sequence'),
    text.replace(/^Ref(?!err|ere)/, 'Referenced'),
    text.replace(/Seq(?!uence)/g, 'Sequence').replace(/^Ref(?!err|ere)/, 'Referenced'),
  ];
  return spelled.find((keyword) => names.tagOf(keyword) !== undefined);
}
