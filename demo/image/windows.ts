// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How values become greys (PS3.3 §C.11.2): windows, which spread a part of them over the greys, and look-up tables.

import { automaticWindow, type Frame, type VoiLut, type VoiWindow } from 'dcmstream';

export type Window = VoiWindow;

/** What the reader chose: one of the file's own windows and, after them, tables, the same for every image; or a window in numbers. */
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

/** Whether the file proposes how to look at it. */
export function hasOwnWindow({ display }: Frame): boolean {
  return display.windows.length > 0 || display.voiLuts.length > 0;
}

export function presetsOf(frame: Frame, modality: string): Preset[] {
  if (!takesWindow(frame)) return [];
  const { windows, voiLuts } = frame.display;
  const file = [...windows, ...voiLuts].map((voi, index): Preset => {
    const number = 'values' in voi ? index - windows.length : index;
    const named = 'values' in voi ? `Table ${number + 1}` : number === 0 ? 'Default' : `Window ${number + 1}`;
    return { label: voi.explanation || named, group: 'From the file', choice: { kind: 'file', index } };
  });
  const ct = ctPresets.map(([label, center, width]): Preset => {
    return { label, group: 'CT', choice: { kind: 'fixed', window: { center, width, function: 'LINEAR' } } };
  });
  return [...file, ...(modality === 'CT' ? ct : []), { label: 'Automatic', group: 'From the image', choice: 'auto' }];
}

/** The window or table of a choice for this frame; automatic where the file has none. */
export function resolveVoi(choice: WindowChoice, frame: Frame): VoiWindow | VoiLut {
  if (choice.kind === 'fixed') return choice.window;
  const { windows, voiLuts } = frame.display;
  const all = [...windows, ...voiLuts];
  return all[choice.index] ?? all[0] ?? automaticWindow(frame);
}

/** The window itself, or the one that takes in as many values as the table does. */
export function windowOf(voi: VoiWindow | VoiLut): Window {
  if (!('values' in voi)) return voi;
  return { center: voi.first + voi.values.length / 2, width: voi.values.length, function: 'LINEAR' };
}

/** The automatic window of a frame, kept for the images beside it: a stack must not flicker. */
export function automaticChoice(frame: Frame): WindowChoice {
  return { kind: 'fixed', window: automaticWindow(frame), automatic: true };
}

/** A window moved by a drag, in steps that fit its width. Only a LINEAR one is at least 1 wide. */
export function dragWindow(start: Window, right: number, down: number): Window {
  const { explanation: _, ...window } = start;
  const whole = (start.function ?? 'LINEAR') === 'LINEAR';
  const step = (whole ? Math.max(start.width, 8) : start.width) / 256;
  const width = Math.max(whole ? 1 : step, start.width + right * step);
  return { ...window, center: start.center + down * step, width };
}
