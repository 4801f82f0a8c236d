// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts that no file had: elements, sequences and items, written in the form of what stands around them.

import { makePart, type PartFields } from '../made-part.js';
import { type QuirkCode, quirkCodes } from '../codes.js';
import { type Part, undefinedLength } from '../part.js';
import { ItemNode } from '../path.js';
import type { Encoder, HeaderForm } from '../wasm/encode.js';

/** Where something is written. */
export interface Place extends HeaderForm {
  /** The item that encloses it; `undefined` at the root. */
  readonly parent: ItemNode | undefined;
  readonly meta: boolean;
  readonly inflated: boolean;
  /** For notes and errors: of what stands there in the input. */
  readonly position: number;
}

const itemTag = 0xfffee000;
const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;

/** Where `part` stands. */
export function placeOf({ explicitVR, bigEndian, parent, meta, inflated, position }: Part): Place {
  return { explicitVR, bigEndian, parent, meta, inflated, position };
}

/**
 * The header of an element whose value has `length` bytes. In explicit VR a value too long for the VR's header is written as UN.
 * PS3.5 §6.2.2
 */
export function elementHeader(encoder: Encoder, place: Place, tag: number, vr: string, length: number): Part {
  const { explicitVR, bigEndian, parent, meta, inflated, position } = place;
  const bytes = encoder.header(tag, vr, length, place);
  const written = explicitVR && length > 0xfffe && !encoder.hasLongHeader(vr) ? 'UN' : vr;
  // Written out: spreading costs more than all else here (measured).
  return makePart({
    kind: 'header',
    tag,
    vr: written,
    length,
    bytes,
    position,
    parent,
    last: length === 0,
    explicitVR,
    bigEndian,
    meta,
    inflated,
  });
}

/** Some or all of the value of the element that `header` begins. */
export function valuePart(header: Part, bytes: Uint8Array, last: boolean): Part {
  return makePart({ kind: 'value', bytes, last, position: header.position + header.size }, header);
}

/** An element: its header and, unless it is empty, its value, which is borrowed. The value is padded already. */
export function elementParts(encoder: Encoder, place: Place, tag: number, vr: string, value: Uint8Array): Part[] {
  const header = elementHeader(encoder, place, tag, vr, value.length);
  return value.length === 0 ? [header] : [header, valuePart(header, value, true)];
}

/** The same part, of the same index, with other fields. */
export function remade(part: Part, fields: Omit<PartFields, 'kind' | 'index' | 'parent'>): Part {
  return makePart(
    {
      kind: part.kind,
      tag: fields.tag,
      vr: fields.vr,
      length: fields.length,
      bytes: fields.bytes ?? part.bytes,
      position: fields.position,
      index: part.index < 0 ? undefined : part.index,
      parent: part.parent,
      last: fields.last ?? part.last,
      explicitVR: fields.explicitVR,
      bigEndian: fields.bigEndian,
      meta: fields.meta,
      inflated: fields.inflated,
    },
    part,
  );
}

/** A deviation that a flow has seen, in front of what it is about. */
export function noteBefore(part: Part, code: QuirkCode): Part {
  return makePart({ kind: 'note', index: quirkCodes.indexOf(code), vr: '', length: 0, last: false }, part);
}

/** The beginning of a sequence of undefined length. */
export function sequenceStart(encoder: Encoder, place: Place, tag: number): Part {
  const bytes = encoder.header(tag, 'SQ', undefinedLength, place);
  return makePart({ ...place, kind: 'sequence', tag, vr: 'SQ', length: undefinedLength, bytes });
}

export function sequenceEnd(encoder: Encoder, place: Place, tag: number): Part {
  const bytes = encoder.header(sequenceDelimitation, '', 0, place);
  return makePart({ ...place, kind: 'sequenceEnd', tag, vr: 'SQ', bytes });
}

/** The beginning of an item of undefined length; `place.parent` is the item around the sequence. */
export function itemStart(encoder: Encoder, place: Place, sequence: number, index: number): Part {
  const bytes = encoder.header(itemTag, '', undefinedLength, place);
  return makePart({ ...place, kind: 'item', tag: sequence, index, length: undefinedLength, bytes });
}

export function itemEnd(encoder: Encoder, place: Place, sequence: number, index: number): Part {
  const bytes = encoder.header(itemDelimitation, '', 0, place);
  return makePart({ ...place, kind: 'itemEnd', tag: sequence, index, bytes });
}

/** The place inside an item. */
export function insideItem(place: Place, sequence: number, index: number): Place {
  return { ...place, parent: new ItemNode(sequence, index, place.parent) };
}
