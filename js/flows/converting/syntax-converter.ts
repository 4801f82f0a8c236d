// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Another transfer syntax: what `toTransferSyntax` does. Apart from it, since data sets load this only when they are written.

import type { PrivateNames } from '../../dictionary/private-attributes.js';
import { loadPrivateNames, privateNames } from '../../dictionary/registry.js';
import { DicomError } from '../../errors.js';
import { elementHeader, elementParts, noteBefore, placeOf } from '../../flow/elements.js';
import { emitAll, HeldMeta } from '../../flow/file-meta.js';
import type { Emit, FlowStage } from '../../flow/flow.js';
import { Reencoder } from '../../flow/reencoder.js';
import {
  type DataForm,
  encapsulatedUncompressed,
  isReferenced,
  isSameForm,
  nativeForm,
  nativeSyntaxOf,
  writtenForm,
} from '../../flow/transfer-syntaxes.js';
import { makePart } from '../../made-part.js';
import type { Part } from '../../part.js';
import type { Transcoder } from '../../pixels/transcode/transcoder.js';
import { padValue } from '../../values/encode/value-bytes.js';
import type { FrameDecoder } from '../../wasm/codec.js';
import { type Encoder, openEncoder } from '../../wasm/encode.js';

export interface TransferSyntaxOptions {
  /** How many bytes may be held back until the first frame is decoded, each part counted with 64 more; 16 MiB by default. */
  readonly maxSize?: number | undefined;
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  /** Decodes the frames beside this thread, several at a time: a decoder of `createDecoder`. Without it, this thread does. */
  readonly decoder?: FrameDecoder | undefined;
  /** Ends the decoding; the stream fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether private elements of implicit VR get the VRs that the private dictionary knows of them, by their creators, instead of UN.
   * The dictionary, 58 kB, is then loaded.
   */
  readonly privateVrs?: boolean | undefined;
  /** @internal Bytes that a value may have, for tests: 4 GiB take time. */
  readonly maxLength?: number | undefined;
}

const transferSyntaxTag = 0x00020010;
const explicitLittleEndian = '1.2.840.10008.1.2.1';

export class SyntaxConverter implements FlowStage {
  readonly #options: TransferSyntaxOptions & { readonly maxSize: number };
  readonly #meta = new HeldMeta();
  /** The target; known to the last with the first part of the data set that is emitted. */
  #uid: string;
  #encoder: Encoder | undefined;
  #privateNames: PrivateNames | undefined;
  /** What comes first has been seen. */
  #isBegun = false;
  /** The file meta is out. */
  #isDeclared = false;
  #isConverting = false;
  #transcoder: Transcoder | undefined;
  /** `undefined` where the data set is in the target's syntax already. */
  #reencoder: Reencoder | undefined;

  constructor(uid: string, options: TransferSyntaxOptions & { readonly maxSize: number }) {
    this.#uid = uid;
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#options.privateVrs === true) {
      await loadPrivateNames();
      this.#privateNames = privateNames();
    }
    this.#encoder = await openEncoder();
  }

  readonly resizes = (): boolean => this.#isConverting;

  part(part: Part, emit: Emit): void | Promise<void> {
    if (!this.#isBegun) {
      if (this.#meta.hold(part)) return undefined;
      const pending = this.#begin(part);
      if (pending !== undefined) return pending.then(() => this.#pass(part, emit));
    }
    return this.#pass(part, emit);
  }

  async end(emit: Emit): Promise<void> {
    if (!this.#isBegun) await this.#begin(undefined);
    await this.#transcoder?.end((part) => this.#write(part, emit));
    if (!this.#isDeclared) await this.#declare(emit);
  }

  release(): void {
    this.#transcoder?.release();
  }

  #pass(part: Part, emit: Emit): void | Promise<void> {
    if (this.#transcoder === undefined) return this.#write(part, emit);
    return this.#transcoder.part(part, (decoded) => this.#write(decoded, emit));
  }

  #write(part: Part, emit: Emit): void | Promise<void> {
    if (!this.#isDeclared) {
      const pending = this.#declare(emit);
      if (pending !== undefined) return pending.then(() => this.#write(part, emit));
    }
    const converted = this.#reencoder === undefined ? part : this.#reencoder.convert(part);
    return converted === undefined ? undefined : emit(converted);
  }

  /** The file meta is whole, and what follows it is written as `first` is. */
  #begin(first: Part | undefined): void | Promise<void> {
    this.#isBegun = true;
    const target = writtenForm(this.#uid);
    const isMeta = this.#hasMeta;
    const declared = this.#meta.uid(transferSyntaxTag);
    const actual = declared ?? (first === undefined ? undefined : nativeSyntaxOf(first));
    const isDeflated = first?.kind === 'deflated';
    const isAsDeclared = target === undefined || first === undefined || isDeflated || isSameForm(first, target);
    if (actual === this.#uid && isAsDeclared) return undefined;
    if (!isMeta && first === undefined) return undefined;
    const wantsFragments = this.#uid === encapsulatedUncompressed;
    if (target === undefined || ((target.inflated || wantsFragments) && !isMeta)) {
      throw new DicomError({ code: 'transfer_syntax_unsupported', position: first?.position, tag: transferSyntaxTag });
    }
    // Their pixels are somewhere else, where only that syntax says to look. PS3.5 §A.6
    if (isReferenced(declared)) throw new DicomError({ code: 'transfer_syntax_unsupported', tag: transferSyntaxTag });
    this.#isConverting = true;
    if (first === undefined || isDeflated) return undefined;
    const isNative = declared === undefined || declared === '' || nativeForm(declared) !== undefined;
    return isNative && !wantsFragments ? undefined : this.#openTranscoder(declared ?? '');
  }

  /** Loaded with the first data set whose pixel data may be encapsulated: who has none does not download what decodes. */
  async #openTranscoder(transferSyntax: string): Promise<void> {
    const form = { [explicitLittleEndian]: 'either', [encapsulatedUncompressed]: 'encapsulated' } as const;
    const { Transcoder } = await import('../../pixels/transcode/decoding.js');
    this.#transcoder = new Transcoder(this.#encoder as Encoder, {
      ...this.#options,
      maker: { elementHeader, elementParts, makePart, noteBefore },
      transferSyntax,
      form: form[this.#uid as keyof typeof form] ?? 'native',
    });
  }

  /** The file meta goes out, with the transfer syntax that the data set turns out to have. */
  #declare(emit: Emit): void | Promise<void> {
    this.#isDeclared = true;
    if (!this.#isConverting) return emitAll(this.#meta.take(), emit);
    const encapsulated = this.#transcoder?.isEncapsulated === true;
    if (encapsulated) this.#uid = encapsulatedUncompressed;
    const privateNames = this.#privateNames;
    const target = writtenForm(this.#uid) as DataForm;
    this.#reencoder = new Reencoder(this.#encoder as Encoder, target, { privateNames, encapsulated });
    return emitAll(this.#hasMeta ? this.#metaOf() : this.#meta.take(), emit);
  }

  get #hasMeta(): boolean {
    return this.#meta.parts.some(({ meta }) => meta);
  }

  /** The file meta with the new transfer syntax. */
  #metaOf(): Part[] {
    const parts = this.#meta.take();
    const rest = parts.filter(({ tag, kind }) => tag !== transferSyntaxTag || kind === 'note');
    const isHeader = ({ kind, meta }: Part): boolean => meta && kind === 'header';
    const old = parts.find((part) => isHeader(part) && part.tag === transferSyntaxTag) ?? parts.find(isHeader);
    if (old === undefined) return rest;
    const value = padValue(new TextEncoder().encode(this.#uid), 'UI');
    const behind = rest.findIndex((part) => isHeader(part) && part.tag > transferSyntaxTag);
    const at = behind < 0 ? lastMeta(rest) + 1 : behind;
    const element = elementParts(this.#encoder as Encoder, placeOf(old), transferSyntaxTag, 'UI', value);
    return [...rest.slice(0, at), ...element, ...rest.slice(at)];
  }
}

/** The last part of the file meta, or of the preamble where nothing else is left of it; -1 where there is neither. */
function lastMeta(parts: readonly Part[]): number {
  for (let i = parts.length - 1; i >= 0; i--) if (parts[i]?.meta === true || parts[i]?.kind === 'preamble') return i;
  return -1;
}
