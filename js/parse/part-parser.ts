// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Bytes to parts without streams: chunks are pushed in, batches of parts are taken out.

import { DicomError } from '../errors.js';
import { flagLast, Part, partKinds, PartTable } from '../part.js';
import { ItemNode, Path } from '../path.js';
import { eventWords, formWord, indexWord, lengthWord, noIndex, sizeWord, tagWord } from '../wasm/parser.js';
import type { Stepper } from './stepper.js';

const fragment = partKinds.indexOf('fragment');
const item = partKinds.indexOf('item');
const itemEnd = partKinds.indexOf('itemEnd');
const value = partKinds.indexOf('value');

/** What passes over fragments is told of them. */
export interface FragmentVisitor {
  /** An item header. */
  fragment(position: number, length: number): void;
  /** Bytes of the item: `size` of `base`, at `offset`. */
  value(base: Uint8Array, offset: number, size: number): void;
}

/** A batch is handed on once it has this many parts; the core's table holds as many again. */
const batchSize = 512;

export class PartParser {
  readonly #stepper: Stepper;
  #parent: ItemNode | undefined;

  /** The parts of the step under way, where another reader began it. */
  #begun: Part[] | undefined;

  constructor(stepper: Stepper) {
    this.#stepper = stepper;
  }

  /** Goes on at the root of a data set where another reader stopped: at row `row` of the step's events. */
  static after(stepper: Stepper, row: number): PartParser {
    const parser = new PartParser(stepper);
    parser.#begun = [];
    parser.#take(parser.#begun, row);
    return parser;
  }

  /**
   * Set while a module is being loaded that a deflated data set needs: `next` then returns `undefined` for now. Await it, and
   * go on with `next` before the next chunk.
   */
  get ready(): Promise<void> | undefined {
    return this.#stepper.loading;
  }

  /** Gives the next chunk, once `next` has returned `undefined`. Its bytes must be left alone while parts are in use. */
  write(chunk: Uint8Array): void {
    this.#stepper.write(chunk);
  }

  /** Nothing follows; `next` has the rest. */
  end(): void {
    this.#stepper.end();
  }

  /**
   * The next parts, at most 1024; `undefined` when the chunk is used up, or after the end.
   * @throws DicomError, after all parts before the break have been returned.
   */
  next(): Part[] | undefined {
    const parts: Part[] = this.#begun ?? [];
    this.#begun = undefined;
    const stepper = this.#stepper;
    while (parts.length < batchSize) {
      const step = stepper.advance();
      if (step === 'events') this.#take(parts);
      else if (step === 'run') parts.push(this.#run());
      else if (parts.length > 0) return parts;
      else if (stepper.failure !== undefined) throw this.#located(stepper.failure);
      else return undefined;
    }
    return parts;
  }

  /**
   * Goes on through fragments and their bytes without making parts of them, up to the next part that is neither, or the end of
   * the chunk: `next` has what follows. For who only wants to know where they are (measured: a third of the time).
   */
  passFragments(visitor: FragmentVisitor): void {
    if (this.#begun !== undefined) return;
    const stepper = this.#stepper;
    for (;;) {
      const step = stepper.advance();
      if (step === 'run') {
        visitor.value(stepper.base, stepper.runOffset, stepper.runSize);
        continue;
      }
      if (step !== 'events') return;
      const { base, origin, events, slot } = stepper;
      const { words, positions } = slot;
      for (let row = 0; row < events; row++) {
        const at = row * eventWords;
        const kind = ((words[at + formWord] as number) >>> 16) & 0xff;
        const position = positions[row * (eventWords / 2)] as number;
        if (kind === fragment) visitor.fragment(position, words[at + lengthWord] as number);
        else if (kind === value && words[at + indexWord] !== noIndex) {
          visitor.value(base, position - origin, words[at + sizeWord] as number);
        } else {
          this.#begun = [];
          this.#take(this.#begun, row);
          return;
        }
      }
    }
  }

  release(): void {
    this.#stepper.release();
  }

  /** Makes the parts of a step's events, which the next step overwrites. */
  #take(parts: Part[], first = 0): void {
    const { slot, base, origin, events } = this.#stepper;
    const words = slot.words.slice(0, events * eventWords);
    const table = new PartTable(words, base, origin);
    for (let row = first; row < events; row++) {
      const kind = ((words[row * eventWords + formWord] as number) >>> 16) & 0xff;
      if (kind === itemEnd) this.#parent = this.#parent?.parent;
      parts.push(new Part(table, row, this.#parent));
      if (kind === item) {
        const at = row * eventWords;
        this.#parent = new ItemNode(words[at + tagWord] as number, words[at + indexWord] as number, this.#parent);
      }
    }
  }

  /** The part that a run is: bytes of a long value, where they are. */
  #run(): Part {
    const { slot, base, runOffset, runSize, runLast, runPosition } = this.#stepper;
    const words = slot.run.slice();
    const form = words[formWord] as number;
    const isValue = ((form >>> 16) & 0xff) === value;
    words[sizeWord] = runSize;
    words[formWord] = runLast && isValue ? form | (flagLast << 24) : form;
    const table = new PartTable(words, base, runPosition - runOffset);
    table.positions[0] = runPosition;
    return new Part(table, 0, this.#parent);
  }

  /** The error with the path of what it is about. */
  #located(error: DicomError): DicomError {
    if (error.tag === undefined || error.path !== undefined) return error;
    const { code, position, tag, quirk } = error;
    return new DicomError({ code, position, tag, quirk, path: new Path(this.#parent, tag).toString() });
  }
}
