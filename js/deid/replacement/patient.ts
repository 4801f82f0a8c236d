// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whose data they are: what keys the shift of dates and the pseudonym of a patient.

import { joinTexts } from './secret.js';
import { composed } from '../text/composed.js';

/** How a data set names its patient. Padding and spaces around the texts do not matter. */
export interface PatientIdentity {
  /** Patient ID (0010,0020). */
  readonly id: string;
  /**
   * Issuer of Patient ID (0010,0021). Leave it out everywhere where the same patients come with and without it: what is keyed by
   * both would take them for two.
   */
  readonly issuer?: string | undefined;
  /**
   * What stands for the patient where there is no Patient ID: Study Instance UID, or else SOP Instance UID. So data sets without
   * an ID are not all taken for the same patient's.
   */
  readonly fallback?: string | undefined;
}

/** The text that values of a patient are keyed by. */
export function patientKey({ id, issuer, fallback }: PatientIdentity): string {
  const [ownId, ownIssuer] = [canonical(id), canonical(issuer)];
  return ownId === '' ? joinTexts(['without ID', canonical(fallback)]) : joinTexts(['ID', ownId, ownIssuer]);
}

/** @internal Without padding; letters composed. */
export function canonical(text = ''): string {
  return composed(text.replaceAll('\0', ' ').trim());
}
