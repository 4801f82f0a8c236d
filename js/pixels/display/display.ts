// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What showing a frame needs, beside its samples. Plain data: it survives `postMessage`.

import type { LookUpTable, OverlayPlane, VoiFunction } from '../../wasm/drawing.js';

export type { LookUpTable, VoiFunction };

/** How a frame is shown, as the data set has it. The order is that of PS3.4 §N.2: modality, VOI, presentation. */
export interface Display {
  /** Modality rescale (PS3.3 §C.11.1): output units = slope × stored value + intercept. */
  readonly rescale: Rescale;
  /** In place of the rescale: output units = its entry for the stored value. */
  readonly modalityLut?: LookUpTable | undefined;
  /** Stored values that are no part of the image, as both ends of a range (PS3.3 §C.7.5.1.1.2). Grayscale only. */
  readonly padding?: ValueRange | undefined;
  /** The windows that the data set proposes, in its order; may be empty. */
  readonly windows: readonly VoiWindow[];
  /** The function of windows that name none (PS3.3 §C.11.2.1.3). */
  readonly voiFunction: VoiFunction;
  /** The VOI LUTs that the data set proposes beside the windows, in its order; may be empty. */
  readonly voiLuts: readonly VoiLut[];
  /** Behind the VOI: from the whole range of what it gives. */
  readonly presentationLut?: LookUpTable | undefined;
  /**
   * Whether white and black are exchanged in the end: where it is there it decides, else MONOCHROME1 does. IDENTITY is
   * meant to go with MONOCHROME2 and INVERSE with MONOCHROME1 (PS3.3 §C.8.11.3.1.2).
   */
  readonly presentationLutShape?: 'IDENTITY' | 'INVERSE' | undefined;
  /**
   * Present for PALETTE COLOR. In a grayscale frame it is a supplemental one (PS3.3 §C.7.6.19): stored values from the
   * first mapped one on are colors.
   */
  readonly palette?: Palette | undefined;
  /** Bitmaps above this frame; may be empty. */
  readonly overlays: readonly Overlay[];
  /** What the colors are meant as; handed through, not applied. Of whole slide images, that of the frame's optical path. */
  readonly iccProfile?: Uint8Array<ArrayBuffer> | undefined;
  /** The name of a well-known color space that the profile is one of, such as `SRGB` (PS3.3 §C.11.15.1.2). */
  readonly colorSpace?: string | undefined;
  /** The height of a pixel divided by its width. */
  readonly pixelAspectRatio: number;
}

export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}

/** From `first` to `last`, both included. */
export interface ValueRange {
  readonly first: number;
  readonly last: number;
}

/** A window (PS3.3 §C.11.2.1.2), in output units. The width is at least 1 where the function is LINEAR, else above 0. */
export interface VoiWindow {
  readonly center: number;
  readonly width: number;
  /** The frame's `voiFunction` where it is absent. */
  readonly function?: VoiFunction | undefined;
  readonly explanation?: string | undefined;
}

/** A look-up table from output units to grays (PS3.3 §C.11.2.1.1); black is 0, white all of its bits. */
export interface VoiLut extends LookUpTable {
  readonly explanation?: string | undefined;
}

/** The three look-up tables of PALETTE COLOR (PS3.3 §C.7.6.3.1.5). */
export interface Palette {
  readonly red: LookUpTable;
  readonly green: LookUpTable;
  readonly blue: LookUpTable;
}

/** An overlay plane (PS3.3 §C.9.2). Its first pixel lies in column `left`, row `top` of the image, counted from 0. */
export interface Overlay extends OverlayPlane {
  /** 0x6000, 0x6002, … 0x601E. */
  readonly group: number;
  /** `G` graphics, `R` a region of interest. */
  readonly type: string;
  readonly subtype?: string | undefined;
  readonly label?: string | undefined;
  readonly description?: string | undefined;
  /**
   * One bit a pixel, row by row without gaps, the first one in bit `bitOffset` of the first byte, the lowest bit first. What
   * is missing is not set. Absent where the overlay is embedded in the samples.
   */
  readonly bits?: Uint8Array<ArrayBuffer> | undefined;
  /** Of an embedded overlay: which bit of each cell of the samples is its pixel. */
  readonly bitPosition?: number | undefined;
}
