// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What values are compared by without being held, and what of encapsulated pixel data may be text; both asked of the image module.

import { DicomError } from '../errors.js';
import type { ImageModule } from './image.js';

const modulus = 2 ** 52;
const latin1 = new TextDecoder('latin1');

/** The digest of one value, however it is cut. It is no protection against who makes values with equal digests. */
export class ValueDigest {
  #position = 0;
  #sum = 0;

  /** Of numbers of `width` bytes, which have the same digest in either byte order. */
  constructor(
    readonly module: ImageModule,
    readonly width = 1,
    readonly bigEndian = false,
  ) {}

  add(bytes: Uint8Array): this {
    const { module } = this;
    const window = module.redactWindowAddress();
    const step = module.redactWindowSize();
    for (let at = 0; at < bytes.length; at += step) {
      const piece = bytes.subarray(at, at + step);
      module.HEAPU8.set(piece, window);
      this.#sum += module.digestValue(piece.length, this.#position, this.width, this.bigEndian);
      if (this.#sum >= modulus) this.#sum -= modulus;
      this.#position += piece.length;
    }
    return this;
  }

  /** Equal for equal values, and hardly ever for others. */
  get text(): string {
    return `${this.#position}:${this.#sum.toString(36)}`;
  }
}

const dropped = new FinalizationRegistry<() => void>((close) => close());

/** Comments, application data and boxes of codestreams. */
export class CodestreamText {
  readonly #module: ImageModule;
  readonly #handle: number;
  readonly #close: () => void;

  /** @throws DicomError with code `memory_exhausted`. */
  constructor(module: ImageModule) {
    const handle = module.openWalk();
    if (handle === 0) throw new DicomError({ code: 'memory_exhausted' });
    this.#module = module;
    this.#handle = handle;
    this.#close = () => module.closeWalk(handle);
    dropped.register(this, this.#close, this);
  }

  /** The next bytes as ISO 8859-1, with NUL for each that decoders read as a number. */
  read(bytes: Uint8Array): string {
    const window = this.#module.redactWindowAddress();
    const step = this.#module.redactWindowSize();
    let text = '';
    for (let at = 0; at < bytes.length; at += step) {
      const piece = bytes.subarray(at, at + step);
      this.#module.HEAPU8.set(piece, window);
      this.#module.keepText(this.#handle, piece.length);
      text += latin1.decode(this.#module.HEAPU8.subarray(window, window + piece.length));
    }
    return text;
  }

  release(): void {
    dropped.unregister(this);
    this.#close();
  }
}
