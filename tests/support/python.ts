// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Asks Python's standard library for expected values.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const python = '/usr/bin/python3';

/** For `skip`: false where there is a Python to ask. */
export const noPython = existsSync(python) ? false : `there is no ${python} to compare with`;

/** What the script leaves in `out`, where `given` is the input. */
export function askPython(script: string, given: unknown): unknown {
  const whole = `import json, sys\ngiven = json.load(sys.stdin)\n${script}\nprint(json.dumps(out))`;
  return JSON.parse(execFileSync(python, ['-c', whole], { input: JSON.stringify(given), encoding: 'utf8' }));
}
