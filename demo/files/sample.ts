// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The sample series that lies beside the page, so that its first look shows a picture.

import type { OpenedFile } from '../study/instance.js';
import type { Batch } from './reading.js';

interface SampleIndex {
  files: { name: string; size: number }[];
}

const place = './sample/';

/** Requests under way at a time. */
const ahead = 6;

/** The sample; `undefined` where the page was built without one. */
export async function findSample(): Promise<Batch | undefined> {
  const response = await fetch(`${place}index.json`);
  if (!response.ok) return undefined;
  const { files } = (await response.json()) as SampleIndex;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { files: fetchFiles(files.map(({ name }) => name)), count: files.length, bytes };
}

async function* fetchFiles(names: readonly string[]): AsyncGenerator<OpenedFile> {
  const requests: Promise<OpenedFile>[] = [];
  for (const name of names) {
    requests.push(fetchFile(name));
    if (requests.length >= ahead) yield requests.shift()!;
  }
  yield* requests;
}

async function fetchFile(name: string): Promise<OpenedFile> {
  const response = await fetch(`${place}${name}`);
  if (!response.ok) throw new Error(`${name}: the server answered ${response.status}`);
  return { name, blob: await response.blob() };
}
