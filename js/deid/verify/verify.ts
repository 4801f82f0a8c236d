// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether a de-identified file still says what its original said: a second look, at the bytes, that shares nothing with the first.

import { misuse } from '../../errors.js';
import { createPartParser } from '../../parse/parse.js';
import type { Part } from '../../part.js';
import { chunksOf, type Source } from '../../source.js';
import { type Profile, readProfile } from '../profile.js';
import { Expectations } from './expectation.js';
import { Original } from './original.js';
import { Output } from './output.js';
import { PartSearch } from './part-search.js';
import { Findings, type Verification } from './verification.js';

export interface VerifyOptions {
  /** What the output was made by, as `deidentify` takes it; the Basic Profile alone by default. */
  readonly profile?: unknown;
  /** How many different tokens are looked for: 100 000 by default. More of them are an `incomplete` finding. */
  readonly maxTokens?: number | undefined;
  /** How many bytes of each value of the original are looked at: 1 MiB by default. */
  readonly maxValue?: number | undefined;
  /** How many findings are told: 1000 by default. */
  readonly maxFindings?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies a de-identified file against its original: reads the tables of PS3.15 Annex E once more, by other code than `deidentify`, and
 * looks for everything of the original that identifies in all bytes of the output: in ASCII, UTF-8, UTF-16 and the character sets of
 * the original. Findings never hold a value.
 *
 * ```ts
 * const { ok, findings } = await verifyDeidentified(original, output, { profile });
 * if (!ok) throw new Error(findings.map(({ kind, path, rule }) => `${kind} ${path} ${rule}`).join('\n'));
 * ```
 *
 * Tokens of less than 4 characters (2 if ideographic), numbers of less than 6 digits, and words that values carry which are kept
 * are compared attribute by attribute only. Native pixel data are not searched; of encapsulated ones entropy-coded data for tokens
 * of 8 bytes and more: `notSearched` says what was not.
 * @throws DicomError as `parse` does where one of the two is no DICOM; what breaks off is read as far as it goes.
 * @throws TypeError with code `argument_invalid` where profile or options are none.
 */
export async function verifyDeidentified(
  original: Source,
  output: Source,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { maxTokens = 100_000, maxValue = 2 ** 20, maxFindings = 1000, signal } = options;
  for (const limit of [maxTokens, maxValue, maxFindings]) {
    if (!Number.isSafeInteger(limit) || limit < 1) throw misuse('argument_invalid', 'limits are integers, at least 1');
  }
  const profile: Profile = readProfile(options.profile ?? {});
  const expectations = new Expectations(profile);
  const findings = new Findings(maxFindings);

  const first = new Original(expectations, { maxTokens, maxValue });
  await eachPart(original, signal, (part) => first.part(part));
  if (!first.isComplete) findings.add('incomplete', 0, 'a limit was reached');

  const rules = new Output(expectations, first, profile, findings);
  const search = await PartSearch.of(first, profile, findings);
  try {
    await eachPart(output, signal, (part) => {
      rules.part(part);
      search.part(part);
    });
    rules.end();
    search.end();
    return {
      ok: findings.list.length === 0,
      findings: findings.list,
      searched: { tokens: search.tokens, bytes: search.bytes },
      notSearched: [...first.notSearched, ...search.notSearched],
    };
  } finally {
    search.release();
  }
}

async function eachPart(source: Source, signal: AbortSignal | undefined, use: (part: Part) => void): Promise<void> {
  const parser = await createPartParser({ tolerant: true, openUnknown: true });
  const take = async (): Promise<void> => {
    for (;;) {
      const parts = parser.next();
      if (parts !== undefined) parts.forEach(use);
      else if (parser.ready === undefined) return;
      else await parser.ready;
    }
  };
  try {
    for await (const chunk of chunksOf(source, signal)) {
      parser.write(chunk);
      await take();
    }
    parser.end();
    await take();
  } finally {
    parser.release();
  }
}
