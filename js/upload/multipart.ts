// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Instances as one multipart message, as a stream or as a Blob that refers to what stands elsewhere: it is never assembled in memory.
// PS3.18 §10.5.1, RFC 2046 §5.1, RFC 2387

import type { Prepared } from './prepare.js';

const encoder = new TextEncoder();

/** The source of an instance failed while it was sent: the message is cut off inside its part. */
export class PartError extends Error {
  constructor(
    readonly part: Prepared,
    cause: unknown,
  ) {
    super('a source failed while it was sent', { cause });
  }
}

export class Multipart {
  /** 160 random bits, so that no content has it; letters, digits and a hyphen, so that it needs no quotes. */
  readonly #boundary = `dcmstream-${[...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  readonly #parts: readonly Prepared[];
  readonly #end = encoder.encode(`\r\n--${this.#boundary}--\r\n`);

  constructor(parts: readonly Prepared[]) {
    this.#parts = parts;
  }

  get contentType(): string {
    return `multipart/related; type="application/dicom"; boundary=${this.#boundary}`;
  }

  /** In bytes, all of it. */
  get size(): number {
    const sizes = this.#parts.map(({ content }, i) => this.#head(i).length + content.size);
    return sizes.reduce((sum, size) => sum + size, this.#end.length);
  }

  /** @throws PartError where the content of one cannot be had. */
  async blob(signal: AbortSignal): Promise<Blob> {
    const pieces: (Blob | Uint8Array<ArrayBuffer>)[] = [];
    for (const [i, part] of this.#parts.entries()) {
      const content = part.content.blob(signal).catch((error: unknown) => {
        throw new PartError(part, error);
      });
      pieces.push(this.#head(i), await content);
    }
    return new Blob([...pieces, this.#end]);
  }

  /**
   * Gives one chunk when it is asked for one. What fails in a source errors the stream with PartError, so that no boundary ever ends a part
   * that is not complete.
   * @param onBytes Told how many bytes of contents have been taken.
   */
  async *chunks(onBytes: (count: number) => void, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [i, part] of this.#parts.entries()) {
      yield this.#head(i);
      const { content } = part;
      let left = content.size;
      try {
        const reader = (await content.stream(signal)).getReader();
        try {
          for (let step = await reader.read(); !step.done; step = await reader.read()) {
            left -= step.value.length;
            if (left < 0) break;
            onBytes(step.value.length);
            yield step.value;
          }
        } finally {
          await reader.cancel().catch(() => undefined);
        }
        if (left !== 0) throw new Error('the content has changed');
      } catch (error) {
        throw new PartError(part, error);
      }
    }
    yield this.#end;
  }

  #head(index: number): Uint8Array<ArrayBuffer> {
    const before = index === 0 ? '' : '\r\n';
    return encoder.encode(`${before}--${this.#boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  }
}
