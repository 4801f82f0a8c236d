// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// An enhanced multi-frame object without pixels, for de-identification: of its elements some go, some are replaced, most stay.

import { dicom, type DicomBuilder } from '../support/dicom-builder.js';

const elementsOfFrame = 20;

function addFrame(to: DicomBuilder, i: number): DicomBuilder {
  return to
    .sequence(0x00081140, (sequence) =>
      sequence.item((item) =>
        item.element(0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2').element(0x00081155, 'UI', `1.2.3.4.5.6.${i}`),
      ),
    )
    .sequence(0x00189114, (sequence) =>
      sequence.item((item) => item.element(0x00189082, 'FD', 2.5).element(0x0018605a, 'FL', 0.5)),
    )
    .sequence(0x00209111, (sequence) =>
      sequence.item((item) =>
        item
          .element(0x00189074, 'DT', '20240229101500.000000')
          .element(0x00189151, 'DT', '20240229101501.000000')
          .element(0x00189220, 'FD', 12.5)
          .element(0x00209057, 'UL', 1 + (i % 200))
          .element(0x00209156, 'US', i % 60_000)
          .element(0x00209157, 'UL', [1, 1 + i])
          .element(0x00209158, 'LT', 'Frame comment'),
      ),
    )
    .sequence(0x00209113, (sequence) =>
      sequence.item((item) => item.element(0x00200032, 'DS', ['-158.135803', '-179.035797', String(i)])),
    )
    .sequence(0x00289110, (sequence) =>
      sequence.item((item) =>
        item.element(0x00180050, 'DS', '5.000000').element(0x00280030, 'DS', ['0.661468', '0.661468']),
      ),
    )
    .element(0x00290010, 'LO', 'DCMSTREAM BENCH');
}

/** Explicit VR little endian; about as many elements as asked for. */
export function enhancedObject(count: number): Uint8Array<ArrayBuffer> {
  const file = dicom()
    .preamble()
    .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.2.1', sopInstance: '1.2.3.4' })
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2.1')
    .element(0x00080018, 'UI', '1.2.3.4')
    .element(0x00080020, 'DA', '20240229')
    .element(0x00080060, 'CS', 'CT')
    .element(0x00080070, 'LO', 'dcmstream')
    .element(0x00081030, 'LO', 'Study of Doe')
    .element(0x00100010, 'PN', 'Doe^Jane')
    .element(0x00100020, 'LO', 'DCMSTREAM-001')
    .element(0x00100030, 'DA', '19700101')
    .element(0x0020000d, 'UI', '1.2.3.5')
    .element(0x0020000e, 'UI', '1.2.3.6')
    .sequence(0x52009230, (sequence) => {
      for (let i = 0; i < count / elementsOfFrame; i++) sequence.item((item) => addFrame(item, i));
      return sequence;
    })
    .bytes();
  return new Uint8Array(file);
}
