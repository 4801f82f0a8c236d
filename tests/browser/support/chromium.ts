// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The browser that all browser tests drive: Debian's Chromium, or the one that CHROMIUM names.

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A reason to skip browser tests, or `false`. */
export const chromiumMissing = existsSync(executablePath) ? false : `there is no ${executablePath}`;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: flags });
}
