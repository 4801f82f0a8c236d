// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A process of its own that uploads one large instance: as it is, or de-identified on the way. Its arguments: the address, the job and
// the size of the pixels. Prints as JSON the peak of memory, in bytes above what was in use before.

import { createDeidentifier, init, stow } from 'dcmstream';
import { dicom } from './dicom-builder.js';
import { ctImage, sopInstance } from './deid-folder.js';
import { testSecret } from './deid-run.js';
import { chunkSize } from './large-object.js';
import { PeakMemory } from './peak-memory.js';

const [url = '', job = '', size = ''] = process.argv.slice(2);
const columns = 32_768;
const rows = Number(size) / columns;
const head = dicom()
  .preamble()
  .meta({ sopClass: ctImage, sopInstance: '1.2.3.4.5' })
  .element(0x00080016, 'UI', ctImage)
  .element(sopInstance, 'UI', '1.2.3.4.5')
  .element(0x0020000d, 'UI', '1.2.3.4.1')
  .element(0x0020000e, 'UI', '1.2.3.4.2')
  .element(0x00280002, 'US', 1)
  .element(0x00280004, 'CS', 'MONOCHROME2')
  .element(0x00280010, 'US', rows)
  .element(0x00280011, 'US', columns)
  .element(0x00280100, 'US', 8)
  .element(0x00280101, 'US', 8)
  .element(0x00280102, 'US', 7)
  .element(0x00280103, 'US', 0)
  .header(0x7fe00010, 'OB', Number(size))
  .bytes();
// Each chunk is a copy: one that is kept counts.
const zeros = new Uint8Array(chunkSize);

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield head;
  for (let left = Number(size); left > 0; left -= chunkSize) yield zeros.slice();
}

await init();
const memory = new PeakMemory();
const looks = { onProgress: () => memory.look() };
const deidentifier = createDeidentifier({}, { secret: testSecret });
if (job === 'file') await stow(url, [{ size: head.length + Number(size), open: chunks }], looks);
else await stow(url, [chunks()], { deidentifier, ...looks });
process.stdout.write(JSON.stringify({ peak: memory.peak }));
