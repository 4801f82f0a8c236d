// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements to the XML of the Native DICOM Model. PS3.19 §A.1.5

import { isPrivateCreator } from '../dictionary/private-blocks.js';
import { requireNames } from '../dictionary/registry.js';
import { misuse } from '../errors.js';
import type { Part } from '../part.js';
import { joinBytes } from '../values/join-bytes.js';
import { parsePersonName } from '../values/person-name.js';
import type { CharacterSet } from '../values/text.js';
import type { Base64Writer } from '../wasm/base64.js';
import type { Encoder } from '../wasm/encode.js';
import { type ElementContext, ElementReader, type ElementVisitor } from './element-reader.js';
import type { TextSettings, TextWriter } from './text-stage.js';
import { escapeAttribute, escapeText, isXmlText } from './xml-text.js';
import { isBinary, textsOf } from './xml-values.js';

/** How it is written: `XmlOptions`, settled. */
export interface XmlSettings extends TextSettings {
  readonly namespace: boolean;
  readonly zeroBlocks: boolean;
}

const beginning = '<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xml:space="preserve"';
const namespace = ' xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM"';
const attributeEnd = '</DicomAttribute>\n';
const itemEnd = '</Item>\n';
const binaryStart = '<InlineBinary>';
const binaryEnd = '</InlineBinary>\n';

const groups = [
  ['alphabetic', 'Alphabetic'],
  ['ideographic', 'Ideographic'],
  ['phonetic', 'Phonetic'],
] as const;
const components = [
  ['familyName', 'FamilyName'],
  ['givenName', 'GivenName'],
  ['middleName', 'MiddleName'],
  ['prefix', 'NamePrefix'],
  ['suffix', 'NameSuffix'],
] as const;

/** Values of more bytes are not held, unless they stand as text. */
const heldSize = 65536;
const nothing = new Uint8Array(0);

/** What becomes of the pieces that come: of a long value, of fragments, of a long value that is to stand as text, of what is left out. */
type Pieces = 'binary' | 'fragments' | 'text' | 'passed';

export class XmlWriter implements ElementVisitor, TextWriter {
  /** What has been written and not yet been taken. */
  text: string;
  readonly #settings: XmlSettings;
  readonly #base64: Base64Writer;
  readonly #encoder: Encoder;
  readonly #reader = new ElementReader(this, heldSize);
  readonly #names = requireNames();
  /** What ends the sequences and items that are open. */
  readonly #ends: string[] = [];
  #pieces: Pieces = 'passed';
  /** The pieces of a long text. */
  #context: ElementContext | undefined;
  #held: Uint8Array[] = [];
  /** What ends the base64 under way, once its last bytes are there. */
  #end = '';
  /** Bytes in a row that are no element. */
  #unread: { readonly position: number; size: number } | undefined;

  constructor(settings: XmlSettings, base64: Base64Writer, encoder: Encoder) {
    this.#settings = settings;
    this.#base64 = base64;
    this.#encoder = encoder;
    this.text = `${beginning}${settings.namespace ? namespace : ''}>\n`;
  }

  part(part: Part): void {
    if (this.#unread !== undefined && !isUnread(part)) this.#tellUnread();
    this.#reader.part(part);
  }

  /** Goes on with base64; false once there is nothing to go on with. */
  goOn(): boolean {
    const text = this.#base64.next();
    if (text === '') {
      this.text += this.#end;
      this.#end = '';
      return false;
    }
    this.text += text;
    return true;
  }

  /** What the stream left open is ended, too. */
  end(): void {
    this.#tellUnread();
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) this.text += end;
    this.text += '</NativeDicomModel>\n';
  }

  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const value = bytes.subarray(start, end);
    if (this.#isLeftOut(context.header)) return;
    if (value.length > this.#settings.inlineLimit && !this.#isInline(context)) return;
    this.#whole(context, value);
  }

  longElement(context: ElementContext): void {
    const { header } = context;
    this.#pieces = 'passed';
    if (this.#isLeftOut(header)) return;
    if (header.length > this.#settings.inlineLimit && !this.#isInline(context)) return;
    if (!isBinary(header.vr) && header.length <= this.#settings.maxValue) {
      this.#pieces = 'text';
      this.#context = context;
      this.#held = [];
      return;
    }
    this.#begin(context);
    this.#beginBinary(header);
    this.#pieces = 'binary';
  }

  piece(bytes: Uint8Array, last: boolean): void {
    switch (this.#pieces) {
      case 'binary':
        this.#base64.write(bytes, last);
        if (last) this.#end = binaryEnd + attributeEnd;
        return;
      case 'fragments':
        return this.#base64.write(bytes, false);
      case 'text':
        this.#held.push(bytes.slice());
        if (last) this.#wholeText();
        return;
      case 'passed':
    }
  }

  /** Of VR SQ, also where it is stated to be UN: only such have items. PS3.5 §6.2.2 */
  sequence(context: ElementContext): void {
    this.#begin(context, 'SQ');
    this.#ends.push(attributeEnd);
  }

  sequenceEnd(): void {
    this.text += this.#ends.pop() ?? '';
  }

  item(part: Part): void {
    this.text += `<Item number="${part.index + 1}">\n`;
    this.#ends.push(itemEnd);
  }

  itemEnd(): void {
    this.text += this.#ends.pop() ?? '';
  }

  fragments(context: ElementContext): void {
    this.#pieces = 'passed';
    if (!this.#isInline(context)) return;
    this.#begin(context);
    this.#base64.begin(1);
    this.text += binaryStart;
    this.#ends.push(binaryEnd + attributeEnd);
    this.#pieces = 'fragments';
  }

  /** The items of the Value Field, each with its header; the delimiter behind them is not of the value. PS3.5 §7.5, §A.4 */
  fragment(part: Part): void {
    if (this.#pieces === 'fragments') this.#write(part.bytes, false);
  }

  fragmentsEnd(): void {
    if (this.#pieces !== 'fragments') return;
    this.#write(nothing, true);
    this.text += this.#ends.pop() ?? '';
    this.#pieces = 'passed';
  }

  other(part: Part): void {
    if (!isUnread(part)) return;
    this.#unread ??= { position: part.position, size: 0 };
    this.#unread.size += part.size;
  }

  /** Group lengths are no part of the model, nor is the file meta. PS3.19 §A.1.1 */
  #isLeftOut({ tag, meta }: Part): boolean {
    return (tag & 0xffff) === 0 || (meta && !this.#settings.meta);
  }

  /** Whether a large value is written inline; otherwise it has been referred to, or is left out. */
  #isInline(context: ElementContext): boolean {
    const uri = this.#settings.bulkDataUri(context.header);
    if (uri === undefined) return this.#settings.onLarge === 'inline';
    if (!isXmlText(uri)) throw misuse('argument_invalid', 'a URI of bulk data holds characters that XML does not have');
    this.#begin(context);
    this.text += `<BulkData uri="${escapeAttribute(uri)}"/>\n${attributeEnd}`;
    return false;
  }

  #wholeText(): void {
    const context = this.#context!;
    const value = joinBytes(this.#held);
    this.#held = [];
    this.#context = undefined;
    this.#whole(context, value);
  }

  #whole(context: ElementContext, value: Uint8Array): void {
    this.#begin(context);
    if (value.length > 0) this.#value(context.header, value, context.characterSet);
    this.text += attributeEnd;
  }

  #begin({ header, creator }: ElementContext, vr = header.vr): void {
    const { tag } = header;
    const isInBlock = creator !== undefined && isXmlText(creator) && !isPrivateCreator(tag);
    const written = isInBlock && this.#settings.zeroBlocks ? tag & 0xffff00ff : tag;
    const digits = (written >>> 0).toString(16).toUpperCase().padStart(8, '0');
    // The standard gives private attributes no keyword, their creators neither.
    const keyword = (tag & 0x10000) === 0 ? this.#names.keywordOf(tag) : undefined;
    const known = keyword === undefined ? '' : ` keyword="${keyword}"`;
    const owned = isInBlock ? ` privateCreator="${escapeAttribute(creator)}"` : '';
    this.text += `<DicomAttribute tag="${digits}" vr="${vr || 'UN'}"${known}${owned}>\n`;
  }

  #value(header: Part, value: Uint8Array, characterSet: CharacterSet): void {
    const { vr, bigEndian } = header;
    const texts = textsOf(value, vr, bigEndian, characterSet);
    if (texts === undefined) {
      this.#beginBinary(header);
      this.#write(value, true);
      this.text += binaryEnd;
      return;
    }
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as string;
      this.text += vr === 'PN' ? nameElement(text, i + 1) : `<Value number="${i + 1}">${escapeText(text)}</Value>\n`;
    }
  }

  /** Base64 begins, of a value that goes out little endian. */
  #beginBinary({ vr, bigEndian }: Part): void {
    this.#base64.begin(bigEndian ? this.#encoder.unitSize(vr) : 1);
    this.text += binaryStart;
  }

  /** Bytes that are few. */
  #write(bytes: Uint8Array, last: boolean): void {
    this.#base64.write(bytes, last);
    for (let text = this.#base64.next(); text !== ''; text = this.#base64.next()) this.text += text;
  }

  #tellUnread(): void {
    if (this.#unread === undefined) return;
    const { position, size } = this.#unread;
    this.#unread = undefined;
    this.text += `<!-- ${size} bytes at byte ${position} are no elements -->\n`;
  }
}

function nameElement(text: string, number: number): string {
  const name = parsePersonName(text);
  let written = '';
  for (const [key, group] of groups) {
    const filled = components.filter(([component]) => name[key][component] !== '');
    const inner = filled.map(([component, tag]) => `<${tag}>${escapeText(name[key][component])}</${tag}>\n`);
    if (filled.length > 0) written += `<${group}>\n${inner.join('')}</${group}>\n`;
  }
  return `<PersonName number="${number}">\n${written}</PersonName>\n`;
}

function isUnread({ kind }: Part): boolean {
  return kind === 'deflated' || kind === 'unknown' || kind === 'unparsed';
}
