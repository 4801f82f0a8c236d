// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The output against the tables and the original, attribute by attribute; and of tokens that are found in an attribute, whether they may
// stand there.
//
// No token is ever left out of the search because of what is kept: a patient may be called Axial, and ImageType says AXIAL. A word may
// stand in an attribute that is kept where the original has the same value at the same place, in a dummy, in what the output says of
// itself; in text that was cleaned where that text of the original had it and it is no name, number, address or day. Anywhere else it is
// a finding.

import { SpecificCharacterSet } from '../../dictionary/tags.js';
import { findUid } from '../../dictionary/uids.js';
import type { Part } from '../../part.js';
import type { ElementContext } from '../../sinks/element-reader.js';
import { isTextVr } from '../../values/text.js';
import { commonWords } from '../text/common-words.js';
import type { ImageModule } from '../../wasm/image.js';
import type { ValueDigest } from '../../wasm/value-digest.js';
import { JudgedReader, type JudgedVisitor, type Verdict } from './judged-reader.js';
import type { Original } from './original.js';
import { OwnAttributes } from './own-attributes.js';
import type { Expectations } from './rule/expectation.js';
import type { Token } from './token-set.js';
import { isPixelData, SampleSize } from './sample-size.js';
import { digestOf, isKeyed, isNeutral, isWithinRepertoire, keyOfText, roundedText, textOf } from './values.js';
import type { Findings, NotSearched, VerificationKind } from './verification.js';

/** Whether a token may stand where it was found; the text is what was found. */
export type Acceptance = (token: Token, text: string) => boolean;

const nothing: Acceptance = () => false;
const everything: Acceptance = () => true;
const freeWords: Acceptance = ({ isIdentifying }) => !isIdentifying;
/** Words of fewer characters may stand in a keyed label by chance. */
const shortest = 10;
/** Words that institutions and devices share with companies and products tell of none of them. */
const commonOrFree: Acceptance = ({ isIdentifying }, text) => !isIdentifying || commonWords().has(text);
const iccProfile = 0x00282000;
/** What of the data set the file meta information repeats. */
const repeatedTags = new Map([
  [0x00020002, 0x00080016],
  [0x00020003, 0x00080018],
]);

export class Output implements JudgedVisitor {
  /** What is allowed in the element that has just ended. */
  accepts: Acceptance = nothing;
  readonly samples = new SampleSize();
  readonly #expectations: Expectations;
  readonly #module: ImageModule;
  readonly #original: Original;
  readonly #findings: Findings;
  readonly #notSearched: NotSearched;
  readonly #own: OwnAttributes;
  readonly #reader: JudgedReader;
  #transferSyntax = '';
  #long: { readonly verdict: Verdict; readonly header: Part; readonly digest: ValueDigest } | undefined;

  constructor(
    expectations: Expectations,
    module: ImageModule,
    original: Original,
    findings: Findings,
    notSearched: NotSearched,
    maxValue: number,
  ) {
    this.#expectations = expectations;
    this.#module = module;
    this.#original = original;
    this.#findings = findings;
    this.#notSearched = notSearched;
    this.#own = new OwnAttributes(expectations.profile, findings);
    this.#reader = new JudgedReader(expectations, this, maxValue);
  }

  part(part: Part): void {
    this.accepts = nothing;
    if (part.kind !== 'preamble') return this.#reader.part(part);
    // The last four bytes are the prefix. PS3.10 §7.1
    if (part.bytes.subarray(0, 128).some((byte) => byte !== 0)) this.present(part, 'the preamble is zeros');
  }

  /** All parts have been. */
  end(): void {
    this.#reader.end();
    this.#own.end();
    this.#original.dates.end(this.#findings);
  }

  element(verdict: Verdict, context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const value = bytes.subarray(start, end);
    this.samples.note(context, value);
    if (isPixelData(context.header)) this.#isPresent(verdict, context.header);
    else this.accepts = this.#element(verdict, context, value);
  }

  longElement(verdict: Verdict, { header }: ElementContext): void {
    this.#isPresent(verdict, header);
    if (!isPixelData(header))
      this.#long = { verdict, header, digest: digestOf(this.#module, verdict.vr, header.bigEndian) };
  }

  piece(bytes: Uint8Array, last: boolean): void {
    const long = this.#long;
    if (long === undefined) return;
    long.digest.add(bytes);
    if (!last) return;
    this.#long = undefined;
    this.accepts = this.#bytes(long.verdict, long.header, long.digest.text);
  }

  sequence(verdict: Verdict, { header }: ElementContext): void {
    if (!verdict.isOwn) this.#isPresent(verdict, header);
  }

  fragments(verdict: Verdict, { header }: ElementContext): void {
    this.#isPresent(verdict, header);
  }

  fragment(): void {}
  fragmentsEnd(): void {}

  present(part: Part, rule: string): void {
    const path = part.tag === 0 ? '' : part.path.toString();
    this.#findings.add({ kind: 'present', ...(path === '' ? {} : { path }), position: part.position, rule });
  }

  other(part: Part): void {
    if (part.size > 0 && part.kind !== 'deflated') this.present(part, 'bytes that are no elements');
  }

  #element(verdict: Verdict, context: ElementContext, value: Uint8Array): Acceptance {
    const { header, characterSet } = context;
    const { tag } = header;
    const { vr, place } = verdict;
    const text = isTextVr(vr) ? textOf(characterSet, vr, value, true) : '';
    if (header.parent === undefined && (tag === 0x00080016 || tag === 0x00080018))
      this.#own.note(tag, text.split('\\', 1)[0] ?? '');
    if (tag === 0x00020010) this.#transferSyntax = text;
    if (verdict.isOwn) {
      const key = keyOfText(this.#module, text);
      const isSame = this.#original.loses(place, key) || (vr === 'UI' && this.#original.hasUid(text));
      // The file meta information repeats it, whatever the original's said.
      const repeated = repeatedTags.get(tag);
      const isOfData = repeated !== undefined && this.#original.keeps(`.${repeated.toString(36)}`, key);
      const isKept = isOfData || this.#original.keeps(place, key);
      return this.#own.element(context, text, { isSame, isKept })
        ? everything
        : this.#text(verdict, header, text, true);
    }
    if (tag === SpecificCharacterSet && !verdict.isInside) {
      if (text !== 'ISO_IR 192') this.#add('changed', header, 'all text is in UTF-8');
      return text === 'ISO_IR 192' ? everything : nothing;
    }
    if (this.#isPresent(verdict, header)) return nothing;
    if (value.length === 0) {
      if (/^D[XU]?$/.test(verdict.letters)) this.#add('missing', header, `${verdict.rule}: a value`);
      return nothing;
    }
    if (tag === iccProfile) return freeWords;
    if (isTextVr(vr)) return this.#text(verdict, header, text, false);
    return this.#bytes(verdict, header, digestOf(this.#module, vr, header.bigEndian).add(value).text);
  }

  /** What may stand in a text, and what is wrong about it. */
  #text(verdict: Verdict, header: Part, text: string, isOwn: boolean): Acceptance {
    const { vr, letters, place, isChecked } = verdict;
    const key = keyOfText(this.#module, text);
    const original = this.#original;
    if (isOwn) return nothing;
    if (vr === 'UI') {
      const uids = text.split('\\');
      if (uids.every((uid) => findUid(uid) !== undefined)) return everything;
      if (letters.includes('K') && original.keeps(place, key)) return everything;
      // Whatever is allowed besides, no UID that must change stays.
      if (uids.some((uid) => original.hasUid(uid))) this.#add('unchanged', header, verdict.rule);
      return nothing;
    }
    if (letters.includes('K')) {
      const isKept = original.keeps(place, key) || (vr === 'DS' && this.#isRounded(place, text));
      if (isKept && isWithinRepertoire(vr, text)) return isChecked ? commonOrFree : everything;
      // Without the words that name persons.
      if (original.said(place, text)) return (token, found) => !token.isIdentifying && original.said(place, found);
    }
    if (letters.includes('C')) {
      if (vr === 'DA' || vr === 'DT') {
        if (!isNeutral(text)) original.dates.output(place, header.path.toString(), header.position, text);
        // The time of the day does not move.
        const time = text.slice(8);
        return isNeutral(text)
          ? everything
          : (token, found) => token.isDate || !token.isIdentifying || time.includes(found);
      }
      if (original.keeps(place, key)) return everything;
      if (vr !== 'PN' && vr !== 'UR' && !isNeutral(text)) {
        return (token, found) => !token.isIdentifying && original.said(place, found);
      }
    }
    if (isNeutral(text)) return everything;
    if (original.loses(place, key)) this.#add('unchanged', header, verdict.rule);
    else if (/[DZ]/.test(letters) && isKeyed(text)) {
      return (_token, found) => found.length < shortest && found !== text.toLowerCase();
    }
    const stays = (code: string): boolean => original.keeps(place, `|${code}`);
    const codes = vr === 'CS' ? text.split('\\') : [];
    const isDummy = codes.length > 0 && codes.every((code) => isNeutral(code) || isKeyed(code) || stays(code));
    if (letters === 'KX' || (letters === 'KDX' && !isDummy)) this.#changed(header, verdict.rule);
    if (!isDummy) return nothing;
    return (_token, found) =>
      codes.some((code) => (stays(code) ? code.toLowerCase().includes(found) : found.length < shortest));
  }

  #bytes({ letters, place, rule }: Verdict, header: Part, digest: string): Acceptance {
    if (/[KC]/.test(letters) && this.#original.keeps(place, digest)) return everything;
    if (!/[KC]/.test(letters) && this.#original.loses(place, digest)) {
      this.#notSearched.add('replaced numbers in binary, which may be what they were', header.path.toString());
    }
    if (letters === 'KX') this.#changed(header, rule);
    return nothing;
  }

  /** DS of more characters than it may have is written with as many as that. */
  #isRounded(place: string, text: string): boolean {
    return this.#original.keeps(place, `~${keyOfText(this.#module, roundedText(text))}`);
  }

  /** Whether the element must not be there. */
  #isPresent({ letters, rule, isInside }: Verdict, header: Part): boolean {
    if (isInside || header.meta) return isInside;
    if (letters.replaceAll('X', '') !== '') return false;
    this.#add('present', header, rule);
    return true;
  }

  /** Not of what describes the pixels where they are written in another way. */
  #changed(header: Part, rule: string): void {
    if (header.tag >>> 16 === 0x0028 && this.#transferSyntax !== this.#original.transferSyntax) return;
    const isBurnedIn = header.tag === 0x00280301 && this.#expectations.profile.options.cleanPixelData;
    if (!isBurnedIn) this.#add('changed', header, rule);
  }

  #add(kind: VerificationKind, header: Part, rule: string): void {
    this.#findings.add({ kind, path: header.path.toString(), position: header.position, rule });
  }
}
