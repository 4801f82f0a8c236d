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

/** What `dcmstream --help` says of each; a command is the file of its name in commands/. */
const commands: ReadonlyMap<string, string> = new Map([
  ['parts', 'list the parts of a file'],
  ['dump', 'show a data set as text'],
  ['xml', 'write a data set as XML'],
  ['from-xml', 'make a file of XML'],
  ['from-dump', 'make a file of a dump'],
  ['copy', 'read and write a file, byte for byte'],
  ['json', 'write a data set as DICOM JSON'],
  ['from-json', 'make a file of DICOM JSON'],
  ['convert', 'write a file in another transfer syntax'],
  ['modify', 'change, insert and remove'],
  ['deid', 'de-identify a file or a folder'],
  ['verify', 'look for what de-identification left'],
  ['send', 'send files to a server by STOW-RS'],
  ['check', 'tell which files can be read'],
  ['index', 'tell where the frames are'],
  ['frames', 'decode frames, as samples or PNG'],
]);

const help = `\
dcmstream: reads DICOM files as streams, in bounded memory whatever their size

Usage: dcmstream COMMAND FILE … [options]

${[...commands].map(([name, summary]) => `  ${name.padEnd(16)} ${summary}`).join('\n')}

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
  const isCommand = name !== undefined && commands.has(name);
  if (!isCommand && isHelp) return print(help);
  if (name === undefined) throw new UsageError('a command is missing');
  if (!isCommand) throw new UsageError(`there is no command "${printable(name)}"`);
  const { command } = (await import(`./commands/${name}.js`)) as { command: Command };
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
