// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What of an original identifies: tokens to look for, values that must have changed, and words that may stay.

import { findUid } from '../../dictionary/uids.js';
import { isPrivate } from '../../dictionary/private-blocks.js';
import { SpecificCharacterSet } from '../../dictionary/tags.js';
import type { Part } from '../../part.js';
import { ElementReader, type ElementContext, type ElementVisitor } from '../../sinks/element-reader.js';
import type { CharacterSet} from '../../values/text.js';
import { isTextVr } from '../../values/text.js';
import { type Expectation, type Expectations, mayStay, textVrOf } from './expectation.js';
import { eachToken, textIn } from './tokens.js';

export interface OriginalLimits {
  /** How many different tokens are looked for. */
  readonly maxTokens: number;
  /** How many bytes of a value are looked at. */
  readonly maxValue: number;
}

export interface Token {
  /** Of the attribute in the original that it was met in first. */
  readonly source: string;
  /** Whether it is of something that nobody has described, and may be any word. */
  isWeak: boolean;
  /** Whether it is a date, which modified dates may be by chance. */
  isDate: boolean;
}

const latin1 = new TextDecoder('latin1');
const codes: Readonly<Record<string, RegExp>> = {
  CS: /^[A-Z0-9 _\\]*$/,
  AS: /^[0-9DWMY\\]*$/,
  DS: /^[0-9+\-Ee. \\]*$/,
  IS: /^[0-9+\- \\]*$/,
};
const strongVrs = new Set(['AE', 'DA', 'DT', 'PN', 'UI', 'UR']);
const quietInside = new Set(['AS', 'CS', 'DS', 'IS', 'TM']);
const keptMeta = new Set([0x00020000, 0x00020001, 0x00020002, 0x00020010, 0x00020012, 0x00020013]);
const mostBinary = 65536;
const mostHeld = 2 ** 23;

export class Original implements ElementVisitor {
  readonly tokens = new Map<string, Token>();
  /** The text of attributes that must change, by path. */
  readonly values = new Map<string, string>();
  /** Values that stay as they are. */
  readonly kept = new Set<string>();
  /** Words of values of which something stays. */
  readonly cleaned = new Set<string>();
  readonly characterSets = new Set<CharacterSet>();
  readonly notSearched = new Set<string>();
  isComplete = true;
  readonly #expectations: Expectations;
  readonly #limits: OriginalLimits;
  readonly #reader: ElementReader;
  /** For each sequence that is open, whether it, or one around it, is removed or replaced. */
  readonly #removed: boolean[] = [];
  #held = 0;
  #long: ElementContext | undefined;
  #pieces = '';
  #rest = 0;

  constructor(expectations: Expectations, limits: OriginalLimits) {
    this.#expectations = expectations;
    this.#limits = limits;
    this.#reader = new ElementReader(this, limits.maxValue);
  }

  part(part: Part): void {
    if (part.kind === 'preamble')
      this.#tokenise(textIn(latin1.decode(part.bytes.subarray(0, 128))), 'UN', 'preamble', true);
    else this.#reader.part(part);
  }

  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { header, characterSet } = context;
    const { tag } = header;
    const vr = textVrOf(tag, header.vr);
    if (tag === SpecificCharacterSet) return;
    const expectation = this.#expectationOf(context);
    const isInside = this.#removed.at(-1) ?? false;
    const isText = isTextVr(vr) && vr !== 'UN';
    const binary = isText ? 0 : Math.min(end - start, mostBinary);
    const text = isText
      ? characterSet.decode(bytes, vr, start, end)
      : latin1.decode(bytes.subarray(start, start + binary));
    if (!isText && end - start > mostBinary) this.#skip('the rest of long values of bytes');
    if (isText && !characterSet.isAscii(bytes, start, end) && this.characterSets.size < 20)
      this.characterSets.add(characterSet);
    const isValid = codes[vr]?.test(text) ?? true;
    if (mayStay(expectation) && isValid) {
      if (isInside && quietInside.has(vr)) return this.#cleans(text);
      if (isInside && !isText) return;
      if (!isInside) return this.#stays(expectation, vr, text, context);
    }
    const path = header.path.toString();
    if (!expectation.allowed.startsWith('X') || expectation.allowed.length > 1) this.#hold(path, text);
    if (isText) {
      const isForeign = isPrivate(tag) || expectation.isDescriptor === true || (isInside && mayStay(expectation));
      this.#tokenise(text, vr, path, isForeign);
    } else if (!mayStay(expectation)) {
      // What is UN may be text in the data set's own character set.
      if (vr === 'UN' || vr === '')
        this.#tokenise(characterSet.decode(bytes.subarray(start, start + binary), 'UT'), 'LO', path, true);
      if (['UN', '', 'OB', 'OW'].includes(vr)) this.#tokenise(textIn(text), 'UN', path, true);
    }
  }

  longElement(context: ElementContext): void {
    this.#long = context;
    this.#pieces = '';
    this.#rest = isTextVr(context.header.vr) ? this.#limits.maxValue : Math.min(mostBinary, this.#limits.maxValue);
    if (context.header.tag === 0x7fe00010) this.#long = undefined;
    else this.#skip('values of the original behind the limit of their length');
  }

  piece(bytes: Uint8Array, last: boolean): void {
    if (this.#long === undefined) return;
    const taken = bytes.subarray(0, this.#rest);
    this.#rest -= taken.length;
    this.#pieces += latin1.decode(taken);
    if (!last) return;
    const context = this.#long;
    this.#long = undefined;
    if (mayStay(this.#expectationOf(context))) return;
    const { vr, path } = context.header;
    const isText = isTextVr(vr);
    this.#tokenise(isText ? this.#pieces : textIn(this.#pieces), isText ? vr : 'UN', path.toString(), !isText);
  }

  sequence(context: ElementContext): void {
    const expectation = this.#expectationOf(context);
    const isGone = !mayStay(expectation) && !expectation.allowed.includes('U');
    this.#removed.push(isGone || (this.#removed.at(-1) ?? false));
  }

  sequenceEnd(): void {
    this.#removed.pop();
  }

  item(): void {}
  itemEnd(): void {}

  fragments(): void {
    this.#long = undefined;
    this.notSearched.add('what only the pixel data of the original says');
  }

  fragment(): void {}
  fragmentsEnd(): void {}

  other(part: Part): void {
    if (part.size === 0) return;
    if (part.size > mostBinary) this.#skip('the rest of bytes that are no elements');
    this.#tokenise(textIn(latin1.decode(part.bytes.subarray(0, mostBinary))), 'UN', 'bytes that are no elements', true);
  }

  #expectationOf(context: ElementContext): Expectation {
    const { header } = context;
    if (!header.meta) return this.#expectations.of(context);
    const allowed = keptMeta.has(header.tag) ? 'C' : header.tag === 0x00020003 ? 'U' : 'X';
    return { allowed, rule: 'file meta information' };
  }

  /** A value that may stay, or of which something may. */
  #stays({ allowed, rule }: Expectation, vr: string, text: string, { header }: ElementContext): void {
    if (!isTextVr(vr)) return;
    if (!allowed.includes('K') && (vr === 'DA' || vr === 'DT')) {
      const path = header.path.toString();
      this.#hold(path, text);
      return this.#tokenise(text, vr, path, false, true);
    }
    if (this.#held + text.length > mostHeld)
      return this.#skip('words that are kept: what they have in common with tokens is found');
    if (allowed.includes('K') && !rule.startsWith('keep.tsv')) {
      if (text.length >= 2 && !this.kept.has(text)) {
        this.#held += text.length;
        this.kept.add(text);
      }
      return;
    }
    this.#cleans(text);
  }

  #cleans(text: string): void {
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}]+|\d+/gu)) {
      if (this.cleaned.has(word) || this.#held > mostHeld) continue;
      this.#held += word.length;
      this.cleaned.add(word);
    }
  }

  #hold(path: string, text: string): void {
    if (text === '') return;
    this.#held += text.length + path.length;
    if (this.#held > mostHeld) this.#fail('values that must change: there are too many');
    else this.values.set(path, text);
  }

  #tokenise(text: string, vr: string, source: string, isWeak: boolean, isDate = false): void {
    if (text === '') return;
    if (vr === 'UI') {
      for (const uid of text.split('\\')) if (findUid(uid) === undefined) this.#offer(uid, vr, source, isWeak, isDate);
    } else if (!/^[\s\0]*$/.test(text)) {
      for (const value of isWeak ? text.split('\n') : text.split('\\')) this.#offer(value, vr, source, isWeak, isDate);
    }
  }

  #offer(value: string, vr: string, source: string, isWeak: boolean, isDate: boolean): void {
    eachToken(value, vr, (given) => {
      // UIDs of the standard stand everywhere, whoever quotes them.
      if (vr !== 'UI' && findUid(given) !== undefined) return;
      // A word of free text may be a word of anything that is kept; names, dates, addresses and what has digits in it may not.
      const isWord = isWeak || !(strongVrs.has(vr) || /\d/.test(given));
      const token = given.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      const known = this.tokens.get(token);
      if (known !== undefined) {
        known.isWeak &&= isWord;
        known.isDate &&= isDate;
      } else if (this.tokens.size >= this.#limits.maxTokens) this.#fail('tokens beyond the limit of their number');
      else this.tokens.set(token, { source, isWeak: isWord, isDate });
    });
  }

  #skip(what: string): void {
    this.notSearched.add(what);
  }

  #fail(what: string): void {
    this.isComplete = false;
    this.notSearched.add(what);
  }
}
