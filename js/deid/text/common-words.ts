// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Words that names of institutions, departments and devices share with those of companies, products and programs: alone, they name none of them.
// Reviewed by hand; all are compared without regard to case and diacritics.

import { allowedWords } from './clean-text.js';

const words = `
  academic advanced analysis anatomy application applications body brain cancer cardiac cardiology cardiovascular care center centre chest
  city clinic clinical clinics college community computer county data department device devices diagnostic diagnostics digital
  dose education electric electronic electronics equipment examination film foundation general group hardware health healthcare
  healthineers head heart hospital hospitals image images imaging institute institution instruments international invalid laboratory
  limited magnet magnetic main manufacturer medical medicine medizin memorial modality mobile model name national
  neurology none normal nuclear number oncology patient pediatric performance phantom practice private product program protocol public
  quality radiation radiography radiologie radiology radiotherapy region regional research resonance room scan scanner school science
  sciences section segmentation series serial server service services site software solution solutions spectroscopy standard station
  study surgery surgical synthetic system systems technologies technology test testing therapy tomography training trial trust ultrasound
  unit universal universitat university unknown version viewer virtual ward women workstation

  acuson adac agfa agilent aquilion bruker canon carestream dcmtk elekta elscint esaote fuji fujifilm general hitachi hologic
  imation kodak konica leica lumisys marconi medison medrad mindray minolta nikon offis olympus osirix orthanc pacsgear philips picker
  planmeca pydicom samsung sectra shimadzu siemens sonosite supersonic terarecon toshiba varian vidar vital zeiss ziehm
`;

let known: ReadonlySet<string> | undefined;

/** As `IdentifyingValues.addText` takes them. */
export function commonWords(): ReadonlySet<string> {
  return (known ??= allowedWords([words]));
}
