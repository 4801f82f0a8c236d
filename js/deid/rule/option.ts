// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The options of the Basic Application Level Confidentiality Profile. PS3.15 §E.3

/** The options that have columns in Table E.1-1, in the columns' order. */
export const columnOptions = [
  'retainSafePrivate',
  'retainUids',
  'retainDeviceIdentity',
  'retainInstitutionIdentity',
  'retainPatientCharacteristics',
  'retainLongitudinalFullDates',
  'retainLongitudinalModifiedDates',
  'cleanDescriptors',
  'cleanStructuredContent',
  'cleanGraphics',
] as const;

/** All options that can be asked for. */
export const optionNames = [...columnOptions, 'cleanPixelData'] as const;

/** An option of PS3.15 §E.3. */
export type OptionName = (typeof optionNames)[number];

/** Those with columns in Table E.3.4-1, in the columns' order. */
export const contentColumnOptions: readonly OptionName[] = columnOptions.filter(
  (name) => name !== 'retainSafePrivate' && name !== 'cleanStructuredContent' && name !== 'cleanGraphics',
);

/** Which options are used. */
export type ProfileOptions = Readonly<Record<OptionName, boolean>>;

/** A coded entry of Deidentification Method Code Sequence (0012,0064); its scheme is DCM. */
export interface MethodCode {
  readonly value: string;
  readonly scheme: 'DCM';
  readonly meaning: string;
}

/** PS3.16 CID 7050: value and meaning. */
const optionCodes: Readonly<Record<OptionName, readonly [string, string]>> = {
  cleanPixelData: ['113101', 'Clean Pixel Data Option'],
  cleanGraphics: ['113103', 'Clean Graphics Option'],
  cleanStructuredContent: ['113104', 'Clean Structured Content Option'],
  cleanDescriptors: ['113105', 'Clean Descriptors Option'],
  retainLongitudinalFullDates: ['113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
  retainLongitudinalModifiedDates: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
  retainPatientCharacteristics: ['113108', 'Retain Patient Characteristics Option'],
  retainDeviceIdentity: ['113109', 'Retain Device Identity Option'],
  retainUids: ['113110', 'Retain UIDs Option'],
  retainSafePrivate: ['113111', 'Retain Safe Private Option'],
  retainInstitutionIdentity: ['113112', 'Retain Institution Identity Option'],
};

/** What (0012,0064) says of a profile with these options: the Basic Profile and each option, in the order of their codes. */
export function methodCodes(options: ProfileOptions): readonly MethodCode[] {
  const used = optionNames.filter((name) => options[name]).map((name) => optionCodes[name]);
  const basic = ['113100', 'Basic Application Confidentiality Profile'] as const;
  return [basic, ...used]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([value, meaning]) => ({ value, scheme: 'DCM', meaning }));
}
