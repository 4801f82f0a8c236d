// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the metadata of one data set decide for all of it: whose data they are, by how much its dates move, what its texts may not say.

import { names } from '../../dictionary/names.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { Element } from '../../dataset/element.js';
import { isPrivate } from '../../dictionary/private-blocks.js';
import { contentPaths } from '../content/content-paths.js';
import { type DateShift, dateShiftOf } from '../replacement/dates.js';
import { canonical, type PatientIdentity } from '../replacement/patient.js';
import type { Pseudonym } from '../replacement/pseudonyms.js';
import { kindOf } from '../rule/vr-kind.js';
import { cleanText, withoutIdentifying } from '../text/clean-text.js';
import type { SaidValue } from '../text/collected-values.js';
import { IdentifyingValues } from '../text/identifying.js';
import { findPatterns } from '../text/patterns.js';
import { plainText } from '../text/plain-text.js';
import { everyElement } from '../values/every-element.js';
import type { Settings } from './settings.js';

const accessionNumber = 0x00080050;
const patientName = 0x00100010;
const patientId = 0x00100020;
const issuerOfPatientId = 0x00100021;
const studyInstance = 0x0020000d;
const sopInstance = 0x00080018;
const admissionId = 0x00380010;
/** What makes text an identifier, by the names of attributes. */
const identifierKeyword = /(?:IDs?|Number|Numbers|Identifier)$/;
const nothing = new Uint8Array(0);

export class Subject {
  readonly #settings: Settings;
  readonly #dataset: Dataset;
  readonly #patient: PatientIdentity;
  #shift: DateShift | undefined;
  #pseudonym: Pseudonym | undefined;
  #identifying: IdentifyingValues | undefined;
  #named: IdentifyingValues | undefined;
  #persons: IdentifyingValues | undefined;
  #contentPaths: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(settings: Settings, dataset: Dataset) {
    this.#settings = settings;
    this.#dataset = dataset;
    const fallback = dataset.string(studyInstance) ?? dataset.string(sopInstance);
    this.#patient = { id: dataset.string(patientId) ?? '', issuer: dataset.string(issuerOfPatientId), fallback };
  }

  get shift(): DateShift {
    return (this.#shift ??= dateShiftOf(this.#patient, { secret: this.#settings.secret, ...this.#settings.dateShift }));
  }

  /** What the user's source has no name for is an error only where a data set is that patient's. */
  get pseudonym(): Pseudonym {
    return (this.#pseudonym ??= this.#settings.pseudonyms.of(this.#patient));
  }

  /** What stands in place of a Patient ID or Patient's Name; '' of a patient who is not the data set's. */
  patientText(tag: number, text: string): string | undefined {
    if (tag === patientId) return this.#isSame(tag, text) ? this.pseudonym.id : '';
    if (tag === patientName) return this.#isSame(tag, text) ? this.pseudonym.name : '';
    return undefined;
  }

  #isSame(tag: number, text: string): boolean {
    return canonical(this.#dataset.string(tag)) === canonical(text);
  }

  /** Whether a text says nothing that the data set says of persons, places and times, and nothing that looks like it. */
  isFreeOfIdentifiers(text: string): boolean {
    if (text === '') return true;
    const identifying = this.#identified;
    if (identifying.isTooMuch || text.includes('\ufffd')) return false;
    let isFree = findPatterns(plainText(text)).length === 0;
    identifying.find(identifying.fold(text), () => (isFree = false));
    return isFree;
  }

  /**
   * The same of a text that a reviewed list lets pass: words that companies, products and programs are called by too do not count. Codes
   * may look like numbers and addresses.
   */
  isFreeOfNames(text: string, isCode: boolean): boolean {
    if (text === '') return true;
    const named = (this.#named ??= this.#settings.collectedNames.of(this.#said()));
    if (named.isTooMuch || text.includes('\ufffd')) return false;
    let isFree = isCode || findPatterns(plainText(text)).length === 0;
    named.find(named.fold(text), () => (isFree = false));
    return isFree;
  }

  /** What is left of a free text. */
  clean(text: string): string {
    const { allow, accept } = this.#settings.text;
    const { retainLongitudinalModifiedDates: shifts } = this.#settings.rules.profile.options;
    return cleanText(text, this.#identified, { allow, accept, shift: shifts ? this.shift : undefined }).text;
  }

  /** A text that stays by rule, without the words that name persons of the data set or number its patient. */
  withoutPersons(text: string): string {
    if (this.#persons === undefined) {
      const persons = new IdentifyingValues();
      everyElement(this.#dataset, namesPerson, (element) => collectPerson(element, persons));
      this.#persons = persons;
    }
    return withoutIdentifying(text, this.#persons);
  }

  /** Where content items stand once others have gone. */
  get contentPaths(): ReadonlyMap<string, readonly number[]> {
    return (this.#contentPaths ??= contentPaths(this.#settings.rules, this.#dataset));
  }

  get #identified(): IdentifyingValues {
    return (this.#identifying ??= this.#settings.collected.of(this.#said()));
  }

  /** What the data set says of persons, places and times. */
  #said(): SaidValue[] {
    const said: SaidValue[] = [];
    const attributes = this.#settings.identifying;
    everyElement(
      this.#dataset,
      (tag, vr) => attributes.has(tag, meantVrOf(tag, vr)),
      (element) => collect(element, said),
    );
    return said;
  }
}

/** What a file calls UN may be a name all the same. PS3.5 §6.2.2 */
function meantVrOf(tag: number, vr: string): string {
  return vr === 'UN' ? (names.vrsOf(tag)?.[0] ?? 'UN') : vr;
}

function collect(element: Element, said: SaidValue[]): void {
  const { tag } = element;
  const vr = meantVrOf(tag, element.vr);
  // A time alone names nobody.
  if (vr === 'TM') return;
  const texts = element.vr === vr ? element.strings : element.characterSet.decodeValues(element.bytes ?? nothing, vr);
  const isId = identifierKeyword.test(names.keywordOf(tag) ?? '');
  const kind = vr === 'PN' ? 'name' : kindOf(vr) === 'date' ? 'date' : isId ? 'id' : 'text';
  for (const text of texts) said.push({ kind, text });
}

/** Names without titles, since devices are called DR and MR too, and numbers of the patient. */
function collectPerson({ tag, vr, strings }: Element, persons: IdentifyingValues): void {
  if (vr === 'PN') for (const name of strings) persons.addName(untitled(name));
  if (isPatientNumber(tag, vr)) for (const id of strings) persons.addId(id);
}

/** A value of PN without prefix and suffix in any of its groups. */
function untitled(name: string): string {
  const groups = name.split('=').map((group) => group.split('^').slice(0, 3).join('^'));
  return groups.join('=');
}

function namesPerson(tag: number, vr: string): boolean {
  return !isPrivate(tag) && (vr === 'PN' || isPatientNumber(tag, vr));
}

function isPatientNumber(tag: number, vr: string): boolean {
  if (kindOf(vr) !== 'text') return false;
  if (tag === accessionNumber || tag === admissionId) return true;
  return tag >>> 16 === 0x0010 && identifierKeyword.test(names.keywordOf(tag) ?? '');
}
