// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// An XML document of the Native DICOM Model to the data set that it describes. PS3.19 §A.1.5

import type { SaxesParser, SaxesTagNS } from 'saxes';
import { DicomError } from '../../errors.js';
import { ItemNode, Path } from '../../path.js';
import { formatPersonName, makePersonName, type NameComponents, type PersonName } from '../../values/person-name.js';
import type { Base64Reader } from '../../wasm/base64.js';
import type { ModelAttribute, ModelDataset } from './model.js';
import type { Numbered } from './numbered.js';
import { malformed, OpenAttribute } from './xml-attribute.js';
import type { TextPiece } from './xml-text-source.js';

export interface XmlLimits {
  /** Characters of the document. */
  readonly maxSize: number;
  readonly maxDepth: number;
  readonly maxElements: number;
}

type Parser = SaxesParser<{ xmlns: true }>;

const namespace = 'http://dicom.nema.org/PS3.19/models/NativeDICOM';

const groupKeys: ReadonlyMap<string, keyof PersonName> = new Map([
  ['Alphabetic', 'alphabetic'],
  ['SingleByte', 'alphabetic'], // in the edition of 2011
  ['Ideographic', 'ideographic'],
  ['Phonetic', 'phonetic'],
]);
const componentKeys: ReadonlyMap<string, keyof NameComponents> = new Map([
  ['FamilyName', 'familyName'],
  ['GivenName', 'givenName'],
  ['MiddleName', 'middleName'],
  ['NamePrefix', 'prefix'],
  ['NameSuffix', 'suffix'],
]);

type Components = { -readonly [Key in keyof NameComponents]?: string };
type Groups = { -readonly [Group in keyof PersonName]?: Components };

/** An element that is open. */
type Frame =
  | { readonly kind: 'dataset'; readonly item: ItemNode | undefined; readonly attributes: ModelAttribute[] }
  | { readonly kind: 'attribute'; readonly attribute: OpenAttribute }
  | { readonly kind: 'name'; readonly groups: Groups }
  | { readonly kind: 'group'; readonly components: Components }
  | { readonly kind: 'text'; text: string; readonly take: (text: string) => void }
  | { readonly kind: 'leaf' };

/** Reads a document piece by piece. What is unknown to the model is refused: passed over, it would be lost without a word. */
export class XmlReader {
  readonly #parser: Parser;
  readonly #base64: Base64Reader;
  readonly #limits: XmlLimits;
  readonly #frames: Frame[] = [];
  readonly #ends: (() => void)[] = [];
  #root: ModelDataset | undefined;
  #depth = 0;
  #count = 0;
  /** Characters, and the bytes that they stand for, in front of the present piece. */
  #size = 0;
  #position = 0;
  #piece = '';

  constructor(parser: Parser, base64: Base64Reader, limits: XmlLimits) {
    this.#parser = parser;
    this.#base64 = base64;
    this.#limits = limits;
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', () => this.#close());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    // Entities and external parts are declared there: none is read, and none is needed.
    parser.on('doctype', () => {
      throw malformed();
    });
  }

  /** @throws DicomError with code `xml_malformed`, or of the limit that is exceeded. */
  write({ text, size }: TextPiece): void {
    this.#piece = text;
    this.#run(() => {
      if (this.#size + text.length > this.#limits.maxSize) throw new DicomError({ code: 'text_too_long' });
      this.#parser.write(text);
    });
    this.#size += text.length;
    this.#position += size;
    this.#piece = '';
  }

  /** The data set, once all is there. */
  end(): ModelDataset {
    this.#run(() => this.#parser.close());
    return this.#root as ModelDataset;
  }

  #run(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw this.#located(error);
    }
  }

  /** What saxes throws is an Error and nothing more special; texts longer than the machine's strings are a RangeError. */
  #located(error: unknown): unknown {
    const isTooLong = error instanceof RangeError;
    if (!(error instanceof DicomError) && !isTooLong && (error as Error).constructor !== Error) return error;
    const code = error instanceof DicomError ? error.code : isTooLong ? 'text_too_long' : 'xml_malformed';
    const read = this.#piece.slice(0, Math.max(0, this.#parser.position - this.#size));
    const position = this.#position + new TextEncoder().encode(read).length;
    const top = [...this.#frames].reverse().find((frame) => frame.kind === 'attribute');
    if (top === undefined) return new DicomError({ code, position });
    const { tag, parent } = top.attribute;
    return new DicomError({ code, position, tag, path: new Path(parent, tag).toString() });
  }

  #open({ local, uri, attributes }: SaxesTagNS): void {
    if (uri !== '' && uri !== namespace) throw malformed();
    const stated = (name: string): string | undefined => attributes[name]?.value;
    const top = this.#frames.at(-1);
    switch (top?.kind) {
      case undefined:
        if (local !== 'NativeDicomModel') throw malformed();
        return this.#push({ kind: 'dataset', item: undefined, attributes: [] });
      case 'dataset': {
        if (local !== 'DicomAttribute') throw malformed();
        this.#charge(1);
        const attribute = new OpenAttribute(stated('tag'), stated('vr'), stated('privateCreator'), top.item);
        return this.#push({ kind: 'attribute', attribute });
      }
      case 'attribute':
        return this.#content(top.attribute, local, stated);
      case 'name': {
        const key = groupKeys.get(local);
        if (key === undefined || top.groups[key] !== undefined) throw malformed();
        return this.#push({ kind: 'group', components: (top.groups[key] = {}) });
      }
      case 'group': {
        const key = componentKeys.get(local);
        const { components } = top;
        if (key === undefined || components[key] !== undefined) throw malformed();
        return this.#push({ kind: 'text', text: '', take: (text) => (components[key] = text) });
      }
      default:
        throw malformed();
    }
  }

  /** What an attribute holds. */
  #content(attribute: OpenAttribute, name: string, stated: (name: string) => string | undefined): void {
    switch (name) {
      case 'Value': {
        attribute.add(name);
        const index = this.#place(attribute.texts, stated('number'));
        return this.#push({ kind: 'text', text: '', take: (text) => attribute.texts.set(index, text) });
      }
      case 'PersonName': {
        attribute.add(name);
        const index = this.#place(attribute.texts, stated('number'));
        const groups: Groups = {};
        return this.#push({ kind: 'name', groups }, () =>
          attribute.texts.set(index, formatPersonName(makePersonName(groups))),
        );
      }
      case 'Item': {
        attribute.add(name);
        if (++this.#depth > this.#limits.maxDepth) throw new DicomError({ code: 'nesting_too_deep' });
        this.#charge(1);
        const index = this.#place(attribute.items, stated('number'));
        const item = new ItemNode(attribute.tag, index, attribute.parent);
        const attributes: ModelAttribute[] = [];
        attribute.items.set(index, { item, attributes });
        return this.#push({ kind: 'dataset', item, attributes }, () => this.#depth--);
      }
      case 'InlineBinary':
        attribute.add(name);
        return this.#push({ kind: 'text', text: '', take: (text) => (attribute.bytes = this.#bytes(text)) });
      case 'BulkData': {
        attribute.add(name);
        const uuid = stated('uuid');
        const uri = stated('uri') ?? (uuid === undefined ? undefined : `urn:uuid:${uuid}`);
        if (uri === undefined) throw malformed();
        attribute.uri = uri;
        return this.#push({ kind: 'leaf' });
      }
      default:
        throw malformed();
    }
  }

  #push(frame: Frame, end: () => void = nothing): void {
    this.#frames.push(frame);
    this.#ends.push(end);
  }

  #close(): void {
    const frame = this.#frames.at(-1);
    this.#ends.pop()?.();
    if (frame?.kind === 'text') frame.take(frame.text);
    const above = this.#frames.at(-2);
    if (frame?.kind === 'attribute' && above?.kind === 'dataset') above.attributes.push(frame.attribute.finish());
    if (frame?.kind === 'dataset' && above === undefined) this.#root = frame;
    this.#frames.pop();
  }

  #text(text: string): void {
    const top = this.#frames.at(-1);
    if (top?.kind === 'text') top.text += text;
    else if (/[^ \t\r\n]/.test(text)) throw malformed();
  }

  #bytes(text: string): Uint8Array | undefined {
    const digits = /[ \t\r\n]/.test(text) ? text.replace(/[ \t\r\n]+/g, '') : text;
    if (digits === '') return undefined;
    const bytes = this.#base64.read(digits);
    if (bytes === undefined) throw malformed();
    return bytes;
  }

  /** Where what has a number goes; gaps count as elements, since they take as much room. */
  #place(list: Numbered<unknown>, number: string | undefined): number {
    const index = list.indexOf(number);
    if (index === undefined) throw malformed();
    this.#charge(Math.max(0, index - list.length));
    return index;
  }

  #charge(count: number): void {
    this.#count += count;
    if (this.#count > this.#limits.maxElements) throw new DicomError({ code: 'too_many_elements' });
  }
}

function nothing(): void {
  // Most elements end without further ado.
}
