// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Predicates for flows: which kind of element a part begins.

import type { Part } from '../part.js';

/** Private attributes, their creators among them: of odd groups. PS3.5 §7.8 */
export function isPrivate({ tag }: Part): boolean {
  return (tag & 0x00010000) !== 0;
}

/** The file meta information. PS3.10 §7.1 */
export function isMeta({ meta }: Part): boolean {
  return meta;
}

/** Group lengths, which are retired, but for that of the file meta. PS3.5 §7.2 */
export function isGroupLength({ tag, meta }: Part): boolean {
  return (tag & 0xffff) === 0 && !meta;
}

/** Of one of these VRs. */
export function ofVr(...vrs: readonly string[]): (part: Part) => boolean {
  const wanted = new Set(vrs);
  return ({ vr }) => wanted.has(vr);
}

const bulkTags: ReadonlySet<number> = new Set([
  0x7fe00008, // Float Pixel Data
  0x7fe00009, // Double Float Pixel Data
  0x7fe00010, // Pixel Data
  0x00287fe0, // Pixel Data Provider URL
  0x56000020, // Spectroscopy Data
  0x00420011, // Encapsulated Document
  0x54001010, // Waveform Data
]);

/** Audio Sample Data, Curve Data (50xx), Overlay Data (60xx), Variable Pixel Data (7Fxx): repeating groups. PS3.5 §7.6 */
const bulkInGroups: ReadonlySet<number> = new Set([0x5000200c, 0x50003000, 0x60003000, 0x7f000010]);

/** Pixels, overlays, curves, waveforms, documents and the like: what makes files large. PS3.3 */
export function isBulkData({ tag, kind }: Part): boolean {
  return kind === 'fragments' || bulkTags.has(tag) || bulkInGroups.has((tag & 0xff00ffff) >>> 0);
}
