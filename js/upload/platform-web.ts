// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#upload` in browsers: what must be stored stands in the origin's private file system, or in a Blob where there is none; and whether
// requests take streams is seen by the protocol of an earlier answer.

import { joinBytes } from '../values/join-bytes.js';
import { blobContent, type Content, type Store, storing } from './content.js';

/**
 * Whether the next request to this address may have a stream as its body: over HTTP/1.1 it is consumed, and the request fails.
 * @param asked What the caller wants.
 */
export function mayStream(address: string, asked: boolean | undefined): boolean {
  return (asked ?? hasAnsweredOverHttp2(address)) && isSupported();
}

function hasAnsweredOverHttp2(address: string): boolean {
  const last = globalThis.performance?.getEntriesByName?.(address, 'resource').at(-1);
  const protocol = last !== undefined && 'nextHopProtocol' in last ? last.nextHopProtocol : undefined;
  return typeof protocol === 'string' && /^h[23]/.test(protocol);
}

/** Where it is not, a stream would be sent as the text that it is converted to. */
function isSupported(): boolean {
  let isAsked = false;
  const options = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex() {
      isAsked = true;
      return 'half';
    },
  };
  try {
    // A body that was converted to text has a type.
    return !new Request('https://localhost', options).headers.has('content-type') && isAsked;
  } catch {
    return false;
  }
}

/** What requests must be made with, so that redirects are not followed, and are seen. */
export const requestOptions: RequestInit = { redirect: 'manual' };

/** An answer says so here. */
export function isRedirect(_error: unknown): boolean {
  return false;
}

/** The folder in the private file system; in it a folder for each store. */
const folderName = 'dcmstream-upload';

export async function openStore(): Promise<Store> {
  return (await openFolder().catch(() => undefined)) ?? blobStore();
}

async function openFolder(): Promise<Store | undefined> {
  const { storage, locks } = globalThis.navigator ?? {};
  if (storage?.getDirectory === undefined || locks === undefined) return undefined;
  if (globalThis.FileSystemFileHandle?.prototype.createWritable === undefined) return undefined;
  const root = await (await storage.getDirectory()).getDirectoryHandle(folderName, { create: true });
  await removeAbandoned(root, locks);
  const id = crypto.randomUUID();
  const unlock = await lock(locks, lockName(id));
  try {
    const folder = await root.getDirectoryHandle(id, { create: true });
    // Some have the file system and let nobody write to it.
    await (await fileOf(folder, [])).release();
    return {
      add: (chunks) => fileOf(folder, chunks),
      async close() {
        await root.removeEntry(id, { recursive: true }).catch(() => undefined);
        unlock();
      },
    };
  } catch (error) {
    await root.removeEntry(id, { recursive: true }).catch(() => undefined);
    unlock();
    throw error;
  }
}

const lockName = (id: string): string => `${folderName}/${id}`;

/** Holds a lock, which is let go of with the page at the latest: so others see that its folder is in use. */
function lock(locks: LockManager, name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((unlock) => resolve(unlock));
    locks.request(name, held).catch(reject);
  });
}

/** Removes what pages have left that were closed meanwhile. */
async function removeAbandoned(root: FileSystemDirectoryHandle, locks: LockManager): Promise<void> {
  const ids: string[] = [];
  for await (const id of root.keys()) ids.push(id);
  for (const id of ids) {
    await locks.request(lockName(id), { ifAvailable: true }, async (free) => {
      if (free !== null) await root.removeEntry(id, { recursive: true }).catch(() => undefined);
    });
  }
}

async function fileOf(
  folder: FileSystemDirectoryHandle,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Content> {
  const name = crypto.randomUUID();
  const release = (): Promise<void> => folder.removeEntry(name).catch(() => undefined);
  try {
    const handle = await storing(() => folder.getFileHandle(name, { create: true }));
    const writable = await storing(() => handle.createWritable());
    try {
      for await (const block of blocksOf(chunks)) await storing(() => writable.write(block));
      await storing(() => writable.close());
    } catch (error) {
      await writable.abort().catch(() => undefined);
      throw error;
    }
    return { ...blobContent(await storing(() => handle.getFile())), release };
  } catch (error) {
    await release();
    throw error;
  }
}

function blobStore(): Store {
  return {
    async add(chunks) {
      const blobs: Blob[] = [];
      for await (const block of blocksOf(chunks)) blobs.push(new Blob([block]));
      return blobContent(new Blob(blobs));
    },
    close: () => Promise.resolve(),
  };
}

/** So much is handed over to the browser at once: of small chunks each costs as much as a large one (measured: 64 KiB take four times as long). */
const blockSize = 2 ** 20;

async function* blocksOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let [pieces, size]: [Uint8Array[], number] = [[], 0];
  for await (const chunk of chunks) {
    if (chunk.length > 0) pieces.push(chunk);
    size += chunk.length;
    if (size < blockSize) continue;
    yield joinBytes(pieces);
    [pieces, size] = [[], 0];
  }
  if (size > 0) yield joinBytes(pieces);
}
