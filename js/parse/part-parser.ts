// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Bytes to parts without streams: chunks are pushed in, batches of parts are taken out.

import { DicomError } from '../errors.js';
import { flagLast, Part, partKinds, type PartKind, vrName } from '../part.js';
import { ItemNode, Path } from '../path.js';
import { depthWord, eventWords, formWord, indexWord, lengthWord, sizeWord, tagWord } from '../wasm/parser.js';
import type { Stepper } from './stepper.js';

const item = partKinds.indexOf('item');
const itemEnd = partKinds.indexOf('itemEnd');
const value = partKinds.indexOf('value');

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

  release(): void {
    this.#stepper.release();
  }

  /** Makes the parts of a step's events. */
  #take(parts: Part[], first = 0): void {
    const { slot, base, origin, events } = this.#stepper;
    const { words, positions } = slot;
    for (let row = first; row < events; row++) {
      const at = row * eventWords;
      const form = words[at + formWord] as number;
      const kind = (form >>> 16) & 0xff;
      const tag = words[at + tagWord] as number;
      const index = words[at + indexWord] as number;
      const position = positions[row * 4] as number;
      if (kind === itemEnd) this.#parent = this.#parent?.parent;
      parts.push(
        new Part(
          partKinds[kind] as PartKind,
          tag,
          vrName(form & 0xffff),
          words[at + lengthWord] as number,
          position,
          words[at + sizeWord] as number,
          form >>> 24,
          index === 0xffffffff ? -1 : index,
          (words[at + depthWord] as number) & 0xffff,
          this.#parent,
          base,
          position - origin,
        ),
      );
      if (kind === item) this.#parent = new ItemNode(tag, index, this.#parent);
    }
  }

  /** The part that a run is: bytes of a long value, where they are. */
  #run(): Part {
    const { slot, base, runOffset, runSize, runLast, runPosition } = this.#stepper;
    const run = slot.run;
    const form = run[formWord] as number;
    const kind = (form >>> 16) & 0xff;
    const index = run[indexWord] as number;
    return new Part(
      partKinds[kind] as PartKind,
      run[tagWord] as number,
      vrName(form & 0xffff),
      run[lengthWord] as number,
      runPosition,
      runSize,
      (form >>> 24) | (runLast && kind === value ? flagLast : 0),
      index === 0xffffffff ? -1 : index,
      (run[depthWord] as number) & 0xffff,
      this.#parent,
      base,
      runOffset,
    );
  }

  /** The error with the path of what it is about. */
  #located(error: DicomError): DicomError {
    if (error.tag === undefined || error.path !== undefined) return error;
    const { code, position, tag, quirk } = error;
    return new DicomError({ code, position, tag, quirk, path: new Path(this.#parent, tag).toString() });
  }
}
