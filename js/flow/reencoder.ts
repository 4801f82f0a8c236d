// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native data sets in another transfer syntax, part by part: headers are written anew, values change their byte order. What is in the
// target's form already passes as it is.

import { DicomError } from '../errors.js';
import { type Part, undefinedLength } from '../part.js';
import { firstNumber } from '../values/numbers.js';
import type { Encoder } from '../wasm/encode.js';
import { elementHeader, remade } from './elements.js';
import { joined } from './file-meta.js';
import { type DataForm, implicitLittle, isSameForm } from './transfer-syntaxes.js';
import { ValueOrder } from './value-order.js';

const itemTag = 0xfffee000;
const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;
const bitsAllocated = 0x00280100;
const pixelData = 0x7fe00010;
const waveformBitsAllocated = 0x54001004;
const waveformData = 0x54001010;

/** What the meaning of other elements of a data set or item depends on; 0 where it is not known. */
interface Context {
  bitsAllocated: number;
  waveformBits: number;
}

export class Reencoder {
  readonly #encoder: Encoder;
  readonly #target: DataForm;
  /** What a sequence of VR UN holds stays in implicit VR little endian: PS3.5 §6.2.2. One entry for each, one for the rest. */
  readonly #forms: DataForm[];
  readonly #contexts: Context[] = [{ bitsAllocated: 0, waveformBits: 0 }];
  readonly #order: ValueOrder;
  /** The header of the value under way, as it goes out. */
  #header: Part | undefined;
  /** Pieces of a value that others depend on. */
  #number: Part[] | undefined;

  constructor(encoder: Encoder, target: DataForm) {
    this.#encoder = encoder;
    this.#target = target;
    this.#forms = [target];
    this.#order = new ValueOrder(encoder);
  }

  /**
   * The part as it goes out; `undefined` where nothing does for now, or at all: bytes without meaning have no form.
   * @throws DicomError with code `transfer_syntax_unsupported` at encapsulated pixel data and what has not been inflated.
   */
  convert(part: Part): Part | undefined {
    switch (part.kind) {
      case 'header':
        return this.#element(part);
      case 'value':
        return this.#value(part);
      case 'sequence': {
        const header = this.#sequence(part);
        this.#forms.push(part.vr === 'UN' ? { ...implicitLittle, inflated: this.#target.inflated } : this.#form);
        return header;
      }
      case 'sequenceEnd': {
        const end = this.#bare(part, sequenceDelimitation);
        this.#forms.pop();
        return end;
      }
      case 'item':
        this.#contexts.push({ bitsAllocated: 0, waveformBits: 0 });
        return this.#bare(part, itemTag);
      case 'itemEnd':
        this.#contexts.pop();
        return this.#bare(part, itemDelimitation);
      case 'unknown':
      case 'unparsed':
        return undefined;
      case 'fragments':
      case 'fragment':
      case 'fragmentsEnd':
      case 'deflated': {
        const { position, tag } = part;
        throw new DicomError({ code: 'transfer_syntax_unsupported', position, tag });
      }
      default:
        return isSameForm(part, this.#form) ? part : remade(part, this.#form);
    }
  }

  get #form(): DataForm {
    return this.#forms[this.#forms.length - 1] as DataForm;
  }

  #sequence(part: Part): Part {
    if (isSameForm(part, this.#form)) return part;
    const vr = part.vr === 'UN' ? 'UN' : 'SQ';
    return remade(part, { ...this.#form, vr, bytes: this.#encoder.header(part.tag, vr, part.length, this.#form) });
  }

  /** Items and delimiters; ends that have no bytes get none. */
  #bare(part: Part, tag: number): Part {
    if (isSameForm(part, this.#form)) return part;
    const bytes = part.size === 0 ? part.bytes : this.#encoder.header(tag, '', part.length, this.#form);
    return remade(part, { ...this.#form, bytes });
  }

  #element(part: Part): Part {
    if (part.tag === bitsAllocated || part.tag === waveformBitsAllocated) this.#number = [];
    const form = this.#form;
    if (isSameForm(part, form)) {
      this.#header = undefined;
      return part;
    }
    const vr = this.#vrOf(part);
    const { parent, meta, position } = part;
    const { explicitVR, bigEndian, inflated } = form;
    const place = { explicitVR, bigEndian, inflated, parent, meta, position };
    const header = elementHeader(this.#encoder, place, part.tag, vr, part.length);
    // A value that is too long for its VR's header is UN, and UN is little endian whatever the transfer syntax: PS3.5 §6.2.2 note 2.
    const isBig = header.vr === 'UN' ? false : form.bigEndian;
    this.#order.begin(isBig === part.bigEndian ? 1 : this.#encoder.unitSize(vr));
    this.#header = header;
    return header;
  }

  #value(part: Part): Part | undefined {
    if (this.#number !== undefined) this.#take(part, this.#number);
    if (this.#header === undefined) return part;
    const { vr, explicitVR, bigEndian, inflated } = this.#header;
    const bytes = this.#order.next(part.bytes, part.last);
    if (bytes.length === 0 && !part.last) return undefined;
    return remade(part, { vr, explicitVR, bigEndian, inflated, bytes });
  }

  #take(part: Part, pieces: Part[]): void {
    pieces.push(part);
    if (!part.last) return;
    this.#number = undefined;
    const context = this.#contexts[this.#contexts.length - 1] as Context;
    const number = firstNumber(joined(pieces), 'US', part.bigEndian) ?? 0;
    if (part.tag === bitsAllocated) context.bitsAllocated = number;
    else context.waveformBits = number;
  }

  /**
   * The VR in an explicit header. What implicit VR leaves open is settled in the core; where that is OW whatever it holds (PS3.5
   * §A.1), data of at most 8 bits are OB. Pixel Data of more are OW whatever is stated (§A.2), so that their order is that of words.
   */
  #vrOf(part: Part): string {
    const context = this.#contexts[this.#contexts.length - 1] as Context;
    if (part.tag === pixelData && context.bitsAllocated > 8 && part.vr === 'OB') return 'OW';
    if (part.explicitVR) return part.vr;
    const bits = part.tag === pixelData ? context.bitsAllocated : part.tag === waveformData ? context.waveformBits : 0;
    return bits > 0 && bits <= 8 && part.vr === 'OW' && part.length !== undefinedLength ? 'OB' : part.vr;
  }
}
