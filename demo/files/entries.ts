// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// From what was dropped or chosen to a flat list of files, folders opened down to the last level.

import type { OpenedFile } from '../study/instance.js';

/** Not worth reading: what systems leave in folders. */
const ignored = /(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/i;

export function chosenFiles(list: FileList): OpenedFile[] {
  return [...list]
    .map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }))
    .filter(({ name }) => !ignored.test(name));
}

/** Must be called while the drop event is handled: its items are gone afterwards. */
export function droppedFiles(transfer: DataTransfer): Promise<OpenedFile[]> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const lists = entries.map(async ({ entry, file }) => {
    if (entry !== null) return walk(entry);
    return file === null ? [] : [{ name: file.name, blob: file }];
  });
  return Promise.all(lists).then((found) => found.flat().filter(({ name }) => !ignored.test(name)));
}

async function walk(entry: FileSystemEntry): Promise<OpenedFile[]> {
  if (entry instanceof FileSystemFileEntry) {
    const blob = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), blob }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const found: OpenedFile[] = [];
  for (const child of await children(entry)) found.push(...(await walk(child)));
  return found;
}

/** A reader gives a folder in portions, an empty one at the end. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    all.push(...portion);
  }
}
