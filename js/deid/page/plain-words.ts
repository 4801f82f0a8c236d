// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What reports say by stable names, for people.

import type { ReportEntry, ReviewReason } from '../report.js';
import type { Action } from '../rule/action.js';
import type { OptionName } from '../rule/option.js';

const actions: Readonly<Record<Action, string>> = {
  X: 'Removed',
  Z: 'Emptied',
  D: 'Replaced',
  U: 'New UID',
  C: 'Cleaned',
  K: 'Kept',
};

/** What an option of the profile leaves, in a few words. */
const options: Readonly<Record<OptionName, string>> = {
  retainSafePrivate: 'private attributes that are known to be safe stay',
  retainUids: 'UIDs stay',
  retainDeviceIdentity: 'the identity of devices stays',
  retainInstitutionIdentity: 'the identity of institutions stays',
  retainPatientCharacteristics: 'sex, age, size and weight of the patient stay',
  retainLongitudinalFullDates: 'dates and times stay as they are',
  retainLongitudinalModifiedDates: 'dates are moved, and the days between them stay',
  cleanDescriptors: 'free text is cleaned',
  cleanStructuredContent: 'structured reports are cleaned item by item',
  cleanGraphics: 'graphics and overlays stay, for somebody to look at',
  cleanPixelData: 'rectangles of the pixels are blanked',
};

const reviews: Readonly<Record<ReviewReason, string>> = {
  burned_in_annotation: 'The file says that text is burned into its image.',
  recognizable_visual_features: 'The file says that a face or body can be recognised.',
  secondary_capture: 'A captured picture: it may show text that names somebody.',
  ultrasound: 'Ultrasound: such images often show a name at the edge.',
  screen_save: 'A saved screen: it may show text that names somebody.',
  dose_report: 'A report of doses as a picture: it may name the patient.',
  slide_label: 'The label of a slide is in the image, or may be.',
  digitized_film: 'A scanned film: what is written or stuck on it was scanned with it.',
  visible_light: 'A photograph or endoscopic image: it may show a name, a face or a form.',
  fluoroscopy: 'Such devices may print patient and day into the image.',
  device: 'The device is known to print into its images.',
  out_of_order:
    'Attributes stand behind the pixels that belong in front of them: text that stays was not compared with them.',
  graphics_kept: 'Graphics were kept: lines and bits, in which nobody has read.',
  overlay_in_pixel_data: 'An overlay lies in the pixels themselves.',
  codestream_not_searched: 'The compressed image was not searched for comments.',
  codestream_unknown: 'The compressed image is of a kind that is not known here, so its comments were not searched.',
  pixel_data_longer: 'There are more bytes than the image needs: nobody knows what they are.',
  pixel_data_undescribed: 'The pixels are not described, so nobody can say what they show.',
  overrides: 'Rules of your own leave what the profile would not.',
};

/** `Removed` of X; what is done with an element, in a word or two. */
export function actionInWords(action: Action): string {
  return actions[action];
}

/** What an option leaves: `UIDs stay`. */
export function optionInWords(option: OptionName): string {
  return options[option];
}

/** Why somebody should look, as a sentence. */
export function reviewInWords(reason: ReviewReason): string {
  return reviews[reason];
}

/** Why an element was treated so, as a sentence; the rule itself says which row of which table. */
export function ruleInWords({ action, rule, option, reason }: Omit<ReportEntry, 'path' | 'keyword'>): string {
  if (rule.startsWith('override')) return `A rule of your own${reason === undefined ? '' : `: ${reason}`}.`;
  if (reason !== undefined) return sentence(reason);
  if (option !== undefined) return `Option: ${options[option]}.`;
  if (rule.startsWith('E.1-1 private')) return 'Private: nobody vouches for what a manufacturer puts there.';
  if (/^E\.1-1 \(0010,00[12]0\)/.test(rule) && action !== 'X')
    return 'It names the patient: a pseudonym stands for it.';
  if (rule.startsWith('E.1-1')) return basic[action];
  if (rule.startsWith('keep.tsv')) return 'What it says may identify: a label stands for it, the same for the same.';
  if (rule.startsWith('E.3.4-1')) return 'The table of content items of reports says so.';
  if (rule.startsWith('E.3.10-1')) return 'Private, and not as the table of safe private attributes has it.';
  if (/^unnamed .*: /.test(rule)) return 'Not of the kind that the standard has there.';
  if (/^unnamed .* SQ kept$/.test(rule)) return 'A sequence: what is in it is decided one by one.';
  if (rule.startsWith('unnamed')) return unnamed[action];
  return sentence(rule);
}

const basic: Readonly<Record<Action, string>> = {
  X: 'It may identify: the Basic Profile removes it.',
  Z: 'It may identify, but has to be there: the Basic Profile empties it.',
  D: 'It may identify, but needs a value: the Basic Profile has something else stand there.',
  U: 'UIDs can be looked up: the same one becomes the same other one.',
  C: 'The Basic Profile has it cleaned.',
  K: 'The Basic Profile keeps it.',
};

const unnamed: Readonly<Record<Action, string>> = {
  X: 'No table names it, and it could hold anything.',
  Z: 'No table names it, and it could hold anything.',
  D: 'No table names it: something else stands there.',
  U: 'UIDs that nobody has registered are replaced.',
  C: 'No table names it: it is cleaned.',
  K: 'Numbers and codes like it identify nobody.',
};

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
