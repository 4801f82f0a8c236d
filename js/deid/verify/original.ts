// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What an original says, gathered in one pass: tokens of what may not stay, and by place what stays and what must change. All of it is
// bounded: what no longer fits is a finding.

import { findUid } from '../../dictionary/uids.js';
import { SpecificCharacterSet } from '../../dictionary/tags.js';
import type { Part } from '../../part.js';
import type { ElementContext } from '../../sinks/element-reader.js';
import { type CharacterSet, isTextVr } from '../../values/text.js';
import type { ImageModule } from '../../wasm/image.js';
import { CodestreamText, type ValueDigest } from '../../wasm/value-digest.js';
import { JudgedReader, type JudgedVisitor, type Verdict } from './judged-reader.js';
import { MovedDates } from './moved-dates.js';
import type { Expectations } from './rule/expectation.js';
import { isPixelData, SampleSize } from './sample-size.js';
import { type Token, TokenSet } from './token-set.js';
import { sampleOf, textIn, textInProfile } from './tokens.js';
import { digestOf, isNeutral, isWithinRepertoire, keyOfText, roundedText, textOf } from './values.js';
import type { NotSearched } from './verification.js';

export interface OriginalLimits {
  /** How many different tokens are looked for. */
  readonly maxTokens: number;
  /** How many bytes a value may have that is looked at as a whole. */
  readonly maxValue: number;
}

const latin1 = new TextDecoder('latin1');
const iccProfile = 0x00282000;
/** Table E.1-1 names it alone of the file meta information. */
const mediaStorageInstance = 0x00020003;
/** Of the rest: what says nothing of where the file comes from. */
const keptMeta = new Set([0x00020000, 0x00020001, 0x00020002, 0x00020010]);
/** Bytes of a value of bytes, and of the text in pixel data, that tokens are made of. */
const mostBinary = 65_536;
const mostPixelText = 2 ** 20;
/** Characters of all values and words that are held. */
const mostHeld = 2 ** 24;

const binaryRest = 'values of bytes of the original, behind their first 64 KiB';

/** A value that comes in pieces. */
interface LongValue {
  readonly verdict: Verdict;
  readonly digest: ValueDigest;
  readonly source: string;
  /** Its beginning. */
  first: string;
  /** Of pixel data: how many bytes of samples are still to come. */
  samples: number | undefined;
}

/** Pixel data in fragments. */
interface PixelText {
  readonly text: CodestreamText;
  readonly source: string;
  /** Whether the fragment is the Basic Offset Table. */
  isTable: boolean;
  found: string;
  size: number;
}

export class Original implements JudgedVisitor {
  readonly tokens: TokenSet;
  readonly dates: MovedDates;
  readonly characterSets = new Set<CharacterSet>();
  transferSyntax = '';
  /** Whether all that is to be looked for has been held. */
  isComplete = true;
  readonly #module: ImageModule;
  readonly #notSearched: NotSearched;
  readonly #samples = new SampleSize();
  readonly #reader: JudgedReader;
  readonly #kept = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #words = new Map<string, Set<string>>();
  readonly #uids = new Set<string>();
  readonly #keepsDatesMoved: boolean;
  #held = 0;
  #long: LongValue | undefined;
  #pixels: PixelText | undefined;

  constructor(expectations: Expectations, module: ImageModule, limits: OriginalLimits, notSearched: NotSearched) {
    this.tokens = new TokenSet(limits.maxTokens);
    this.dates = new MovedDates(notSearched);
    this.#module = module;
    this.#notSearched = notSearched;
    this.#keepsDatesMoved = expectations.profile.options.retainLongitudinalModifiedDates;
    this.#reader = new JudgedReader(expectations, this, limits.maxValue);
  }

  part(part: Part): void {
    if (part.kind === 'preamble') this.#binary(part.bytes.subarray(0, 128), 'preamble');
    else this.#reader.part(part);
  }

  end(): void {
    this.#reader.end();
    this.isComplete &&= this.tokens.isComplete && this.#held <= mostHeld;
  }

  release(): void {
    this.#pixels?.text.release();
    this.#pixels = undefined;
  }

  /** Whether an attribute that is kept has the value somewhere at the place. */
  keeps(place: string, key: string): boolean {
    return this.#kept.has(`${place}=${key}`);
  }

  /** Whether an attribute that must change has it. */
  loses(place: string, key: string): boolean {
    return this.#gone.has(`${place}=${key}`);
  }

  /** Whether each word stood, perhaps as a part of another, in an attribute of the place, of which something may stay. */
  said(place: string, text: string): boolean {
    const said = this.#words.get(place);
    if (said === undefined) return false;
    return wordsOf(text).every((word) => said.has(word) || [...said].some((each) => each.includes(word)));
  }

  /** Whether it is a UID that must change. */
  hasUid(uid: string): boolean {
    return this.#uids.has(uid);
  }

  element(verdict: Verdict, context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { header, characterSet } = context;
    const { tag } = header;
    if (tag === SpecificCharacterSet || start === end) return;
    const value = bytes.subarray(start, end);
    const source = header.path.toString();
    this.#samples.note(context, value);
    if (isPixelData(header)) return this.#binary(value.subarray(this.#samples.bytes), source);
    if (verdict.isOwn && !header.meta) return this.#text(verdict, characterSet, value, source, false);
    if (header.meta && keptMeta.has(tag)) {
      if (tag === 0x00020010) this.transferSyntax = characterSet.decode(value, 'UI');
      return;
    }
    const { vr, letters } = verdict;
    const isText = isTextVr(vr);
    if (isText && !characterSet.isAscii(value) && this.characterSets.size < 20) this.characterSets.add(characterSet);
    if (tag === iccProfile && !verdict.isInside && /[KC]/.test(letters)) {
      return this.#mayStay(verdict, textIn(latin1.decode(value)), () =>
        this.#tokens(textInProfile(latin1.decode(value)), 'LO', source, true),
      );
    }
    if (isText) return this.#text(verdict, characterSet, value, source, header.meta && tag !== mediaStorageInstance);
    if (/[KC]/.test(letters))
      return this.#hold(this.#kept, verdict.place, digestOf(this.#module, vr, header.bigEndian).add(value).text);
    if (letters !== 'X')
      this.#hold(this.#gone, verdict.place, digestOf(this.#module, vr, header.bigEndian).add(value).text);
    if (vr === 'UN' || vr === '' || vr.startsWith('O')) this.#binary(value, source, characterSet);
    else this.#notSearched.add('numbers in binary that are removed or replaced: compared attribute by attribute');
  }

  longElement(verdict: Verdict, { header }: ElementContext): void {
    const digest = digestOf(this.#module, verdict.vr, header.bigEndian);
    this.#long = { verdict, digest, source: header.path.toString(), first: '', samples: undefined };
    if (isPixelData(header)) this.#long.samples = this.#samples.bytes;
  }

  piece(bytes: Uint8Array, last: boolean): void {
    if (this.#pixels !== undefined) return this.#pixelText(this.#pixels, bytes);
    const long = this.#long;
    if (long === undefined) return;
    const { verdict, digest, source } = long;
    if (long.samples !== undefined) {
      const rest = long.samples;
      long.samples = Math.max(0, rest - bytes.length);
      return this.#binary(bytes.subarray(Math.min(rest, bytes.length)), source);
    }
    digest.add(bytes);
    if (long.first.length < mostBinary) long.first += latin1.decode(bytes.subarray(0, mostBinary - long.first.length));
    if (!last) return;
    this.#long = undefined;
    if (/[KC]/.test(verdict.letters) && !isTextVr(verdict.vr))
      return this.#hold(this.#kept, verdict.place, digest.text);
    // Text that long can be neither kept nor cleaned unseen.
    if (isTextVr(verdict.vr)) this.isComplete = false;
    this.#notSearched.add(isTextVr(verdict.vr) ? 'text beyond the limit of a value' : binaryRest, source);
    this.#tokens(textIn(long.first), 'LO', source, false);
  }

  sequence(): void {}
  present(): void {}

  fragments(_verdict: Verdict, { header }: ElementContext): void {
    const text = new CodestreamText(this.#module);
    this.#pixels = { text, source: header.path.toString(), isTable: true, found: '', size: 0 };
    this.#notSearched.add('what only decoded samples say');
  }

  fragment(part: Part): void {
    if (this.#pixels !== undefined) this.#pixels.isTable = part.index === 0;
  }

  fragmentsEnd(): void {
    if (this.#pixels !== undefined) this.#tokens(textIn(this.#pixels.found), 'PX', this.#pixels.source, false);
    this.release();
  }

  other(part: Part): void {
    if (part.size > 0) this.#binary(part.bytes, 'bytes that are no elements');
  }

  #text(verdict: Verdict, characterSet: CharacterSet, value: Uint8Array, source: string, isMeta: boolean): void {
    const { vr, letters, place, isIdentifying } = verdict;
    const text = textOf(characterSet, vr, value, false);
    const isDate = vr === 'DA' || vr === 'DT';
    // Of several codes those that are valid stay.
    if (vr === 'CS' && letters.includes('K')) {
      for (const code of text.split('\\')) if (isWithinRepertoire(vr, code)) this.#hold(this.#kept, place, `|${code}`);
    }
    const isPossible = isWithinRepertoire(vr, text) && !(vr === 'UI' && letters.startsWith('C'));
    if (isPossible && letters.includes('K') && !isMeta) {
      this.#hold(this.#kept, place, keyOfText(this.#module, text));
      if (wordVrs.has(vr)) this.#mayStay(verdict, text);
      if (vr === 'DS' && text.length > 16)
        this.#hold(this.#kept, place, `~${keyOfText(this.#module, roundedText(text))}`);
      return;
    }
    if (isPossible && letters.includes('C') && vr !== 'PN' && vr !== 'UR' && !isMeta) {
      if (isDate && this.#keepsDatesMoved) this.dates.original(place, source, text);
      // Days move, times of the day and offsets do not.
      else if (vr === 'TM' || /^[+-]\d{4}$/.test(text))
        return this.#hold(this.#kept, place, keyOfText(this.#module, text));
      else return this.#mayStay(verdict, text);
    } else if (!verdict.isInside) this.#hold(this.#gone, place, keyOfText(this.#module, text));
    const raw = text.includes('\ufffd') ? value : undefined;
    if (vr === 'UI') {
      for (const uid of text.split('\\')) {
        if (uid === '' || findUid(uid) !== undefined) continue;
        if (!this.#uids.has(uid) && this.#isRoom(uid.length)) this.#uids.add(uid);
        this.#tokens(uid, vr, source, !isMeta);
      }
    } else {
      for (const each of new Set([text, ...text.split('\\')])) {
        // Nothing behind a NUL is kept, but it is looked for.
        this.#tokens(each, vr, source, isIdentifying && !isMeta, isDate);
      }
      this.#tokens(behindNul(characterSet, vr, value), 'LO', source, false);
    }
    if (raw !== undefined) this.#sample(raw, source);
  }

  /** Words that may stay where they stand. */
  #mayStay({ place }: Verdict, text: string, also?: () => void): void {
    const said = this.#words.get(place) ?? new Set();
    this.#words.set(place, said);
    for (const word of wordsOf(text)) {
      if (said.has(word)) continue;
      if (this.#isRoom(word.length)) said.add(word);
    }
    also?.();
  }

  #binary(bytes: Uint8Array, source: string, characterSet?: CharacterSet): void {
    const first = bytes.subarray(0, mostBinary);
    if (bytes.length > mostBinary) this.#notSearched.add(binaryRest, source);
    this.#tokens(textIn(latin1.decode(first)), 'LO', source, false);
    const text = characterSet?.decode(first, 'UT') ?? '';
    // UN may be text in the data set's own character set.
    if (!/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/.test(text)) this.#tokens(text, 'LO', source, false);
    this.#sample(bytes, source);
  }

  #sample(bytes: Uint8Array, source: string): void {
    const sample = sampleOf(bytes);
    if (sample !== undefined) this.tokens.addSample(sample, source);
  }

  #pixelText(pixels: PixelText, bytes: Uint8Array): void {
    if (pixels.isTable || pixels.size > mostPixelText) return;
    // What decoders read has become zeros; of many of them four do.
    const text = pixels.text.read(bytes).replace(/\0{5,}/g, '\0\0\0\0');
    pixels.size += text.length;
    pixels.found += text;
    if (pixels.size > mostPixelText) this.#notSearched.add('comments of pixel data beyond 1 MiB', pixels.source);
    if (pixels.found.length < mostBinary) return;
    this.#tokens(textIn(pixels.found), 'PX', pixels.source, false);
    pixels.found = pixels.found.slice(-longestWord);
  }

  #hold(set: Set<string>, place: string, key: string): void {
    const entry = `${place}=${key}`;
    if (!set.has(entry) && this.#isRoom(entry.length)) set.add(entry);
  }

  #isRoom(size: number): boolean {
    this.#held += size;
    if (this.#held <= mostHeld) return true;
    this.isComplete = false;
    this.#notSearched.add('values beyond what is held of them to compare');
    return false;
  }

  #tokens(text: string, vr: string, source: string, isIdentifying: boolean, isDate = false): void {
    if (text === '' || isNeutral(text)) return;
    for (const each of vr === 'LO' || vr === 'PX' ? text.split('\n') : [text]) {
      this.tokens.add(each, vr, { source, isIdentifying, isDate } satisfies Token);
    }
  }
}

const longestWord = 256;
const wordVrs = new Set('LO SH ST LT UT UC'.split(' '));

/** What stands behind a NUL in a value of text. */
function behindNul(characterSet: CharacterSet, vr: string, value: Uint8Array): string {
  if (!value.subarray(0, -1).includes(0)) return '';
  const text = characterSet.decode(value, vr);
  return text.slice(text.indexOf('\0') + 1).replaceAll('\0', '\n');
}

function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{M}]+|\d+/gu)].map(([word]) => word);
}
