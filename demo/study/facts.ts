// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the four corners of the picture say.

import type { Dataset, Frame, VoiLut, VoiWindow } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { transferSyntaxName } from './dictionary.js';
import { numberOf, type Picture } from './instance.js';
import type { Series } from './series.js';
import { age, date, personName, quantity, time } from './text.js';

export type Corner = 'patient' | 'study' | 'series' | 'view';

const filled = (...lines: (string | undefined)[]): string[] =>
  lines.filter((line): line is string => line !== undefined && line !== '');

const joined = (...parts: (string | undefined)[]): string => filled(...parts).join(' · ');

export function patientFacts(dataset: Dataset): string[] {
  const birth = date(dataset.string(tags.PatientBirthDate) ?? '');
  return filled(
    personName(dataset.string(tags.PatientName) ?? ''),
    dataset.string(tags.PatientID),
    joined(birth, dataset.string(tags.PatientSex), age(dataset.string(tags.PatientAge) ?? '')),
  );
}

export function studyFacts(dataset: Dataset): string[] {
  const day = date(dataset.string(tags.StudyDate) ?? '');
  const hour = time(dataset.string(tags.StudyTime) ?? '');
  const accession = dataset.string(tags.AccessionNumber);
  return filled(
    dataset.string(tags.InstitutionName),
    dataset.string(tags.StudyDescription),
    [day, hour].join(' ').trim(),
    accession === undefined || accession === '' ? undefined : `Acc. ${accession}`,
  );
}

export function seriesFacts(series: Series, picture: Picture, index: number): string[] {
  const { instance, frame } = picture;
  const { dataset } = instance;
  const thickness = numberOf(dataset, tags.SliceThickness);
  const location = instance.distance;
  return filled(
    joined(Number.isFinite(series.number) ? `Series ${series.number}` : undefined, series.modality),
    series.description,
    joined(
      `${frame < 0 ? 'Object' : 'Image'} ${index + 1} of ${series.pictures.length}`,
      instance.frames > 1 && series.instances.length > 1 ? `frame ${frame + 1}` : undefined,
    ),
    joined(
      location === undefined || instance.frames > 1 ? undefined : `Location ${quantity(location, 1)} mm`,
      thickness === undefined ? undefined : `thickness ${quantity(thickness)} mm`,
    ),
  );
}

export function viewFacts(
  frame: Frame | undefined,
  dataset: Dataset,
  voi: VoiWindow | VoiLut | undefined,
  zoom: number,
): string[] {
  if (frame === undefined) return [];
  return filled(
    voi === undefined ? undefined : voiFact(voi),
    `Zoom ${Math.round(zoom * 100)} %`,
    `${frame.columns} × ${frame.rows}, ${frame.bitsStored} bit${kindOf(frame)}`,
    transferSyntaxName(dataset.transferSyntax),
    dataset.string(tags.LossyImageCompression) === '01' ? 'Compressed with loss' : undefined,
    frame.notes.some(({ code }) => code === 'pixel_data_short') ? 'Incomplete: the file ends early' : undefined,
    frame.notes.some(({ code }) => code === 'codestream_damaged') ? 'Incomplete: damaged' : undefined,
  );
}

/** Windows that are narrower than a few whole numbers are those of fractions. */
function voiFact(voi: VoiWindow | VoiLut): string {
  if ('values' in voi) return `Table ${voi.explanation ?? ''}`.trim();
  const print = (value: number): string => (voi.width < 4 ? String(Number(value.toPrecision(4))) : quantity(value, 1));
  return `C ${print(voi.center)}  W ${print(voi.width)}`;
}

function kindOf({ sampleType, samplesPerPixel }: Frame): string {
  return sampleType === 'float' ? ' float' : samplesPerPixel > 1 ? ' colour' : '';
}
