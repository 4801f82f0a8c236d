// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Asks where results are to go.

import type { Target } from './protocol.js';

/** Not every browser lets a page write to a folder. */
interface Pickers {
  showDirectoryPicker?: (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?: (options: {
    id: string;
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }) => Promise<FileSystemFileHandle>;
}

const pickers = window as unknown as Pickers;
/** By it the browser opens the same place the next time. */
const id = 'deidentified';

export const zipName = 'deidentified.zip';

export function canSaveToFolder(): boolean {
  return pickers.showDirectoryPicker !== undefined;
}

/** `undefined` where the user thought better of it. */
export function chooseFolder(): Promise<Target | undefined> {
  return chosen(async () => {
    const handle = await pickers.showDirectoryPicker?.({ id, mode: 'readwrite' });
    return handle === undefined ? undefined : { kind: 'folder', handle };
  });
}

/** Where the page may not choose a file, the zip is made first and downloaded then. */
export function chooseZip(): Promise<Target | undefined> {
  return chosen(async () => {
    const types = [{ description: 'Zip archive', accept: { 'application/zip': ['.zip'] } }];
    const handle = await pickers.showSaveFilePicker?.({ id, suggestedName: zipName, types });
    return { kind: 'zip', handle };
  });
}

async function chosen(choose: () => Promise<Target | undefined>): Promise<Target | undefined> {
  try {
    return await choose();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}
