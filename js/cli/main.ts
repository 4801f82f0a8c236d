#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream` for Node: finds the subcommand, and turns how it ended into one line and an exit code.

import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { DicomError } from '../errors.js';
import { type Command, commonHelp, exitHelp, type Session } from './command.js';
import { DataError, describeDataError, exitCodes, FileError, printable, UsageError } from './failure.js';

interface Entry {
  /** For the list in `dcmstream --help`. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const commands: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['parts', { summary: 'list the parts of a file', load: async () => (await import('./parts.js')).parts }],
  ['dump', { summary: 'show a data set as text', load: async () => (await import('./dump.js')).dump }],
  ['xml', { summary: 'write a data set as XML', load: async () => (await import('./xml.js')).xml }],
  ['from-xml', { summary: 'make a file of XML', load: async () => (await import('./from-xml.js')).fromXmlCommand }],
  ['from-dump', { summary: 'make a file of a dump', load: async () => (await import('./from-dump.js')).fromDump }],
  ['copy', { summary: 'read and write a file, byte for byte', load: async () => (await import('./copy.js')).copy }],
  ['json', { summary: 'write a data set as DICOM JSON', load: async () => (await import('./json.js')).json }],
  [
    'from-json',
    { summary: 'make a file of DICOM JSON', load: async () => (await import('./from-json.js')).fromJsonCommand },
  ],
  [
    'convert',
    { summary: 'write a file in another transfer syntax', load: async () => (await import('./convert.js')).convert },
  ],
  ['modify', { summary: 'change, insert and remove', load: async () => (await import('./modify.js')).modify }],
  ['deid', { summary: 'de-identify a file or a folder', load: async () => (await import('./deid.js')).deid }],
  ['send', { summary: 'send files to a server by STOW-RS', load: async () => (await import('./send.js')).send }],
  ['check', { summary: 'tell which files can be read', load: async () => (await import('./check.js')).check }],
  ['index', { summary: 'tell where the frames are', load: async () => (await import('./index.js')).index }],
  ['frames', { summary: 'decode frames, as samples or PNG', load: async () => (await import('./frames.js')).frames }],
]);

const help = `\
dcmstream: reads DICOM files as streams, in bounded memory whatever their size

Usage: dcmstream COMMAND FILE … [options]

${[...commands].map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`).join('\n')}

  dcmstream COMMAND --help   tells more of each. FILE may be - for standard input.

${commonHelp}

${exitHelp}

Example:
  dcmstream dump image.dcm | grep PatientName
`;

async function main(args: readonly string[], session: Session): Promise<void> {
  const [name, ...rest] = args;
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (options.includes('--version')) return print(`dcmstream ${version()}\n`);
  const isHelp = options.includes('--help') || options.includes('-h');
  const entry = name === undefined ? undefined : commands.get(name);
  if (entry === undefined && isHelp) return print(help);
  if (name === undefined) throw new UsageError('a command is missing');
  if (entry === undefined) throw new UsageError(`there is no command "${printable(name)}"`);
  const command = await entry.load();
  if (isHelp) print(command.help);
  else await command.run(rest, session);
}

function print(text: string): void {
  process.stdout.write(text);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

/** The exit code that an error stands for; says on standard error what there is to say. */
function settle(error: unknown, args: readonly string[], session: Session): number {
  const name = commands.has(args[0] ?? '') ? `dcmstream ${args[0]}` : 'dcmstream';
  if (error instanceof Interruption) return 128 + constants.signals[error.signal];
  if (error instanceof DicomError) {
    session.say(describeDataError(error));
    return exitCodes.data;
  }
  if (error instanceof DataError) {
    session.say(error.message);
    return exitCodes.data;
  }
  if (error instanceof UsageError) {
    session.say(`${error.message} (see ${name} --help)`);
    return exitCodes.usage;
  }
  if (error instanceof FileError) {
    session.say(error.message);
    return exitCodes.usage;
  }
  // Whoever read our output has enough: `dcmstream dump image.dcm | head`.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
  throw error;
}

class Interruption extends Error {
  constructor(readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(signal);
  }
}

/** Aborted by the first signal; the second one ends the process at once, as it would without us. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort(new Interruption(signal)));
  }
  return controller.signal;
}

const args = process.argv.slice(2);
const session: Session = {
  signal: interruptions(),
  say: (line) => void process.stderr.write(`dcmstream: ${line}\n`),
};
// A failed write fails the call, too; without a listener it would end the process.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  await main(args, session);
} catch (error) {
  process.exitCode = settle(error, args, session);
}
