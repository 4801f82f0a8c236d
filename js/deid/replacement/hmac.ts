// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// HMAC-SHA-256 (RFC 2104, FIPS 180-4). The build puts the library into this file, so that pages which resolve no names of packages run it.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** The function of a key: 32 bytes for a message. */
export function openHmac(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const keyed = hmac.create(sha256, key);
  // The clone has seen the key already, which saves half of the work for a short message.
  return (message) => keyed.clone().update(message).digest();
}
