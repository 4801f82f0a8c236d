// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream check`: can these files be read, and what is odd about them?

import { TransferSyntaxUID } from '../../dictionary/tags.js';
import { findUid } from '../../dictionary/uids.js';
import { DicomError } from '../../errors.js';
import type { ReadOptions } from '../../parse/options.js';
import { parse } from '../../parse/parse.js';
import { noteOf, type Part } from '../../part.js';
import { CharacterSet } from '../../values/text.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  readArguments,
  readingHelp,
  readingOptions,
  readOptions,
} from '../command.js';
import { describeDataError, exitCodes, FileError, printable } from '../failure.js';
import { filesOf } from '../files.js';
import { inputName, openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream check FILE … [options]

Reads files to their ends and says of each, in one line, what it is: DICOM with its transfer
syntax and the deviations that were tolerated, or where and why reading breaks off. Of a folder
all files are checked. FILE may be - for standard input.

${readingHelp}
${commonHelp}

Examples:
  dcmstream check image.dcm
  dcmstream check archive/ | grep -v ': ok,'       whatever cannot be read

${exitHelp} Notes alone leave it at 0.
`;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['FILE'], readingOptions, { more: true });
    const settings = { ...readOptions(values), signal };
    await writeStandardOutput(linesOf(operands, settings));
  },
};

type Settings = ReadOptions & { readonly signal: AbortSignal };

async function* linesOf(operands: readonly string[], settings: Settings): AsyncGenerator<string, void, undefined> {
  for (const operand of operands) {
    for await (const path of filesOf(operand)) {
      const verdict = await judge(path, settings);
      if (!verdict.startsWith('ok')) process.exitCode = exitCodes.data;
      yield `${printable(inputName(path))}: ${verdict}\n`;
    }
  }
}

async function judge(path: string, settings: Settings): Promise<string> {
  const finding = new Finding();
  try {
    const parts = (await openInput(path)).pipeThrough(parse(settings)).getReader();
    for (;;) {
      const { done, value } = await parts.read();
      if (done) return finding.text;
      for (const part of value) finding.take(part);
    }
  } catch (error) {
    if (error instanceof FileError) return error.message;
    if (error instanceof DicomError) return describeDataError(error);
    throw error;
  }
}

/** What is told of a file that can be read. */
class Finding {
  #syntax = '';
  readonly #notes = new Map<string, number>();

  take(part: Part): void {
    const note = noteOf(part);
    if (note !== undefined) this.#notes.set(note.code, (this.#notes.get(note.code) ?? 0) + 1);
    if (part.meta && part.tag === TransferSyntaxUID && part.kind === 'value' && part.length <= 64) {
      this.#syntax += CharacterSet.default.decode(part.bytes, 'UI');
    }
  }

  get text(): string {
    const syntax = this.#syntax === '' ? 'no transfer syntax' : (findUid(this.#syntax)?.keyword ?? this.#syntax);
    const notes = [...this.#notes].map(([code, count]) => (count === 1 ? code : `${code} × ${count}`));
    return ['ok', printable(syntax), ...notes].join(', ');
  }
}
