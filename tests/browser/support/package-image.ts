// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The image that the package's consumers show, and what they must make of it.

import { init, readFrames, render } from 'dcmstream';
import { dicom } from '../../support/dicom-builder.js';

export const patientName = 'Package^Tester';
export const rows = 48;
export const columns = 64;

/** A gradient of 12 bits with a rescale and a window. */
export function packageImage(): Uint8Array<ArrayBuffer> {
  const pixels = new Uint16Array(rows * columns);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 37) % 4096;
  const file = dicom()
    .preamble()
    .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.2', sopInstance: '2.25.1' })
    .element(0x00080060, 'CS', 'CT')
    .element(0x00100010, 'PN', patientName)
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', rows)
    .element(0x00280011, 'US', columns)
    .element(0x00280100, 'US', 16)
    .element(0x00280101, 'US', 12)
    .element(0x00280102, 'US', 11)
    .element(0x00280103, 'US', 0)
    .element(0x00281050, 'DS', '40')
    .element(0x00281051, 'DS', '400')
    .element(0x00281052, 'DS', '-1024')
    .element(0x00281053, 'DS', '1')
    .element(0x7fe00010, 'OW', new Uint8Array(pixels.buffer));
  return new Uint8Array(file.bytes());
}

/** What `render` makes of it here, in Node. */
export async function expectedPixels(): Promise<Uint8ClampedArray> {
  await init({ modules: ['image'] });
  for await (const frame of readFrames(packageImage())) return render(frame).data;
  throw new Error('no frame');
}
