// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set to parts. What is as it was read goes out as it stood in the file; a sequence in which something changed, and its items that did,
// end by delimiters.

import type { Dataset } from '../dataset/dataset.js';
import type { Element } from '../dataset/element.js';
import { DicomError } from '../errors.js';
import { itemEnd, itemStart, type Place, sequenceEnd, sequenceStart } from '../flow/elements.js';
import { type DataForm, implicitLittle, nativeForm } from '../flow/transfer-syntaxes.js';
import { makePart } from '../made-part.js';
import type { Part } from '../part.js';
import { flagBigEndian, flagExplicitVr, flagInflated, flagMeta, undefinedLength } from '../part.js';
import type { Encoder } from '../wasm/encode.js';
import { changesText, isInForm, writtenElement } from './element-writer.js';
import { endOfElement, endOfLevel, isElementAt, kindAt, type Piece, rowParts } from './row-parts.js';

/** As deep as core/parse/parser.hpp reads. */
const maxDepth = 256;
const fileMetaGroup = 0x0002;
const explicitLittle: DataForm = { explicitVR: true, bigEndian: false, inflated: false };

/** How the data set was written that a table is of. */
function formOf({ table, row, transferSyntax }: Dataset): DataForm {
  for (let at = Math.max(row, 0); at < table.rows; at++) {
    const flags = table.flags(at);
    if ((flags & flagMeta) !== 0 || (at !== row && !isElementAt(table, at))) continue;
    return {
      explicitVR: (flags & flagExplicitVr) !== 0,
      bigEndian: (flags & flagBigEndian) !== 0,
      inflated: (flags & flagInflated) !== 0,
    };
  }
  return nativeForm(transferSyntax) ?? explicitLittle;
}

/** Whether nothing in a data set is written otherwise than it was read. */
function isAsRead(dataset: Dataset): boolean {
  if (dataset.changes !== undefined) return false;
  if (dataset.textEncoding === dataset.characterSet) return true;
  for (const element of dataset.elements()) {
    if (element.isSequence ? !element.items.every(isAsRead) : changesText(element)) return false;
  }
  return true;
}

/** Whether text that no declared character set is there for would be written otherwise than it was read. */
export function lacksCharacterSet(dataset: Dataset): boolean {
  if (dataset.characterSet.terms.length > 0 || (dataset.changes === undefined && isAsRead(dataset))) return false;
  for (const element of dataset.elements()) {
    if (element.isSequence ? element.items.some(lacksCharacterSet) : changesText(element)) return true;
  }
  return false;
}

export class DatasetWriter {
  readonly #encoder: Encoder;
  /** Bytes so far. */
  #written = 0;

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /**
   * @throws DicomError with code `text_not_encodable` where the declared character set does not hold a character, `nesting_too_deep`;
   * TypeError with code `value_missing` where a value has to be written anew that is not at hand.
   */
  *write(dataset: Dataset): Generator<Piece, void, undefined> {
    for (const piece of this.#level(dataset, formOf(dataset), 0)) {
      this.#written += piece.size;
      yield piece;
    }
  }

  *#level(dataset: Dataset, form: DataForm, depth: number): Generator<Piece, void, undefined> {
    if (depth > maxDepth) throw new DicomError({ code: 'nesting_too_deep' });
    const { table, row: item } = dataset;
    const end = endOfLevel(table, item);
    let at = item + 1;
    if (isAsRead(dataset) && isSameForm(formOf(dataset), form)) {
      return yield* rowParts(table, at, end, dataset.item);
    }
    for (const element of dataset.elements()) {
      if (element.isChanged) {
        yield* this.#element(element, form, depth);
        continue;
      }
      yield* besides(dataset, at, element.row);
      at = endOfElement(table, element.row);
      if (!isGroupLength(element.tag)) yield* this.#element(element, form, depth, at);
    }
    yield* besides(dataset, at, end);
  }

  /** @param behind the row behind it, where it was read. */
  *#element(element: Element, form: DataForm, depth: number, behind = 0): Generator<Piece, void, undefined> {
    const { table, row, dataset } = element;
    if (element.isSequence) {
      const inner = element.vr === 'UN' ? { ...implicitLittle, inflated: form.inflated } : form;
      const items = element.items;
      const isSame = (item: Dataset): boolean => isAsRead(item) && isSameForm(formOf(item), inner);
      const isKept = !element.isChanged && isSequenceInForm(element, form) && items.every(isSame);
      return yield* isKept
        ? rowParts(table, row, behind, dataset.item)
        : this.#sequence(element, items, form, inner, depth);
    }
    const isMeta = element.tag >>> 16 === fileMetaGroup;
    const isKept = !element.isChanged && (isMeta || isInForm(element, form)) && !changesText(element);
    if (isKept) return yield* rowParts(table, row, behind, dataset.item);
    if (element.isFragments) throw new DicomError({ code: 'transfer_syntax_unsupported', tag: element.tag });
    yield* writtenElement(this.#encoder, element, this.#place(dataset, isMeta ? explicitLittle : form, isMeta));
  }

  *#sequence(
    element: Element,
    items: readonly Dataset[],
    form: DataForm,
    inner: DataForm,
    depth: number,
  ): Generator<Piece, void, undefined> {
    const { tag, vr, dataset } = element;
    const encoder = this.#encoder;
    const place = (inside: DataForm): Place => this.#place(dataset, inside, false);
    yield vr === 'UN' ? unknownSequence(encoder, place(form), tag) : sequenceStart(encoder, place(form), tag);
    for (const [index, item] of items.entries()) {
      const isRead = item.row >= 0 && isAsRead(item) && isSameForm(formOf(item), inner);
      if (isRead) {
        yield* readItem(item, index);
        continue;
      }
      yield itemStart(encoder, place(inner), tag, index);
      yield* this.#level(item, inner, depth + 1);
      yield itemEnd(encoder, place(inner), tag, index);
    }
    yield sequenceEnd(encoder, place(inner), tag);
  }

  #place({ item }: Dataset, { explicitVR, bigEndian, inflated }: DataForm, meta: boolean): Place {
    return { explicitVR, bigEndian, inflated, meta, parent: item, position: this.#written };
  }
}

/** What stands beside elements, from row to row: the preamble, notes, bytes without meaning. */
function* besides({ table, item }: Dataset, from: number, to: number): Generator<Piece, void, undefined> {
  for (let at = from; at < to;) {
    if (isElementAt(table, at)) at = endOfElement(table, at);
    else yield* rowParts(table, at, ++at, item);
  }
}

/** An item as it was read, which may be another one of its sequence now, or of another sequence. */
function* readItem({ table, row, item }: Dataset, index: number): Generator<Piece, void, undefined> {
  const end = endOfLevel(table, row);
  const bare = function* (at: number): Generator<Piece, void, undefined> {
    for (const piece of rowParts(table, at, at + 1, item?.parent)) {
      const { length, position, bytes, kind } = piece as Part;
      yield makePart({ kind, length, position, bytes, index, tag: item!.tag, parent: item?.parent }, piece as Part);
    }
  };
  yield* bare(row);
  yield* rowParts(table, row + 1, end, item);
  if (end < table.rows && kindAt(table, end) === 'itemEnd') yield* bare(end);
}

function unknownSequence(encoder: Encoder, place: Place, tag: number): Part {
  const bytes = encoder.header(tag, 'UN', undefinedLength, place);
  return makePart({ ...place, kind: 'sequence', tag, vr: 'UN', length: undefinedLength, bytes });
}

function isSequenceInForm(element: Element, form: DataForm): boolean {
  return element.explicitVR === form.explicitVR && element.bigEndian === form.bigEndian;
}

function isSameForm(a: DataForm, b: DataForm): boolean {
  return a.explicitVR === b.explicitVR && a.bigEndian === b.bigEndian;
}

/** One that may not be true any more. They are retired but for the file meta's, which is computed anew. PS3.5 §7.2 */
function isGroupLength(tag: number): boolean {
  return (tag & 0xffff) === 0 && tag >>> 16 !== fileMetaGroup;
}
