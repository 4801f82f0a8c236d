// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Results before they are known to be good: small ones in memory, large ones in files that the browser keeps for this page alone.

/** Up to here a result stays in memory. */
const small = 16 * 1024 * 1024;

/** A result. Release it when it has been handed on. */
export interface Spooled {
  readonly blob: Blob;
  release(): Promise<void>;
}

export class Spool {
  private folder_: Promise<FileSystemDirectoryHandle | undefined> | undefined;
  private files_ = 0;

  /** Reads a stream to its end; `size` is about what is expected. Where it fails nothing of it stays. */
  async keep(stream: ReadableStream<Uint8Array>, size: number, signal: AbortSignal): Promise<Spooled> {
    const folder = size <= small ? undefined : await this.folder();
    if (folder === undefined) {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      const writable = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (chunk) => void chunks.push(chunk) });
      await (stream as ReadableStream<Uint8Array<ArrayBuffer>>).pipeTo(writable, { signal });
      return { blob: new Blob(chunks), release: () => Promise.resolve() };
    }
    const { handle, remove } = await this.file(folder);
    try {
      await (stream as ReadableStream<Uint8Array<ArrayBuffer>>).pipeTo(await handle.createWritable(), { signal });
      return { blob: await handle.getFile(), release: remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  /** A file of this page alone; `undefined` where the browser keeps none. */
  async open(): Promise<{ readonly handle: FileSystemFileHandle; remove(): Promise<void> } | undefined> {
    const folder = await this.folder();
    return folder === undefined ? undefined : this.file(folder);
  }

  private async file(
    folder: FileSystemDirectoryHandle,
  ): Promise<{ handle: FileSystemFileHandle; remove(): Promise<void> }> {
    const name = String(++this.files_);
    const handle = await folder.getFileHandle(name, { create: true });
    return { handle, remove: () => folder.removeEntry(name).catch(() => undefined) };
  }

  private folder(): Promise<FileSystemDirectoryHandle | undefined> {
    return (this.folder_ ??= openFolder().catch(() => undefined));
  }
}

const prefix = 'deid-';

/** A folder for this page. Those of pages that are gone are removed: each holds a lock by the name of its own. */
async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const name = `${prefix}${crypto.randomUUID()}`;
  await new Promise<void>((held) => {
    void navigator.locks.request(name, () => {
      held();
      return new Promise(() => undefined);
    });
  });
  for await (const other of root.keys()) {
    if (!other.startsWith(prefix) || other === name) continue;
    await navigator.locks.request(other, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await root.removeEntry(other, { recursive: true }).catch(() => undefined);
    });
  }
  return root.getDirectoryHandle(name, { create: true });
}
