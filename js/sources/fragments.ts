// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data from the bytes of their value: the items of the fragments, with or without the delimiter behind them.
// The core's parser divides them, as it would in a file. PS3.5 §A.4

import { createPartParser } from '../parse/parse.js';
import type { PartParser } from '../parse/part-parser.js';
import { type Part, undefinedLength } from '../part.js';
import type { Encoder } from '../wasm/encode.js';

const pixelData = 0x7fe00010;
const sequenceDelimitation = 0xfffee0dd;
const explicitLittle = { explicitVR: true, bigEndian: false } as const;

/** What the parser notes of an element that stands by itself, and of fragments of odd length, which stay as they are. */
const expectedNotes: readonly unknown[] = ['preamble_missing', 'meta_missing', 'transfer_syntax_missing', 'length_odd'];

/** Divides one value into parts `fragments`, `fragment`, `value` and `fragmentsEnd`. Release it in the end. */
export class FragmentDivider {
  readonly #parser: PartParser;
  readonly #delimiter: Uint8Array;
  #isOver = false;
  #isWrong = false;

  private constructor(parser: PartParser, delimiter: Uint8Array) {
    this.#parser = parser;
    this.#delimiter = delimiter;
  }

  static async open(encoder: Encoder): Promise<FragmentDivider> {
    const delimiter = encoder.header(sequenceDelimitation, '', 0, explicitLittle);
    const divider = new FragmentDivider(await createPartParser({ tolerant: true }), delimiter);
    divider.#parser.write(encoder.header(pixelData, 'OB', undefinedLength, explicitLittle));
    return divider;
  }

  /** Whether the bytes are something other than fragments: then no more parts come. */
  get isWrong(): boolean {
    return this.#isWrong;
  }

  /** The parts of the next bytes, as far as they can be told; a few bytes may have to be waited for. */
  *write(bytes: Uint8Array): Generator<Part, void, undefined> {
    yield* this.#drain();
    // The delimiter has come already.
    if (this.#isOver) this.#isWrong = true;
    if (this.#isWrong) return;
    this.#parser.write(bytes);
    yield* this.#drain();
  }

  /** The rest. */
  *end(): Generator<Part, void, undefined> {
    if (!this.#isOver && !this.#isWrong) {
      this.#parser.write(this.#delimiter);
      yield* this.#drain();
    }
    this.#parser.end();
    yield* this.#drain();
    if (!this.#isOver) this.#isWrong = true;
  }

  release(): void {
    this.#parser.release();
  }

  *#drain(): Generator<Part, void, undefined> {
    for (let parts; !this.#isWrong && (parts = this.#parser.next()) !== undefined;) {
      for (const part of parts) {
        const isForeign = this.#isOver && !isOurDelimiter(part);
        if (isForeign || !this.#accepts(part)) {
          this.#isWrong = true;
          return;
        }
        if (part.kind === 'note' || this.#isOver) continue;
        this.#isOver = part.kind === 'fragmentsEnd';
        yield part;
      }
    }
  }

  #accepts({ kind, note }: Part): boolean {
    if (kind === 'note') return this.#isOver || expectedNotes.includes(note);
    return this.#isOver || ['fragments', 'fragment', 'value', 'fragmentsEnd'].includes(kind);
  }
}

/** Whether a part behind the end is about the delimiter that was added, where the value had its own: eight bytes without meaning. */
function isOurDelimiter({ kind, size }: Part): boolean {
  return kind === 'note' || ((kind === 'unknown' || kind === 'unparsed') && size === 8);
}
