// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs `dcmstream` as a user does: as a process of its own.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Outcome {
  /** The exit code; `null` where a signal ended the process. */
  readonly code: number | null;
  readonly bytes: Buffer;
  /** Standard output as text. */
  readonly text: string;
  /** Lines of standard error. */
  readonly errors: readonly string[];
}

/** The process, for tests that talk to it. */
export function startTool(
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...nodeOptions, main, ...args]);
}

/** Runs the tool to its end; `input` is standard input. */
export async function runTool(
  args: readonly string[],
  input: Iterable<Uint8Array> = [],
  nodeOptions: readonly string[] = [],
): Promise<Outcome> {
  const child = startTool(args, nodeOptions);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const closed = once(child, 'close');
  // The tool may end before it has read all.
  await pipeline(Readable.from(input, { objectMode: false }), child.stdin).catch(() => undefined);
  const [code] = (await closed) as [number | null];
  const bytes = Buffer.concat(output);
  return { code, bytes, text: bytes.toString(), errors: Buffer.concat(errors).toString().split('\n').slice(0, -1) };
}

/** An empty folder that is removed after the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
