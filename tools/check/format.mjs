// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run format`: lays the sources out as `npm run check` wants them.

import { finish, runPackage, step } from '../run.mjs';
import { setUp } from '../set-up.mjs';
import { layOut } from './clang.mjs';
import { writtenFiles } from './files.mjs';
import { prettierEndings } from './main.mjs';

async function format() {
  await setUp('check');
  await step('clang-format', layOut);
  await step('prettier', () =>
    runPackage('prettier/bin/prettier.cjs', ['--write', '--log-level=warn', ...writtenFiles(...prettierEndings)]),
  );
}

await finish(format());
