// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values of even length. PS3.5 §7.1.1

import { DicomError } from '../errors.js';
import { elementHeader, placeOf, remade } from '../flow/elements.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import { type Part, undefinedLength } from '../part.js';
import { paddingByte } from '../values/encode/encode-value.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';

/**
 * Pads values of odd length, and fragments: text with a space, UIDs and all else with a NUL. Values stream through.
 *
 *     through(evenLengths())
 *
 * Fails with DicomError `offset_table_stale` where a fragment to be padded stands in front of others and an offset table says where
 * these are; with `directory_offsets_stale` on a DICOMDIR whose records would move.
 */
export function evenLengths(): Flow {
  return declareFlow(() => new EvenLengths(), {});
}

const extendedOffsetTable = 0x7fe00001;

class EvenLengths implements FlowStage {
  #encoder: Encoder | undefined;
  /** What makes the present value even; `undefined` where it is even. */
  #padding: number | undefined;
  /** How many bytes of the value that is padded are still to come. */
  #missing = 0;
  /** Whether a table says where the fragments are. */
  #hasOffsets = false;
  #isShifted = false;

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    switch (part.kind) {
      case 'header':
        if (part.tag === extendedOffsetTable && part.length > 8) this.#hasOffsets = true;
        return isOdd(part) ? emit(this.#paddedHeader(part)) : emit(part);
      case 'fragments':
        this.#isShifted = false;
        return emit(part);
      case 'fragment':
        this.#checkOffsets(part);
        return isOdd(part) ? emit(this.#paddedFragment(part)) : emit(part);
      case 'fragmentsEnd':
        this.#hasOffsets = false;
        return emit(part);
      case 'value':
        if (this.#padding === undefined) return emit(part);
        this.#missing -= part.size;
        return part.last ? this.#endValue(part, emit) : emit(part);
      default:
        return emit(part);
    }
  }

  #paddedHeader(part: Part): Part {
    this.#padding = paddingByte(part.vr);
    this.#missing = part.length;
    return elementHeader(this.#encoder as Encoder, placeOf(part), part.tag, part.vr, part.length + 1);
  }

  #paddedFragment(part: Part): Part {
    this.#padding = 0;
    this.#missing = part.length;
    this.#isShifted = true;
    const length = part.length + 1;
    return remade(part, { length, bytes: (this.#encoder as Encoder).header(0xfffee000, '', length, part) });
  }

  #checkOffsets(part: Part): void {
    if (part.index === 0) this.#hasOffsets ||= part.length > 4;
    else if (this.#hasOffsets && this.#isShifted) {
      const { position, tag, path } = part;
      throw new DicomError({ code: 'offset_table_stale', position, tag, path: path.toString() });
    }
  }

  #endValue(part: Part, emit: Emit): void | Promise<void> {
    const padding = Uint8Array.of(this.#padding as number);
    this.#padding = undefined;
    // What the input's end cuts short stays so.
    if (this.#missing > 0) return emit(part);
    const length = part.length + 1;
    const end = remade(part, { length, bytes: padding, last: true });
    const pending = emit(remade(part, { length, last: false }));
    return pending === undefined ? emit(end) : pending.then(() => emit(end));
  }
}

function isOdd({ length }: Part): boolean {
  return length % 2 !== 0 && length !== undefinedLength;
}
