// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The phantom's slices as CT images (PS3.3 §A.3): 16 bits allocated, 12 stored, rescaled to Hounsfield units.

import { begin, identify, number, uid } from './identity.js';
import { makeThorax } from './thorax.js';
import type { Volume } from './volume.js';

const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const series = { uid: uid(2), number: 2 };
const frameOfReference = uid(3);
const firstInstance = 0x100;

const size = 320;
const slices = 48;
const spacing = 1.09375;
const thickness = 5;
const intercept = -1024;

export interface SampleFile {
  name: string;
  bytes: Uint8Array;
}

/** Hounsfield units to stored values. */
function store(slice: Float32Array): Uint8Array {
  const out = new Uint8Array(slice.length * 2);
  const view = new DataView(out.buffer);
  slice.forEach((value, at) => {
    view.setUint16(at * 2, Math.min(4095, Math.max(0, Math.round(value) - intercept)), true);
  });
  return out;
}

function image(volume: Volume, instance: number): Uint8Array {
  const index = slices - instance;
  const sopInstance = uid(firstInstance + instance);
  const corner = volume.x(0).toFixed(3);
  const height = volume.z(index).toFixed(1);
  const file = identify(begin(ctImageStorage, sopInstance), {
    sopClass: ctImageStorage,
    sopInstance,
    imageType: 'ORIGINAL\\PRIMARY\\AXIAL',
    time: '091712',
    modality: 'CT',
    series: 'Chest, axial 5 mm, contrast',
  })
    .element(0x00180010, 'LO', 'Synthetic')
    .element(0x00180015, 'CS', 'CHEST')
    .element(0x00180050, 'DS', thickness)
    .element(0x00180060, 'DS', 120)
    .element(0x00181020, 'LO', '1')
    .element(0x00181100, 'DS', size * spacing)
    .element(0x00181120, 'DS', 0)
    .element(0x00181151, 'IS', 240)
    .element(0x00181210, 'SH', 'SMOOTH')
    .element(0x00185100, 'CS', 'HFS');
  return number(file, series, 1, instance)
    .element(0x00200032, 'DS', [corner, corner, height])
    .element(0x00200037, 'DS', [1, 0, 0, 0, 1, 0])
    .element(0x00200052, 'UI', frameOfReference)
    .element(0x00201040, 'LO', '')
    .element(0x00201041, 'DS', height)
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', size)
    .element(0x00280011, 'US', size)
    .element(0x00280030, 'DS', [spacing, spacing])
    .element(0x00280100, 'US', 16)
    .element(0x00280101, 'US', 12)
    .element(0x00280102, 'US', 11)
    .element(0x00280103, 'US', 0)
    .element(0x00281050, 'DS', [50, -550])
    .element(0x00281051, 'DS', [400, 1600])
    .element(0x00281052, 'DS', intercept)
    .element(0x00281053, 'DS', 1)
    .element(0x00281054, 'LO', 'HU')
    .element(0x00281055, 'LO', ['Mediastinum', 'Lung'])
    .element(0x7fe00010, 'OW', store(volume.slice(index)))
    .bytes();
}

/** The series, instance 1 nearest the head. */
export function makeCt(): SampleFile[] {
  const volume = makeThorax(size, slices, spacing, thickness);
  return Array.from({ length: slices }, (_, index) => {
    const instance = index + 1;
    return { name: `ct-${String(instance).padStart(2, '0')}.dcm`, bytes: image(volume, instance) };
  });
}
