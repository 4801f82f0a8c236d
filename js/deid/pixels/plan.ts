// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is done with the pixels of a data set, and whether a person should look at them all the same.

import type { Dataset } from '../../dataset/dataset.js';
import type { ReviewReason } from '../report.js';
import type { Rules } from '../rules.js';
import type { PixelPlan } from './pixel-guard.js';
import { overlayBitsOf } from './overlay-bits.js';
import { type BlankRegion, checkedRegions, type RegionSource } from './regions.js';
import { PixelRules } from './rules/rule-set.js';
import { showsFeatures, textSuspicions } from './suspicion.js';

/** Overlay Data (60xx,3000). */
const overlayData = 0x60003000;
const rows = 0x00280010;
const columns = 0x00280011;

export interface DecidedPixels extends PixelPlan {
  /** The rules that are about the data set. */
  readonly rules: readonly string[];
  /** Whether the regions hold all text there is, by the word of the rules or of the caller. */
  readonly coversText: boolean;
  /** Why there may still be text. */
  readonly suspicions: readonly ReviewReason[];
  /** All reasons to look at the pixels. */
  readonly reviews: readonly ReviewReason[];
}

export interface PixelOptions {
  readonly regions?: RegionSource | undefined;
  readonly regionsCoverText?: boolean | undefined;
}

/** @throws TypeError with code `argument_invalid` where a region is none. */
export function planPixels(
  dataset: Dataset,
  { regions: source, regionsCoverText }: PixelOptions,
  rules: Rules,
): DecidedPixels {
  const said = source instanceof PixelRules ? source.match(dataset) : undefined;
  const regions = checkedRegions(said?.regions ?? rectanglesOf(source, dataset));
  // What lies outside the image covers nothing in it.
  const touches = regions.some(
    ({ left, top }) => left < (dataset.number(columns) ?? 0) && top < (dataset.number(rows) ?? 0),
  );
  const coversText = said?.coversText ?? (regionsCoverText === true && touches);
  const suspicions = textSuspicions(dataset).filter(
    // A rule that knows of no text does not know better than the image that says it has some.
    (reason) => !coversText || (!touches && reason === 'burned_in_annotation'),
  );
  const overlays = overlayBitsOf(dataset);
  const areGone = rules.ruleFor(overlayData, 'OW').action === 'X';
  return {
    regions,
    overlays: areGone ? overlays : [],
    rules: said?.rules ?? [],
    coversText,
    suspicions,
    reviews: [
      ...suspicions,
      ...(showsFeatures(dataset) ? (['recognizable_visual_features'] as const) : []),
      ...(areGone || overlays.length === 0 ? [] : (['overlay_in_pixel_data'] as const)),
    ],
  };
}

function rectanglesOf(source: RegionSource | undefined, dataset: Dataset): readonly BlankRegion[] {
  if (source === undefined) return [];
  if (source instanceof PixelRules) return source.regionsOf(dataset);
  return typeof source === 'function' ? source(dataset) : source;
}
