// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream send`: files to a server by STOW-RS.

import { readFile, stat } from 'node:fs/promises';
import { init } from '../../init.js';
import type { StowOutcome, StowResult } from '../../upload/outcome.js';
import { isStored, UploadError } from '../../upload/outcome.js';
import type { StowOptions } from '../../upload/options.js';
import type { StowSource } from '../../upload/prepare.js';
import { stow } from '../../upload/stow.js';
import { type Command, commonHelp, readArguments, readLimit, type Session } from '../command.js';
import { codeOf, reasonOf } from '../deid/failure.js';
import { exitCodes, FileError, fileError, isMisuse, printable, UsageError } from '../failure.js';
import { filesOf } from '../files.js';
import { inputName, openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream send URL FILE … [options]

Sends files as they are to a server by STOW-RS, some in each request; of a folder all files below
it. They are not de-identified: dcmstream deid does that. URL is that of the studies, such as
https://pacs.example/dicom-web/studies, or of the one study that all are of. What is not stored is
told of on standard error, one line each; of a folder, what is no DICOM is told of and passed over.
What was not answered is sent again, and may come twice.

  --header 'NAME: VALUE'
                   sent with every request; may be repeated. Who looks at the list of processes
                   sees it, so that secrets are better given by a file
  --header-file FILE
                   headers, one a line
  --max-instances N
                   how many instances a request has at most (100)
  --max-request-bytes N
                   how many bytes of instances a request has at most (134217728); a larger
                   instance has one alone
  --retries N      how often instances are sent again that may be stored later (3)
  --report FILE    write what has become of each file, as JSON. It names the files
${commonHelp}

Examples:
  dcmstream send https://pacs.example/dicom-web/studies study/ --header-file token
  dcmstream deid image.dcm - | dcmstream send http://127.0.0.1:8042/dicom-web/studies -

Exit code: 0 all are stored; 1 some are not; 2 wrong usage, or a file that cannot be read or
written. Redirects are not followed.
`;

const sendOptions = {
  header: { type: 'string', multiple: true },
  'header-file': { type: 'string' },
  'max-instances': { type: 'string' },
  'max-request-bytes': { type: 'string' },
  retries: { type: 'string' },
  report: { type: 'string' },
} as const;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['URL', 'FILE'], sendOptions, { more: true });
    const [url = '', ...paths] = operands;
    const text = await headerText(values['header-file']);
    const options: StowOptions = {
      headers: [...(values.header ?? []), ...text.split(/\r\n|[\r\n]/)].filter((line) => line !== '').map(headerOf),
      maxInstances: readLimit('max-instances', values['max-instances'], 1, 100_000),
      maxRequestBytes: readLimit('max-request-bytes', values['max-request-bytes'], 1, Number.MAX_SAFE_INTEGER),
      retries: readLimit('retries', values.retries, 0, 100),
    };
    const inFolders = new Set<number>();
    const told = (outcome: StowOutcome): void => {
      const line = lineOf(outcome);
      if (line !== undefined) session.say(line);
    };
    if (isUnencrypted(url)) session.say('the connection is not encrypted');
    await init();
    const result = await resultOf(url, sourcesOf(paths, inFolders), { ...options, onOutcome: told }, session);
    if (values.report !== undefined) {
      await writeOutput(values.report, [`${JSON.stringify(reportOf(result), undefined, 2)}\n`], { mode: 0o600 });
    }
    const failed = result.outcomes.filter(
      (one) => !isStored(one) && !(inFolders.has(one.index) && isForeign(one)),
    ).length;
    if (failed > 0) {
      session.say(`${failed} of ${result.outcomes.length} files were not stored`);
      process.exitCode = exitCodes.data;
    }
  },
};

async function resultOf(
  url: string,
  sources: AsyncIterable<StowSource>,
  options: StowOptions,
  { signal }: Session,
): Promise<StowResult> {
  try {
    return await stow(url, sources, { ...options, signal });
  } catch (error) {
    if (error instanceof UploadError) return error.result;
    throw isMisuse(error) ? new UsageError(error.message) : error;
  }
}

/** Takes note of which come from folders, by their places. */
async function* sourcesOf(
  paths: readonly string[],
  inFolders: Set<number>,
): AsyncGenerator<StowSource, void, undefined> {
  let index = 0;
  for (const path of paths) {
    for await (const file of filesOf(path)) {
      if (file !== path) inFolders.add(index);
      index++;
      yield await sourceOf(file);
    }
  }
}

/** A DICOMDIR, or another kind of file: not an instance that cannot be read. */
function isForeign({ cause, error }: StowOutcome): boolean {
  return cause === 'not_an_instance' && (error === undefined || codeOf(error) === 'not_dicom');
}

/** What is no file, such as standard input, is read once, and says nothing of its size. */
async function sourceOf(path: string): Promise<StowSource> {
  const found = path === '-' ? undefined : await stat(path).catch(() => undefined);
  const size = found?.isFile() ? found.size : undefined;
  return { name: inputName(path), size, open: () => openInput(path) };
}

async function headerText(path: string | undefined): Promise<string> {
  if (path === undefined) return '';
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('read', path, error);
  });
}

/** Messages do not repeat it: it may be a secret. */
function headerOf(line: string): [string, string] {
  const [, name, value] = /^([^:\s]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new UsageError("a header is no 'NAME: VALUE'");
  return [name, value];
}

/** For standard error; nothing of a file's values. */
function lineOf(outcome: StowOutcome): string | undefined {
  const { name = '', status, cause, reason, httpStatus, error } = outcome;
  if (status === 'stored') return undefined;
  const code =
    reason === undefined ? '' : ` (${reason.code.toString(16).toUpperCase().padStart(4, '0')} ${reason.text})`;
  if (error instanceof FileError) return error.message;
  const of = printable(name);
  if (isStored(outcome)) return `${of}: stored, with a warning${code}`;
  const why = {
    instance: `refused${code}`,
    http: `the server answers ${httpStatus ?? 0}`,
    redirect: 'the server is elsewhere, and redirects are not followed',
    response: 'the answer does not tell whether it is stored',
    network: 'no answer: it may be stored or not',
    not_an_instance: 'no DICOM file with a SOP Instance UID',
    storage: 'it cannot be kept until it is sent',
    source: error instanceof Error ? reasonOf(error) : 'it cannot be read',
    // Only of what this command does not ask for.
    deidentification: 'not de-identified',
    needs_review: 'needs review',
    not_confirmed: 'not confirmed',
  }[cause ?? 'response'];
  return `${of}: ${status === 'not_sent' ? 'not sent: ' : ''}${why}`;
}

/** Errors are told by their codes alone. */
function reportOf(result: StowResult): object {
  const outcomes = result.outcomes.map(({ error, ...outcome }) => ({
    ...outcome,
    ...(error === undefined ? {} : { error: codeOf(error) }),
  }));
  return { ...result, outcomes };
}

/** On this machine nobody listens. */
function isUnencrypted(url: string): boolean {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
