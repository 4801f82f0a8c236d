// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native data sets in another transfer syntax, part by part: headers are written anew, values change their byte order. What is in the
// target's form already passes as it is.

import type { PrivateNames } from '../dictionary/private-attributes.js';
import { isPrivateCreator, PrivateBlocks } from '../dictionary/private-blocks.js';
import { DicomError } from '../errors.js';
import { type Part, undefinedLength } from '../part.js';
import { latin1Text } from '../values/ascii.js';
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

/** A private creator is LO: 64 characters, which may be of several bytes each. */
const maxCreator = 1024;

/** Bytes of one value, of VRs whose values have no other size. PS3.5 §6.2 */
const fixedSizes: Readonly<Record<string, number>> = {
  ...{ AT: 4, FD: 8, FL: 4, OD: 8, OF: 4, OL: 4, OV: 8, OW: 2, SL: 4, SS: 2, SV: 8, UL: 4, US: 2, UV: 8 },
  ...{ AS: 4 },
};

/** What the meaning of other elements of a data set or item depends on; 0 where it is not known. */
interface Context {
  bitsAllocated: number;
  waveformBits: number;
  /** Who has reserved which private elements; made with the first. */
  blocks: PrivateBlocks | undefined;
}

const newContext = (): Context => ({ bitsAllocated: 0, waveformBits: 0, blocks: undefined });

export interface ReencoderOptions {
  /** What states the VRs of private elements that come without; they are UN where nothing does. */
  readonly privateNames?: PrivateNames | undefined;
  /** Whether the target's Pixel Data stand in fragments, so that they pass. */
  readonly encapsulated?: boolean | undefined;
}

export class Reencoder {
  readonly #encoder: Encoder;
  readonly #target: DataForm;
  readonly #options: ReencoderOptions;
  /** What a sequence of VR UN holds stays in implicit VR little endian: PS3.5 §6.2.2. One entry for each, one for the rest. */
  readonly #forms: DataForm[];
  readonly #contexts: Context[] = [newContext()];
  readonly #order: ValueOrder;
  /** The header of the value under way, as it goes out. */
  #header: Part | undefined;
  /** Pieces of a value that others depend on. */
  #number: Part[] | undefined;

  constructor(encoder: Encoder, target: DataForm, options: ReencoderOptions = {}) {
    this.#encoder = encoder;
    this.#options = options;
    this.#target = target;
    this.#forms = [target];
    this.#order = new ValueOrder(encoder);
  }

  /**
   * The part as it goes out; `undefined` where nothing does for now, or at all: bytes without meaning have no form.
   * @throws DicomError with code `transfer_syntax_unsupported` at encapsulated pixel data, unless the target has such, and what has
   * not been inflated.
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
        this.#contexts.push(newContext());
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
        this.#header = undefined;
        if (this.#options.encapsulated === true && isSameForm(part, this.#form)) return part;
        throw refused(part);
      case 'deflated':
        throw refused(part);

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
    if (this.#isDecisive(part)) this.#number = [];
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
    const position = part.position - this.#order.waiting;
    const bytes = this.#order.next(part.bytes, part.last);
    if (bytes.length === 0 && !part.last) return undefined;
    return remade(part, { position, vr, explicitVR, bigEndian, inflated, bytes });
  }

  /** Whether others depend on its value. */
  #isDecisive({ tag, last, length }: Part): boolean {
    if (last) return false;
    if (tag === bitsAllocated || tag === waveformBitsAllocated) return true;
    return this.#options.privateNames !== undefined && isPrivateCreator(tag) && length <= maxCreator;
  }

  #take(part: Part, pieces: Part[]): void {
    pieces.push(part);
    if (!part.last) return;
    this.#number = undefined;
    const context = this.#context;
    if (isPrivateCreator(part.tag)) {
      const bytes = joined(pieces);
      (context.blocks ??= new PrivateBlocks()).reserve(part.tag, latin1Text(bytes, 0, bytes.length));
      return;
    }
    const number = firstNumber(joined(pieces), 'US', part.bigEndian) ?? 0;
    if (part.tag === bitsAllocated) context.bitsAllocated = number;
    else context.waveformBits = number;
  }

  /**
   * The VR in an explicit header. What implicit VR leaves open is settled in the core; where that is OW whatever it holds (PS3.5
   * §A.1), data of at most 8 bits are OB. Pixel Data of more are OW whatever is stated (§A.2), so that their order is that of words.
   */
  #vrOf(part: Part): string {
    const context = this.#context;
    if (part.tag === pixelData && context.bitsAllocated > 8 && part.vr === 'OB') return 'OW';
    if (part.explicitVR) return part.vr;
    if (part.vr === 'UN') return this.#privateVrOf(part) ?? 'UN';
    const bits = part.tag === pixelData ? context.bitsAllocated : part.tag === waveformData ? context.waveformBits : 0;
    return bits > 0 && bits <= 8 && part.vr === 'OW' && part.length !== undefinedLength ? 'OB' : part.vr;
  }

  /** Of a private element, where one VR alone is known of it and its value can be of it. PS3.5 §7.8 */
  #privateVrOf({ tag, length }: Part): string | undefined {
    const { privateNames } = this.#options;
    const creator = privateNames === undefined ? undefined : this.#context.blocks?.creatorOf(tag);
    if (creator === undefined) return undefined;
    const vr = privateNames?.find(tag, creator)?.vr ?? '';
    // A sequence would have been read as one, had it been seen.
    if (!/^[A-Z]{2}$/.test(vr) || vr === 'SQ') return undefined;
    return length % (fixedSizes[vr] ?? 1) === 0 ? vr : undefined;
  }

  get #context(): Context {
    return this.#contexts[this.#contexts.length - 1] as Context;
  }
}

function refused({ position, tag, path }: Part): DicomError {
  return new DicomError({ code: 'transfer_syntax_unsupported', position, tag, path: path.toString() });
}
