// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// JSON text to values, as `JSON.parse` has them, but for what that loses: numbers that a double does not hold keep their digits, a name
// that stands twice is an error, names are never properties. Depth and size have limits. RFC 8259

import '../../write-messages.js';
import { DicomError } from '../../errors.js';

/** A number in its own digits, where JavaScript's number is another one or would be written otherwise. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** An object: its values by name, in the order of the text. */
export type JsonObject = Map<string, JsonValue>;

export type JsonValue = null | boolean | string | number | JsonNumber | JsonValue[] | JsonObject;

export interface JsonLimits {
  /** How deep arrays and objects may nest. */
  readonly maxNesting: number;
  /** How many objects and arrays there may be, and a quarter of how many other values. */
  readonly maxObjects: number;
}

/** @throws DicomError with code `json_malformed` and the position, in bytes of UTF-8; `nesting_too_deep`, `too_many_elements`. */
export function parseJson(text: string, limits: JsonLimits): JsonValue {
  return new JsonText(text, limits).whole();
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const control = /[\0-\x1f]/;
/** Texts and numbers are so much smaller than what holds them. */
const scalarsPerObject = 4;
/** With no more digits, a number that is written as JavaScript writes it is held exactly. */
const fewDigits = 15;

class JsonText {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #depth = 0;
  #objects = 0;
  #scalars = 0;
  /** Of the next backslash from somewhere behind `#at` on; looked for anew only once it is passed. */
  #backslash = -1;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  whole(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#error('json_malformed');
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object();
    if (first === '[') return this.#array();
    if (++this.#scalars > this.#limits.maxObjects * scalarsPerObject) throw this.#error('too_many_elements');
    switch (first) {
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    const object: JsonObject = new Map();
    this.#enter();
    if (this.#takes('}')) return this.#leave(object);
    for (;;) {
      this.#skipSpace();
      const begin = this.#at;
      if (this.#text[begin] !== '"') throw this.#error('json_malformed');
      const name = this.#string();
      if (object.has(name)) throw this.#error('json_malformed', begin);
      if (!this.#takes(':')) throw this.#error('json_malformed');
      object.set(name, this.#value());
      if (this.#takes('}')) return this.#leave(object);
      if (!this.#takes(',')) throw this.#error('json_malformed');
    }
  }

  #array(): JsonValue[] {
    const array: JsonValue[] = [];
    this.#enter();
    if (this.#takes(']')) return this.#leave(array);
    for (;;) {
      array.push(this.#value());
      if (this.#takes(']')) return this.#leave(array);
      if (!this.#takes(',')) throw this.#error('json_malformed');
    }
  }

  #enter(): void {
    if (++this.#objects > this.#limits.maxObjects) throw this.#error('too_many_elements');
    if (++this.#depth > this.#limits.maxNesting) throw this.#error('nesting_too_deep');
    this.#at++;
  }

  #leave<T>(value: T): T {
    this.#depth--;
    return value;
  }

  #string(): string {
    const text = this.#text;
    const begin = this.#at + 1;
    if (this.#backslash < begin) {
      const next = text.indexOf('\\', begin);
      this.#backslash = next < 0 ? Infinity : next;
    }
    let end = text.indexOf('"', begin);
    const isPlain = this.#backslash > end;
    while (end >= 0 && !isPlain && isEscaped(text, begin, end)) end = text.indexOf('"', end + 1);
    if (end < 0) throw this.#error('json_malformed');
    this.#at = end + 1;
    const string = text.slice(begin, end);
    if (isPlain && !control.test(string)) return string;
    try {
      return JSON.parse(`"${string}"`) as string;
    } catch {
      throw this.#error('json_malformed', begin - 1);
    }
  }

  #number(): number | JsonNumber {
    number.lastIndex = this.#at;
    const text = number.exec(this.#text)?.[0];
    if (text === undefined) throw this.#error('json_malformed');
    this.#at += text.length;
    if (text.length > fewDigits) return new JsonNumber(text);
    const value = Number(text);
    return String(value) === text ? value : new JsonNumber(text);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#error('json_malformed');
    this.#at += word.length;
    return value;
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
  }

  #error(code: 'json_malformed' | 'nesting_too_deep' | 'too_many_elements', at = this.#at): DicomError {
    return new DicomError({ code, position: new TextEncoder().encode(this.#text.slice(0, at)).length });
  }
}

/** Whether the quote at `end` belongs to the string: whether an odd number of backslashes stands in front of it. */
function isEscaped(text: string, begin: number, end: number): boolean {
  let first = end;
  while (first > begin && text[first - 1] === '\\') first--;
  return (end - first) % 2 === 1;
}

/**
 * The same of an object that has been parsed already: its own properties only.
 * @throws DicomError with code `json_malformed` where it holds what JSON cannot; `nesting_too_deep`, `too_many_elements`.
 */
export function fromParsed(value: unknown, limits: JsonLimits): JsonValue {
  let objects = 0;
  const convert = (item: unknown, depth: number): JsonValue => {
    switch (typeof item) {
      case 'string':
      case 'boolean':
        return item;
      case 'bigint':
        return new JsonNumber(String(item));
      case 'number':
        if (Number.isFinite(item)) return Object.is(item, -0) ? new JsonNumber('-0') : item;
        break;
      case 'object':
        if (item === null) return null;
        if (depth === limits.maxNesting) throw new DicomError({ code: 'nesting_too_deep' });
        if (++objects > limits.maxObjects) throw new DicomError({ code: 'too_many_elements' });
        if (Array.isArray(item)) return Array.from(item, (inner) => convert(inner, depth + 1));
        return new Map(
          Object.entries(item)
            .filter(([, inner]) => inner !== undefined)
            .map(([name, inner]) => [name, convert(inner, depth + 1)]),
        );
      default:
    }
    throw new DicomError({ code: 'json_malformed' });
  };
  return convert(value, 0);
}
