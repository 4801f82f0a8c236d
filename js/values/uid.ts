// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// UIDs: whether a text is one, and new ones below 2.25, each a UUID written as one decimal number (PS3.5 §B.2).

import { misuse } from '../errors.js';

/** The namespace of RFC 9562 for names that are object identifiers, as UIDs are. */
const objectIdentifiers = '6ba7b812-9dad-11d1-80b4-00c04fd430c8';

/** A UUID of RFC 9562: 4 of random bits, 5 of a name by SHA-1, 8 of bits by a rule of one's own. */
export type UuidVersion = 4 | 5 | 8;

/**
 * Whether the text is a UID as PS3.5 §9.1 has it, padding not included: two components or more, of digits, without leading zeros,
 * at most 64 characters in all. Whether anybody has registered it is another question.
 */
export function isValidUid(text: string): boolean {
  return text.length <= 64 && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/.test(text);
}

/** A new UID from 122 random bits, of at most 44 characters: UUID version 4. */
export function createUid(): string {
  return uidOfBits(crypto.getRandomValues(new Uint8Array(16)), 4);
}

/**
 * The UID that a name has in a namespace, always the same: UUID version 5, so anyone may work it out from a guessed name.
 * The namespace is a UUID, or a UID below 2.25; without one it is that of object identifiers, whose names are UIDs.
 * Uses WebCrypto, which browsers offer to secure pages alone (https, localhost).
 * @throws TypeError with code `argument_invalid` where the namespace is neither.
 */
export async function createUidFromName(name: string, namespace: string = objectIdentifiers): Promise<string> {
  const prefix = bytesOfUuid(namespace);
  const text = new TextEncoder().encode(name);
  const hashed = new Uint8Array(prefix.length + text.length);
  hashed.set(prefix);
  hashed.set(text, prefix.length);
  return uidOfBits(new Uint8Array(await crypto.subtle.digest('SHA-1', hashed)), 5);
}

/** The UID of the UUID made of the first 16 bytes, in which version and variant replace six bits (RFC 9562 §4). */
export function uidOfBits(bytes: Uint8Array, version: UuidVersion): string {
  let value = 0n;
  for (const byte of bytes.subarray(0, 16)) value = (value << 8n) | BigInt(byte);
  value = (value & ~(0xfn << 76n)) | (BigInt(version) << 76n);
  value = (value & ~(0x3n << 62n)) | (0x2n << 62n);
  return `2.25.${value}`;
}

function bytesOfUuid(text: string): Uint8Array {
  const decimal = /^2\.25\.(0|[1-9]\d{0,38})$/.exec(text)?.[1];
  const digits = decimal === undefined ? text.replaceAll('-', '') : BigInt(decimal).toString(16).padStart(32, '0');
  const isUuid = decimal !== undefined || /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
  if (!isUuid || digits.length !== 32) {
    throw misuse('argument_invalid', 'the namespace is neither a UUID nor a UID below 2.25');
  }
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
