// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which images may show text that names somebody: nobody reads their pixels here, so a person should.

import type { Dataset } from '../../dataset/dataset.js';
import type { ReviewReason } from '../report.js';

const sopClass = 0x00080016;
const imageType = 0x00080008;
const modality = 0x00080060;
const conversionType = 0x00080064;
const burnedInAnnotation = 0x00280301;
const visualFeatures = 0x00280302;

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';
/** Ultrasound, multi-frame, and both retired ones. */
const ultrasoundClasses = ['3', '3.1', '6', '6.1'].map((last) => `1.2.840.10008.5.1.4.1.1.${last}`);

/** Why somebody should look at the pixels; none where the data set has no image. */
export function suspicionsOf(dataset: Dataset): readonly ReviewReason[] {
  const text = (tag: number): string => (dataset.string(tag) ?? '').toUpperCase();
  const reasons: ReviewReason[] = [];
  // An overlay in bits of the pixels themselves stays when what describes it goes. PS3.5 §8.1.2, retired
  const isEmbedded = [...dataset.elements()].some(({ tag, number }) => isOverlayBits(tag) && (number ?? 1) > 1);
  if (isEmbedded) reasons.push('overlay_in_pixel_data');
  if (text(visualFeatures) === 'YES') reasons.push('recognizable_visual_features');
  const burned = text(burnedInAnnotation);
  if (burned === 'YES') reasons.push('burned_in_annotation');
  // Where the data set says that there is none, its word is taken, but for what is a screen by its type.
  const types = dataset.strings(imageType).join(' ').toUpperCase();
  if (/SCREEN|SAVE|CAPTURE|SECONDARY DISPLAY|REPORT/.test(types)) reasons.push('screen_save');
  if (burned === 'NO') return reasons;
  const uid = dataset.string(sopClass) ?? '';
  const isCaptured = uid === secondaryCapture || uid.startsWith(`${secondaryCapture}.`);
  if (isCaptured || text(conversionType) !== '') reasons.push('secondary_capture');
  if (ultrasoundClasses.includes(uid) || ['US', 'IVUS'].includes(text(modality))) reasons.push('ultrasound');
  return reasons;
}

/** Overlay Bits Allocated (60xx,0100): 1 where the overlay has data of its own. */
function isOverlayBits(tag: number): boolean {
  return tag >>> 24 === 0x60 && (tag & 0xffff) === 0x0100;
}
