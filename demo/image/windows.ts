// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Windows: which part of the values is spread over the greys (PS3.3 §C.11.2).

import { automaticWindow, type Frame } from 'dcmstream';

export interface Window {
  readonly center: number;
  readonly width: number;
}

/** What the reader chose: one of the file's own windows, the same for every image, or a window in numbers. */
export type WindowChoice =
  | { readonly kind: 'file'; readonly index: number }
  | { readonly kind: 'fixed'; readonly window: Window; readonly automatic?: true };

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
  return (
    frame.samplesPerPixel === 1 && frame.photometricInterpretation.startsWith('MONOCHROME') && frame.bitsAllocated > 1
  );
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
  return frame.display.windows[choice.index] ?? frame.display.windows[0] ?? automaticWindow(frame);
}

/** The automatic window of a frame, kept for the images beside it: a stack must not flicker. */
export function automaticChoice(frame: Frame): WindowChoice {
  const { center, width } = automaticWindow(frame);
  return { kind: 'fixed', window: { center, width }, automatic: true };
}

/** A window moved by a drag, in steps that fit its width. */
export function dragWindow(start: Window, right: number, down: number): Window {
  const step = Math.max(start.width, 8) / 256;
  return { center: start.center + down * step, width: Math.max(1, start.width + right * step) };
}
