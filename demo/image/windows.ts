// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Windows: which part of the values is spread over the greys (PS3.3 §C.11.2).

import type { Frame } from 'dcmstream';

export interface Window {
  readonly center: number;
  readonly width: number;
}

/** What the reader chose: one of the file's own windows, the same for every image, or a window in numbers. */
export type WindowChoice =
  | { readonly kind: 'file'; readonly index: number }
  | { readonly kind: 'fixed'; readonly window: Window };

export interface Preset {
  readonly label: string;
  readonly group: 'From the file' | 'CT' | 'From the image';
  /** `auto` is computed from the image when it is chosen. */
  readonly choice: WindowChoice | 'auto';
}

const ctPresets: readonly (readonly [label: string, center: number, width: number])[] = [
  ['Soft tissue', 40, 400],
  ['Lung', -600, 1500],
  ['Bone', 480, 2500],
  ['Brain', 40, 80],
];

/** Whether a window means anything for the frame: colour has none. */
export function takesWindow(frame: Frame): boolean {
  return frame.samplesPerPixel === 1 && frame.photometricInterpretation.startsWith('MONOCHROME') && frame.bitsAllocated > 1;
}

export function presetsOf(frame: Frame, modality: string): Preset[] {
  if (!takesWindow(frame)) return [];
  const file = frame.display.windows.map(({ explanation }, index): Preset => {
    const label = explanation || (index === 0 ? 'Default' : `Window ${index + 1}`);
    return { label, group: 'From the file', choice: { kind: 'file', index } };
  });
  const ct = ctPresets.map(([label, center, width]): Preset => {
    return { label, group: 'CT', choice: { kind: 'fixed', window: { center, width } } };
  });
  return [...file, ...(modality === 'CT' ? ct : []), { label: 'Automatic', group: 'From the image', choice: 'auto' }];
}

/** The window of a choice for this frame; automatic where the file has none. */
export function resolveWindow(choice: WindowChoice, frame: Frame): Window {
  if (choice.kind === 'fixed') return choice.window;
  const window = frame.display.windows[choice.index] ?? frame.display.windows[0];
  return window === undefined ? automaticWindow(frame) : { center: window.center, width: window.width };
}

const steps = 1024;
const cut = 0.005;

/** Spans the values of the frame but for the lowest and the highest half percent. */
export function automaticWindow(frame: Frame): Window {
  const { samples } = frame;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of samples) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const step = Math.max((highest - lowest) / (steps - 1), Number.EPSILON);
  const histogram = new Uint32Array(steps);
  for (const value of samples) ++histogram[Math.round((value - lowest) / step)]!;
  const low = lowest + step * percentile(histogram, samples.length * cut);
  const high = lowest + step * percentile(histogram, samples.length * (1 - cut));
  const { slope, intercept } = frame.display.rescale;
  const first = low * slope + intercept;
  const last = high * slope + intercept;
  // PS3.3 §C.11.2.1.2: the linear function spans width − 1 values around center − 0.5.
  return { center: (first + last + 1) / 2, width: Math.max(1, Math.abs(last - first) + 1) };
}

function percentile(histogram: Uint32Array, share: number): number {
  let seen = 0;
  for (let at = 0; at < histogram.length; ++at) {
    seen += histogram[at]!;
    if (seen > share) return at;
  }
  return histogram.length - 1;
}

/** A window moved by a drag, in steps that fit its width. */
export function dragWindow(start: Window, right: number, down: number): Window {
  const step = Math.max(start.width, 8) / 256;
  return { center: start.center + down * step, width: Math.max(1, start.width + right * step) };
}
