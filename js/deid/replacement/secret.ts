// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The secret that new UIDs, shifts of dates, pseudonyms and dummies come from: HMAC-SHA-256 (RFC 2104, FIPS 180-4), at once.

import { misuse } from '../../errors.js';
import { openHmac } from './hmac.js';

/** What a keyed value is for. Each has a key of its own, so that none of them tells anything of another. */
export type KeyPurpose = 'uids' | 'dates' | 'pseudonyms' | 'dummies';

/** Goes before the purpose in what makes a purpose's key; another number will mean other values from the same secret. */
const label = 'dcmstream de-identification 1: ';
const shortest = 16;

/**
 * What only the user knows. The same secret gives the same values in every session and on every machine; who has it, and guesses
 * an original value, can test the guess.
 */
export class Secret {
  readonly #key: Uint8Array;
  readonly #keyed = new Map<KeyPurpose, (message: Uint8Array) => Uint8Array>();
  /** Whether it was drawn at random, so that no later run gives the same values. */
  readonly isDrawn: boolean;

  private constructor(key: Uint8Array, isDrawn: boolean) {
    this.#key = key;
    this.isDrawn = isDrawn;
  }

  /**
   * The secret of a text or of bytes, which are copied. White space around a text is not part of it, and however a system composes its
   * letters (NFC, NFD) it is the same text.
   * @throws TypeError with code `argument_invalid` where it is shorter than 16 bytes (of UTF-8): a short one is soon guessed.
   * @example Secret.from(await readFile('hospital.key', 'utf8'))
   */
  static from(key: string | Uint8Array): Secret {
    const bytes = typeof key === 'string' ? utf8(key.normalize('NFC').trim()) : key.slice();
    if (bytes.length < shortest) throw misuse('argument_invalid', `a key has at least ${shortest} bytes`);
    return new Secret(bytes, false);
  }

  /** A secret of 256 random bits, for one run. */
  static draw(): Secret {
    return new Secret(crypto.getRandomValues(new Uint8Array(32)), true);
  }

  /** The 32 bytes of HMAC-SHA-256 over the text in UTF-8, under the purpose's key: HMAC-SHA-256 of label and purpose under the secret. */
  mac(purpose: KeyPurpose, text: string): Uint8Array {
    let keyed = this.#keyed.get(purpose);
    if (keyed === undefined) {
      keyed = openHmac(openHmac(this.#key)(utf8(label + purpose)));
      this.#keyed.set(purpose, keyed);
    }
    return keyed(utf8(text));
  }

  /** The first bits of `mac`, up to 128, as a number. */
  number(purpose: KeyPurpose, text: string, bits: number): bigint {
    const mac = this.mac(purpose, text);
    let number = 0n;
    for (const byte of mac.subarray(0, 16)) number = (number << 8n) | BigInt(byte);
    return number >> BigInt(128 - bits);
  }

  /** The first bits of `mac`, five for each of up to 25 characters: capital letters and digits (base32hex of RFC 4648). */
  characters(purpose: KeyPurpose, text: string, count: number): string {
    return this.number(purpose, text, 5 * count)
      .toString(32)
      .toUpperCase()
      .padStart(count, '0');
  }
}

/**
 * Several texts as one that no other texts give: each with its length before it and a comma after it (netstrings), so that
 * `['ab', 'c']` and `['a', 'bc']` differ.
 */
export function joinTexts(texts: readonly string[]): string {
  return texts.map((text) => `${utf8(text).length}:${text},`).join('');
}

const encoder = new TextEncoder();

function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
