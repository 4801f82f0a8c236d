// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#upload` on Node: requests take streams, and what must be stored stands in a file that has no name.

import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, type Store, StorageError, storing } from './content.js';

/** Whether requests may have streams as their bodies: whatever the address is, and what the caller wants in browsers. */
export function mayStream(_address: string, _asked: boolean | undefined): boolean {
  return true;
}

/**
 * What requests must be made with, so that redirects are not followed. Anything else makes Node's fetch clone the request, and keep every
 * chunk of the stream for the clone (measured: all of the body, in memory).
 */
export const requestOptions: RequestInit = { redirect: 'error', window: null };

/** Whether a request failed since its answer was a redirect. */
export function isRedirect(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /\bredirect\b/.test(error.cause.message);
}

const chunkSize = 65_536;

/** Files in the folder for temporary ones: TMPDIR. */
export function openStore(): Promise<Store> {
  const all = new Set<StoredFile>();
  return Promise.resolve({
    async add(chunks) {
      const file = await storing(() => StoredFile.create());
      all.add(file);
      try {
        await file.fill(chunks);
      } catch (error) {
        await file.release();
        throw error;
      }
      return file;
    },
    async close() {
      await Promise.all([...all].map((file) => file.release()));
    },
  });
}

class StoredFile implements Content {
  size = 0;
  #isOpen = true;

  private constructor(
    private readonly handle: Awaited<ReturnType<typeof open>>,
    /** Where it has a name after all. */
    private readonly folder: string | undefined,
  ) {}

  static async create(): Promise<StoredFile> {
    const folder = await mkdtemp(join(tmpdir(), 'dcmstream-'));
    const handle = await open(join(folder, randomBytes(8).toString('hex')), 'wx+', 0o600).catch(async (error) => {
      await rm(folder, { recursive: true, force: true });
      throw error as Error;
    });
    // Without a name it is gone with the process, however that ends. Windows cannot do it.
    if (process.platform === 'win32') return new StoredFile(handle, folder);
    await rm(folder, { recursive: true });
    return new StoredFile(handle, undefined);
  }

  async fill(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let [isRead, failure]: [boolean, unknown] = [true, undefined];
    const counted = async function* (this: StoredFile): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for await (const chunk of chunks) {
          this.size += chunk.length;
          yield chunk;
        }
      } catch (error) {
        [isRead, failure] = [false, error];
        throw error;
      }
    };
    await writeFile(this.handle, counted.call(this)).catch((error: unknown) => {
      throw isRead ? new StorageError(error) : failure;
    });
  }

  stream(): Promise<ReadableStream<Uint8Array>> {
    const { handle } = this;
    let position = 0;
    return Promise.resolve(
      new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const { buffer, bytesRead } = await handle.read(new Uint8Array(chunkSize), 0, chunkSize, position);
            position += bytesRead;
            if (bytesRead === 0) controller.close();
            else controller.enqueue(buffer.subarray(0, bytesRead));
          },
        },
        { highWaterMark: 0 },
      ),
    );
  }

  blob(): Promise<Blob> {
    throw new Error('requests take streams here');
  }

  async release(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.handle.close();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }
}
