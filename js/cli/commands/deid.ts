// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream deid`: a file, or all files of a folder, de-identified by PS3.15 Annex E.

import { setMaxListeners } from 'node:events';
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { createDeidentifier, type Deidentifier } from '../../deid/deidentify.js';
import type { Manifest } from '../../deid/manifest.js';
import { reportPage } from '../../deid/page/report-page.js';
import { formatUidMapping } from '../../deid/replacement/uids.js';
import type { Profile } from '../../deid/profile.js';
import type { Report } from '../../deid/report.js';
import { optionNames } from '../../deid/rule/option.js';
import { verifyDeidentified } from '../../deid/verify/verify.js';
import { init } from '../../init.js';
import { type Command, commonHelp, limitHelp, limitOptions, readArguments, readLimit, readLimits } from '../command.js';
import { Batch, type Opened } from '../deid/batch.js';
import { reasonOf, ReviewError, VerificationError } from '../deid/failure.js';
import { UidFolder } from '../deid/uid-folder.js';
import { Journal, journalName } from '../deid/journal.js';
import { readSetup } from '../deid/setup.js';
import { describeFinding } from './verify.js';
import { DataError, FileError, isSystemError, printable, UsageError } from '../failure.js';
import { filesOf, isFolder } from '../files.js';
import { inputName, openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream deid IN OUT [options]

De-identifies by the Basic Application Level Confidentiality Profile of PS3.15 Annex E and its
options. OUT appears when all is done and the report is there; what fails leaves nothing. IN and
OUT may be files, and - is standard input or output. Of a folder all files below it are taken; OUT
is a folder then: STUDY/SERIES/INSTANCE.dcm by the new UIDs. Those that fail are told of by their
number in the order of their paths, the others go on, and the exit code is 1.

  --profile FILE   JSON as docs/deid-profile.schema.json has it: options and rules of your own
  --option NAME    use an option; may be repeated:
${listed(optionNames)}
  --key-file FILE  the secret that new UIDs, pseudonyms and shifts of dates come from: a text in UTF-8,
                   where white space around it does not count, or else all bytes; 16 at least. The
                   same secret gives the same ones in every run. Without it one is drawn for this run
  --pseudonyms CSV what patients are called: columns "Patient ID" and "Pseudonym", and where wanted
                   "Issuer of Patient ID" and "Pseudonym Name"
  --missing-pseudonyms HOW
                   of patients whom the table does not name: error (the default), or keyed,
                   which is by the secret
  --uids CSV       UIDs that are given for others, as --save-uids writes them; all others come from the
                   secret
  --save-uids CSV  write which UID became which, once all is done: it re-identifies, and is for you
                   alone (mode 0600)
  --regions FILE   what to blank in the pixels: a JSON list of rectangles,
                   {"left":0,"top":0,"columns":640,"rows":40} and where wanted firstFrame, lastFrame;
                   or rules, as JSON as docs/pixel-rules.schema.json has it or a CTP pixel script
  --regions-cover-text
                   of a list: somebody has looked, and all text is in the rectangles
  --words FILE     words that may stay in free text with cleanDescriptors, in UTF-8; without
                   it none do
  --report FILE    write what was done: of a folder the manifest of all inputs. As a page to read
                   where FILE ends in .html, else as JSON
  --name-inputs    name inputs and original instances in the report, and inputs on standard error.
                   The report re-identifies then, and is for you alone (mode 0600)
  --strict         what a person should look at, such as pixels that may show text, is an error.
                   Without it, it is told of on standard error
  --verify         look once more, by other code, for what identifies in the bytes that were written; what
                   is found is an error, and nothing is left. IN is read twice, so it cannot be -
  --jobs N         how many files of a folder are under way at once (2)
  --resume         pass over what ${journalName} in OUT says is done in the same way, with
                   the same key file, and remove what a killed run left; no other run may write
                   to OUT meanwhile
${limitHelp}
${commonHelp}

Examples:
  dcmstream deid image.dcm clean.dcm --key-file hospital.key --report report.json
  dcmstream deid study/ out/ --option retainLongitudinalModifiedDates --key-file hospital.key
  dcmstream deid study/ out/ --key-file hospital.key --resume

Exit code: 0 done, and something may need review; 1 something could not be de-identified, and a line
on standard error says where; 2 wrong usage, or a file that cannot be read or written.
`;

const deidOptions = {
  profile: { type: 'string' },
  option: { type: 'string', multiple: true },
  'key-file': { type: 'string' },
  pseudonyms: { type: 'string' },
  'missing-pseudonyms': { type: 'string' },
  uids: { type: 'string' },
  'save-uids': { type: 'string' },
  regions: { type: 'string' },
  'regions-cover-text': { type: 'boolean' },
  words: { type: 'string' },
  report: { type: 'string' },
  'name-inputs': { type: 'boolean' },
  strict: { type: 'boolean' },
  verify: { type: 'boolean' },
  jobs: { type: 'string' },
  resume: { type: 'boolean' },
  ...limitOptions,
} as const;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(args, ['IN', 'OUT'], deidOptions);
    const [from, to] = operands as [string, string];
    const {
      report: reportPath,
      'name-inputs': namesInputs = false,
      strict = false,
      resume: resumes = false,
      verify: verifies = false,
      'save-uids': uidPath,
    } = values;
    const { signal } = session;
    const jobs = readLimit('jobs', values.jobs, 1, 64) ?? 2;
    // Each job listens: Node would warn of a leak.
    setMaxListeners(0, signal);
    const read = readLimits(values);
    const ofFolder = from !== '-' && (await isFolder(from));
    const toFolder = to !== '-' && (ofFolder || /[\\/]$/.test(to) || (await isFolder(to)));
    if (ofFolder && to === '-') throw new UsageError('a folder is not de-identified to standard output');
    if (reportPath === '-' && to === '-') throw new UsageError('OUT and --report cannot both be standard output');
    if (verifies && from === '-') throw new UsageError('--verify reads IN twice, which standard input does not allow');
    if (resumes && !toFolder) throw new UsageError('--resume needs a folder as OUT');
    if (resumes && values['key-file'] === undefined) throw new UsageError('--resume needs --key-file');
    if (resumes && uidPath !== undefined) throw new UsageError('--save-uids cannot tell of what --resume passes over');
    if (ofFolder && isInside(resolve(from), resolve(to))) throw new UsageError('OUT is inside IN');
    const setup = await readSetup(values);

    await init({ names: true });
    const deidentifier = createDeidentifier(setup.profile, {
      ...setup.options,
      ...{ read, namesInstances: namesInputs, keepsUidMapping: uidPath !== undefined },
    });
    const saveUids = async (): Promise<void> => {
      if (uidPath === undefined) return;
      await writeOutput(uidPath, [formatUidMapping(deidentifier.uidMapping())], { mode: 0o600 });
    };
    for (const { override, message } of deidentifier.manifest().warnings) session.say(`${override} ${message}`);
    if (setup.key === undefined) {
      session.say('no --key-file: a secret was drawn, and no other run gives the same UIDs and pseudonyms');
    }
    const job: Job = { deidentifier, signal, strict, verifies: verifies ? setup.profile : undefined };
    if (!toFolder) {
      const label = namesInputs ? inputName(from) : 'the input';
      try {
        const { pieces, confirm } = await open(from, label, job);
        await writeOutput(to, pieces, {
          async confirm(readBack) {
            const report = await confirm(readBack);
            if (reportPath !== undefined)
              await writeReport(reportPath, { ...(namesInputs ? { name: from } : {}), ...report });
            await saveUids();
            if (report.needsReview.length === 0) return;
            session.say(
              `${to === '-' ? 'standard output' : printable(to)}: needs review: ${report.needsReview.join(', ')}`,
            );
          },
        });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FileError || error instanceof UsageError || isSystemError(error)) throw error;
        throw new DataError(reasonOf(error));
      }
      return;
    }

    // Listed before anything is written.
    const paths: string[] = [];
    for await (const path of filesOf(from)) paths.push(path);
    await new UidFolder(to).create();
    if (ofFolder && isInside(await realpath(from), await realpath(to))) throw new UsageError('OUT is inside IN');
    const journal = new Journal(to, setup.key, setup.fingerprint);
    const batch = new Batch({
      ...{ session, deidentifier, to, journal, jobs, resumes, namesInputs },
      from: ofFolder ? from : undefined,
      open: (path, label) => open(path, label, job),
    });
    const manifest = await batch.run(paths);
    if (reportPath !== undefined) await writeReport(reportPath, manifest);
    await saveUids();
  },
};

interface Job {
  readonly deidentifier: Deidentifier;
  readonly signal: AbortSignal;
  readonly strict: boolean;
  /** What results are verified by, where they are. */
  readonly verifies: Profile | undefined;
}

/** Begins with one input. What `confirm` rejects may not be released. */
async function open(path: string, label: string, { deidentifier, signal, strict, verifies }: Job): Promise<Opened> {
  const input = await openInput(path, {}, label);
  const { readable, writable, report } = deidentifier.deidentify();
  return {
    pieces: input.pipeThrough({ readable, writable }, { signal }),
    async confirm(readBack) {
      const done = await report;
      signal.throwIfAborted();
      if (strict && done.needsReview.length > 0) {
        throw new ReviewError(`needs review, and --strict refuses it: ${done.needsReview.join(', ')}`);
      }
      if (verifies === undefined) return done;
      const original = await openInput(path, {}, label);
      const verification = await verifyDeidentified(original, readBack(), { profile: verifies, signal });
      const { ok, findings, searched, notSearched } = verification;
      const [first] = findings;
      if (!ok && first !== undefined) {
        throw new VerificationError(`verification: ${findings.length} findings, the first: ${describeFinding(first)}`);
      }
      return { ...done, verification: { searched, notSearched } };
    },
  };
}

/** What names inputs is for the eyes of its owner. */
async function writeReport(path: string, report: (Report & { readonly name?: string }) | Manifest): Promise<void> {
  const reidentifying = 'name' in report || 'original' in report || ('reidentifying' in report && report.reidentifying);
  const json = { ...report, reidentifying: reidentifying === true };
  const text = /\.html?$/i.test(path) ? reportPage(report) : `${JSON.stringify(json, undefined, 2)}\n`;
  await writeOutput(path, [text], {
    mode: json.reidentifying ? 0o600 : undefined,
  });
}

function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Names, in lines for the help. */
function listed(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 96) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(`${' '.repeat(21)}${name}`);
  }
  return lines.join(',\n');
}
