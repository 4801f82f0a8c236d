// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The beating heart as an Ultrasound Multi-frame image (PS3.3 §A.7): RGB, 8 bits, with its frame time and region.

import { concatenate } from '../../tests/support/dicom-values.js';
import type { SampleFile } from './ct.js';
import { height, makeFrame, width } from './heart.js';
import { begin, identify, number, uid } from './identity.js';

const ultrasoundMultiframe = '1.2.840.10008.5.1.4.1.1.3.1';
const frames = 30;
const frameTime = 33.33;

export function makeUltrasound(): SampleFile {
  const sopInstance = uid(0x200);
  const file = identify(begin(ultrasoundMultiframe, sopInstance), {
    sopClass: ultrasoundMultiframe,
    sopInstance,
    imageType: 'ORIGINAL\\PRIMARY',
    time: '092401',
    modality: 'US',
    series: 'Heart, four chambers, colour Doppler',
  })
    .element(0x00180015, 'CS', 'HEART')
    .element(0x00180040, 'IS', 30)
    .element(0x00181063, 'DS', frameTime)
    .element(0x00181088, 'IS', 60)
    .sequence(0x00186011, (regions) =>
      regions.item((region) =>
        region
          .element(0x00186012, 'US', 1)
          .element(0x00186014, 'US', 2)
          .element(0x00186016, 'UL', 2)
          .element(0x00186018, 'UL', 28)
          .element(0x0018601a, 'UL', 4)
          .element(0x0018601c, 'UL', 300)
          .element(0x0018601e, 'UL', 208)
          .element(0x00186020, 'SL', 140)
          .element(0x00186022, 'SL', 6)
          .element(0x00186024, 'US', 3)
          .element(0x00186026, 'US', 3)
          .element(0x0018602c, 'FD', 0.0781)
          .element(0x0018602e, 'FD', 0.0781),
      ),
    );
  return {
    name: 'us-cine.dcm',
    bytes: number(file, { uid: uid(4), number: 3 }, 1, 1)
      .element(0x00200020, 'CS', '')
      .element(0x00280002, 'US', 3)
      .element(0x00280004, 'CS', 'RGB')
      .element(0x00280006, 'US', 0)
      .element(0x00280008, 'IS', frames)
      .element(0x00280009, 'AT', 0x00181063)
      .element(0x00280010, 'US', height)
      .element(0x00280011, 'US', width)
      .element(0x00280100, 'US', 8)
      .element(0x00280101, 'US', 8)
      .element(0x00280102, 'US', 7)
      .element(0x00280103, 'US', 0)
      .element(0x00282110, 'CS', '00')
      .element(0x7fe00010, 'OB', concatenate(Array.from({ length: frames }, (_, index) => makeFrame(index / frames))))
      .bytes(),
  };
}
