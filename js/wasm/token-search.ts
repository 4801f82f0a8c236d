// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Looking for many tokens in bytes, asked of the image module. Letters of ASCII are the same in either case; UTF-16 is read beside.

import { DicomError } from '../errors.js';
import { type ImageModule, loadImageModule } from './image.js';

/** Tokens of more bytes are not looked for. */
export const longestToken = 256;

/** A token that was found. */
export interface TokenHit {
  readonly token: number;
  /** How many bytes had been given in front of it. */
  readonly begin: number;
  /** How many had been given with its last byte. */
  readonly end: number;
}

/** A spelling of a token: in UTF-8, which stands for UTF-16 too, or in another character set. */
export interface Spelling {
  readonly token: number;
  readonly bytes: Uint8Array;
  /** Whether it counts only where no further digit stands in front of it, or behind it. */
  readonly wholeBegin: boolean;
  readonly wholeEnd: boolean;
}

const dropped = new FinalizationRegistry<() => void>((close) => close());
const hitSize = 16;

export class TokenSearch {
  readonly #module: ImageModule;
  readonly #handle: number;
  readonly #close: () => void;
  readonly #window: number;
  readonly #step: number;

  private constructor(module: ImageModule, handle: number) {
    this.#module = module;
    this.#handle = handle;
    this.#window = module.redactWindowAddress();
    this.#step = module.redactWindowSize();
    this.#close = () => module.closeSearch(handle);
    dropped.register(this, this.#close, this);
  }

  /** @param tokens One more than the highest number of a token. */
  static async of(spellings: readonly Spelling[], tokens: number): Promise<TokenSearch> {
    const module = await loadImageModule();
    const states = spellings.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const handle = module.openSearch(states, tokens);
    if (handle === 0) throw new DicomError({ code: 'memory_exhausted' });
    const search = new TokenSearch(module, handle);
    for (const { token, bytes, wholeBegin, wholeEnd } of spellings) {
      module.HEAPU8.set(bytes.subarray(0, longestToken), search.#window);
      const size = Math.min(bytes.length, longestToken);
      module.addToken(handle, token, (wholeBegin ? 1 : 0) | (wholeEnd ? 2 : 0), size);
    }
    module.finishTokens(handle);
    return search;
  }

  /** Text that may stand in what is searched: whole words of it are not found, and what is part of its words only on its own. */
  learn(text: Uint8Array): void {
    this.#each(text, (size) => this.#module.learnText(this.#handle, size));
  }

  /** The next bytes; only spellings of `minimum` bytes count. */
  search(bytes: Uint8Array, minimum: number, onHit: (hit: TokenHit) => void): void {
    this.#each(bytes, (size) => this.#tell(this.#module.searchBytes(this.#handle, size, minimum), onHit));
  }

  /** The same for encapsulated pixel data; `minimum` is for what is entropy-coded. */
  searchCodestream(bytes: Uint8Array, minimum: number, onHit: (hit: TokenHit) => void): void {
    this.#each(bytes, (size) => this.#tell(this.#module.searchCodestream(this.#handle, size, minimum), onHit));
  }

  /** A codestream begins with the next bytes. */
  beginCodestream(): void {
    this.#module.beginCodestream(this.#handle);
  }

  /** What follows does not belong to what has been. */
  interrupt(onHit: (hit: TokenHit) => void): void {
    this.#tell(this.#module.interruptSearch(this.#handle), onHit);
  }

  /** Counts bytes without looking at them. */
  pass(size: number): void {
    this.#module.passSearch(this.#handle, size);
  }

  release(): void {
    dropped.unregister(this);
    this.#close();
  }

  #each(bytes: Uint8Array, use: (size: number) => void): void {
    for (let at = 0; at < bytes.length; at += this.#step) {
      const piece = bytes.subarray(at, at + this.#step);
      this.#module.HEAPU8.set(piece, this.#window);
      use(piece.length);
    }
  }

  #tell(count: number, onHit: (hit: TokenHit) => void): void {
    if (count === 0) return;
    const view = new DataView(this.#module.HEAPU8.buffer, this.#module.searchHitsAddress(), count * hitSize);
    for (let i = 0; i < count; i++) {
      const at = i * hitSize;
      const end = view.getFloat64(at, true);
      onHit({ token: view.getUint32(at + 8, true), begin: end - view.getUint32(at + 12, true), end });
    }
  }
}
