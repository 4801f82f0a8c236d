// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements to the text of a DICOM JSON Model object. Long values are written as they come.

import '../write-messages.js';
import { SpecificCharacterSet } from '../dictionary/tags.js';
import { DicomError, misuse } from '../errors.js';
import type { Part } from '../part.js';
import { encodeValue } from '../values/encode/encode-value.js';
import { joinBytes } from '../values/join-bytes.js';
import { declared, textRules } from '../values/text-rules.js';
import type { CharacterSet } from '../values/text.js';
import type { Base64Writer } from '../wasm/base64.js';
import type { Encoder } from '../wasm/encode.js';
import { dictionaryVr } from '../wasm/parser.js';
import { type ElementContext, ElementReader, type ElementVisitor } from './element-reader.js';
import { hasValueArray, isWhole, jsonValues, tagName } from './json-values.js';
import type { TextSettings, TextWriter } from './text-stage.js';

/** How it is written: `JsonOptions`, settled. */
export interface JsonSettings extends TextSettings {
  readonly pretty: boolean;
  readonly array: boolean;
}

/** Values of more bytes are not held. */
const heldSize = 65536;

/** The VRs whose values may be given by reference. PS3.18 §F.2.2 */
const referable: ReadonlySet<string> = new Set(
  'DS FL FD IS LT OB OD OF OL OV OW SL SS ST SV UC UL UN US UT UV'.split(' '),
);

const nothing = new Uint8Array(0);

/** What becomes of the pieces that come: of a long value, of fragments, of a long value that must be whole, of what is left out. */
type Open = 'none' | 'binary' | 'fragments' | 'array' | 'passed';

export class JsonWriter implements ElementVisitor, TextWriter {
  /** What has been written and not yet been taken. */
  text = '';
  readonly #reader = new ElementReader(this, heldSize);
  readonly #settings: JsonSettings;
  readonly #base64: Base64Writer;
  readonly #encoder: Encoder;
  readonly #base: number;
  readonly #space: string;
  readonly #comma: string;
  // What stands around the name, the VR and the values of an attribute.
  readonly #beforeVr: string;
  readonly #afterVr: string;
  readonly #beforeValue: string;
  readonly #afterValue: string;
  /** By VR. */
  readonly #openings: Record<string, string> = {};
  /** How many attributes, or items, there have been: in the data set, and then in what is open. */
  readonly #counts: number[] = [0];
  #open: Open = 'none';
  /** A long value that is written as an array. */
  #context: ElementContext | undefined;
  #pieces: Uint8Array[] = [];
  /** Whether the value under way has its last piece. */
  #isLast = false;

  constructor(settings: JsonSettings, base64: Base64Writer, encoder: Encoder) {
    this.#settings = settings;
    this.#base64 = base64;
    this.#encoder = encoder;
    this.#base = settings.array ? 1 : 0;
    this.#space = settings.pretty ? ' ' : '';
    const space = this.#space;
    this.#comma = `,${space}`;
    this.#beforeVr = `":${space}{${space}"vr":${space}"`;
    this.#afterVr = `"${space}}`;
    this.#beforeValue = `",${space}"Value":${space}[`;
    this.#afterValue = `]${space}}`;
    this.text = settings.array ? `[${this.#newLine(1)}{` : '{';
  }

  part(part: Part): void {
    this.#reader.part(part);
  }

  /** Goes on with a long value; false once there is nothing to go on with. */
  goOn(): boolean {
    if (this.#open !== 'binary' && this.#open !== 'fragments') return false;
    const text = this.#base64.next();
    this.text += text;
    if (text === '' && this.#isLast) this.#close();
    return text !== '';
  }

  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { header, characterSet } = context;
    if (this.#open !== 'none') this.#close();
    if (this.#isLeftOut(header)) return;
    const { tag, vr, bigEndian } = header;
    const length = end - start;
    if (tag === SpecificCharacterSet && length > 0) {
      this.#begin(tag, 'CS');
      this.#array('"ISO_IR 192"');
      return this.#end();
    }
    if (!hasValueArray(vr) || !isWhole(vr, length)) return this.#binary(context, bytes.subarray(start, end));
    if (length > this.#settings.inlineLimit) {
      this.#begin(tag, vr);
      if (this.#refer(header)) return;
      this.#array(jsonValues(vr, bytes, bigEndian, characterSet, this.#comma, start, end));
      return this.#end();
    }
    // What most attributes are, of as few pieces as can be: many small ones cost more than the values (measured).
    const values = length === 0 ? '' : jsonValues(vr, bytes, bigEndian, characterSet, this.#comma, start, end);
    const name = this.#separator() + tagName(tag);
    if (values === '') this.text += name + this.#beforeVr + vr + this.#afterVr;
    else this.text += name + this.#beforeValues(vr) + values + this.#afterValue;
  }

  longElement(context: ElementContext): void {
    const { header } = context;
    const { tag, vr, length } = header;
    this.#close();
    this.#open = 'passed';
    if (this.#isLeftOut(header)) return;
    const isArray = hasValueArray(vr) && isWhole(vr, length);
    this.#begin(tag, isArray ? vr : binaryVr(vr));
    if (length > this.#settings.inlineLimit && this.#refer(header)) return;
    const isWithin = length <= this.#settings.maxValue;
    if (!isArray && !(isWithin && vr === 'UN' && isTextOfUn(tag))) {
      return this.#beginBinary('binary', this.#unitOf(header));
    }
    if (!isWithin) throw tooLong(header);
    this.#open = 'array';
    this.#context = context;
  }

  piece(bytes: Uint8Array, last: boolean): void {
    switch (this.#open) {
      case 'binary':
        this.#isLast = last;
        return this.#base64.write(bytes, last);
      case 'fragments':
        return this.#base64.write(bytes, false);
      case 'array':
        this.#pieces.push(bytes.slice());
        return last ? this.#close() : undefined;
      default:
        return;
    }
  }

  sequence({ header }: ElementContext): void {
    this.#close();
    this.#begin(header.tag, 'SQ');
    this.#counts.push(0);
  }

  sequenceEnd(): void {
    this.#close();
    const count = this.#counts.pop();
    if (count !== 0) this.text += `${this.#newLine(this.#level)}]`;
    this.#end();
  }

  item(): void {
    this.#close();
    this.text += this.#count() === 0 ? `,${this.#space}"Value":${this.#space}[` : ',';
    this.#counts.push(0);
    this.text += `${this.#newLine(this.#level - 1)}{`;
  }

  itemEnd(): void {
    this.#close();
    this.#endObject();
  }

  fragments({ header }: ElementContext): void {
    this.#close();
    this.#begin(header.tag, header.vr);
    this.#open = 'passed';
    if (this.#refer(header)) return;
    this.#beginBinary('fragments', 1);
  }

  /** The items of the Value Field, each with its header; the delimiter behind them is not of the value. PS3.5 §7.5, §A.4 */
  fragment(part: Part): void {
    if (this.#open !== 'fragments') return;
    this.#base64.write(part.bytes, false);
    this.text += this.#base64.next();
  }

  fragmentsEnd(): void {
    this.#close();
  }

  other({ kind, position }: Part): void {
    if (kind === 'deflated') throw misuse('argument_invalid', `json reads elements, not deflated bytes (${position})`);
  }

  end(): void {
    this.#close();
    while (this.#counts.length > 1) {
      if (this.#counts.length % 2 === 1) this.itemEnd();
      else this.sequenceEnd();
    }
    this.#endObject();
    if (this.#settings.array) this.text += `${this.#newLine(0)}]`;
  }

  /** Of the attributes under way, by how far they are indented. */
  get #level(): number {
    return this.#base + this.#counts.length;
  }

  #newLine(level: number): string {
    return this.#settings.pretty ? `\n${'  '.repeat(level)}` : '';
  }

  /** What stands between the name of an attribute and its values. */
  #beforeValues(vr: string): string {
    return (this.#openings[vr] ??= this.#beforeVr + vr + this.#beforeValue);
  }

  /** Adds one to what is open; returns how many there were. */
  #count(): number {
    const top = this.#counts.length - 1;
    return this.#counts[top]!++;
  }

  /** Group lengths have no place in the model. PS3.18 §F.2.2 */
  #isLeftOut({ tag, meta }: Part): boolean {
    return (tag & 0xffff) === 0 || (meta && !this.#settings.meta);
  }

  #begin(tag: number, vr: string): void {
    this.text += `${this.#separator() + tagName(tag) + this.#beforeVr + vr}"`;
  }

  /** What stands between the attribute before and the name of the next. */
  #separator(): string {
    const isFirst = this.#count() === 0;
    if (!this.#settings.pretty) return isFirst ? '"' : ',"';
    return `${isFirst ? '' : ','}${this.#newLine(this.#level)}"`;
  }

  #end(): void {
    this.text += `${this.#space}}`;
  }

  /** Ends a data set or item. */
  #endObject(): void {
    const count = this.#counts.pop();
    this.text += `${count === 0 ? '' : this.#newLine(this.#level)}}`;
  }

  /** The values, with commas between them. */
  #array(values: string): void {
    const space = this.#space;
    if (values !== '') this.text += `,${space}"Value":${space}[${values}]`;
  }

  /** Whether a value is given by reference, or not at all; its attribute is then over. */
  #refer(header: Part): boolean {
    const { bulkDataUri, onLarge } = this.#settings;
    const isReferable = header.kind === 'fragments' || referable.has(header.vr);
    const uri = isReferable ? bulkDataUri(header) : undefined;
    if (uri === undefined && onLarge === 'inline') return false;
    const space = this.#space;
    if (uri !== undefined) this.text += `,${space}"BulkDataURI":${space}${JSON.stringify(uri)}`;
    this.#end();
    return true;
  }

  #binary({ header, characterSet }: ElementContext, bytes: Uint8Array): void {
    const value = header.vr === 'UN' ? inUtf8(header.tag, bytes, characterSet) : bytes;
    this.#begin(header.tag, binaryVr(header.vr));
    if (value.length > this.#settings.inlineLimit && this.#refer(header)) return;
    if (value.length === 0) return this.#end();
    this.#beginBinary('binary', this.#unitOf(header));
    this.#isLast = true;
    this.#base64.write(value, true);
    // Short values come whole, valid during the call only.
    while (this.goOn());
  }

  #beginBinary(open: 'binary' | 'fragments', unit: number): void {
    this.text += `,${this.#space}"InlineBinary":${this.#space}"`;
    this.#open = open;
    this.#isLast = false;
    this.#base64.begin(unit);
  }

  /** The units that are swapped: the model is little endian. PS3.18 §8.7.3.3.1 */
  #unitOf({ bigEndian, vr }: Part): number {
    return bigEndian ? this.#encoder.unitSize(vr) : 1;
  }

  /** Ends a long value, however much of it there was. */
  #close(): void {
    if (this.#open === 'none') return;
    if (this.#open === 'binary' || this.#open === 'fragments') {
      if (!this.#isLast) this.#base64.write(nothing, true);
      for (let text; (text = this.#base64.next()) !== '';) this.text += text;
      this.text += '"';
      this.#end();
    } else if (this.#open === 'array') {
      const { header, characterSet } = this.#context!;
      const { tag, vr, bigEndian } = header;
      const value = joinBytes(this.#pieces);
      if (!hasValueArray(vr)) {
        this.#beginBinary('binary', 1);
        this.#isLast = true;
        this.#base64.write(inUtf8(tag, value, characterSet), true);
        return this.#close();
      }
      this.#array(jsonValues(vr, value, bigEndian, characterSet, this.#comma, 0, value.length));
      this.#end();
    }
    this.#open = 'none';
    this.#context = undefined;
    this.#pieces = [];
  }
}

/** What a value goes as that is no whole number of those that its VR says: nothing of it is lost. PS3.5 §6.2.2 */
function binaryVr(vr: string): string {
  return vr === '' || hasValueArray(vr) ? 'UN' : vr;
}

/** Whether an attribute of VR UN is text by the dictionary, in the character set that is declared. */
function isTextOfUn(tag: number): boolean {
  return ((textRules[dictionaryVr(tag)] ?? 0) & declared) !== 0;
}

/** Of VR UN what is text, in the character set that will be declared: UTF-8. */
function inUtf8(tag: number, bytes: Uint8Array, set: CharacterSet): Uint8Array {
  if (!isTextOfUn(tag) || set.isAscii(bytes)) return bytes;
  const vr = dictionaryVr(tag);
  return encodeValue(vr, set.decode(bytes, vr));
}

function tooLong({ position, tag, path }: Part): DicomError {
  return new DicomError({ code: 'lookahead_exceeded', position, tag, path: path.toString() });
}
