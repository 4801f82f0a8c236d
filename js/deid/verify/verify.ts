// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether a de-identified file still says what its original said: a second look, at the bytes, that shares nothing with the first.

import { misuse } from '../../errors.js';
import { createPartParser } from '../../parse/parse.js';
import type { Part } from '../../part.js';
import { chunksOf, type Source } from '../../source.js';
import { loadImageModule } from '../../wasm/image.js';
import { readProfile } from '../profile.js';
import { Original } from './original.js';
import { Output } from './output.js';
import { Expectations } from './rule/expectation.js';
import { TokenHunt } from './token-hunt.js';
import { Findings, NotSearched, type Verification } from './verification.js';

export interface VerifyOptions {
  /** What the output was made by, as `deidentify` takes it; the Basic Profile alone by default. */
  readonly profile?: unknown;
  /** How many different tokens are looked for: 100 000 by default. More of them are an `incomplete` finding. */
  readonly maxTokens?: number | undefined;
  /** How many bytes a value may have that is looked at as a whole: 4 MiB by default. Longer text of the original is an `incomplete` finding. */
  readonly maxValue?: number | undefined;
  /** How many findings are told: 1000 by default. */
  readonly maxFindings?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies a de-identified file against its original: reads the tables of PS3.15 Annex E once more, by other code than `deidentify`,
 * compares attribute by attribute, and looks for everything of the original that identifies in all bytes of the output: in ASCII,
 * UTF-8, UTF-16 and the other character sets of DICOM. A finding is an error; it never holds a value.
 *
 * ```ts
 * const { ok, findings } = await verifyDeidentified(original, output, { profile });
 * if (!ok) throw new Error(findings.map(({ kind, path, rule }) => `${kind} ${path} ${rule}`).join('\n'));
 * ```
 *
 * Tokens of less than 4 characters (2 if ideographic) and numbers of less than 6 digits are compared attribute by attribute only; words
 * that are kept may stand where the original has them. Native pixel data are not searched; in encapsulated ones what decoders read
 * as numbers for tokens of 8 bytes and more: `notSearched` says what was not. Memory is bounded whatever the sizes.
 * @throws DicomError as `parse` does where one of the two is no DICOM; `memory_exhausted`. What breaks off is read as far as it goes.
 * @throws TypeError with code `argument_invalid` where profile or options are none.
 */
export async function verifyDeidentified(
  original: Source,
  output: Source,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { maxTokens = 100_000, maxValue = 2 ** 22, maxFindings = 1000, signal } = options;
  for (const limit of [maxTokens, maxValue - 1023, maxFindings]) {
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw misuse('argument_invalid', 'limits are integers, at least 1, and that of a value at least 1024');
    }
  }
  const expectations = new Expectations(readProfile(options.profile ?? {}));
  const module = await loadImageModule();
  const findings = new Findings(maxFindings);
  const notSearched = new NotSearched();

  const first = new Original(expectations, module, { maxTokens, maxValue }, notSearched);
  try {
    await eachPart(original, signal, (part) => first.part(part));
    first.end();
  } finally {
    first.release();
  }

  const hunt = await TokenHunt.of(first, { findings, notSearched });
  if (!first.isComplete || !first.tokens.isComplete) {
    findings.add({ kind: 'incomplete', position: 0, rule: 'all of the original is looked for: a limit was reached' });
  }
  try {
    const second = new Output(expectations, module, first, findings, notSearched, maxValue);
    await eachPart(output, signal, (part) => {
      hunt.part(part, second.samples.bytes);
      second.part(part);
      if (endsElement(part)) hunt.settle(second.accepts);
    });
    hunt.settle(() => false);
    second.end();
    const { tokens, bytes } = hunt;
    const { list } = findings;
    return { ok: list.length === 0, findings: list, searched: { tokens, bytes }, notSearched: notSearched.list };
  } finally {
    hunt.release();
  }
}

/** Whether what was searched so far is over with the part. Fragments are pieces of one stream. */
function endsElement({ kind, last, index }: Part): boolean {
  if (kind === 'value' || kind === 'header') return last && index < 0;
  return kind !== 'fragments' && kind !== 'fragment';
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
