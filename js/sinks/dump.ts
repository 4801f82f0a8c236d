// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as text for people, one line an element, like dcmdump: tag, VR, value, length, number of values, keyword. Nothing
// but the beginning of one value is held, so a file of any size is dumped in constant memory.

import { SpecificCharacterSet, TransferSyntaxUID } from '../dictionary/tags.js';
import type { Names } from '../dictionary/names.js';
import { loadNames, requireNames } from '../dictionary/registry.js';
import type { UidEntry } from '../dictionary/uids.js';
import { noteOf, type Part, undefinedLength } from '../part.js';
import { formatTag } from '../path.js';
import { CharacterSet, isTextVr } from '../values/text.js';
import { bytesOfLine, ShownValue } from './dump-value.js';
import { lines, type LineWriter, type Print } from './lines.js';

export interface DumpOptions {
  /** Values are shown as far as they are kept, not cut to a line. */
  readonly full?: boolean | undefined;
  /** How many bytes of a value are kept: 64 KiB by default. */
  readonly maxValue?: number | undefined;
}

/**
 * A pair for `pipeThrough`: parts to lines of text. Text is decoded in the character set that its data set or item declares;
 * UIDs that the standard registers go by their keyword, `=CTImageStorage`; notes, and bytes that are no elements, are lines
 * that begin with `#`. Loads the names.
 */
export function dump({ full = false, maxValue = 65536 }: DumpOptions = {}): ReadableWritablePair<
  string,
  readonly Part[]
> {
  return lines(async (print) => {
    const [{ findUid }] = await Promise.all([import('../dictionary/uids.js'), loadNames()]);
    return new DumpWriter(print, { names: requireNames(), findUid, full, maxValue });
  });
}

interface DumpSettings {
  readonly names: Names;
  readonly findUid: (uid: string) => UidEntry | undefined;
  readonly full: boolean;
  readonly maxValue: number;
}

/** A line that waits for its value. */
interface OpenLine {
  readonly header: Part;
  readonly value: ShownValue;
}

/** Columns that a value takes at least. */
const valueWidth = 40;

/** What is said of bytes that are no elements. */
const unreadBytes = { deflated: 'deflated', unknown: 'without meaning', unparsed: 'not read' } as const;

const itemTag = 0xfffee000;
const itemEndTag = 0xfffee00d;
const sequenceEndTag = 0xfffee0dd;

class DumpWriter implements LineWriter {
  readonly #print: Print;
  readonly #settings: DumpSettings;
  /** The character set at the root, then those of the items that are open. */
  readonly #sets: CharacterSet[] = [CharacterSet.default];
  #open: OpenLine | undefined;
  /** Bytes in a row that are no element. */
  #unread: { readonly position: number; size: number; readonly what: string } | undefined;
  #section: 'none' | 'meta' | 'data set' = 'none';
  #transferSyntax = '';

  constructor(print: Print, settings: DumpSettings) {
    this.#print = print;
    this.#settings = settings;
  }

  part(part: Part): void {
    switch (part.kind) {
      case 'value':
        this.#open?.value.add(part.bytes, part.last);
        if (part.last) this.#closeValue();
        return;
      case 'note': // may stand inside a value
        return this.#note(part);
      case 'deflated':
      case 'unknown':
      case 'unparsed':
        this.#closeValue();
        this.#unread ??= { position: part.position, size: 0, what: unreadBytes[part.kind] };
        this.#unread.size += part.size;
        return;
      default:
        this.end();
        this.#element(part);
    }
  }

  end(): void {
    this.#closeValue();
    this.#closeUnread();
  }

  /** A part that begins or ends something. */
  #element(part: Part): void {
    const { kind, tag, vr, length, depth } = part;
    const form = length === undefinedLength ? 'undefined' : 'explicit';
    switch (kind) {
      case 'header':
        this.#enter(part);
        return this.#openValue(part, vr);
      case 'sequence':
        this.#enter(part);
        return this.#line(depth * 2, tag, vr, `(Sequence with ${form} length)`, length, 1);
      case 'sequenceEnd':
      case 'fragmentsEnd':
        if (part.size === 0) return;
        return this.#line(depth * 2, sequenceEndTag, 'na', '(SequenceDelimitationItem)', 0, 0);
      case 'item':
        this.#sets.push(this.#sets.at(-1)!);
        return this.#line(depth * 2 + 1, itemTag, 'na', `(Item with ${form} length)`, length, 1);
      case 'itemEnd':
        this.#sets.pop();
        if (part.size === 0) return;
        return this.#line(depth * 2 + 1, itemEndTag, 'na', '(ItemDelimitationItem)', 0, 0);
      case 'fragments':
        this.#enter(part);
        return this.#line(depth * 2, tag, vr, '(PixelSequence)', length, 1);
      case 'fragment':
        return this.#openValue(part, 'OB');
      default:
        return;
    }
  }

  /** Says what begins: file meta or data set. */
  #enter(part: Part): void {
    const section = part.meta ? 'meta' : 'data set';
    if (section === this.#section) return;
    if (this.#section !== 'none') this.#print('');
    this.#section = section;
    const encoding = `${part.explicitVR ? 'explicit' : 'implicit'} VR ${part.bigEndian ? 'big' : 'little'} endian`;
    if (section === 'meta') return this.#print(`# File meta information: ${encoding}`);
    const syntax = this.#settings.findUid(this.#transferSyntax)?.keyword || this.#transferSyntax;
    this.#print(`# Data set: ${encoding}${syntax === '' ? '' : ` (${syntax})`}`);
  }

  #openValue(header: Part, vr: string): void {
    const { full, maxValue } = this.#settings;
    const limit = full || isTextVr(vr) ? maxValue : Math.min(maxValue, bytesOfLine);
    this.#open = { header, value: new ShownValue(vr, header.bigEndian, header.length, limit) };
    if (header.last) this.#closeValue();
  }

  #closeValue(): void {
    if (this.#open === undefined) return;
    const { header, value } = this.#open;
    this.#open = undefined;
    const { depth, tag, vr, length } = header;
    const set = header.meta ? CharacterSet.default : this.#sets.at(-1)!;
    const { text, count } = value.show(set, this.#settings.full);
    if (header.kind === 'fragment') return this.#line(depth * 2 + 1, itemTag, 'pi', text, length, count);
    this.#line(depth * 2, tag, vr, vr === 'UI' ? this.#uidName(value, text) : text, length, count);
    if (tag === SpecificCharacterSet) this.#declare(header, value);
    else if (tag === TransferSyntaxUID) this.#transferSyntax = value.string();
  }

  #uidName(value: ShownValue, otherwise: string): string {
    const keyword = this.#settings.findUid(value.string())?.keyword;
    return keyword ? `=${keyword}` : otherwise;
  }

  /** A character set, which counts from here on to the end of the data set or item. PS3.3 §C.12.1.1.2 */
  #declare(header: Part, value: ShownValue): void {
    const set = CharacterSet.of(value.strings());
    this.#sets[this.#sets.length - 1] = set;
    for (const note of set.notes) this.#print(`# ${note} at byte ${header.position} in ${header.path}`);
  }

  #note(part: Part): void {
    this.#closeUnread();
    const note = noteOf(part);
    if (note === undefined) return;
    this.#print(`# ${note.code} at byte ${note.position}${note.path === '' ? '' : ` in ${note.path}`}`);
  }

  #closeUnread(): void {
    if (this.#unread === undefined) return;
    const { position, size, what } = this.#unread;
    this.#unread = undefined;
    this.#print(`# ${size} bytes ${what} at byte ${position}`);
  }

  #line(level: number, tag: number, vr: string, text: string, length: number, count: number): void {
    const shownLength = length === undefinedLength ? 'u/l' : String(length).padStart(3);
    const columns = `${formatTag(tag)} ${vr || '??'} ${text.padEnd(valueWidth)}`;
    this.#print(
      `${'  '.repeat(level)}${columns} # ${shownLength},${String(count).padStart(2)} ${this.#keywordOf(tag)}`,
    );
  }

  #keywordOf(tag: number): string {
    return this.#settings.names.keywordOf(tag) ?? 'Unknown';
  }
}
