// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The options of the profile in plain words: what stays, what goes.

import type { OptionName } from 'dcmstream';

export interface Choice {
  readonly option: OptionName;
  readonly label: string;
  readonly says: string;
}

export type Dates = 'remove' | 'move' | 'keep';

export const dateChoices: readonly { readonly value: Dates; readonly label: string; readonly says: string }[] = [
  { value: 'remove', label: 'Remove', says: 'Dates and times go.' },
  {
    value: 'move',
    label: 'Move',
    says: 'All dates of a patient move by the same days, so the time between them stays.',
  },
  { value: 'keep', label: 'Keep', says: 'Dates and times stay as they are.' },
];

/** What may stay although it tells something. */
export const keepChoices: readonly Choice[] = [
  {
    option: 'retainPatientCharacteristics',
    label: 'Patient characteristics',
    says: 'Sex, age, height, weight and the like stay.',
  },
  {
    option: 'retainDeviceIdentity',
    label: 'Device',
    says: 'Names and serial numbers of the devices stay.',
  },
  {
    option: 'retainInstitutionIdentity',
    label: 'Institution',
    says: 'Name, address and department stay.',
  },
  {
    option: 'retainSafePrivate',
    label: 'Safe private attributes',
    says: 'Those of manufacturers that the standard lists as safe stay; all others go.',
  },
  {
    option: 'retainUids',
    label: 'Original UIDs',
    says: 'Studies, series and images keep their identifiers, by which they can be found again.',
  },
];

/** What is looked through, and not dropped as a whole. */
export const cleanChoices: readonly Choice[] = [
  {
    option: 'cleanDescriptors',
    label: 'Descriptions',
    says: 'Free text keeps the words that you allow below; names, dates and places go.',
  },
  {
    option: 'cleanStructuredContent',
    label: 'Structured reports',
    says: 'Reports stay, item by item: measurements and codes yes, names and texts no.',
  },
  {
    option: 'cleanGraphics',
    label: 'Graphics',
    says: 'Overlays and annotations stay, and the result is marked for somebody to look at.',
  },
];
