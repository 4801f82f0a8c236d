// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a patient is called instead: by the secret, or as the user says.

import { misuse } from '../../errors.js';
import { validateText } from '../../values/validate/validation.js';
import { readCsv } from './csv.js';
import { canonical, patientKey, type PatientIdentity } from './patient.js';
import { joinTexts, type Secret } from './secret.js';

/** A patient under another name. */
export interface Pseudonym {
  /** For Patient ID (0010,0020): at most 64 characters. */
  readonly id: string;
  /** For Patient's Name (0010,0010). */
  readonly name: string;
}

/** What the user gives: `readPseudonyms` makes it of a table. `undefined` where the patient is not named. */
export type PseudonymSource = (patient: PatientIdentity) => Pseudonym | undefined;

export interface PseudonymOptions {
  readonly secret: Secret;
  /** Asked first. */
  readonly source?: PseudonymSource | undefined;
  /** What becomes of patients whom the source does not name: an error, which is the default, or a pseudonym by the secret. */
  readonly missing?: 'error' | 'keyed' | undefined;
  /** What pseudonyms by the secret begin with: `P-` by default, 32 characters at most. */
  readonly prefix?: string | undefined;
}

/** Names patients anew. The same patient has the same pseudonym wherever secret and source are the same. */
export class Pseudonyms {
  readonly #options: PseudonymOptions;
  /** Data sets of one patient follow each other. */
  #last: { readonly key: string; readonly pseudonym: Pseudonym } | undefined;

  /** @throws TypeError with code `argument_invalid` where the prefix cannot begin a Patient ID. */
  constructor(options: PseudonymOptions) {
    const { prefix = '' } = options;
    if (prefix.length > 32 || !/^[\w.-]*$/.test(prefix)) {
      throw misuse('argument_invalid', 'a prefix has at most 32 letters, digits, hyphens, points and underscores');
    }
    this.#options = options;
  }

  /**
   * The pseudonym of a patient: the source's, or `P-` and 80 bits of HMAC-SHA-256 in base32hex as ID and name.
   * @throws TypeError with code `argument_invalid` where the source does not name the patient, or gives what Patient ID or Patient's Name
   * cannot hold.
   */
  of(patient: PatientIdentity): Pseudonym {
    const { secret, source, missing = 'error', prefix = 'P-' } = this.#options;
    const given = source?.(patient);
    if (given !== undefined) {
      const problem = problemOf(given);
      if (problem !== undefined) throw misuse('argument_invalid', `a pseudonym ${problem}`);
      return given;
    }
    if (source !== undefined && missing === 'error') {
      throw misuse('argument_invalid', 'there is no pseudonym for the patient');
    }
    const key = patientKey(patient);
    if (this.#last?.key !== key) {
      const id = prefix + secret.characters('pseudonyms', key, 16);
      this.#last = { key, pseudonym: { id, name: id } };
    }
    return this.#last.pseudonym;
  }
}

export interface PseudonymTableOptions {
  /** Whether several rows may give one pseudonym, for patients who have several IDs. */
  readonly shares?: boolean | undefined;
}

/**
 * Reads a table of pseudonyms. Columns: `Patient ID`, `Pseudonym`; and where wanted `Issuer of Patient ID`, `Pseudonym Name`, which is the
 * pseudonym where it is empty. A row without an issuer is for the patients of every issuer that no other row names.
 * @throws TypeError with code `argument_invalid` where it is no such table, a patient is named twice, two patients would become
 * one, a pseudonym is an ID of the table itself, or is none that Patient ID or Patient's Name can hold. The message names the line.
 */
export function readPseudonyms(csv: string, { shares = false }: PseudonymTableOptions = {}): PseudonymSource {
  const pseudonyms = new Map<string, Pseudonym>();
  const given = new Set<string>();
  const rows = readCsv(csv);
  const originals = new Set(rows.map((row) => canonical(row.field('Patient ID'))));
  for (const row of rows) {
    const original = canonical(row.field('Patient ID'));
    const id = canonical(row.field('Pseudonym'));
    const name = canonical(row.field('Pseudonym Name'));
    const pseudonym = { id, name: name === '' ? id : name };
    if (original === '' || id === '') throw row.wrong('has no Patient ID, or no Pseudonym');
    const problem = problemOf(pseudonym) ?? (originals.has(id) ? 'is a Patient ID of the table' : undefined);
    if (problem !== undefined) throw row.wrong(`has a pseudonym that ${problem}`);
    const key = joinTexts([original, canonical(row.field('Issuer of Patient ID'))]);
    if (pseudonyms.has(key)) throw row.wrong('names a patient a second time');
    if (given.has(id) && !shares) throw row.wrong('gives a pseudonym a second time');
    pseudonyms.set(key, pseudonym);
    given.add(id);
  }
  return ({ id, issuer }) =>
    pseudonyms.get(joinTexts([canonical(id), canonical(issuer)])) ?? pseudonyms.get(joinTexts([canonical(id), '']));
}

function problemOf({ id, name }: Pseudonym): string | undefined {
  if (canonical(id) === '' || validateText('LO', [id]).length > 0) return 'is no text for Patient ID';
  return canonical(name) === '' || validateText('PN', [name]).length > 0 ? "is no text for Patient's Name" : undefined;
}
