// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Plain data with typed arrays in them, as JSON: each array stands once in a list, and a reference to it in its place.

/** Words as numbers, bytes in base64. */
export type StoredArray = readonly number[] | string;

interface Reference {
  readonly array: number;
}

/** `T` with references in place of its arrays. */
export type Stored<T> = T extends Uint16Array | Uint8Array
  ? Reference
  : T extends readonly (infer E)[]
    ? readonly Stored<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Stored<T[K]> }
      : T;

/** Takes arrays out of plain data, and puts them back. */
export class StoredArrays {
  readonly #stored: StoredArray[];
  readonly #numbers = new Map<object, number>();
  readonly #restored: (Uint16Array | Uint8Array)[] = [];

  constructor(stored: readonly StoredArray[] = []) {
    this.#stored = [...stored];
  }

  get all(): readonly StoredArray[] {
    return this.#stored;
  }

  store<T>(plain: T): Stored<T> {
    return replaced(plain, (value) => (isArray(value) ? { array: this.#numberOf(value) } : undefined)) as Stored<T>;
  }

  /** Arrays are shared by all that is restored. */
  restore<T>(stored: Stored<T>): T {
    return replaced(stored, (value) => ('array' in value ? this.#array(value.array as number) : undefined)) as T;
  }

  #numberOf(array: Uint16Array | Uint8Array): number {
    let number = this.#numbers.get(array);
    if (number === undefined) {
      number = this.#stored.push(array instanceof Uint16Array ? [...array] : base64Of(array)) - 1;
      this.#numbers.set(array, number);
    }
    return number;
  }

  #array(number: number): Uint16Array | Uint8Array {
    const stored = this.#stored[number] ?? [];
    return (this.#restored[number] ??= typeof stored === 'string' ? bytesOf(stored) : Uint16Array.from(stored));
  }
}

function isArray(value: object): value is Uint16Array | Uint8Array {
  return value instanceof Uint16Array || value instanceof Uint8Array;
}

/** A copy, in which what `replace` gives stands for the objects that it knows. */
function replaced(value: unknown, replace: (value: object) => object | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const other = replace(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((one) => replaced(one, replace));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, replace)]));
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
