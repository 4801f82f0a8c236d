// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream index`: where everything in a file is.

import { open } from 'node:fs/promises';
import type { RangeReader } from '../../range-reader.js';
import { type FileIndex, indexFile } from '../../sinks/file-index.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from '../command.js';
import { fileError } from '../failure.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream index FILE [options]

Writes, as one JSON object, where the elements of a file are and, for every frame, the range of
bytes that holds it. Of a file only headers, offset tables and the beginnings of fragments are
read; FILE may be - for standard input, which is read to its end.

${readingHelp}
${commonHelp}

Examples:
  dcmstream index slide.dcm > slide.json
  dcmstream index slide.dcm | jq '.frames | length'

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], readingOptions);
    const settings = { ...readOptions(values), signal };
    const path = operands[0]!;
    const found = path === '-' ? await indexFile(await openInput(path), settings) : await indexPath(path, settings);
    await writeStandardOutput([`${JSON.stringify(found)}\n`]);
  },
};

async function indexPath(path: string, settings: Parameters<typeof indexFile>[1]): Promise<FileIndex> {
  const handle = await open(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) return await indexFile(await openInput(path), settings);
    const { size } = found;
    const reader: RangeReader = {
      size,
      async read(position, length) {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position);
        return buffer.subarray(0, bytesRead);
      },
    };
    return await indexFile(reader, settings);
  } catch (error) {
    throw fileError('read', path, error);
  } finally {
    await handle.close();
  }
}
