// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Names of the UIDs that PS3.6 Annex A registers. Load it with import() where it is not always needed.

import { uidRows } from './uid-rows.js';

/** A registered UID. */
export interface UidEntry {
  readonly uid: string;
  /** '' where the standard gives none. */
  readonly keyword: string;
  readonly name: string;
  /** `SOP Class`, `Transfer Syntax` and so on, as the standard prints it. */
  readonly type: string;
  readonly retired: boolean;
}

interface Table {
  readonly byUid: Map<string, UidEntry>;
  readonly byKeyword: Map<string, UidEntry>;
}

let table: Table | undefined;

function readTable(): Table {
  const byUid = new Map<string, UidEntry>();
  const byKeyword = new Map<string, UidEntry>();
  let type = '';
  for (const line of uidRows.split('\n')) {
    if (line.startsWith('>')) {
      type = line.slice(1);
      continue;
    }
    const [short = '', keyword = '', name = ''] = line.slice(1).split('\t');
    const uid = short.startsWith('.') ? `1.2.840.10008${short}` : short;
    const entry = { uid, keyword, name, type, retired: line.startsWith('-') };
    byUid.set(uid, entry);
    if (keyword !== '') byKeyword.set(keyword, entry);
  }
  return { byUid, byKeyword };
}

/** The entry of a UID, given without padding; `undefined` where it is not registered. */
export function findUid(uid: string): UidEntry | undefined {
  return (table ??= readTable()).byUid.get(uid);
}

/** The UID of a keyword in exact spelling, such as `CTImageStorage`. */
export function uidOf(keyword: string): string | undefined {
  return (table ??= readTable()).byKeyword.get(keyword)?.uid;
}
