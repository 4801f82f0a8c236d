// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Objects of the DICOM JSON Model to attributes in the order of a data set, each looked at before anything is made of it.
// PS3.18 §F.2.2

import { DicomError } from '../../errors.js';
import { isPrivateCreator } from '../../dictionary/private-blocks.js';
import { ItemNode, Path } from '../../path.js';
import { declared, textRules } from '../../values/text-rules.js';
import { dictionaryVr } from '../../wasm/parser.js';
import { JsonNumber, type JsonObject, type JsonValue } from './json-text.js';

/** What an attribute holds: values, items, base64 text, or the URI of bulk data. */
export type Content =
  | { readonly kind: 'values'; readonly values: readonly JsonValue[] }
  | { readonly kind: 'items'; readonly items: readonly Level[] }
  | { readonly kind: 'inline' | 'bulk'; readonly text: string };

export interface Attribute {
  readonly tag: number;
  readonly vr: string;
  readonly path: Path;
  readonly content: Content;
}

/** A data set or an item. */
export interface Level {
  /** In ascending order. */
  readonly attributes: readonly Attribute[];
  /** Whether text is not ASCII here, or in an item that declares no character set of its own. */
  readonly isUpper: boolean;
}

const characterSetTag = 0x00080005;
const delimiterGroup = 0xfffe;
const fileMetaGroup = 0x0002;
const vrs: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(' '),
);
const namePattern = /^[\dA-F]{8}$/i;
const upper = /[^\0-\x7f]/;

/**
 * The attributes of an object, whose items may nest `levels` deep. Group lengths are left out.
 * @throws DicomError with code `json_malformed` or `nesting_too_deep`, and the path.
 */
export function readLevel(object: JsonObject, levels: number, parent?: ItemNode): Level {
  const attributes: Attribute[] = [];
  let isUpper = false;
  for (const [name, value] of object) {
    if (!namePattern.test(name)) throw malformed(parent === undefined ? undefined : Path.ofItem(parent));
    const tag = Number.parseInt(name, 16);
    if ((tag & 0xffff) === 0) continue;
    const attribute = readAttribute(tag, value, levels, parent);
    attributes.push(attribute);
    isUpper ||= hasUpperText(attribute);
  }
  attributes.sort(inOrder);
  attributes.forEach(({ tag, path }, i) => {
    // One name may be written with capital digits, and the same with small ones.
    if (tag === attributes[i - 1]?.tag || tag >>> 16 === delimiterGroup) throw malformed(path);
  });
  return { attributes, isUpper };
}

/** The file meta in front of all groups, also of those below it. PS3.10 §7.1 */
export function inOrder(a: Attribute, b: Attribute): number {
  const isMeta = ({ tag, path }: Attribute): boolean => tag >>> 16 === fileMetaGroup && path.parent === undefined;
  return Number(isMeta(b)) - Number(isMeta(a)) || a.tag - b.tag;
}

function readAttribute(tag: number, value: JsonValue, levels: number, parent: ItemNode | undefined): Attribute {
  const path = new Path(parent, tag);
  if (!(value instanceof Map)) throw malformed(path);
  const stated = value.get('vr') ?? vrOf(tag, value);
  if (typeof stated !== 'string' || !vrs.has(stated)) throw malformed(path);
  return { tag, vr: stated, path, content: readContent(stated, value, path, levels) };
}

/** Where the VR is not stated, as in PS3.5 §6.2.2 of implicit VR. */
function vrOf(tag: number, object: JsonObject): string {
  if (isPrivateCreator(tag)) return 'LO';
  const values = object.get('Value');
  const holdsItems = Array.isArray(values) && values.some((item) => item instanceof Map);
  const known = dictionaryVr(tag);
  return known === '' && holdsItems ? 'SQ' : known || 'UN';
}

const contents = ['Value', 'InlineBinary', 'BulkDataURI'] as const;

function readContent(vr: string, object: JsonObject, path: Path, levels: number): Content {
  const [name, another] = contents.filter((one) => object.has(one));
  if (another !== undefined) throw malformed(path);
  const content = name === undefined ? [] : object.get(name)!;
  if (name === 'Value' || name === undefined) {
    if (!Array.isArray(content)) throw malformed(path);
    return vr === 'SQ'
      ? { kind: 'items', items: readItems(content, path, levels) }
      : { kind: 'values', values: content };
  }
  // An example of PS3.18 Annex F has the text in an array.
  const text = Array.isArray(content) && content.length === 1 ? content[0] : content;
  if (typeof text !== 'string' || vr === 'SQ') throw malformed(path);
  return { kind: name === 'InlineBinary' ? 'inline' : 'bulk', text };
}

function readItems(values: readonly JsonValue[], path: Path, levels: number): Level[] {
  if (values.length > 0 && levels === 0) {
    throw new DicomError({ code: 'nesting_too_deep', tag: path.tag, path: path.toString() });
  }
  return values.map((item, index) => {
    if (!(item instanceof Map)) throw malformed(path);
    return readLevel(item, levels - 1, new ItemNode(path.tag, index, path.parent));
  });
}

function hasUpperText({ vr, content }: Attribute): boolean {
  if (content.kind === 'items') return content.items.some((item) => item.isUpper && !declaresSet(item));
  if (content.kind !== 'values' || ((textRules[vr] ?? 0) & declared) === 0) return false;
  return content.values.some(isUpperText);
}

/** A text, or a name with its groups. */
function isUpperText(value: JsonValue): boolean {
  if (typeof value === 'string') return upper.test(value);
  return value instanceof Map && [...value.values()].some(isUpperText);
}

export function declaresSet({ attributes }: Level): boolean {
  return attributes.some(({ tag }) => tag === characterSetTag);
}

/** The digits of a number; `undefined` where it is none. */
export function digitsOf(value: JsonValue): string | undefined {
  if (typeof value === 'number') return String(value);
  return value instanceof JsonNumber ? value.text : undefined;
}

export function malformed(path: Path | undefined): DicomError {
  return new DicomError({ code: 'json_malformed', tag: path?.tag, path: path?.toString() });
}
