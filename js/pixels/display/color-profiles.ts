// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// ICC profiles from a data set: its own (PS3.3 §C.11.15), or in whole slide images that of each optical path (§C.8.12.5).

import type { Dataset } from '../../dataset/dataset.js';
import * as tags from '../../dictionary/tags.js';
import type { Display } from './display.js';

export type ColorProfile = Pick<Display, 'iccProfile' | 'colorSpace'>;

/** The profile of each frame; each is copied once. */
export class ColorProfiles {
  readonly #own: ColorProfile;
  readonly #ofPaths = new Map<string, ColorProfile>();

  constructor(dataset: Dataset) {
    this.#own = profileOf(dataset);
    if (this.#own.iccProfile !== undefined) return;
    const paths = dataset.items(tags.OpticalPathSequence);
    for (const path of paths) this.#ofPaths.set(path.string(tags.OpticalPathIdentifier) ?? '', profileOf(path));
    if (paths.length === 1) this.#own = profileOf(paths[0] as Dataset);
  }

  /** Whether it depends on the frame's optical path. */
  get areMany(): boolean {
    return this.#ofPaths.size > 1;
  }

  /** `group`: the frame's functional groups, or the shared ones. */
  of(group: Dataset | undefined): ColorProfile {
    const identifier = group?.items(tags.OpticalPathIdentificationSequence)[0]?.string(tags.OpticalPathIdentifier);
    return (identifier !== undefined ? this.#ofPaths.get(identifier) : undefined) ?? this.#own;
  }
}

function profileOf(dataset: Dataset): ColorProfile {
  const bytes = dataset.bytes(tags.ICCProfile);
  return {
    iccProfile: bytes === undefined || bytes.length === 0 ? undefined : (bytes.slice() as Uint8Array<ArrayBuffer>),
    colorSpace: dataset.string(tags.ColorSpace) || undefined,
  };
}
