// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The sample series that lies beside the page, so that its first look shows a picture.

import type { OpenedFile } from '../study/instance.js';

interface SampleIndex {
  files: { name: string; size: number }[];
}

const place = './sample/';

/** Fetches the files of the sample; nothing where the page was built without one. */
export async function* fetchSample(): AsyncGenerator<OpenedFile> {
  const response = await fetch(`${place}index.json`);
  if (!response.ok) return;
  const { files } = (await response.json()) as SampleIndex;
  const requests = files.map(({ name }) => () => fetchFile(name));
  // A few requests ahead of the one that is waited for, in order.
  const ahead = requests.splice(0, 6).map((request) => request());
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    const request = requests.shift();
    if (request !== undefined) ahead.push(request());
    yield await next;
  }
}

async function fetchFile(name: string): Promise<OpenedFile> {
  const response = await fetch(`${place}${name}`);
  if (!response.ok) throw new Error(`${name}: the server answered ${response.status}`);
  return { name, blob: await response.blob() };
}
