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

export interface OwnFile {
  readonly handle: FileSystemFileHandle;
  remove(): Promise<void>;
}

export class Spool {
  private folder_: Promise<FileSystemDirectoryHandle | undefined> | undefined;
  private files_ = 0;

  /** Reads a stream to its end. Where it fails nothing of it stays. */
  async keep(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Spooled> {
    const sink = new Sink(() => this.open());
    const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (chunk) => sink.write(chunk),
      close: () => sink.close(),
    });
    try {
      await (stream as ReadableStream<Uint8Array<ArrayBuffer>>).pipeTo(writable, { signal });
    } catch (error) {
      // A stream that cannot be written to any more is not told to abort.
      await sink.abort();
      throw error;
    }
    return sink.result();
  }

  /** A file of this page alone; `undefined` where the browser keeps none. */
  async open(): Promise<OwnFile | undefined> {
    const folder = await this.folder();
    return folder === undefined ? undefined : this.file(folder);
  }

  private async file(folder: FileSystemDirectoryHandle): Promise<OwnFile> {
    const name = String(++this.files_);
    const handle = await folder.getFileHandle(name, { create: true });
    return { handle, remove: () => folder.removeEntry(name).catch(() => undefined) };
  }

  private folder(): Promise<FileSystemDirectoryHandle | undefined> {
    return (this.folder_ ??= openFolder().catch(() => undefined));
  }
}

/** How large a result becomes is not known before it is there: blanking may have it decoded. */
class Sink {
  private readonly chunks_: Uint8Array<ArrayBuffer>[] = [];
  private size_ = 0;
  private file_: OwnFile | undefined;
  private writer_: FileSystemWritableFileStream | undefined;
  private limit_ = small;

  constructor(private readonly open_: () => Promise<OwnFile | undefined>) {}

  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.writer_ !== undefined) return this.writer_.write(chunk);
    this.chunks_.push(chunk);
    this.size_ += chunk.length;
    if (this.size_ <= this.limit_) return;
    this.file_ = await this.open_();
    this.writer_ = await this.file_?.handle.createWritable();
    // A browser that keeps no files has nothing but memory.
    if (this.writer_ === undefined) this.limit_ = Number.POSITIVE_INFINITY;
    else for (const one of this.chunks_.splice(0)) await this.writer_.write(one);
  }

  async close(): Promise<void> {
    await this.writer_?.close();
  }

  async abort(): Promise<void> {
    await this.writer_?.abort().catch(() => undefined);
    await this.file_?.remove();
  }

  async result(): Promise<Spooled> {
    const file = this.file_;
    if (file === undefined) return { blob: new Blob(this.chunks_), release: () => Promise.resolve() };
    return { blob: await file.handle.getFile(), release: () => file.remove() };
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
