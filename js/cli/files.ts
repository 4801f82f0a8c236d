// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Files and folders that a command is given.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A path itself, or all files below it; what is neither file nor folder there, and links to folders, are passed over. */
export async function* filesOf(path: string): AsyncGenerator<string, void, undefined> {
  if (path === '-' || (await kindOf(path)) !== 'folder') {
    yield path;
    return;
  }
  // A folder that cannot be listed is told of like a file that cannot be read.
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) yield path;
  for (const entry of entries?.sort((a, b) => (a.name < b.name ? -1 : 1)) ?? []) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) yield* filesOf(inside);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await kindOf(inside)) === 'file')) yield inside;
  }
}

/** What cannot be looked at is taken for a file: opening it says what is wrong. */
function kindOf(path: string): Promise<'folder' | 'file' | 'other'> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other'),
    () => 'file',
  );
}

export async function isFolder(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'folder';
}
