// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What `dcmstream deid` is told by files and options: profile, secret, pseudonyms, regions, words that may stay.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DeidentifyOptions } from '../../deid/engine/settings.js';
import { type Profile, readProfile } from '../../deid/profile.js';
import { readPseudonyms } from '../../deid/replacement/pseudonyms.js';
import { readUidMapping } from '../../deid/replacement/uids.js';
import { allowedWords } from '../../deid/text/clean-text.js';
import { implementationVersionName } from '../../flow/implementation.js';
import { fileError, isMisuse, UsageError } from '../failure.js';
import { readRegions } from './regions.js';

/** The arguments that say how. Files are named by their paths. */
export interface SetupArguments {
  readonly profile?: string | undefined;
  readonly option?: readonly string[] | undefined;
  readonly 'key-file'?: string | undefined;
  readonly pseudonyms?: string | undefined;
  readonly 'missing-pseudonyms'?: string | undefined;
  readonly regions?: string | undefined;
  readonly 'regions-cover-text'?: boolean | undefined;
  readonly words?: string | undefined;
  readonly uids?: string | undefined;
}

export interface Setup {
  readonly profile: Profile;
  readonly options: DeidentifyOptions;
  /** What the key file holds. */
  readonly key: Uint8Array | undefined;
  /** Differs where results may differ. */
  readonly fingerprint: string;
}

/** @throws UsageError where what they say is wrong; FileError where a file cannot be read. */
export async function readSetup(values: SetupArguments): Promise<Setup> {
  const [profileText, keyFile, table, regionText, words, uidTable] = await Promise.all([
    readIfNamed(values.profile),
    readIfNamed(values['key-file']),
    readIfNamed(values.pseudonyms),
    readIfNamed(values.regions),
    readIfNamed(values.words),
    readIfNamed(values.uids),
  ]);
  const profile = asked('profile', () => profileOf(profileText, values.option ?? []));
  const key = keyFile && keyOf(keyFile);
  if (key !== undefined && key.length < 16) throw new UsageError('--key-file takes a file of at least 16 bytes');
  const missing = values['missing-pseudonyms'];
  if (missing !== undefined && missing !== 'error' && missing !== 'keyed') {
    throw new UsageError('--missing-pseudonyms takes error or keyed');
  }
  const coversText = values['regions-cover-text'];
  if (coversText === true && regionText === undefined) throw new UsageError('--regions-cover-text needs --regions');
  const source = table && asked('pseudonyms', () => readPseudonyms(textOf(table)));
  const uids = uidTable && asked('uids', () => readUidMapping(textOf(uidTable)));
  const regions = regionText && asked('regions', () => readRegions(textOf(regionText)));
  const allow = words && allowedWords(asked('words', () => textOf(words)).split(/\r\n|[\r\n]/));
  const hash = createHash('sha256').update(
    JSON.stringify([implementationVersionName, profile, missing, coversText ?? false]),
  );
  for (const bytes of [table, regionText, words, uidTable]) {
    hash.update(
      createHash('sha256')
        .update(bytes ?? '')
        .digest(),
    );
  }
  const text = allow === undefined ? {} : { text: { allow } };
  return {
    profile,
    options: {
      ...{ secret: key, pseudonyms: source, missingPseudonyms: missing, uids },
      ...{ regions, regionsCoverText: coversText, ...text },
    },
    key,
    fingerprint: hash.digest('hex'),
  };
}

async function readIfNamed(path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined;
  return readFile(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
}

/** A file of text holds what `Secret.from` makes of that text: editors end lines, and forms do not. Any other holds its bytes. */
function keyOf(file: Uint8Array): Uint8Array {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file);
    return new TextEncoder().encode(text.normalize('NFC').trim());
  } catch {
    return file;
  }
}

/** The options named beside the profile are used besides its own. */
function profileOf(text: Uint8Array | undefined, named: readonly string[]): Profile {
  const json = text === undefined ? {} : jsonOf(text);
  const profile = readProfile(json);
  const used = named.map((name): [string, boolean] => [name, true]);
  // A profile that has been read is one that can be read again.
  return used.length === 0
    ? profile
    : readProfile({ ...profile, options: { ...profile.options, ...Object.fromEntries(used) } });
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError('takes a file in UTF-8');
  }
}

/** Its own message would quote the text. */
function jsonOf(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('takes a file of JSON');
  }
}

/** What is wrong with a file is wrong usage of its option. */
function asked<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`--${option} ${error.message}`);
    throw isMisuse(error) ? new UsageError(`--${option}: ${error.message}`) : error;
  }
}
