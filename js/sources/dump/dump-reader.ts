// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Lines of a dump to parts. The file meta is held back until the data set begins: its length stands at its beginning, and it says how
// the data set is written.

import { SpecificCharacterSet, TransferSyntaxUID } from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import { PartBuilder } from '../../flow/part-builder.js';
import { nativeForm } from '../../flow/transfer-syntaxes.js';
import { makePart } from '../../made-part.js';
import type { Part } from '../../part.js';
import { paddingByte } from '../../values/encode/encode-value.js';
import { CharacterSet, isTextVr } from '../../values/text.js';
import type { Encoder } from '../../wasm/encode.js';
import { dictionaryVr } from '../../wasm/parser.js';
import type { BulkReader } from './dump-bulk.js';
import type { DumpLine, DumpValue } from './dump-grammar.js';
import { DumpNesting } from './dump-nesting.js';
import { bytesOf, type Inline, type ValueForm, vrOf } from './dump-values.js';
import { malformed } from './text-lines.js';

export interface ReaderSettings {
  readonly encoder: Encoder;
  readonly bulk: BulkReader;
  readonly findName: (name: string) => string | undefined;
  readonly anyOrder: boolean;
  readonly maxDepth: number;
  readonly maxElements: number;
}

/** A line of an element, with where it stands in the text. */
export interface PlacedLine extends DumpLine {
  readonly number: number;
  readonly position: number;
  /** Whether text in brackets is bytes, a character each. */
  readonly isRaw: boolean;
}

interface MetaElement {
  readonly tag: number;
  readonly vr: string;
  readonly value: Uint8Array;
}

const fileMetaGroup = 0x0002;
const metaGroupLength = 0x00020000;
const itemTag = 0xfffee000;
const itemEndTag = 0xfffee00d;
const sequenceEndTag = 0xfffee0dd;
/** Room for any file meta. */
const maxMetaSize = 1024 * 1024;

export class DumpReader {
  readonly #settings: ReaderSettings;
  #ready: Part[] = [];
  #meta: MetaElement[] | undefined = [];
  #metaSize = 0;
  #builder: PartBuilder;
  #nesting: DumpNesting;
  #bigEndian = false;
  #count = 0;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#builder = new PartBuilder(settings.encoder);
    this.#nesting = new DumpNesting(this.#builder, this.#emit);
  }

  /** How many parts are ready. */
  get size(): number {
    return this.#ready.length;
  }

  /** The parts so far, given away. */
  take(): Part[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** Reads a line. Where it gives a stream, that is of the parts of its value, behind all that is ready. */
  line(line: PlacedLine): AsyncGenerator<Part> | undefined {
    if (++this.#count > this.#settings.maxElements) throw this.#limit('too_many_elements', line);
    const { tag, indent } = line;
    if (tag >>> 16 === fileMetaGroup && this.#nesting.depth === 0) return this.#metaElement(line);
    this.#flushMeta();
    const nesting = this.#nesting;
    if (tag === itemTag) {
      if (nesting.isInFragments) return this.#fragment(line);
      if (!nesting.item(indent)) throw malformed(line.number, line.position);
      if (nesting.depth > 2 * this.#settings.maxDepth) throw this.#limit('nesting_too_deep', line);
      return undefined;
    }
    if (tag === itemEndTag || tag === sequenceEndTag) {
      const isEnd = tag === itemEndTag ? nesting.itemEnd(indent) : nesting.sequenceEnd(indent);
      if (!isEnd) throw malformed(line.number, line.position);
      return undefined;
    }
    return this.#element(line);
  }

  end(): void {
    this.#flushMeta();
    this.#nesting.end();
  }

  readonly #emit = (part: Part): void => void this.#ready.push(part);

  #element(line: PlacedLine): AsyncGenerator<Part> | undefined {
    const { tag, indent, value } = line;
    const nesting = this.#nesting;
    if (!nesting.enter(tag, indent) && !this.#settings.anyOrder) throw malformed(line.number, line.position);
    const vr = this.#vr(line);
    if (vr === 'SQ' || value.form === 'sequence') {
      if (value.form !== 'sequence' && value.form !== 'none') throw malformed(line.number, line.position);
      return nesting.sequence(tag, indent) as undefined;
    }
    if (value.form === 'fragments') return nesting.fragments(tag, vr, indent) as undefined;
    // Retired, and not true any more where sequences end by delimiters. PS3.5 §7.2
    if ((tag & 0xffff) === 0) return undefined;
    if (this.#isBulk(value, vr)) return this.#bulk(line, vr, (size) => this.#builder.header(tag, vr, size));
    const bytes = this.#bytes(line, value, vr);
    this.#ready.push(...this.#builder.element(tag, vr, bytes));
    if (tag === SpecificCharacterSet) {
      nesting.characterSet = CharacterSet.of(CharacterSet.default.decodeValues(bytes, 'CS'));
    }
    return undefined;
  }

  #fragment(line: PlacedLine): AsyncGenerator<Part> | undefined {
    const { value } = line;
    if (this.#isBulk(value, 'OB')) return this.#bulk(line, 'OB', (size) => this.#builder.fragment(size));
    const bytes = this.#bytes(line, value, 'OB');
    const header = this.#builder.fragment(bytes.length);
    this.#ready.push(header);
    if (bytes.length > 0) this.#ready.push(this.#builder.value(header, bytes, true));
    return undefined;
  }

  /** An element of the file meta, which is explicit VR little endian. PS3.10 §7.1 */
  #metaElement(line: PlacedLine): undefined {
    const { tag, value } = line;
    const vr = this.#vr(line);
    if (this.#meta === undefined || this.#isBulk(value, vr)) throw malformed(line.number, line.position);
    const isInOrder = tag > (this.#meta.at(-1)?.tag ?? -1);
    if (!isInOrder && !this.#settings.anyOrder) throw malformed(line.number, line.position);
    const bytes = this.#bytes(line, value, vr);
    this.#metaSize += bytes.length + 64;
    if (this.#metaSize > maxMetaSize) throw this.#limit('lookahead_exceeded', line);
    this.#meta.push({ tag, vr, value: bytes });
    return undefined;
  }

  /** Writes the file meta, with the length that it has, and goes on in the form that its transfer syntax says. */
  #flushMeta(): void {
    const meta = this.#meta?.filter(({ tag }) => tag !== metaGroupLength);
    this.#meta = undefined;
    if (meta === undefined || meta.length === 0) return;
    const { encoder } = this.#settings;
    const measure = new PartBuilder(encoder);
    const rest = meta.flatMap(({ tag, vr, value }) => measure.element(tag, vr, value));
    const size = rest.reduce((sum, part) => sum + part.size, 0);
    const syntax = meta.find(({ tag }) => tag === TransferSyntaxUID)?.value ?? new Uint8Array(0);
    const form = nativeForm(CharacterSet.default.decode(syntax, 'UI'));
    this.#builder = new PartBuilder(encoder, form);
    this.#nesting = new DumpNesting(this.#builder, this.#emit);
    this.#bigEndian = form?.bigEndian ?? false;
    this.#ready.push(preamble(), ...this.#builder.element(metaGroupLength, 'UL', encoder.u32(size, false)));
    for (const { tag, vr, value } of meta) this.#ready.push(...this.#builder.element(tag, vr, value));
  }

  /** As written; where it was left out, the dictionary's. PS3.5 §6.2.2 */
  #vr({ tag, vr, value }: PlacedLine): string {
    if (vr === '' || vr === '--' || vr === 'na') return dictionaryVr(tag) || 'UN';
    return vrOf(vr, 'text' in value ? value.text : '');
  }

  /** Whether the value stands elsewhere. */
  #isBulk(value: DumpValue, vr: string): boolean {
    return value.form === 'range' || (value.form === 'name' && !isTextVr(vr));
  }

  #bytes(line: PlacedLine, value: DumpValue, vr: string): Uint8Array {
    const { number, position, tag, isRaw } = line;
    const isMeta = this.#meta !== undefined && tag >>> 16 === fileMetaGroup;
    const form: ValueForm = {
      bigEndian: this.#bigEndian && !isMeta,
      characterSet: isMeta ? CharacterSet.default : this.#nesting.characterSet,
      isRaw,
    };
    const bytes = placed(line, () =>
      bytesOf(value as Inline, vr, form, this.#settings.encoder, this.#settings.findName),
    );
    if (bytes === undefined) throw malformed(number, position);
    return bytes;
  }

  /** The parts of a value that stands elsewhere. */
  async *#bulk(line: PlacedLine, vr: string, begin: (size: number) => Part): AsyncGenerator<Part> {
    const bulk = await this.#settings.bulk.open(line, vr, this.#bigEndian);
    const builder = this.#builder;
    const isOdd = bulk.size % 2 === 1;
    const header = begin(bulk.size + (isOdd ? 1 : 0));
    yield header;
    let missing = bulk.size;
    for await (const piece of bulk.pieces) {
      missing -= piece.length;
      if (piece.length > 0) yield builder.value(header, piece, missing === 0 && !isOdd);
    }
    if (isOdd) yield builder.value(header, Uint8Array.of(paddingByte(vr)), true);
  }

  #limit(code: 'too_many_elements' | 'nesting_too_deep' | 'lookahead_exceeded', line: PlacedLine): DicomError {
    const { position, number, tag } = line;
    return new DicomError({ code, position, tag, path: `line ${number}` });
  }
}

/** What a data set in a file begins with. PS3.10 §7.1 */
function preamble(): Part {
  const bytes = new Uint8Array(132);
  bytes.set(new TextEncoder().encode('DICM'), 128);
  return makePart({ kind: 'preamble', length: 132, bytes });
}

/** An error of a value as one of its line. */
function placed<T>({ number, position, tag }: PlacedLine, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    throw new DicomError({ code: error.code, position, tag, path: `line ${number}` });
  }
}
