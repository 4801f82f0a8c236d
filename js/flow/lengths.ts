// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What stands behind flows that change sizes, so that the output is valid whatever they did: sequences and items that may have
// changed end by delimiters, stale group lengths go, and that of the file meta is computed anew. All else passes as it is.

import { withHeader } from '../made-part.js';
import '../write-messages.js';
import { misuse } from '../errors.js';
import type { Part } from '../part.js';
import { undefinedLength } from '../part.js';
import { Path } from '../path.js';
import type { Encoder } from '../wasm/encode.js';
import { DirectoryGuard } from './directory-guard.js';
import { valuePart } from './elements.js';
import { emitAll, HeldMeta, joined } from './file-meta.js';
import type { Emit, FlowStage, Resizes } from './flow.js';

type Resizing = Exclude<Resizes, 'nothing'>;

/** Of a flow that does not say what it resizes. */
export const resizesAll: Resizing = () => true;

const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;
const itemTag = 0xfffee000;
const metaGroupLength = 0x00020000;
const fileMetaGroup = 0x0002;

interface Level {
  /** Whether it ends by a delimiter now, though the input may have none: behind it something may be inserted. */
  readonly delimited: boolean;
  /** Whether its length stands as it was, so that what it holds must be as long as before. */
  readonly kept: boolean;
  /** As declared. */
  readonly length: number;
  /** Where it began in the input, and how much output there was then. */
  readonly position: number;
  readonly written: number;
}

export class LengthKeeper implements FlowStage {
  readonly #encoder: Encoder;
  readonly #resizes: readonly Resizing[];
  /** Then nobody need be asked, and no path made. */
  readonly #isAll: boolean;
  readonly #levels: Level[] = [];
  readonly #guard = new DirectoryGuard();
  /** Until the first part behind it. */
  #meta: HeldMeta | undefined = new HeldMeta();
  /** Bytes of the present value that are still to come, as its header says. */
  #missing = 0;
  #droppingGroupLength = false;
  /** Whether the input ends inside a value: what were written behind that would be taken for a piece of it. */
  #isCut = false;
  /** The tag of the delimiter that was written last, until something follows it. */
  #delimiter = 0;

  constructor(encoder: Encoder, resizes: readonly Resizing[]) {
    this.#encoder = encoder;
    this.#resizes = resizes;
    this.#isAll = resizes.includes(resizesAll);
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#meta === undefined) return this.#pass(part, emit);
    if (this.#meta.hold(part)) return undefined;
    const flushed = this.#flushMeta(emit);
    return flushed === undefined ? this.#pass(part, emit) : flushed.then(() => this.#pass(part, emit));
  }

  async end(emit: Emit): Promise<void> {
    await this.#flushMeta(emit);
    this.#checkValue();
  }

  /** Gives a promise only where there is something to wait for: who emits without waiting keeps the order so. */
  #flushMeta(emit: Emit): void | Promise<void> {
    const parts = withGroupLength(this.#meta?.take() ?? [], this.#encoder);
    this.#meta = undefined;
    return emitAll(parts, (part) => this.#pass(part, emit));
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
        // What is cut short by the input's end closes with a piece of no bytes.
        if (part.last && part.size === 0) {
          this.#isCut ||= this.#missing > 0;
          this.#missing = 0;
        } else this.#missing -= part.size;
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
      case 'unknown':
        // A delimiter that stands behind a defined length: the one that was written is enough.
        if (part.tag === this.#delimiter && part.tag !== 0) return undefined;
        break;
      default:
    }
    return this.#write(part, part, emit);
  }

  #write(part: Part, original: Part, emit: Emit): void | Promise<void> {
    this.#guard.pass(part, original);
    if (part.size > 0) this.#delimiter = part !== original && part.length === 0 ? delimiterOf(part) : 0;
    return emit(part);
  }

  #open(part: Part): Part {
    const isDefined = part.length !== undefinedLength;
    const opened = isDefined && this.#mayResize(part);
    const header = opened ? this.#undefinedLength(part) : part;
    const [position, written] = [part.position + part.size, this.#guard.written + header.size];
    const outer = this.#levels[this.#levels.length - 1];
    // Inside of what keeps its length a delimiter that is missing stays so.
    const delimited = opened || (!isDefined && (outer === undefined || outer.delimited));
    this.#levels.push({ delimited, kept: isDefined && !opened, length: part.length, position, written });
    return header;
  }

  #close(part: Part): Part {
    const level = this.#levels.pop();
    const size = level === undefined ? 0 : this.#guard.written - level.written;
    // What is cut short, or too long, by the input's fault stays so.
    if (level?.kept === true && size !== level.length && size !== part.position - level.position) {
      throw misuse('length_changed', `a flow changed the size of ${part.path.toString()}, which it does not declare`);
    }
    if (level?.delimited !== true || part.size > 0 || this.#isCut) return part;
    return withHeader(part, this.#encoder.header(delimiterOf(part), '', 0, part));
  }

  #undefinedLength(part: Part): Part {
    const isItem = part.kind === 'item';
    const bytes = this.#encoder.header(isItem ? itemTag : part.tag, isItem ? '' : part.vr, undefinedLength, part);
    return withHeader(part, bytes, undefinedLength);
  }

  /** A group length that may not be true any more. They are retired but for the file meta's. PS3.5 §7.2 */
  #isStale(part: Part): boolean {
    if ((part.tag & 0xffff) !== 0 || part.tag >>> 16 === fileMetaGroup || part.meta) return false;
    return this.#mayResize(part);
  }

  #mayResize(part: Part): boolean {
    if (this.#isAll) return true;
    const path = part.kind === 'item' ? part.path : new Path(part.parent, part.tag);
    return this.#resizes.some((resizes) => resizes(path));
  }

  /** A flow that changed a value has to have changed its header too. */
  #checkValue(): void {
    if (this.#missing !== 0) throw misuse('length_changed', 'a value is not as long as its header says');
  }
}

function delimiterOf({ kind }: Part): number {
  return kind === 'itemEnd' ? itemDelimitation : kind === 'sequenceEnd' ? sequenceDelimitation : 0;
}

/** The file meta with the group length that it now has. PS3.10 §7.1 */
function withGroupLength(parts: readonly Part[], encoder: Encoder): readonly Part[] {
  const at = parts.findIndex(({ kind, tag }) => kind === 'header' && tag === metaGroupLength);
  const header = parts[at];
  if (header?.length !== 4) return parts;
  const end = parts.findIndex(({ kind, last }, i) => i > at && kind === 'value' && last) + 1;
  if (end === 0) return parts;
  const size = parts.slice(end).reduce((sum, part) => sum + part.size, 0);
  const bytes = encoder.u32(size, header.bigEndian);
  const old = joined(parts.slice(at + 1, end));
  if (bytes.every((byte, i) => byte === old[i])) return parts;
  return [...parts.slice(0, at + 1), valuePart(header, bytes, true), ...parts.slice(end)];
}
