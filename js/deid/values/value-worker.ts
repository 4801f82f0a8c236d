// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What becomes of one whole value by a decision of the rules. Bytes in, bytes or nothing out.

import { encodeValue } from '../../values/encode/encode-value.js';
import { parseUtcOffset } from '../../values/strings/utc-offset.js';
import { isTextVr } from '../../values/text.js';
import { type Dummy, dummyValue, labelDummy } from '../replacement/dummies.js';
import type { Action } from '../rule/action.js';
import type { Decision } from '../rule/decision.js';
import { kindOf } from '../rule/vr-kind.js';
import { isExtendedTable, isTableValue } from '../pixels/offset-table.js';
import { bytesOfTexts, isValidSize, multiplicityOf, textsOf, validTexts } from './kept-value.js';
import { isOffset } from '../engine/fixed.js';
import { dummyInItem } from '../engine/level.js';
import type { Settings } from '../engine/settings.js';
import type { Subject } from '../engine/subject.js';

/** A value of which there is more than its bytes. */
export interface WholeValue {
  readonly tag: number;
  /** The file's, or where it says UN the dictionary's. */
  readonly vr: string;
  readonly bytes: Uint8Array;
  /** As its header says; the bytes may not have been looked at. */
  readonly length: number;
  readonly bigEndian: boolean;
  /** Whether the data set must have a value here even where it cannot be cleaned: content items. */
  readonly isRequired: boolean;
}

/** What was done. */
export interface Outcome {
  readonly action: Action;
  /** What said so in the end. */
  readonly decision: Decision;
  /** The new value, padded; `undefined` where the element goes. The old one itself where nothing changes. */
  readonly bytes: Uint8Array | undefined;
}

const nothing = new Uint8Array(0);
const iccProfile = 0x00282000;
const longestDummy = 65_536;
const mostDummies = 256;

export class ValueWorker {
  readonly #settings: Settings;
  readonly #subject: Subject;
  readonly #cleanIcc: (bytes: Uint8Array) => Uint8Array | undefined;
  /** By tags as signed integers. */
  readonly #lastDummies = new Map<
    number,
    { readonly vr: string; readonly bigEndian: boolean; readonly bytes: Uint8Array }
  >();

  constructor(settings: Settings, subject: Subject, cleanIcc: (bytes: Uint8Array) => Uint8Array | undefined) {
    this.#settings = settings;
    this.#subject = subject;
    this.#cleanIcc = cleanIcc;
  }

  /** Where content items stand once others have gone. */
  readonly contentPaths = (): ReadonlyMap<string, readonly number[]> => this.#subject.contentPaths;

  /** Whether the value decides, or is what the new one is made of. */
  needsValue({ action, rule, condition }: Decision, tag: number, vr: string): boolean {
    switch (action) {
      case 'X':
        return false;
      case 'Z':
        return isPatient(tag);
      case 'D':
        return vr === 'UI' || isPatient(tag) || isLabel(rule);
      case 'K':
        return isTextVr(vr) || condition === 'noIdentifier' || isExtendedTable(tag);
      case 'C':
      case 'U':
        return true;
    }
  }

  apply(decision: Decision, value: WholeValue): Outcome {
    const { vr } = value;
    switch (decision.action) {
      case 'X':
        return { action: 'X', decision, bytes: undefined };
      case 'Z':
        return { action: 'Z', decision, bytes: this.#patientBytes(value) ?? nothing };
      case 'D':
        return this.#dummy(decision, value);
      case 'K':
        return this.#keep(decision, value);
      case 'C':
        return this.#clean(decision, value);
      case 'U': {
        const texts = textsOf('UI', value.bytes);
        const bytes = isTextVr(vr) ? bytesOfTexts(vr, this.#settings.uids.mapValues(texts)) : undefined;
        return bytes === undefined || bytes.length > 0xfffe ? this.#gone(decision) : { action: 'U', decision, bytes };
      }
    }
  }

  /** What can neither be kept nor looked at. */
  otherwise(decision: Decision, value: Omit<WholeValue, 'bytes'>): Outcome {
    const other = decision.otherwise ?? this.#settings.basicRules.ruleFor(value.tag, value.vr);
    if (other.action === 'K' || other.action === 'C') return this.#gone(other);
    return this.apply(other, { ...value, bytes: nothing });
  }

  #gone(decision: Decision): Outcome {
    return { action: 'X', decision, bytes: undefined };
  }

  #patientBytes({ tag, vr, bytes }: WholeValue): Uint8Array | undefined {
    if (!isPatient(tag) || !isTextVr(vr)) return undefined;
    const text = this.#subject.patientText(tag, textsOf(vr, bytes)[0] ?? '');
    return text === undefined ? undefined : bytesOfTexts(vr, [text]);
  }

  #dummy(decision: Decision, value: WholeValue): Outcome {
    const { tag, vr, bytes } = value;
    const of = (dummy: Uint8Array): Outcome => ({ action: 'D', decision, bytes: dummy });
    const patient = this.#patientBytes(value);
    if (patient !== undefined && patient.length > 0) return of(patient);
    if (bytes.length > 0 && vr === 'UI') {
      const uids = this.#settings.uids.mapValues(textsOf(vr, bytes)).filter((uid) => uid !== '');
      if (uids.length > 0) return of(bytesOfTexts(vr, uids));
    }
    if (bytes.length > 0 && isLabel(decision.rule)) {
      const labels = textsOf(vr, bytes).map((text) => labelDummy(vr, text, this.#settings.secret));
      if (labels.every((label) => label !== undefined && label !== '')) return of(bytesOfTexts(vr, labels as string[]));
    }
    const codes = bytes.length > 0 && vr === 'CS' ? this.#validCodes(decision, value) : undefined;
    if (codes !== undefined) return of(codes);
    // As many zeros as there were numbers: others count them.
    if (decision === dummyInItem && vr.startsWith('F') && value.length <= longestDummy && fitsVr(vr, value.length)) {
      return of(new Uint8Array(value.length));
    }
    const made = this.#madeDummy(tag, vr, value.bigEndian);
    return made === undefined ? this.#gone(decision) : of(made);
  }

  /** The last one is made again and again where there is one in each frame. */
  #madeDummy(tag: number, vr: string, bigEndian: boolean): Uint8Array | undefined {
    const last = this.#lastDummies.get(tag | 0);
    if (last?.vr === vr && last.bigEndian === bigEndian) return last.bytes;
    const dummy: Dummy | undefined = dummyValue(vr, this.#settings.secret, multiplicityOf(tag));
    if (dummy === undefined) return undefined;
    const bytes = encodeValue(vr, dummy, { bigEndian });
    if (this.#lastDummies.size >= mostDummies) this.#lastDummies.clear();
    this.#lastDummies.set(tag | 0, { vr, bigEndian, bytes });
    return bytes;
  }

  /** Codes of which some are not within the repertoire: those become labels, and the others stay. */
  #validCodes({ rule }: Decision, { tag, vr, bytes }: WholeValue): Uint8Array | undefined {
    if (!isUnnamed(rule)) return undefined;
    const codes = textsOf(vr, bytes).map((text) =>
      validTexts(0, vr, [text]) === undefined ? (labelDummy(vr, text, this.#settings.secret) ?? '') : text,
    );
    const fitting = validTexts(tag, vr, codes);
    return fitting === undefined ? undefined : bytesOfTexts(vr, fitting);
  }

  #keep(decision: Decision, value: WholeValue): Outcome {
    const { tag, vr, bytes, bigEndian } = value;
    if (isExtendedTable(tag) && !isTableValue(tag, bytes, bigEndian)) return this.#gone(isOffset);
    if (!isTextVr(vr)) {
      const isUnfit = decision.condition === 'noIdentifier' || !fits(decision, tag, vr, bytes.length);
      return isUnfit && bytes.length > 0 ? this.otherwise(decision, value) : { action: 'K', decision, bytes };
    }
    const texts = textsOf(vr, bytes);
    const kept = decision.condition === 'validValue' ? validTexts(tag, vr, texts) : texts;
    const isFree = decision.condition !== 'noIdentifier' || texts.every((text) => this.#isFree(decision, tag, text));
    // Of text only the offset from UTC is a time.
    const isTime = decision.option !== 'retainLongitudinalFullDates' || kindOf(vr) !== 'text' || areUtcOffsets(texts);
    if (kept === undefined || !isFree || !isTime) return this.#otherwiseWhole(decision, value);
    if (isGuarded(decision, vr)) {
      const left = kept.map((text) => this.#subject.withoutPersons(text));
      if (left.some((text, i) => text !== kept[i])) return this.#cleanedOfPersons(decision, value, left);
    }
    return { action: 'K', decision, bytes: bytesOfTexts(vr, kept, bytes) };
  }

  #isFree({ rule }: Decision, tag: number, text: string): boolean {
    return isListed(rule)
      ? this.#subject.isFreeOfNames(text, codeTags.has(tag))
      : this.#subject.isFreeOfIdentifiers(text);
  }

  #cleanedOfPersons(decision: Decision, value: WholeValue, left: readonly string[]): Outcome {
    const fitting = left.every((text) => text === '') ? undefined : validTexts(value.tag, value.vr, left);
    if (fitting === undefined) return this.#otherwiseWhole(decision, value);
    return { action: 'C', decision: withoutPersons(decision), bytes: bytesOfTexts(value.vr, fitting) };
  }

  #otherwiseWhole(decision: Decision, value: WholeValue): Outcome {
    const other = decision.otherwise ?? this.#settings.basicRules.ruleFor(value.tag, value.vr);
    return other.action === 'K' || other.action === 'C' ? this.#gone(other) : this.apply(other, value);
  }

  /** Of what cannot be cleaned is done what is done without the option, or where there must be a value, a dummy stands for it. */
  #clean(decision: Decision, value: WholeValue): Outcome {
    const { bytes } = value;
    if (bytes.length === 0) return { action: 'C', decision, bytes };
    const cleaned = this.#cleaned(decision, value);
    if (cleaned !== undefined) return { action: 'C', decision, bytes: cleaned };
    if (value.isRequired) return this.#dummy(decision, value);
    return this.#otherwiseWhole(decision, value);
  }

  #cleaned({ option }: Decision, { tag, vr, bytes }: WholeValue): Uint8Array | undefined {
    const kind = kindOf(vr);
    if (tag === iccProfile) return this.#cleanIcc(bytes);
    if (kind === 'bytes') return option === 'cleanGraphics' ? bytes : undefined;
    if (!isTextVr(vr)) return option === 'cleanGraphics' ? bytes : undefined;
    const texts = textsOf(vr, bytes);
    if (vr === 'DA' || vr === 'DT' || vr === 'TM') {
      const shifted = this.#subject.shift.values(vr, texts);
      return shifted.includes(undefined) ? undefined : bytesOfTexts(vr, shifted as string[]);
    }
    if (option === 'retainLongitudinalModifiedDates') {
      // Days move, the offset from UTC does not.
      return areUtcOffsets(texts) ? bytesOfTexts(vr, texts) : undefined;
    }
    if (kind !== 'text') return undefined;
    const cleaned = texts.map((text) => (vr === 'PN' || vr === 'UR' ? '' : this.#subject.clean(text)));
    const fitting = validTexts(tag, vr, cleaned);
    return fitting === undefined || cleaned.every((text) => text === '') ? undefined : bytesOfTexts(vr, fitting);
  }
}

/** Patient's Name and Patient ID, which become the pseudonym. */
function isPatient(tag: number): boolean {
  return tag === 0x00100010 || tag === 0x00100020;
}

function areUtcOffsets(texts: readonly string[]): boolean {
  return texts.every((text) => parseUtcOffset(text) !== undefined);
}

/** Of an attribute that no table names, and not in an item of dummies. */
function isUnnamed(rule: string): boolean {
  return rule.startsWith('unnamed');
}

/** Labels that frames or items are told apart by stay different: keep.tsv says of which. */
function isLabel(rule: string): boolean {
  return isListed(rule);
}

function isListed(rule: string): boolean {
  return rule.startsWith('keep.tsv');
}

/** Code Value, Coding Scheme Designator and Version, Mapping Resource, Long and URN Code Value, Mapping Resource Name: PS3.3 §8 */
const codeTags: ReadonlySet<number> = new Set([
  ...[0x00080100, 0x00080102, 0x00080103, 0x00080105, 0x00080112, 0x00080119, 0x00080120, 0x00080122],
]);

/** Text that a table or an option lets pass as it is, whatever VR the file gives it. What the user has overridden is the user's. */
function isGuarded({ rule, option, condition }: Decision, vr: string): boolean {
  return condition === undefined && (rule.startsWith('E.') || option !== undefined) && kindOf(vr) === 'text';
}

const guarded = new WeakMap<Decision, Decision>();

/** The decision to keep, as the report has it where words were removed. */
function withoutPersons(decision: Decision): Decision {
  let known = guarded.get(decision);
  if (known === undefined) {
    known = Object.freeze({ ...decision, action: 'C', reason: 'words that name persons of the data set were removed' });
    guarded.set(decision, known);
  }
  return known;
}

/** Whether there are whole numbers, one at least. */
function fitsVr(vr: string, length: number): boolean {
  return length > 0 && length % (vr === 'FD' ? 8 : 4) === 0;
}

/** Whether a binary value is as long as the rules ask. */
export function fits({ condition }: Decision, tag: number, vr: string, length: number): boolean {
  return condition !== 'validValue' || isValidSize(tag, vr, length);
}
