// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which images may show text that names somebody, and why that is thought of them. Reviewed by hand; conditions are those of rules.

import type { PixelCondition } from './rules/condition.js';

/** Why somebody should look at pixels. The names are stable. */
export type TextSuspicion =
  | 'burned_in_annotation'
  | 'screen_save'
  | 'secondary_capture'
  | 'dose_report'
  | 'slide_label'
  | 'digitized_film'
  | 'ultrasound'
  | 'visible_light'
  | 'fluoroscopy'
  | 'device';

export interface Suspicion {
  readonly reason: TextSuspicion;
  readonly when: PixelCondition;
  /** Whether Burned In Annotation NO is believed: PS3.3 §C.7.6.1.1.6 has the device vouch for it. */
  readonly believesNo: boolean;
}

function contains(attribute: string, ...texts: readonly string[]): PixelCondition {
  return { any: texts.map((text) => ({ attribute, contains: text, ignoreCase: true })) };
}

function isOne(attribute: string, ...texts: readonly string[]): PixelCondition {
  return { any: texts.map((text) => ({ attribute, equals: text, ignoreCase: true })) };
}

/** A storage class and those below it. */
function isClass(...uids: readonly string[]): PixelCondition {
  return {
    any: uids.flatMap((uid) => [
      { attribute: 'SOPClassUID', equals: uid },
      { attribute: 'SOPClassUID', startsWith: `${uid}.` },
    ]),
  };
}

const storage = '1.2.840.10008.5.1.4.1.1';

export const suspicions: readonly Suspicion[] = [
  { reason: 'burned_in_annotation', when: isOne('BurnedInAnnotation', 'YES'), believesNo: false },
  {
    // What was on a screen has what the screen said; programs write NO in it out of habit.
    reason: 'screen_save',
    when: contains('ImageType', 'SCREEN', 'SAVE', 'CAPTURE', 'SECONDARY DISPLAY', 'REPORT'),
    believesNo: false,
  },
  {
    // A label on a slide, and the barcode on it: PS3.3 §C.8.12.4.1.1, §C.8.12.8.
    reason: 'slide_label',
    when: {
      any: [
        isOne('SpecimenLabelInImage', 'YES'),
        { attribute: 'ImageType', matches: '.*\\\\(LABEL|OVERVIEW)(\\\\.*)?' },
      ],
    },
    believesNo: false,
  },
  {
    // Tables of dose as pictures, with the patient's name on top.
    reason: 'dose_report',
    when: {
      any: [
        contains('SeriesDescription', 'DOSE REPORT', 'DOSE INFO', 'DOSE RECORD', 'PATIENT PROTOCOL', 'DOSE SUMMARY'),
        contains('ImageType', 'DOSE_INFO', '\\DOSE'),
      ],
    },
    believesNo: false,
  },
  {
    reason: 'secondary_capture',
    when: {
      any: [
        isClass(`${storage}.7`),
        { attribute: 'ConversionType', empty: false },
        isOne('Modality', 'SC', 'OT', 'DOC', 'HC'),
      ],
    },
    believesNo: true,
  },
  {
    // What is written or stuck on a film is scanned with it.
    reason: 'digitized_film',
    when: {
      any: [
        isOne('ConversionType', 'DF', 'SD'),
        contains('ManufacturerModelName', 'DIGITIZER', 'DIGITISER', 'FILM SCANNER'),
        contains('Manufacturer', 'VIDAR', 'LUMISYS', 'HOWTEK', 'ICAD DIGIT', 'ARRAY CORP'),
        contains('SecondaryCaptureDeviceManufacturer', 'VIDAR', 'LUMISYS', 'HOWTEK', 'ARRAY CORP'),
        contains('SecondaryCaptureDeviceManufacturerModelName', 'VIDAR', 'DIGITIZER', 'SCANNER'),
      ],
    },
    believesNo: true,
  },
  {
    reason: 'ultrasound',
    when: {
      any: [
        isClass(`${storage}.3`, `${storage}.6`),
        isOne('Modality', 'US', 'IVUS', 'BDUS', 'EC', 'DD', 'CD'),
        { attribute: 'SequenceOfUltrasoundRegions', exists: true },
      ],
    },
    believesNo: true,
  },
  {
    // Cameras print patient and day into the picture, or see a face, a wristband, a form. VL images of PS3.3 §A.32.
    reason: 'visible_light',
    when: {
      any: [
        isClass(...['1', '2', '4'].map((last) => `${storage}.77.1.${last}`)),
        isOne('Modality', 'ES', 'XC', 'GM', 'DMS', 'CP', 'CS', 'LP'),
      ],
    },
    believesNo: true,
  },
  {
    // Fluoroscopes and their video chains print patient and day into what they store.
    reason: 'fluoroscopy',
    when: {
      any: [
        isClass(`${storage}.12.1`, `${storage}.12.2`, `${storage}.12.3`),
        isOne('Modality', 'XA', 'RF', 'CF', 'DF', 'DS', 'VF'),
      ],
    },
    believesNo: true,
  },
  {
    // Products that are known to print into images of other classes: C-arms, injectors, fusion and planning screens, video capture.
    reason: 'device',
    when: {
      any: [
        contains(
          'Manufacturer',
          'OEC',
          'ZIEHM',
          'ORTHOSCAN',
          'FLUOROSCAN',
          'MEDRAD',
          'VITAL IMAGES',
          'TERARECON',
          'ADAC',
        ),
        contains('ManufacturerModelName', 'MEDCAPTURE', 'NSTREAM', 'DICOM PRINT', 'CAPTURE', 'FRAME GRABBER', 'SCREEN'),
        contains('SeriesDescription', 'SCREEN SAVE', 'SCREENSAVE', 'SCREEN CAPTURE', 'AW ELECTRONIC FILM', 'MEDRAD'),
        contains('SecondaryCaptureDeviceID', 'CAPTURE', 'SCREEN'),
      ],
    },
    believesNo: true,
  },
];
