// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Attributes of the DICOM JSON Model to parts, in explicit VR little endian. What has to be waited for is given as it is.

import type { PartBuilder } from '../../flow/part-builder.js';
import { nativeForm } from '../../flow/transfer-syntaxes.js';
import type { Part } from '../../part.js';
import { Path } from '../../path.js';
import { padValue } from '../../values/encode/encode-value.js';
import type { Base64Reader } from '../../wasm/base64.js';
import { type Attribute, declaresSet, inOrder, type Level, malformed } from './json-attributes.js';
import { encodeValues } from './json-encode.js';

/** The value of an attribute that is bulk data, or may be encapsulated pixel data. */
export interface Pending {
  readonly attribute: Attribute;
  /** Inline bytes; `undefined` where the URI is to be asked for. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

const transferSyntaxTag = 0x00020010;
const characterSetTag = 0x00080005;
const pixelData = 0x7fe00010;
const explicitLittle = '1.2.840.10008.1.2.1';

export class JsonParts {
  readonly #builder: PartBuilder;
  readonly #base64: Base64Reader;

  constructor(builder: PartBuilder, base64: Base64Reader) {
    this.#builder = builder;
    this.#base64 = base64;
  }

  /** The parts of a data set. */
  *walk(level: Level): Generator<Part[] | Pending, void, undefined> {
    const builder = this.#builder;
    for (const attribute of level.attributes) {
      const { tag, vr, content } = attribute;
      if (content.kind === 'items') {
        yield [builder.sequence(tag)];
        for (const item of content.items) {
          yield [builder.item()];
          yield* this.walk(withCharacterSet(item, false));
          yield [builder.itemEnd()];
        }
        yield [builder.sequenceEnd()];
      } else if (content.kind === 'values') {
        yield builder.element(tag, vr, encodeValues(attribute, content.values));
      } else {
        const bytes = content.kind === 'inline' ? this.#decode(attribute, content.text) : undefined;
        if (bytes === undefined || tag === pixelData) yield { attribute, bytes };
        else yield builder.element(tag, vr, padValue(bytes, vr));
      }
    }
  }

  #decode({ path }: Attribute, text: string): Uint8Array<ArrayBuffer> {
    const bytes = this.#base64.read(text);
    if (bytes === undefined) throw malformed(path);
    return bytes;
  }
}

/** The transfer syntax that the file meta information of a document names; '' where there is none. */
export function transferSyntaxOf({ attributes }: Level): string {
  const content = attributes.find(({ tag }) => tag === transferSyntaxTag)?.content;
  const [uid] = content?.kind === 'values' ? content.values : [];
  return typeof uid === 'string' ? uid : '';
}

/** Whether pixel data are encapsulated in a transfer syntax. PS3.5 §A.4 */
export function isEncapsulated(transferSyntax: string): boolean {
  return transferSyntax !== '' && nativeForm(transferSyntax) === undefined;
}

/**
 * The data set as it will be written: where there is a transfer syntax, the one of the parts; the character set of the parts where one is
 * declared, or needed.
 */
export function settledRoot(level: Level, transferSyntax: string): Level {
  const root = withCharacterSet(level, true);
  if (transferSyntax === '') return root;
  const written = isEncapsulated(transferSyntax) ? transferSyntax : explicitLittle;
  return withValue(root, transferSyntaxTag, 'UI', written);
}

/** JSON is UTF-8, whatever its data set declares. PS3.18 §F.2 */
function withCharacterSet(level: Level, isRoot: boolean): Level {
  const declaration = level.attributes.find(({ tag }) => tag === characterSetTag);
  if (!level.isUpper && (declaration === undefined || isEmpty(declaration))) return level;
  if (!isRoot && !declaresSet(level)) return level;
  return withValue(level, characterSetTag, 'CS', 'ISO_IR 192');
}

function isEmpty({ content }: Attribute): boolean {
  return content.kind === 'values' && content.values.every((value) => value === null || value === '');
}

function withValue(level: Level, tag: number, vr: string, value: string): Level {
  const others = level.attributes.filter((attribute) => attribute.tag !== tag);
  const parent = level.attributes[0]?.path.parent;
  const added: Attribute = { tag, vr, path: new Path(parent, tag), content: { kind: 'values', values: [value] } };
  return { ...level, attributes: [...others, added].sort(inOrder) };
}
