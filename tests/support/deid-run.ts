// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file through de-identification.

import { type DeidentifyOptions, deidentify, type Report } from 'dcmstream';
import { cutEvery, streamOf } from './rechunk.js';

/** Long enough for a secret, and known to whoever reads this. */
export const testSecret = 'a secret for tests alone';

/** What came out, and the report. */
export async function runDeid(
  file: Uint8Array,
  profile: unknown = {},
  options: DeidentifyOptions = {},
  chunkSize = 65_536,
): Promise<{ readonly bytes: Uint8Array; readonly report: Report }> {
  const { readable, writable, report } = deidentify(profile, { secret: testSecret, ...options });
  const written = streamOf(cutEvery(file, chunkSize)).pipeTo(writable);
  // Its error is that of the readable end too.
  written.catch(() => undefined);
  const bytes = new Uint8Array(await new Response(readable as ReadableStream).arrayBuffer());
  return { bytes, report: await report };
}
