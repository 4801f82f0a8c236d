// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Preamble and file meta, made or repaired: what `withMeta` does. PS3.10 §7.1

import { makePart } from '../made-part.js';
import { DicomError } from '../errors.js';
import { elementParts, type Place } from './elements.js';
import { emitAll, HeldMeta, HeldParts, joined, uidOf } from './file-meta.js';
import type { Emit, FlowStage } from './flow.js';
import { implementationClassUID, implementationVersionName } from './implementation.js';
import { nativeForm, nativeSyntaxOf } from './transfer-syntaxes.js';
import type { Part } from '../part.js';
import { padValue } from '../values/encode/value-bytes.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';

export interface MetaOptions {
  /**
   * The transfer syntax of a data set with encapsulated pixel data that has none declared: a UID. All others are seen from how the
   * data set is written.
   */
  readonly transferSyntax?: string | undefined;
  /** Where the data set has no SOP Class UID (0008,0016), and the file meta none either. */
  readonly sopClass?: string | undefined;
  /** Where the data set has no SOP Instance UID (0008,0018), and the file meta none either. */
  readonly sopInstance?: string | undefined;
  /** Of who writes the file; dcmstream's unless told otherwise. At most 16 characters of the version name are allowed. */
  readonly implementationClass?: string | undefined;
  readonly implementationVersion?: string | undefined;
  /** How many bytes may be held back until the UIDs are known, each part counted with 64 more; 16 MiB by default. */
  readonly maxSize?: number | undefined;
}

const sopClassTag = 0x00080016;
const sopInstanceTag = 0x00080018;

const metaGroupLength = 0x00020000;
const metaVersion = 0x00020001;
const mediaStorageClass = 0x00020002;
const mediaStorageInstance = 0x00020003;
const transferSyntaxTag = 0x00020010;
const implementationClassTag = 0x00020012;
const implementationVersionTag = 0x00020013;

export class MetaWriter implements FlowStage {
  readonly #options: MetaOptions;
  readonly #meta = new HeldMeta();
  readonly #held: HeldParts;
  #encoder: Encoder | undefined;
  #isWritten = false;
  /** The first part of the data set. */
  #first: Part | undefined;
  /** The value under way, one of the two UIDs. */
  #value: Part[] | undefined;
  readonly #uids = new Map<number, string>();
  /** Whether the transfer syntax was neither declared nor given. */
  #isGuessed = false;

  constructor(options: MetaOptions, maxSize: number) {
    this.#options = options;
    this.#held = new HeldParts(maxSize);
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#isWritten) {
      if (this.#isGuessed && part.kind === 'fragments') throw encapsulatedUndeclared(part);
      return emit(part);
    }
    if (this.#first === undefined && this.#meta.hold(part)) return undefined;
    this.#first ??= part;
    if (this.#isLastNeeded(part)) return this.#write(part, emit);
    try {
      this.#held.add(part);
    } catch (error) {
      // What the file meta says will do.
      if (this.#meta.uid(mediaStorageClass) === undefined || this.#meta.uid(mediaStorageInstance) === undefined) {
        throw error;
      }
      return this.#write(undefined, emit);
    }
    return undefined;
  }

  end(emit: Emit): void | Promise<void> {
    const isEmpty = this.#meta.parts.length === 0 && this.#first === undefined;
    return this.#isWritten || isEmpty ? undefined : this.#write(undefined, emit);
  }

  /** Whether the UIDs are known once this part is, or are not there. */
  #isLastNeeded(part: Part): boolean {
    if (this.#value !== undefined) {
      this.#value.push(part);
      if (!part.last) return false;
      this.#uids.set(part.tag, uidOf(joined(this.#value)));
      this.#value = undefined;
      return part.tag === sopInstanceTag;
    }
    if (part.kind === 'deflated') return true;
    if (part.kind === 'note' || part.depth > 0) return false;
    const isWanted = part.tag === sopClassTag || part.tag === sopInstanceTag;
    if (isWanted && part.kind === 'header' && !part.last) this.#value = [];
    return part.tag > sopInstanceTag;
  }

  #write(last: Part | undefined, emit: Emit): void | Promise<void> {
    this.#isWritten = true;
    const held = this.#held.take();
    if (last !== undefined) held.push(last);
    const meta = this.#make();
    const fragments = held.find(({ kind }) => kind === 'fragments');
    if (this.#isGuessed && fragments !== undefined) throw encapsulatedUndeclared(fragments);
    return emitAll([...meta, ...held], emit);
  }

  /** Preamble and file meta. */
  #make(): Part[] {
    const held = this.#meta.parts;
    const encoder = this.#encoder as Encoder;
    const elements = new Map<number, Part[]>();
    const put = (tag: number, vr: string, value: Uint8Array): void => {
      elements.set(tag, elementParts(encoder, metaPlace, tag, vr, padValue(value, vr)));
    };
    const putText = (tag: number, vr: string, text: string | undefined): void => {
      if (text !== undefined && text !== '') put(tag, vr, new TextEncoder().encode(text));
    };
    for (const [{ tag, vr }, value] of elementsOf(held)) {
      // Of several elements of one tag the first counts.
      if (!elements.has(tag)) put(tag, vr, joined(value));
    }
    const { sopClass, sopInstance, implementationClass, implementationVersion } = this.#options;
    put(metaVersion, 'OB', Uint8Array.of(0, 1));
    putText(mediaStorageClass, 'UI', this.#uids.get(sopClassTag) ?? (elements.has(mediaStorageClass) ? '' : sopClass));
    const hasInstance = elements.has(mediaStorageInstance);
    putText(mediaStorageInstance, 'UI', this.#uids.get(sopInstanceTag) ?? (hasInstance ? '' : sopInstance));
    putText(transferSyntaxTag, 'UI', this.#transferSyntax());
    putText(implementationClassTag, 'UI', implementationClass ?? implementationClassUID);
    putText(implementationVersionTag, 'SH', implementationVersion ?? implementationVersionName);

    elements.delete(metaGroupLength);
    const rest = [...elements].sort(([a], [b]) => a - b).flatMap(([, parts]) => parts);
    const size = rest.reduce((sum, part) => sum + part.size, 0);
    const length = elementParts(encoder, metaPlace, metaGroupLength, 'UL', encoder.u32(size, false));
    const notes = held.filter(({ kind }) => kind === 'note');
    return [held.find(({ kind }) => kind === 'preamble') ?? preamble(), ...length, ...rest, ...notes];
  }

  /** As declared, unless the data set is written otherwise. */
  #transferSyntax(): string | undefined {
    const declared = this.#meta.uid(transferSyntaxTag);
    if (this.#first === undefined || this.#first.kind === 'deflated') return declared ?? this.#options.transferSyntax;
    // What the pixel data are encoded by can be seen from nothing else.
    if (declared !== undefined && declared !== '' && nativeForm(declared) === undefined) return declared;
    if (this.#options.transferSyntax !== undefined) return this.#options.transferSyntax;
    this.#isGuessed = declared === undefined || declared === '';
    const { explicitVR, bigEndian, inflated } = this.#first;
    return nativeSyntaxOf({ explicitVR, bigEndian, inflated });
  }
}

/** Headers and the pieces of their values. */
function elementsOf(held: readonly Part[]): [header: Part, value: Part[]][] {
  const elements: [Part, Part[]][] = [];
  for (const part of held) {
    if (part.kind === 'header') elements.push([part, []]);
    else if (part.kind === 'value') elements.at(-1)?.[1].push(part);
  }
  return elements;
}

/** PS3.10 §7.1: always explicit VR little endian. */
const metaPlace: Place = {
  explicitVR: true,
  bigEndian: false,
  meta: true,
  inflated: false,
  parent: undefined,
  position: 0,
};

function preamble(): Part {
  const bytes = new Uint8Array(132);
  bytes.set(new TextEncoder().encode('DICM'), 128);
  return makePart({ kind: 'preamble', length: 132, bytes });
}

function encapsulatedUndeclared({ position }: Part): DicomError {
  return new DicomError({ code: 'attribute_missing', position, tag: transferSyntaxTag, path: '(0002,0010)' });
}
