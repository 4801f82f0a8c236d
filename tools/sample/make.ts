// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// node --import tsx tools/sample/make.ts [DIRECTORY]
// Writes the series that the page opens with, and index.json, the list of its files; to build/sample by default.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCt } from './ct.js';
import { makeUltrasound } from './ultrasound.js';

const directory = process.argv[2] ?? fileURLToPath(new URL('../../build/sample', import.meta.url));
const files = [...makeCt(), makeUltrasound()];
await mkdir(directory, { recursive: true });
for (const { name, bytes } of files) await writeFile(join(directory, name), bytes);
const index = { files: files.map(({ name, bytes }) => ({ name, size: bytes.length })) };
await writeFile(join(directory, 'index.json'), `${JSON.stringify(index, undefined, 2)}\n`);
