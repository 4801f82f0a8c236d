// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Files of a patient whom nothing may tell of, in a folder, for tests of `dcmstream deid`.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TestContext } from 'node:test';
import { dicom } from './dicom-builder.js';
import { type Outcome, temporaryFolder } from './tool.js';

export const ctImage = '1.2.840.10008.5.1.4.1.1.2';
export const ultrasound = '1.2.840.10008.5.1.4.1.1.6.1';
export const [patientId, patientName, sopInstance, seriesInstance, studyInstance, studyDescription] = [
  0x00100020, 0x00100010, 0x00080018, 0x0020000e, 0x0020000d, 0x00081030,
];

export interface Kind {
  readonly sopClass?: string | undefined;
  /** Of one byte, 16 in a row. */
  readonly pixels?: Uint8Array | undefined;
}

/** A file of the patient Doe; all that identifies has DOE, ID-4711 or 1.2.3.4 in it. */
export function fileOf(instance: string, { sopClass = ctImage, pixels = new Uint8Array(64) }: Kind = {}): Uint8Array {
  return dicom()
    .preamble()
    .meta({ sopClass, sopInstance: `1.2.3.4.${instance}` })
    .element(0x00080016, 'UI', sopClass)
    .element(sopInstance, 'UI', `1.2.3.4.${instance}`)
    .element(studyDescription, 'LO', 'Thorax of DOE')
    .element(patientName, 'PN', 'DOE^JANE')
    .element(patientId, 'LO', 'ID-4711')
    .element(studyInstance, 'UI', '1.2.3.4.1')
    .element(seriesInstance, 'UI', '1.2.3.4.2')
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', pixels.length / 16)
    .element(0x00280011, 'US', 16)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .element(0x7fe00010, 'OB', pixels)
    .bytes();
}

export const identifying = /DOE|JANE|ID-4711|1\.2\.3\.4/i;

/** Where the folder's things are. */
export interface Folder {
  readonly in: string;
  readonly out: string;
  readonly key: string;
  at(name: string): string;
}

/** A folder with `in/`, which has `count` files in a folder and by names of the patient, and a key. */
export function folderOfDoe(context: TestContext, count = 3, pixels?: Uint8Array): Folder {
  const folder = temporaryFolder(context);
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('in/DOE'), { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(at(`in/DOE/JANE-${1000 + i}.dcm`), fileOf(`5${i}`, { pixels }));
  writeFileSync(at('key'), 'sixteen bytes of a key, and more');
  return { in: at('in'), out: at('out'), key: at('key'), at };
}

/** All files below a folder with their bytes, by their paths. */
export function filesIn(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

export const imagesIn = (folder: string): Map<string, Buffer> =>
  new Map([...filesIn(folder)].filter(([name]) => name.endsWith('.dcm')));

export function assertSilent({ text, errors }: Outcome): void {
  assert.doesNotMatch(text, identifying);
  assert.doesNotMatch(errors.join('\n'), identifying);
}

export function assertClean(folder: string): void {
  for (const [name, bytes] of filesIn(folder)) {
    assert.doesNotMatch(name, identifying);
    assert.doesNotMatch(bytes.toString('latin1'), identifying);
  }
}
