// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A typical CT slice: a real one of the corpus, or where that is absent one of the same attributes.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dicom } from '../support/dicom-builder.js';

const corpus = process.env.DCMSTREAM_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const realCt = join(corpus, 'Enet4+dicom-test-files', 'data', 'WG04', 'REF', 'CT1_UNC');

export interface TypicalCt {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it is, in words. */
  readonly origin: string;
}

/** Explicit VR little endian, about 265 elements, 512 × 512 pixels of 16 bits. */
export async function typicalCt(): Promise<TypicalCt> {
  try {
    // Copied: Node may give a view of a larger pool, and some peers take the whole buffer.
    return { bytes: new Uint8Array(await readFile(realCt)), origin: 'CT1_UNC of the corpus' };
  } catch {
    return { bytes: new Uint8Array(builtCt()), origin: 'made here: no corpus' };
  }
}

function builtCt(): Uint8Array {
  const file = dicom()
    .preamble()
    .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.2', sopInstance: '2.25.1' })
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2')
    .element(0x00080018, 'UI', '2.25.1')
    .element(0x00080020, 'DA', '20260105')
    .element(0x00080060, 'CS', 'CT')
    .element(0x00080070, 'LO', 'dcmstream')
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00100020, 'LO', 'DCMSTREAM-001')
    .element(0x00180050, 'DS', '5.000000')
    .element(0x00180060, 'DS', '120')
    .element(0x00185100, 'CS', 'FFS')
    .element(0x00190010, 'LO', 'DCMSTREAM BENCH');
  // As the scanners of the large makers do: most elements are private, short, and of these VRs.
  for (let i = 0; i < 210; i++) {
    const tag = 0x00191000 + i;
    if (i % 3 === 0) file.element(tag, 'DS', (i * 1.25).toFixed(6));
    else if (i % 3 === 1) file.element(tag, 'SS', i);
    else file.element(tag, 'SL', i * 1000);
  }
  return file
    .element(0x0020000d, 'UI', '2.25.2')
    .element(0x0020000e, 'UI', '2.25.3')
    .element(0x00200013, 'IS', '1')
    .element(0x00200032, 'DS', ['-158.135803', '-179.035797', '-75.699997'])
    .element(0x00200037, 'DS', ['1.000000', '0.000000', '0.000000', '0.000000', '1.000000', '0.000000'])
    .element(0x00201041, 'DS', '-77.2040634155')
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', 512)
    .element(0x00280011, 'US', 512)
    .element(0x00280030, 'DS', ['0.661468', '0.661468'])
    .element(0x00280100, 'US', 16)
    .element(0x00280101, 'US', 16)
    .element(0x00280102, 'US', 15)
    .element(0x00280103, 'US', 1)
    .element(0x00281052, 'DS', '-1024')
    .element(0x00281053, 'DS', '1')
    .element(0x7fe00010, 'OW', new Uint8Array(512 * 512 * 2))
    .bytes();
}
