// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What stands behind flows that change sizes, so that the output is valid whatever they did: sequences and items that may have
// changed end by delimiters, stale group lengths go, and that of the file meta is computed anew. All else passes as it is.

import { DicomError, misuse } from '../errors.js';
import { Part, undefinedLength } from '../part.js';
import { Path } from '../path.js';
import type { Encoder } from '../wasm/encode.js';
import type { Emit, FlowStage, Resizes } from './flow.js';

type Resizing = Exclude<Resizes, 'nothing'>;

const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;
const itemTag = 0xfffee000;
const metaGroupLength = 0x00020000;
const mediaStorageClass = 0x00020002;
const fileMetaGroup = 0x0002;

/** Media Storage Directory Storage: its records name each other by their positions in the file. PS3.3 §F.3 */
const directoryClass = '1.2.840.10008.1.3.10';

/** The file meta is held back until its length is known. */
const maxMetaSize = 1024 * 1024;

interface Level {
  /** Whether it ends by a delimiter now, and did not. */
  readonly opened: boolean;
  /** Whether its length stands as it was, so that what it holds must be as long as before. */
  readonly kept: boolean;
  /** Where it began in the input, and how much output there was then. */
  readonly position: number;
  readonly written: number;
}

export class LengthKeeper implements FlowStage {
  readonly #encoder: Encoder;
  readonly #resizes: readonly Resizing[];
  readonly #levels: Level[] = [];
  /** Bytes of the output so far. */
  #written = 0;
  #isDirectory = false;
  /** Parts of the file meta, until the first part behind it. */
  #meta: Part[] | undefined = [];
  #metaSize = 0;
  /** Bytes of the present value that are still to come, as its header says. */
  #missing = 0;
  #droppingGroupLength = false;

  constructor(encoder: Encoder, resizes: readonly Resizing[]) {
    this.#encoder = encoder;
    this.#resizes = resizes;
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#meta === undefined) return this.#pass(part, emit);
    if (part.meta || part.kind === 'preamble' || part.kind === 'note') {
      this.#meta.push(part);
      this.#metaSize += part.size;
      if (this.#metaSize > maxMetaSize) throw new DicomError({ code: 'lookahead_exceeded', position: part.position });
      return undefined;
    }
    const flushed = this.#flushMeta(emit);
    return flushed === undefined ? this.#pass(part, emit) : flushed.then(() => this.#pass(part, emit));
  }

  async end(emit: Emit): Promise<void> {
    await this.#flushMeta(emit);
    this.#checkValue();
  }

  /** Gives a promise only where there is something to wait for: who emits without waiting keeps the order so. */
  #flushMeta(emit: Emit): void | Promise<void> {
    const parts = withGroupLength(this.#meta ?? [], this.#encoder);
    this.#meta = undefined;
    this.#isDirectory = parts.some(
      ({ kind, tag, bytes }) => kind === 'value' && tag === mediaStorageClass && textOf(bytes) === directoryClass,
    );
    let pending: Promise<void> | undefined;
    for (const part of parts) {
      if (pending !== undefined) pending = pending.then(() => this.#pass(part, emit));
      else pending = this.#pass(part, emit) ?? undefined;
    }
    return pending;
  }

  #pass(part: Part, emit: Emit): void | Promise<void> {
    switch (part.kind) {
      case 'header':
        this.#checkValue();
        if (this.#isStale(part)) {
          this.#droppingGroupLength = !part.last;
          return undefined;
        }
        this.#missing = part.length;
        break;
      case 'value':
        if (this.#droppingGroupLength) {
          this.#droppingGroupLength = !part.last;
          return undefined;
        }
        this.#missing -= part.size;
        break;
      case 'fragment':
        this.#checkValue();
        this.#missing = part.length;
        break;
      case 'sequence':
      case 'item':
        this.#checkValue();
        return this.#write(this.#open(part), part, emit);
      case 'sequenceEnd':
      case 'itemEnd':
        this.#checkValue();
        return this.#write(this.#close(part), part, emit);
      case 'fragmentsEnd':
        this.#checkValue();
        break;
      default:
    }
    return this.#write(part, part, emit);
  }

  #write(part: Part, original: Part, emit: Emit): void | Promise<void> {
    if (this.#isDirectory && original.size > 0 && this.#written !== original.position) {
      throw new DicomError({ code: 'directory_offsets_stale', position: original.position });
    }
    this.#written += part.size;
    return emit(part);
  }

  #open(part: Part): Part {
    const isDefined = part.length !== undefinedLength;
    const opened = isDefined && this.#mayResize(part.kind === 'item' ? part.path : new Path(part.parent, part.tag));
    const header = opened ? this.#undefinedLength(part) : part;
    const [position, written] = [part.position + part.size, this.#written + header.size];
    this.#levels.push({ opened, kept: isDefined && !opened, position, written });
    return header;
  }

  #close(part: Part): Part {
    const level = this.#levels.pop();
    if (level?.kept === true && this.#written - level.written !== part.position - level.position) {
      throw misuse('length_changed', `a flow changed the size of ${part.path.toString()}, which it does not declare`);
    }
    if (level?.opened !== true || part.size > 0) return part;
    const tag = part.kind === 'itemEnd' ? itemDelimitation : sequenceDelimitation;
    return part.withBytes(this.#encoder.header(tag, '', 0, part));
  }

  #undefinedLength(part: Part): Part {
    const tag = part.kind === 'item' ? itemTag : part.tag;
    const bytes = this.#encoder.header(tag, part.kind === 'item' ? '' : part.vr, undefinedLength, part);
    const { kind, index } = part;
    return Part.of({ kind, bytes, length: undefinedLength, ...(index < 0 ? {} : { index }) }, part);
  }

  /** A group length that may not be true any more. They are retired but for the file meta's. PS3.5 §7.2 */
  #isStale(part: Part): boolean {
    if ((part.tag & 0xffff) !== 0 || part.tag >>> 16 === fileMetaGroup || part.meta) return false;
    return this.#mayResize(part.path);
  }

  #mayResize(path: Path): boolean {
    return this.#resizes.some((resizes) => resizes(path));
  }

  /** A flow that changed a value has to have changed its header too. */
  #checkValue(): void {
    if (this.#missing !== 0) throw misuse('length_changed', 'a value is not as long as its header says');
  }
}

/** The file meta with the group length that it now has. PS3.10 §7.1 */
function withGroupLength(parts: readonly Part[], encoder: Encoder): readonly Part[] {
  const at = parts.findIndex(({ kind, tag }) => kind === 'value' && tag === metaGroupLength);
  const value = parts[at];
  if (value === undefined || value.size !== 4) return parts;
  const size = parts.slice(at + 1).reduce((sum, part) => sum + part.size, 0);
  const bytes = encoder.u32(size, value.bigEndian);
  const unchanged = bytes.every((byte, i) => byte === value.bytes[i]);
  return unchanged ? parts : parts.map((part) => (part === value ? value.withBytes(bytes) : part));
}

/** A UID without its padding. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 64)).replace(/[\0 ]+$/, '');
}
