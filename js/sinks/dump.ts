// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as text, one line an element, like dcmdump: tag, VR, value, length, number of values, keyword. Nothing but one value,
// up to a limit, is held, so a file of any size is dumped in constant memory.

import { SpecificCharacterSet, TransferSyntaxUID } from '../dictionary/tags.js';
import type { Names } from '../dictionary/names.js';
import { loadNames, requireNames } from '../dictionary/registry.js';
import type { UidEntry } from '../dictionary/uids.js';
import type { Selector } from '../flows/selector.js';
import { noteOf, type Part, undefinedLength } from '../part.js';
import { formatTag } from '../path.js';
import { CharacterSet, isTextVr } from '../values/text.js';
import { openEncoder } from '../wasm/encode.js';
import { ExactValues } from './dump-exact.js';
import { DumpSearch } from './dump-search.js';
import { bytesOfLine, ShownValue } from './dump-value.js';
import { lines, type LineWriter, type Print } from './lines.js';

export interface DumpOptions {
  /** The dump that `fromDump` reads back: every value to its last byte, and every end of a sequence and item. */
  readonly full?: boolean | undefined;
  /** How many bytes of a value are kept, 64 KiB by default. A full dump refers to a longer value by where it stands in the file. */
  readonly maxValue?: number | undefined;
  /** Only these elements, each with all that it holds: the first one that a selector names. */
  readonly search?: readonly Selector[] | undefined;
  /** With `search`: all that the selectors name. */
  readonly all?: boolean | undefined;
  /** With `search`: what is found goes by its path instead of its tag. */
  readonly paths?: boolean | undefined;
}

/**
 * A pair for `pipeThrough`: parts to lines of text. Text is decoded in the character set that its data set or item declares;
 * UIDs that the standard registers go by their keyword, `=CTImageStorage`; notes, and bytes that are no elements, are lines
 * that begin with `#`. Loads the names.
 *
 *     for await (const text of file.stream().pipeThrough(parse()).pipeThrough(dump({ search: ['**.StudyInstanceUID'] }))) …
 *
 * What is longer than a line is cut, and control characters are pictures, but in a full dump, which docs/dump.md describes. It is to be
 * made of parts as they were parsed: references such as `=@1234+200000` count the bytes of that file.
 * With `search`, reading ends, and the source is cancelled, as soon as each selector has found something.
 * Fails with TypeError `argument_invalid` where a selector names nothing.
 */
export function dump(options: DumpOptions = {}): ReadableWritablePair<string, readonly Part[]> {
  const { full = false, maxValue = defaultMaxValue, search, all = false, paths = false } = options;
  return lines(async (print) => {
    const [{ findUid }] = await Promise.all([import('../dictionary/uids.js'), loadNames()]);
    const exact = full ? new ExactValues(await openEncoder()) : undefined;
    const found = search === undefined ? undefined : new DumpSearch(search, all);
    return new DumpWriter(print, { names: requireNames(), findUid, exact, maxValue, paths }, found);
  });
}

interface DumpSettings {
  readonly names: Names;
  readonly findUid: (uid: string) => UidEntry | undefined;
  /** Of a full dump. */
  readonly exact: ExactValues | undefined;
  readonly maxValue: number;
  readonly paths: boolean;
}

/** A line that waits for its value. */
interface OpenLine {
  readonly header: Part;
  readonly value: ShownValue;
  readonly isShown: boolean;
}

/** How many bytes of a value are kept unless told otherwise. */
const defaultMaxValue = 65536;

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
  readonly #search: DumpSearch | undefined;
  /** The character set at the root, then those of the items that are open. */
  readonly #sets: CharacterSet[] = [CharacterSet.default];
  #open: OpenLine | undefined;
  /** Bytes in a row that are no element. */
  #unread: { readonly position: number; size: number; readonly what: string } | undefined;
  #section: 'none' | 'meta' | 'data set' = 'none';
  #transferSyntax = '';

  constructor(print: Print, settings: DumpSettings, search: DumpSearch | undefined) {
    this.#print = print;
    this.#settings = settings;
    this.#search = search;
  }

  /** Whether all that was searched for has been found. */
  get isDone(): boolean {
    return this.#search?.isDone === true && this.#open === undefined;
  }

  part(part: Part): void {
    switch (part.kind) {
      case 'value':
        this.#open?.value.add(part);
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
    const { kind, vr, length, depth } = part;
    const isShown = this.#search?.shows(part) ?? true;
    const form = length === undefinedLength ? 'undefined' : 'explicit';
    switch (kind) {
      case 'header':
        if (isShown) this.#enter(part);
        return this.#openValue(part, vr, isShown);
      case 'sequence':
        if (isShown) this.#enter(part);
        return this.#line(isShown, depth * 2, part, vr, `(Sequence with ${form} length)`, length, 1);
      case 'sequenceEnd':
      case 'fragmentsEnd':
        return this.#delimiter(isShown, depth * 2, part, sequenceEndTag, '(SequenceDelimitationItem');
      case 'item':
        this.#sets.push(this.#sets.at(-1)!);
        return this.#line(isShown, depth * 2 + 1, part, 'na', `(Item with ${form} length)`, length, 1, itemTag);
      case 'itemEnd':
        this.#sets.pop();
        return this.#delimiter(isShown, depth * 2 + 1, part, itemEndTag, '(ItemDelimitationItem');
      case 'fragments':
        if (isShown) this.#enter(part);
        return this.#line(isShown, depth * 2, part, vr, '(PixelSequence)', length, 1);
      case 'fragment':
        return this.#openValue(part, 'OB', isShown);
      default:
        return;
    }
  }

  /** A full dump has those too that the file leaves out: what is read back is text. */
  #delimiter(isShown: boolean, level: number, part: Part, tag: number, text: string): void {
    if (part.size > 0) this.#line(isShown, level, part, 'na', `${text})`, 0, 0, tag);
    else if (this.#settings.exact !== undefined) {
      this.#line(isShown, level, part, 'na', `${text} for re-encoding)`, 0, 0, tag);
    }
  }

  /** Says what begins: file meta or data set. */
  #enter(part: Part): void {
    if (this.#search !== undefined) return;
    const section = part.meta ? 'meta' : 'data set';
    if (section === this.#section) return;
    if (this.#section !== 'none') this.#print('');
    this.#section = section;
    const encoding = `${part.explicitVR ? 'explicit' : 'implicit'} VR ${part.bigEndian ? 'big' : 'little'} endian`;
    if (section === 'meta') return this.#print(`# File meta information: ${encoding}`);
    const syntax = this.#settings.findUid(this.#transferSyntax)?.keyword || this.#transferSyntax;
    this.#print(`# Data set: ${encoding}${syntax === '' ? '' : ` (${syntax})`}`);
  }

  #openValue(header: Part, vr: string, isShown: boolean): void {
    const { exact } = this.#settings;
    const { tag } = header;
    if (!isShown && tag !== SpecificCharacterSet && tag !== TransferSyntaxUID) return;
    // What says how all else is read is never referred to.
    const decides = header.meta || tag === SpecificCharacterSet;
    const maxValue = decides ? Math.max(this.#settings.maxValue, defaultMaxValue) : this.#settings.maxValue;
    const shown = exact !== undefined || isTextVr(vr) ? maxValue : Math.min(maxValue, bytesOfLine);
    const limit = exact !== undefined && header.length > maxValue ? 0 : shown;
    this.#open = { header, value: new ShownValue(vr, header.bigEndian, header.length, limit), isShown };
    if (header.last) this.#closeValue();
  }

  #closeValue(): void {
    if (this.#open === undefined) return;
    const { header, value, isShown } = this.#open;
    this.#open = undefined;
    const { depth, tag, length, kind } = header;
    if (isShown) {
      const set = header.meta ? CharacterSet.default : this.#sets.at(-1)!;
      const isFragment = kind === 'fragment';
      const text = this.#settings.exact?.show(value, set) ?? this.#shown(value, set);
      const level = depth * 2 + (isFragment ? 1 : 0);
      const [vr, shownTag] = isFragment ? ['pi', itemTag] : [header.vr, tag];
      // A name in a full dump is a comment: not all know the same names.
      const remark = this.#settings.exact === undefined ? '' : this.#uidName(value);
      this.#line(isShown, level, header, vr, text, length, value.count(set), shownTag, remark);
    }
    if (kind === 'fragment') return;
    if (tag === SpecificCharacterSet) this.#declare(header, value);
    else if (tag === TransferSyntaxUID) this.#transferSyntax = value.string();
  }

  #shown(value: ShownValue, set: CharacterSet): string {
    const name = this.#uidName(value);
    return name === '' ? value.show(set) : name;
  }

  /** `=CTImageStorage` of a registered UID. */
  #uidName(value: ShownValue): string {
    const keyword = value.vr === 'UI' ? this.#settings.findUid(value.string())?.keyword : '';
    return keyword ? `=${keyword}` : '';
  }

  /** A character set, which counts from here on to the end of the data set or item. PS3.3 §C.12.1.1.2 */
  #declare(header: Part, value: ShownValue): void {
    const set = CharacterSet.of(value.strings());
    this.#sets[this.#sets.length - 1] = set;
    if (this.#search !== undefined) return;
    for (const note of set.notes) this.#print(`# ${note} at byte ${header.position} in ${header.path}`);
  }

  #note(part: Part): void {
    this.#closeUnread();
    const note = noteOf(part);
    if (note === undefined || this.#search !== undefined) return;
    this.#print(`# ${note.code} at byte ${note.position}${note.path === '' ? '' : ` in ${note.path}`}`);
  }

  #closeUnread(): void {
    if (this.#unread === undefined) return;
    const { position, size, what } = this.#unread;
    this.#unread = undefined;
    // What a full dump does not hold is no comment: so it is not read back as if nothing were missing.
    const mark = this.#settings.exact === undefined || what === unreadBytes.unknown ? '#' : '...';
    this.#print(`${mark} ${size} bytes ${what} at byte ${position}`);
  }

  #line(
    isShown: boolean,
    level: number,
    part: Part,
    vr: string,
    text: string,
    length: number,
    count: number,
    tag = part.tag,
    remark = '',
  ): void {
    if (!isShown) return;
    const search = this.#search;
    const isFound = search?.isFound(part) === true;
    const name = isFound && this.#settings.paths ? part.path.toString() : formatTag(tag);
    const shownLength = length === undefinedLength ? 'u/l' : String(length).padStart(3);
    const columns = `${name} ${vr || '??'} ${text.padEnd(valueWidth)}`;
    const keyword = this.#settings.names.keywordOf(tag) ?? 'Unknown';
    const indent = '  '.repeat(level - (search?.level ?? 0));
    this.#print(
      `${indent}${columns} # ${shownLength},${String(count).padStart(2)} ${keyword}${remark && ` ${remark}`}`,
    );
  }
}
