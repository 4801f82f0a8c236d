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
  /** `longestToken` at most. */
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

  /**
   * @param tokens One more than the highest number of a token.
   * @throws DicomError with code `memory_exhausted`.
   */
  static async of(spellings: readonly Spelling[], tokens: number): Promise<TokenSearch> {
    const module = await loadImageModule();
    const states = spellings.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const handle = module.openSearch(states, tokens);
    if (handle === 0) throw new DicomError({ code: 'memory_exhausted' });
    const search = new TokenSearch(module, handle);
    if (search.#add(spellings)) return search;
    search.release();
    throw new DicomError({ code: 'memory_exhausted' });
  }

  #add(spellings: readonly Spelling[]): boolean {
    const module = this.#module;
    const isRoom = spellings.every(({ token, bytes, wholeBegin, wholeEnd }) => {
      if (bytes.length > longestToken) return false;
      module.HEAPU8.set(bytes, this.#window);
      return module.addToken(this.#handle, token, (wholeBegin ? 1 : 0) | (wholeEnd ? 2 : 0), bytes.length);
    });
    return isRoom && module.finishTokens(this.#handle);
  }

  /** The next bytes; only spellings of `minimum` bytes count. */
  search(bytes: Uint8Array, minimum: number, onHit: (hit: TokenHit) => void): void {
    this.#each(bytes, (from, size) => this.#module.searchBytes(this.#handle, from, size, minimum), onHit);
  }

  /** The same for encapsulated pixel data; `minimum` is for what decoders read. */
  searchCodestream(bytes: Uint8Array, minimum: number, onHit: (hit: TokenHit) => void): void {
    this.#each(bytes, (from, size) => this.#module.searchCodestream(this.#handle, from, size, minimum), onHit);
  }

  /** A codestream begins with the next bytes. */
  beginCodestream(): void {
    this.#module.beginCodestream(this.#handle);
  }

  /** What follows does not belong to what has been. */
  interrupt(onHit: (hit: TokenHit) => void): void {
    this.#tell(this.#module.interruptSearch(this.#handle), onHit);
  }

  release(): void {
    dropped.unregister(this);
    this.#close();
  }

  #each(bytes: Uint8Array, search: (from: number, size: number) => number, onHit: (hit: TokenHit) => void): void {
    for (let at = 0; at < bytes.length; at += this.#step) {
      const piece = bytes.subarray(at, at + this.#step);
      this.#module.HEAPU8.set(piece, this.#window);
      // There is room for so many hits at a time.
      for (let from = 0; from < piece.length; from += this.#module.searchTaken()) {
        this.#tell(search(from, piece.length - from), onHit);
      }
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
