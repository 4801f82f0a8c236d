// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The zlib module seen from TypeScript: inflaters and deflaters, any number at once. Chunks are pushed in, pieces are taken
// out. Call, then look: its memory may grow in any call that allocates, so `HEAPU8` is read anew after each.

import { type QuirkCode, type StatusCode, statusCodes } from '../codes.js';
import { DicomError, misuse } from '../errors.js';
import { loadModule, moduleNow } from './load.js';
import type { ZlibModule } from './zlib-glue.js';

export type { ZlibModule };

/** What the deflated bytes stand in; the standard asks for raw. */
export type DeflateWrapping = 'raw' | 'zlib' | 'gzip';

/** In the order of `deflate_wrapping` in core/inflate/inflater.hpp. */
const wrappings: readonly (DeflateWrapping | undefined)[] = [undefined, 'raw', 'zlib', 'gzip'];

export interface InflaterOptions {
  /**
   * How many times larger than the deflated bytes the inflated ones may be, once there are more than 64 MiB of them: at least
   * 1, by default 200. Deflate itself cannot exceed 1032.
   */
  readonly maxInflateRatio?: number | undefined;
  /** Where the first inflated byte stands, for the positions of errors: 0 by default. */
  readonly position?: number | undefined;
}

export interface DeflaterOptions {
  /** From 0 (stored) and 1 (fast) to 9 (small); 6 by default. */
  readonly level?: number | undefined;
}

/** An inflater for a stream; loads the module when it is first needed. Release it in the end. */
export async function openInflater(options: InflaterOptions = {}): Promise<Inflater> {
  return new Inflater(await loadModule<ZlibModule>('zlib'), options);
}

/** @throws TypeError with code `not_ready` before `await init({ modules: ['zlib'] })`. */
export function inflaterNow(options: InflaterOptions = {}): Inflater {
  return new Inflater(moduleNow<ZlibModule>('zlib'), options);
}

/** A deflater for a stream; loads the module when it is first needed. Release it in the end. */
export async function openDeflater(options: DeflaterOptions = {}): Promise<Deflater> {
  return new Deflater(await loadModule<ZlibModule>('zlib'), options);
}

/** @throws TypeError with code `not_ready` before `await init({ modules: ['zlib'] })`. */
export function deflaterNow(options: DeflaterOptions = {}): Deflater {
  return new Deflater(moduleNow<ZlibModule>('zlib'), options);
}

/** Frees what was dropped without a release. */
const dropped = new FinalizationRegistry<() => void>((close) => close());

/** One stream through zlib. */
abstract class Converter {
  /** Bytes of the input used up so far. */
  consumed = 0;
  /** Bytes of the output so far. */
  produced = 0;
  /** Whether all output has been taken. */
  finished = false;

  readonly #module: ZlibModule;
  readonly #handle: number;
  readonly #close: () => void;
  readonly #input: number;
  readonly #inputSize: number;
  readonly #output: number;
  readonly #outputSize: number;
  #released = false;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0; // in the chunk, of the first byte that is not used up
  #ended = false;
  #failure: DicomError | undefined;

  constructor(module: ZlibModule, handle: number, close: (handle: number) => void) {
    if (handle === 0) throw new DicomError({ code: 'memory_exhausted' });
    this.#module = module;
    this.#handle = handle;
    this.#close = () => close(handle);
    this.#input = module.inputAddress();
    this.#inputSize = module.inputSize();
    this.#output = module.outputAddress();
    this.#outputSize = module.outputSize();
    dropped.register(this, this.#close, this);
  }

  /** Gives the next chunk, once `next` has returned `undefined`. Its bytes must be left alone until then. */
  write(chunk: Uint8Array): void {
    if (this.#ended) throw misuse('argument_invalid', 'a chunk after the end');
    if (!this.finished && this.#offset < this.#chunk.length) {
      throw misuse('argument_invalid', 'a chunk before the last one is used up');
    }
    this.#chunk = chunk;
    this.#offset = 0;
  }

  /** Nothing follows; `next` has the rest. */
  end(): void {
    this.#ended = true;
  }

  /**
   * The next piece: at most 64 KiB, in memory of its own. `undefined` when the chunk is used up, or after the end.
   * @throws DicomError, then and ever after, once all pieces before the break have been returned.
   */
  next(): Uint8Array<ArrayBuffer> | undefined {
    if (this.#released) throw misuse('argument_invalid', 'it has been released');
    const module = this.#module;
    let size = 0;
    while (this.#failure === undefined && !this.finished && size < this.#outputSize) {
      const part = this.#chunk.subarray(this.#offset, this.#offset + this.#inputSize);
      const final = this.#ended && this.#offset + part.length === this.#chunk.length;
      module.HEAPU8.set(part, this.#input);
      const status = this.step(module, this.#handle, part.length, size, final);
      const [consumed, produced] = [module.consumed(), module.produced()];
      this.#offset += consumed;
      this.consumed += consumed;
      this.produced += produced;
      size += produced;
      const code = statusCodes[status] as StatusCode;
      if (code === 'finished') this.finished = true;
      else if (code === 'need_input' && this.#offset === this.#chunk.length) break;
      else if (code !== 'need_input' && code !== 'output_full') this.#failure = this.failureOf(code);
    }
    if (size > 0) return module.HEAPU8.slice(this.#output, this.#output + size);
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  /** Frees its memory; a second call does nothing. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    dropped.unregister(this);
    this.#close();
  }

  /** What of the present chunk is not used up. */
  protected get rest(): Uint8Array {
    return this.#chunk.subarray(this.#offset);
  }

  protected abstract step(module: ZlibModule, handle: number, size: number, offset: number, final: boolean): number;
  protected abstract failureOf(code: StatusCode): DicomError;
}

/** Deflated bytes in, of any wrapping; inflated bytes out. What stands behind the deflated stream is left as `trailing`. */
export class Inflater extends Converter {
  /** `undefined` until the first two bytes have been read. */
  wrapping: DeflateWrapping | undefined;
  /** How many bytes stand behind the deflated stream so far. */
  trailingSize = 0;

  readonly #position: number;
  #firstTrailing = 0;

  constructor(module: ZlibModule, { maxInflateRatio = 200, position = 0 }: InflaterOptions) {
    if (!(maxInflateRatio >= 1)) throw misuse('argument_invalid', 'maxInflateRatio is a number, at least 1');
    super(module, module.openInflater(Math.min(maxInflateRatio, 0xffffffff)), module.closeInflater);
    this.#position = position;
  }

  override write(chunk: Uint8Array): void {
    super.write(chunk);
    if (this.finished) this.#countTrailing(chunk);
  }

  override next(): Uint8Array<ArrayBuffer> | undefined {
    if (this.finished) return undefined;
    const piece = super.next();
    if (this.finished) this.#countTrailing(this.rest);
    return piece;
  }

  /** What of the present chunk stands behind the deflated stream: a view of it, to be passed on unread. */
  get trailing(): Uint8Array | undefined {
    return this.finished && this.rest.length > 0 ? this.rest : undefined;
  }

  /** How the data deviate from PS3.5 §A.5, as far as has been seen. */
  get quirks(): readonly QuirkCode[] {
    const quirks: QuirkCode[] = [];
    if (this.wrapping === 'zlib' || this.wrapping === 'gzip') quirks.push('deflate_wrapped');
    // The one NUL that makes an odd size even is as it should be.
    const regular = this.trailingSize === 1 && this.#firstTrailing === 0 && this.consumed % 2 === 1;
    if (this.trailingSize > 0 && !regular) quirks.push('deflate_trailing_bytes');
    return quirks;
  }

  #countTrailing(bytes: Uint8Array): void {
    if (this.trailingSize === 0) this.#firstTrailing = bytes[0] ?? 0;
    this.trailingSize += bytes.length;
  }

  protected override step(module: ZlibModule, handle: number, size: number, offset: number, final: boolean): number {
    const status = module.inflate(handle, size, offset, final);
    this.wrapping ??= wrappings[module.wrapping(handle)];
    return status;
  }

  /** The position is that of the first inflated byte that is missing. */
  protected override failureOf(code: StatusCode): DicomError {
    return new DicomError({ code, position: this.#position + this.produced });
  }
}

/** Bytes in; deflated bytes out, raw and padded to even size as PS3.5 §A.5 wants them. */
export class Deflater extends Converter {
  constructor(module: ZlibModule, { level = 6 }: DeflaterOptions) {
    if (!Number.isInteger(level) || level < 0 || level > 9) {
      throw misuse('argument_invalid', 'level is an integer from 0 to 9');
    }
    super(module, module.openDeflater(level), module.closeDeflater);
  }

  protected override step(module: ZlibModule, handle: number, size: number, offset: number, final: boolean): number {
    return module.deflate(handle, size, offset, final);
  }

  protected override failureOf(code: StatusCode): DicomError {
    return new DicomError({ code });
  }
}
