// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// All text in UTF-8.

import { DicomError } from '../errors.js';
import { elementParts, noteBefore, placeOf } from '../flow/elements.js';
import { emitAll, joined, lookaheadExceeded } from '../flow/file-meta.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import type { Part } from '../part.js';
import { recognizeCharacterSet } from '../values/character-set-evidence.js';
import { padValue } from '../values/encode/encode-value.js';
import { declared, textRules } from '../values/text-rules.js';
import { CharacterSet } from '../values/text.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';
import { dictionaryVr } from '../wasm/parser.js';
import { sizeLimit } from './to-defined-lengths.js';

export interface Utf8Options {
  /**
   * What becomes of a value that in UTF-8 is longer than the 65 534 bytes that a header of its VR can say: `un` (default) writes it as UN, as
   * PS3.5 §6.2.2 has it, `error` fails with DicomError `value_too_long`.
   */
  readonly onOverflow?: 'un' | 'error' | undefined;
  /** How many bytes a value may have that is to be converted; 16 MiB by default. */
  readonly maxSize?: number | undefined;
}

/**
 * Converts all text to UTF-8: values of LO, LT, PN, SH, ST, UC and UT, private ones too, and such of VR UN whose attribute the dictionary
 * knows. Specific Character Set (0008,0005) becomes `ISO_IR 192` wherever it is declared, in items too; at the root it is inserted
 * where it is missing, since what stands in front of the text does not tell what the text will be. ASCII stays byte for byte.
 *
 *     through(toUtf8())
 *
 * Text that can only be in another set than the declared one is read in that, with a note `character_set_mislabelled`; bytes that are no
 * characters become U+FFFD, with a note `text_malformed`.
 * Fails with DicomError `lookahead_exceeded` where a text is longer than `maxSize`, and with `directory_offsets_stale` on a
 * DICOMDIR whose records would move.
 */
export function toUtf8(options: Utf8Options = {}): Flow {
  const maxSize = sizeLimit(options.maxSize);
  const { onOverflow = 'un' } = options;
  return declareFlow(() => new Utf8Converter(maxSize, onOverflow), {});
}

const characterSetTag = 0x00080005;
const utf8Term = 'ISO_IR 192';
const maxShortLength = 0xfffe;
const utf8 = new TextEncoder();

/** The VRs that are in the declared character set. */
const affected: ReadonlySet<string> = new Set(
  Object.keys(textRules).filter((vr) => ((textRules[vr] as number) & declared) !== 0),
);

class Utf8Converter implements FlowStage {
  readonly #maxSize: number;
  readonly #onOverflow: 'un' | 'error';
  #encoder: Encoder | undefined;
  /** That of the data set or item under way. */
  #set = CharacterSet.default;
  /** Those of what encloses it. */
  readonly #outer: CharacterSet[] = [];
  #isDeclared = false;
  /** The last element of the root in front of where the declaration belongs. */
  #last: Part | undefined;
  /** The element that is held back, and what has come of its value. */
  #header: Part | undefined;
  #vr = '';
  #pieces: Part[] = [];

  constructor(maxSize: number, onOverflow: 'un' | 'error') {
    this.#maxSize = maxSize;
    this.#onOverflow = onOverflow;
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    switch (part.kind) {
      case 'value':
        if (this.#header === undefined) return emit(part);
        // One, as a rule: appending to an empty list makes room for many (measured).
        if (this.#pieces.length === 0) this.#pieces = [part];
        else this.#pieces.push(part);
        return part.last ? this.#finish(this.#header, emit) : undefined;
      case 'header':
        if (part.meta) return emit(part);
        if (part.tag === characterSetTag) return this.#declare(part, emit);
        if (!this.#isDeclared && part.depth === 0) this.#last = part;
        return this.#isDeclared || part.depth > 0 || part.tag < characterSetTag
          ? this.#element(part, emit)
          : this.#insert(part, emit);
      case 'sequence':
      case 'fragments': {
        const isBehind = !this.#isDeclared && part.depth === 0 && part.tag > characterSetTag;
        return isBehind ? this.#insert(part, emit) : emit(part);
      }
      case 'item':
        this.#outer.push(this.#set);
        return emit(part);
      case 'itemEnd':
        this.#set = this.#outer.pop() ?? CharacterSet.default;
        return emit(part);
      default:
        return emit(part);
    }
  }

  /** Where nothing stands behind the declaration's place, a flow that follows may still put text there. */
  end(emit: Emit): void | Promise<void> {
    return this.#isDeclared || this.#last === undefined ? undefined : emitAll(this.#declaration(this.#last), emit);
  }

  #element(part: Part, emit: Emit): void | Promise<void> {
    if (part.last) return emit(part);
    const { vr } = part;
    const meant = vr === 'UN' ? dictionaryVr(part.tag) : vr;
    if (!affected.has(meant)) return emit(part);
    if (part.length > this.#maxSize) throw lookaheadExceeded(part);
    this.#hold(part, meant);
  }

  #hold(header: Part, vr: string): void {
    this.#header = header;
    this.#vr = vr;
    this.#pieces = [];
  }

  /** The declaration of the root in front of the first element behind its place. */
  #insert(part: Part, emit: Emit): void | Promise<void> {
    this.#isDeclared = true;
    const pending = emitAll(this.#declaration(part), emit);
    const isElement = part.kind === 'header';
    const go = (): void | Promise<void> => (isElement ? this.#element(part, emit) : emit(part));
    return pending === undefined ? go() : pending.then(go);
  }

  #declare(part: Part, emit: Emit): void | Promise<void> {
    if (part.depth === 0) this.#isDeclared = true;
    if (part.length > this.#maxSize) throw lookaheadExceeded(part);
    this.#hold(part, '');
    return part.last ? this.#finish(part, emit) : undefined;
  }

  #declaration(part: Part): Part[] {
    const value = padValue(utf8.encode(utf8Term), 'CS');
    return elementParts(this.#encoder as Encoder, placeOf(part), characterSetTag, 'CS', value);
  }

  /** The held element is whole. */
  #finish(header: Part, emit: Emit): void | Promise<void> {
    this.#header = undefined;
    const [first] = this.#pieces;
    if (this.#vr === '') return emitAll(this.#declared(header), emit);
    if (first !== undefined && this.#pieces.length === 1) {
      // Where nothing changes, nothing is made: this is what most elements are.
      const { base, offset } = first;
      if (this.#set.isAscii(base, offset, offset + first.size)) {
        const pending = emit(header);
        return pending === undefined ? emit(first) : pending.then(() => emit(first));
      }
    }
    return emitAll(this.#converted(header, joined(this.#pieces)), emit);
  }

  #declared(header: Part): Part[] {
    const terms = CharacterSet.default.decodeValues(joined(this.#pieces), 'CS');
    this.#set = CharacterSet.of(terms);
    const notes = this.#set.notes.map((code) => noteBefore(header, code));
    const isRight = terms.length === 1 && terms[0] === utf8Term;
    return [...notes, ...(isRight ? [header, ...this.#pieces] : this.#declaration(header))];
  }

  #converted(header: Part, bytes: Uint8Array): Part[] {
    const unchanged = [header, ...this.#pieces];
    if (this.#set.isAscii(bytes)) return unchanged;
    const { characterSet, quirk } = recognizeCharacterSet(this.#set, [bytes]);
    const text = characterSet.decode(bytes, this.#vr);
    const notes = quirk === undefined ? [] : [noteBefore(header, quirk)];
    const isUtf8 = characterSet.terms.length === 1 && characterSet.terms[0] === utf8Term;
    if (text.includes('\ufffd') && !(isUtf8 && isWhole(bytes))) notes.push(noteBefore(header, 'text_malformed'));
    else if (isUtf8) return [...notes, ...unchanged];
    const value = padValue(utf8.encode(text), this.#vr);
    this.#checkLength(header, value);
    return [...notes, ...elementParts(this.#encoder as Encoder, placeOf(header), header.tag, header.vr, value)];
  }

  #checkLength(header: Part, { length }: Uint8Array): void {
    if (this.#onOverflow === 'un' || length <= maxShortLength || !header.explicitVR) return;
    if (this.#encoder?.hasLongHeader(header.vr) === true) return;
    const { position, tag, path } = header;
    throw new DicomError({ code: 'value_too_long', position, tag, path: path.toString() });
  }
}

/** Whether bytes that hold U+FFFD hold it themselves. */
function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
