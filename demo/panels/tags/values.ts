// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// An element's value as text: decoded where it has text or numbers, in hex where it is bytes, by size where it is bulk.

import type { Element } from 'dcmstream';
import { keywordOf, transferSyntaxName } from '../../study/dictionary.js';
import { count, size } from '../../study/text.js';

/** Numbers beyond these bytes are bulk: nobody reads them one by one. */
const bulk = 1024;
const hexBytes = 32;

export function hex(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): string {
  const text = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > most ? `${text} …` : text;
}

function isBinary(vr: string): boolean {
  return vr.startsWith('O') || vr === 'UN';
}

/** One line for the tree. */
export function summaryOf(element: Element): string {
  if (element.isSequence) return count(element.items.length, 'item');
  if (element.isFragments) {
    const [table, ...fragments] = element.fragments;
    const bytes = fragments.reduce((sum, { length }) => sum + length, table?.length ?? 0);
    return `${count(fragments.length, 'fragment')}, ${size(bytes)}`;
  }
  if (element.length === 0) return '';
  const { bytes } = element;
  if (bytes === undefined || (isBinary(element.vr) && element.length > bulk)) return size(element.length);
  if (element.vr === 'OB' || element.vr === 'UN') return hex(bytes, hexBytes);
  const text = valueOf(element);
  const uid = element.vr === 'UI' ? transferSyntaxName(text) : text;
  return uid === text ? text : `${text} ${uid}`;
}

/** The whole value, for reading and copying. */
export function valueOf(element: Element): string {
  if (element.isSequence || element.isFragments) return summaryOf(element);
  if (element.vr === 'AT') {
    return element.strings.map((text, at) => `${text} ${keywordOf(element.numbers[at] ?? 0)}`.trim()).join('\\');
  }
  const texts = element.strings;
  if (texts.length > 0) return texts.join('\\');
  return element.bytes === undefined ? '' : hex(element.bytes);
}

/** Why `valueOf` has nothing to show; '' where it has. */
export function absenceOf(element: Element): string {
  if (element.isSequence || element.isFragments) return '';
  if (element.length === 0) return 'No value';
  if (element.bytes === undefined) return `${size(element.length)}, left in the file`;
  return '';
}
