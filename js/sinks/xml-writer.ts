// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements to the XML of the Native DICOM Model. PS3.19 §A.1.5

import { misuse } from '../errors.js';
import { isPrivateCreator } from '../dictionary/private-blocks.js';
import { requireNames } from '../dictionary/registry.js';
import type { Part } from '../part.js';
import { parsePersonName } from '../values/person-name.js';
import type { Base64Writer } from '../wasm/base64.js';
import type { Encoder } from '../wasm/encode.js';
import { type ElementContext, ElementReader, type ElementVisitor } from './element-reader.js';
import type { LineWriter, Print } from './lines.js';
import { escapeAttribute, escapeText, isXmlText } from './xml-text.js';
import { textsOf } from './xml-values.js';
import type { XmlBulk } from './xml.js';

export interface XmlSettings {
  readonly bulk: XmlBulk;
  readonly maxInline: number;
  readonly namespace: boolean;
  readonly meta: boolean;
  readonly zeroBlocks: boolean;
}

const root = '<NativeDicomModel xml:space="preserve"';
const namespaceOfModel = ' xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM"';
const groups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;
const componentNames = [
  ['familyName', 'FamilyName'],
  ['givenName', 'GivenName'],
  ['middleName', 'MiddleName'],
  ['prefix', 'NamePrefix'],
  ['suffix', 'NameSuffix'],
] as const;

const inlineEnd = '</InlineBinary>\n</DicomAttribute>\n';
const nothing = new Uint8Array(0);

/** What is done with the pieces that come: nothing, or they go out as base64. */
type Pieces = 'skipped' | 'inline';

export class XmlWriter implements LineWriter, ElementVisitor {
  readonly #print: Print;
  readonly #settings: XmlSettings;
  readonly #reader: ElementReader;
  readonly #names = requireNames();
  readonly #encoder: Encoder;
  readonly #base64: Base64Writer;
  #pieces: Pieces = 'skipped';
  /** Whether the pieces are those of an element, which ends with them, not of a fragment. */
  #isLong = false;
  /** Bytes in a row that are no element. */
  #unread: { readonly position: number; size: number } | undefined;
  #isBegun = false;

  constructor(print: Print, encoder: Encoder, base64: Base64Writer, settings: XmlSettings) {
    this.#print = print;
    this.#settings = settings;
    this.#encoder = encoder;
    this.#base64 = base64;
    this.#reader = new ElementReader(this, settings.maxInline);
  }

  part(part: Part): void {
    if (!this.#isBegun) this.#begin();
    if (this.#unread !== undefined && !isUnread(part)) this.#tellUnread();
    this.#reader.part(part);
  }

  end(): void {
    if (!this.#isBegun) this.#begin();
    this.#tellUnread();
    this.#print('</NativeDicomModel>\n');
  }

  element(context: ElementContext, value: Uint8Array): void {
    const { header, characterSet } = context;
    if (!this.#isWritten(header)) return;
    const { vr, bigEndian } = header;
    this.#open(context);
    if (value.length > 0) {
      const texts = textsOf(value, vr, bigEndian, characterSet);
      if (texts === undefined) this.#binary(value, vr, bigEndian);
      else for (let i = 0; i < texts.length; i++) this.#value(vr, texts[i] as string, i + 1);
    }
    this.#print('</DicomAttribute>\n');
  }

  longElement(context: ElementContext): void {
    const { header } = context;
    this.#pieces = 'skipped';
    this.#isLong = true;
    if (!this.#isWritten(header) || this.#settings.bulk === 'omit') return;
    if (this.#reference(context, header.position + header.size, header.length)) return;
    this.#open(context);
    this.#beginInline(header.vr, header.bigEndian);
    this.#pieces = 'inline';
  }

  piece(bytes: Uint8Array, last: boolean): void {
    if (this.#pieces === 'inline') this.#inline(bytes, last && this.#isLong);
    if (!last || !this.#isLong) return;
    if (this.#pieces === 'inline') this.#print(inlineEnd);
    this.#isLong = false;
  }

  sequence(context: ElementContext): void {
    this.#open(context);
  }

  sequenceEnd(): void {
    this.#print('</DicomAttribute>\n');
  }

  item(part: Part): void {
    this.#print(`<Item number="${part.index + 1}">\n`);
  }

  itemEnd(): void {
    this.#print('</Item>\n');
  }

  fragments(context: ElementContext): void {
    this.#pieces = 'skipped';
    const { header } = context;
    if (this.#settings.bulk === 'omit') return;
    if (this.#reference(context, header.position + header.size, undefined)) return;
    this.#open(context);
    this.#beginInline('OB', false);
    this.#pieces = 'inline';
  }

  fragment(part: Part): void {
    this.#isLong = false;
    if (this.#pieces === 'inline') this.#inline(part.bytes, false);
  }

  fragmentsEnd(): void {
    if (this.#pieces !== 'inline') return;
    this.#inline(nothing, true);
    this.#print(inlineEnd);
  }

  other(part: Part): void {
    if (!isUnread(part)) return;
    this.#unread ??= { position: part.position, size: 0 };
    this.#unread.size += part.size;
  }

  #begin(): void {
    this.#isBegun = true;
    const namespace = this.#settings.namespace ? namespaceOfModel : '';
    this.#print(`<?xml version="1.0" encoding="UTF-8"?>\n${root}${namespace}>\n`);
  }

  /** PS3.19 §A.1.1: group lengths are no part of the model; the file meta neither. */
  #isWritten({ tag, meta }: Part): boolean {
    return (tag & 0xffff) !== 0 && (!meta || this.#settings.meta);
  }

  #open({ header, creator }: ElementContext): void {
    const { tag, vr } = header;
    const isInBlock = creator !== undefined && isXmlText(creator) && !isPrivateCreator(tag);
    const written = isInBlock && this.#settings.zeroBlocks ? tag & 0xffff00ff : tag;
    const digits = (written >>> 0).toString(16).toUpperCase().padStart(8, '0');
    // Of private attributes the keyword is not known, save that they are creators, for which the standard has none.
    const keyword = (tag & 0x10000) === 0 ? this.#names.keywordOf(tag) : undefined;
    const known = keyword === undefined ? '' : ` keyword="${keyword}"`;
    const owned = isInBlock ? ` privateCreator="${escapeAttribute(creator)}"` : '';
    this.#print(`<DicomAttribute tag="${digits}" vr="${vr || 'UN'}"${known}${owned}>\n`);
  }

  #value(vr: string, text: string, number: number): void {
    if (vr !== 'PN') return this.#print(`<Value number="${number}">${escapeText(text)}</Value>\n`);
    this.#print(`<PersonName number="${number}">\n`);
    const name = parsePersonName(text);
    const byGroup = [name.alphabetic, name.ideographic, name.phonetic];
    byGroup.forEach((components, group) => {
      const filled = componentNames.filter(([key]) => components[key] !== '');
      if (filled.length === 0) return;
      const inner = filled.map(([key, tag]) => `<${tag}>${escapeText(components[key])}</${tag}>\n`).join('');
      this.#print(`<${groups[group]}>\n${inner}</${groups[group]}>\n`);
    });
    this.#print('</PersonName>\n');
  }

  #binary(value: Uint8Array, vr: string, bigEndian: boolean): void {
    this.#beginInline(vr, bigEndian);
    this.#inline(value, true);
    this.#print('</InlineBinary>\n');
  }

  /** Base64 of little endian bytes begins. */
  #beginInline(vr: string, bigEndian: boolean): void {
    this.#base64.begin(bigEndian ? this.#encoder.unitSize(vr) : 1);
    this.#print('<InlineBinary>');
  }

  #inline(bytes: Uint8Array, last: boolean): void {
    this.#base64.write(bytes, last);
    for (let text = this.#base64.next(); text !== ''; text = this.#base64.next()) this.#print(text);
  }


  /** Writes an element that refers to its value, if there is a URI for it. */
  #reference(context: ElementContext, position: number, length: number | undefined): boolean {
    const { bulk } = this.#settings;
    if (typeof bulk !== 'function') return false;
    const { path, tag, vr, bigEndian, inflated } = context.header;
    const uri = bulk({ path: path.toString(), tag, vr, position, length, bigEndian, inflated });
    if (uri === undefined) return false;
    if (!isXmlText(uri)) throw misuse('argument_invalid', 'a URI of bulk data holds control characters');
    this.#open(context);
    this.#print(`<BulkData uri="${escapeAttribute(uri)}"/>\n</DicomAttribute>\n`);
    return true;
  }

  #tellUnread(): void {
    if (this.#unread === undefined) return;
    const { position, size } = this.#unread;
    this.#unread = undefined;
    this.#print(`<!-- ${size} bytes at byte ${position} are no elements -->\n`);
  }
}

function isUnread({ kind }: Part): boolean {
  return kind === 'deflated' || kind === 'unknown' || kind === 'unparsed';
}
