// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a de-identified data set says of itself. PS3.15 §E.1.1, §E.3

import {
  elementParts,
  insideItem,
  itemEnd,
  itemStart,
  type Place,
  sequenceEnd,
  sequenceStart,
} from '../../flow/elements.js';
import { implementationVersionName } from '../../flow/implementation.js';
import type { Part } from '../../part.js';
import { encodeValue } from '../../values/encode/encode-value.js';
import type { Encoder } from '../../wasm/encode.js';
import type { MethodCode } from '../rule/option.js';
import type { Rules } from '../rules.js';

const patientIdentityRemoved = 0x00120062;
const method = 0x00120063;
const methodCodeSequence = 0x00120064;
const burnedInAnnotation = 0x00280301;
const temporalInformationModified = 0x00280303;

const basicProfile = '113100';
const cleanPixelData = '113101';

/** An attribute of the root that is written anew. */
export interface Marker {
  readonly tag: number;
  make(encoder: Encoder, place: Place): Part[];
}

/** What is known of text in the pixels. */
export interface PixelText {
  /** All of it is blanked, or there is none, as somebody has vouched for. */
  readonly coversText: boolean;
  /** There may be some. */
  readonly isSuspect: boolean;
}

/**
 * The markers in the order of their tags. What overrides leave of what the profile removes is not the profile any more, so its code is
 * not claimed; nor is the Clean Pixel Data Option's where there may be text in the pixels.
 */
export function markersOf(rules: Rules, text: PixelText): readonly Marker[] {
  const known = made.get(rules) ?? new Map<string, readonly Marker[]>();
  made.set(rules, known);
  const key = `${text.coversText} ${text.isSuspect}`;
  const markers = known.get(key) ?? makeMarkers(rules, text);
  known.set(key, markers);
  return markers;
}

/** Made once a run and kind of image: writing their values takes a twentieth of a CT slice's time (measured). */
const made = new WeakMap<Rules, Map<string, readonly Marker[]>>();

function makeMarkers(rules: Rules, { coversText, isSuspect }: PixelText): readonly Marker[] {
  const { options } = rules.profile;
  const isOverridden = rules.warnings.length > 0;
  const codes = rules.methodCodes.filter(
    ({ value }) => !(isOverridden && value === basicProfile) && !(isSuspect && value === cleanPixelData),
  );
  const profile = isOverridden ? 'PS3.15 Annex E with overrides' : 'PS3.15 Annex E';
  const texts = [implementationVersionName, profile, ...codes.map(({ meaning }) => meaning)];
  const dates = options.retainLongitudinalFullDates
    ? 'UNMODIFIED'
    : options.retainLongitudinalModifiedDates
      ? 'MODIFIED'
      : 'REMOVED';
  return [
    textMarker(patientIdentityRemoved, 'CS', ['YES']),
    textMarker(method, 'LO', texts),
    ...(codes.length === 0 ? [] : [codesMarker(codes)]),
    ...(isMarkedClean(rules, coversText) ? [textMarker(burnedInAnnotation, 'CS', ['NO'])] : []),
    textMarker(temporalInformationModified, 'CS', [dates]),
  ];
}

/** All that may be marked: none of it stays as it was. */
export function markedTags(rules: Rules, { coversText }: PixelText): ReadonlySet<number> {
  const tags = [patientIdentityRemoved, method, methodCodeSequence, temporalInformationModified];
  return new Set(isMarkedClean(rules, coversText) ? [...tags, burnedInAnnotation] : tags);
}

function isMarkedClean({ profile }: Rules, coversText: boolean): boolean {
  return coversText && profile.options.cleanPixelData;
}

function textMarker(tag: number, vr: string, texts: readonly string[]): Marker {
  const value = encodeValue(vr, texts);
  return { tag, make: (encoder, place) => elementParts(encoder, place, tag, vr, value) };
}

function codesMarker(codes: readonly MethodCode[]): Marker {
  const items = codes.map(({ value, scheme, meaning }) => [
    textMarker(0x00080100, 'SH', [value]),
    textMarker(0x00080102, 'SH', [scheme]),
    textMarker(0x00080104, 'LO', [meaning]),
  ]);
  return {
    tag: methodCodeSequence,
    make: (encoder, place) => [
      sequenceStart(encoder, place, methodCodeSequence),
      ...items.flatMap((elements, index) => {
        const inside = insideItem(place, methodCodeSequence, index);
        return [
          itemStart(encoder, place, methodCodeSequence, index),
          ...elements.flatMap((element) => element.make(encoder, inside)),
          itemEnd(encoder, place, methodCodeSequence, index),
        ];
      }),
      sequenceEnd(encoder, place, methodCodeSequence),
    ],
  };
}
