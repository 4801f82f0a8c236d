// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What all sample files share: whose they are, their study, and their UIDs.

import { type DicomBuilder, dicom, explicitLittleEndian } from '../../tests/support/dicom-builder.js';

/** A UUID (version 4) as a whole number; every UID here is `2.25.` and this plus an ordinal (PS3.5 §B.2). */
const uuid = 0xa3d1c9f07e254b6c9f1082d4e5b60000n;

export function uid(ordinal: number): string {
  return `2.25.${uuid + BigInt(ordinal)}`;
}

const studyUid = uid(1);
const implementationUid = uid(0xffff);

/** Opens a file: preamble and file meta information. */
export function begin(sopClass: string, sopInstance: string): DicomBuilder {
  return dicom()
    .preamble()
    .meta({
      transferSyntax: explicitLittleEndian,
      sopClass,
      sopInstance,
      more: (meta) => meta.element(0x00020012, 'UI', implementationUid).element(0x00020013, 'SH', 'DCMSTREAM_SAMPLE'),
    });
}

/** Study, patient and equipment attributes below group 0018, in order, around the `series` ones. */
export function identify(
  file: DicomBuilder,
  image: { sopClass: string; sopInstance: string; imageType: string; time: string; modality: string; series: string },
): DicomBuilder {
  return file
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080008, 'CS', image.imageType)
    .element(0x00080012, 'DA', '20260105')
    .element(0x00080013, 'TM', image.time)
    .element(0x00080016, 'UI', image.sopClass)
    .element(0x00080018, 'UI', image.sopInstance)
    .element(0x00080020, 'DA', '20260105')
    .element(0x00080021, 'DA', '20260105')
    .element(0x00080023, 'DA', '20260105')
    .element(0x00080030, 'TM', '091500')
    .element(0x00080031, 'TM', image.time)
    .element(0x00080033, 'TM', image.time)
    .element(0x00080050, 'SH', 'SAMPLE-1')
    .element(0x00080060, 'CS', image.modality)
    .element(0x00080070, 'LO', 'dcmstream')
    .element(0x00080080, 'LO', 'Synthetic data, no patient')
    .element(0x00080090, 'PN', 'None^Nobody')
    .element(0x00081010, 'SH', 'tools/sample')
    .element(0x00081030, 'LO', 'Phantom for the viewer')
    .element(0x0008103e, 'LO', image.series)
    .element(0x00081090, 'LO', 'Arithmetic')
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00100020, 'LO', 'DCMSTREAM-001')
    .element(0x00100030, 'DA', '19740601')
    .element(0x00100040, 'CS', 'O')
    .element(0x00101010, 'AS', '051Y');
}

/** Study and series identification: group 0020, up to the instance number. */
export function number(
  file: DicomBuilder,
  series: { uid: string; number: number },
  acquisition: number,
  instance: number,
): DicomBuilder {
  return file
    .element(0x0020000d, 'UI', studyUid)
    .element(0x0020000e, 'UI', series.uid)
    .element(0x00200010, 'SH', '1')
    .element(0x00200011, 'IS', series.number)
    .element(0x00200012, 'IS', acquisition)
    .element(0x00200013, 'IS', instance);
}
