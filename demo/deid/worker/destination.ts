// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where results go: a folder, or a zip. Each of them is there wholly, or not at all; after `abort` nothing is.

import { makeZip } from 'client-zip';
import type { Target } from '../protocol.js';
import { ResultError } from './failures.js';
import type { Spool } from './spool.js';

export interface Destination {
  /** Adds a file. Rejects with ResultError where this one alone cannot be added. */
  add(path: string, content: Blob): Promise<void>;
  /** All is there. Gives the zip, where the page has to hand it out. */
  close(): Promise<Blob | undefined>;
  abort(): Promise<void>;
}

export async function openDestination(target: Exclude<Target, { kind: 'upload' }>, spool: Spool): Promise<Destination> {
  if (target.kind === 'folder') return new Folder(target.handle);
  if (target.handle !== undefined) return Zip.into(target.handle);
  const file = await spool.open();
  return file === undefined ? Zip.inMemory() : Zip.into(file.handle, () => file.remove());
}

class Folder implements Destination {
  /** What is to be undone, the last first. */
  private readonly made_: (() => Promise<void>)[] = [];
  private readonly folders_ = new Map<string, Promise<FileSystemDirectoryHandle>>();

  constructor(private readonly root_: FileSystemDirectoryHandle) {}

  async add(path: string, content: Blob): Promise<void> {
    const at = path.lastIndexOf('/');
    const [folder, name] = [await this.folder(path.slice(0, Math.max(0, at))), path.slice(at + 1)];
    if (await exists(folder.getFileHandle(name))) {
      throw new ResultError('file_exists', 'The folder has a file of this name already: nothing is overwritten.');
    }
    const remove = (): Promise<void> => folder.removeEntry(name).catch(() => undefined);
    const handle = await folder.getFileHandle(name, { create: true });
    this.made_.push(remove);
    await content.stream().pipeTo(await handle.createWritable());
  }

  close(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async abort(): Promise<void> {
    // Folders after what was in them; one that holds what was there before stays.
    for (const undo of this.made_.reverse()) await undo();
  }

  private folder(path: string): Promise<FileSystemDirectoryHandle> {
    if (path === '') return Promise.resolve(this.root_);
    const known = this.folders_.get(path) ?? this.makeFolder(path);
    this.folders_.set(path, known);
    return known;
  }

  private async makeFolder(path: string): Promise<FileSystemDirectoryHandle> {
    const at = path.lastIndexOf('/');
    const [parent, name] = [await this.folder(path.slice(0, Math.max(0, at))), path.slice(at + 1)];
    if (!(await exists(parent.getDirectoryHandle(name)))) {
      this.made_.push(() => parent.removeEntry(name).catch(() => undefined));
    }
    return parent.getDirectoryHandle(name, { create: true });
  }
}

async function exists(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return false;
    if (error instanceof DOMException && error.name === 'TypeMismatchError') return true;
    throw error;
  }
}

interface Entry {
  readonly name: string;
  readonly input: Blob;
  readonly lastModified: Date;
}

class Zip implements Destination {
  private readonly stopping_ = new AbortController();
  private readonly written_: Promise<void>;
  private next_: { readonly entry: Entry | undefined; taken(): void } | undefined;
  private wake_: () => void = () => undefined;

  private constructor(
    writable: WritableStream<Uint8Array<ArrayBuffer>>,
    private readonly result_: () => Promise<Blob | undefined>,
    private readonly remove_: () => Promise<void>,
  ) {
    const zip = makeZip(this.entries()) as ReadableStream<Uint8Array<ArrayBuffer>>;
    this.written_ = zip.pipeTo(writable, { signal: this.stopping_.signal });
    this.written_.catch(() => undefined);
  }

  /** A file that is written to directly; it is there once all of it is. */
  static async into(handle: FileSystemFileHandle, remove?: () => Promise<void>): Promise<Zip> {
    const result = remove === undefined ? () => Promise.resolve(undefined) : () => handle.getFile();
    return new Zip(await handle.createWritable(), result, remove ?? (() => removeEmpty(handle)));
  }

  static inMemory(): Zip {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const writable = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (chunk) => void chunks.push(chunk) });
    const blob = (): Promise<Blob> => Promise.resolve(new Blob(chunks, { type: 'application/zip' }));
    return new Zip(writable, blob, () => Promise.resolve());
  }

  add(name: string, input: Blob): Promise<void> {
    return this.give({ name, input, lastModified: new Date() });
  }

  async close(): Promise<Blob | undefined> {
    await this.give(undefined);
    await this.written_;
    return this.result_();
  }

  async abort(): Promise<void> {
    this.stopping_.abort();
    // The zip waits for an entry, and is not over before it has got one or none.
    this.wake_();
    await this.written_.catch(() => undefined);
    await this.remove_();
  }

  /** Settled when the entry is in the zip. */
  private give(entry: Entry | undefined): Promise<void> {
    const taken = new Promise<void>((resolve) => {
      this.next_ = { entry, taken: resolve };
      this.wake_();
    });
    // Where nothing can be written any more, nobody takes it.
    return Promise.race([taken, this.written_]);
  }

  /** The zip asks for the next entry when it is done with the one before. */
  private async *entries(): AsyncGenerator<Entry> {
    for (;;) {
      if (this.next_ === undefined) await new Promise<void>((resolve) => (this.wake_ = resolve));
      const next = this.next_;
      this.next_ = undefined;
      if (next?.entry !== undefined && !this.stopping_.signal.aborted) yield next.entry;
      next?.taken();
      if (next?.entry === undefined || this.stopping_.signal.aborted) return;
    }
  }
}

/** The browser made an empty file when it was chosen; it may be one that was there before and has something in it. */
async function removeEmpty(handle: FileSystemFileHandle & { remove?: () => Promise<void> }): Promise<void> {
  const { size } = await handle.getFile();
  if (size === 0) await handle.remove?.().catch(() => undefined);
}
