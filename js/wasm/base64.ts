// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Base64 by the encode module: of values that come in pieces, and back. RFC 4648 §4

import type { EncodeModule } from './encode-glue.js';
import { loadModule } from './load.js';

/** Bytes that cross at once: whole groups of three, and whole units of any size. */
const stepSize = 49152;
/** A number of bytes that ends both a group and a unit. */
const wholeSize = 24;

const nothing = new Uint8Array(0);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

function windowOf(module: EncodeModule): Uint8Array {
  const address = module.windowAddress();
  return module.HEAPU8.subarray(address, address + module.windowSize());
}

/** Text of a value of any length, a step at a time: what a step's end cuts waits for the next one. */
export class Base64Writer {
  readonly #module: EncodeModule;
  readonly #window: Uint8Array;
  readonly #text: Uint8Array;
  readonly #carry = new Uint8Array(wholeSize);
  #carried = 0;
  #unit = 1;
  #bytes: Uint8Array = nothing;
  #offset = 0;
  #last = true;
  #isOver = true;

  constructor(module: EncodeModule) {
    this.#module = module;
    this.#window = windowOf(module).subarray(0, stepSize);
    const address = module.base64Address();
    this.#text = module.HEAPU8.subarray(address, address + (stepSize / 3) * 4);
  }

  /** A value begins. It is little endian, or has units of 2, 4 or 8 bytes that are to be swapped. */
  begin(unit: number): void {
    this.#unit = unit;
    this.#carried = 0;
    this.#isOver = false;
    this.write(nothing, false);
  }

  /** The next piece of it, once `next` has returned ''. Borrowed until then. */
  write(bytes: Uint8Array, last: boolean): void {
    this.#bytes = bytes;
    this.#offset = 0;
    this.#last = last;
  }

  /** Some text of what has been written, at most 64 KiB; '' when nothing is left, for now or at all. */
  next(): string {
    const bytes = this.#bytes;
    if (this.#isOver || (this.#offset === bytes.length && !this.#last)) return '';
    const window = this.#window;
    window.set(this.#carry.subarray(0, this.#carried));
    const end = Math.min(bytes.length, this.#offset + stepSize - this.#carried);
    window.set(bytes.subarray(this.#offset, end), this.#carried);
    const size = this.#carried + end - this.#offset;
    this.#offset = end;
    this.#isOver = this.#last && end === bytes.length;
    const whole = this.#isOver ? size : size - (size % wholeSize);
    this.#carried = size - whole;
    this.#carry.set(window.subarray(whole, size));
    if (this.#unit > 1) this.#module.swapUnits(whole, this.#unit);
    return decoder.decode(this.#text.subarray(0, this.#module.toBase64(whole)));
  }
}

/** Bytes of text that is base64 and nothing else. */
export class Base64Reader {
  readonly #module: EncodeModule;
  readonly #window: Uint8Array;

  constructor(module: EncodeModule) {
    this.#module = module;
    this.#window = windowOf(module);
  }

  /** The bytes, in memory of their own; `undefined` where the text is no base64. */
  read(text: string): Uint8Array<ArrayBuffer> | undefined {
    const result = new Uint8Array((text.length >>> 2) * 3);
    const step = this.#window.length;
    let size = 0;
    for (let at = 0; at < text.length; at += step) {
      const piece = text.slice(at, at + step);
      const { read, written } = encoder.encodeInto(piece, this.#window);
      if (read !== piece.length || written !== piece.length) return undefined; // not ASCII
      const count = this.#module.fromBase64(written, at + step >= text.length);
      if (count < 0) return undefined;
      result.set(this.#window.subarray(0, count), size);
      size += count;
    }
    return result.subarray(0, size);
  }
}

/** A writer of its own; loads the module when it is first needed. */
export async function openBase64Writer(): Promise<Base64Writer> {
  return new Base64Writer(await loadModule<EncodeModule>('encode'));
}

/** A reader of its own; loads the module when it is first needed. */
export async function openBase64Reader(): Promise<Base64Reader> {
  return new Base64Reader(await loadModule<EncodeModule>('encode'));
}
