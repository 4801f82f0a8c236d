// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream verify`: does a de-identified file still say what its original said?

import { optionNames } from '../../deid/rule/option.js';
import type { VerificationFinding } from '../../deid/verify/verification.js';
import { verifyDeidentified } from '../../deid/verify/verify.js';
import { init } from '../../init.js';
import { type Command, commonHelp, readArguments } from '../command.js';
import { readSetup } from '../deid/setup.js';
import { exitCodes, UsageError } from '../failure.js';
import { openInput } from '../input.js';
import { writeStandardOutput } from '../output.js';

const help = `\
dcmstream verify ORIGINAL OUTPUT [options]

Looks in all bytes of a de-identified file for what identifies in its original, and compares the
two attribute by attribute with what PS3.15 Annex E allows, read by other code than deid's. Writes
a line for each finding, with its place and never with a value, and what was not searched. One of
the two may be - for standard input.

  --profile FILE   the profile that OUTPUT was made by, as deid takes it
  --option NAME    an option that it was made by; may be repeated:
${optionNames.map((name) => `                   ${name}`).join('\n')}
  --json           write all as one JSON object
${commonHelp}

Example:
  dcmstream verify image.dcm clean.dcm --option cleanDescriptors

Exit code: 0 nothing was found; 1 something was, or one of the two is no DICOM; 2 wrong usage, or
a file that cannot be read.
`;

const verifyOptions = {
  profile: { type: 'string' },
  option: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

export const command: Command = {
  help,
  async run(args, { signal }) {
    const { values, operands } = readArguments(args, ['ORIGINAL', 'OUTPUT'], verifyOptions);
    const [from, to] = operands as [string, string];
    if (from === '-' && to === '-') throw new UsageError('ORIGINAL and OUTPUT cannot both be standard input');
    const { profile } = await readSetup(values);
    await init({ names: true });
    const [original, output] = [await openInput(from), await openInput(to)];
    const verification = await verifyDeidentified(original, output, { profile, signal });
    const { ok, findings, notSearched } = verification;
    if (!ok) process.exitCode = exitCodes.data;
    await writeStandardOutput(
      values.json === true
        ? [`${JSON.stringify(verification)}\n`]
        : [
            ...findings.map((finding) => `${describeFinding(finding)}\n`),
            ...notSearched.map((each) => `not searched: ${each}\n`),
            ok ? 'nothing was found\n' : '',
          ],
    );
  },
};

/** A finding in one line: `token in (0028,1055) at byte 1204, from (0010,0010)`. */
export function describeFinding({ kind, path, source, position, rule }: VerificationFinding): string {
  const place = `${path === undefined ? '' : ` in ${path}`} at byte ${position}`;
  return `${kind}${place}${source === undefined ? `: ${rule}` : `, from ${source}`}`;
}
