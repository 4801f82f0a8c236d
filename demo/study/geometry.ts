// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where an image lies in the patient: Image Position and Image Orientation (PS3.3 §C.7.6.2), from the data set itself
// or, in enhanced multi-frame objects, from the functional groups of a frame (PS3.3 §C.7.6.16).

import type { Dataset } from 'dcmstream';
import * as tags from 'dcmstream/tags';

export type Vector = readonly [x: number, y: number, z: number];

export interface Plane {
  /** Direction of a row: from the image's left to its right. */
  row: Vector;
  /** Direction of a column: from the top to the bottom. */
  column: Vector;
  position: Vector | undefined;
}

export interface EdgeLetters {
  left: string;
  right: string;
  top: string;
  bottom: string;
}

/** The functional group macro that holds `sequence`: the frame's own, else the one that all frames share. */
function functionalGroup(dataset: Dataset, frame: number, sequence: number): Dataset | undefined {
  const own = dataset.items(tags.PerFrameFunctionalGroupsSequence)[frame]?.items(sequence)[0];
  return own ?? dataset.items(tags.SharedFunctionalGroupsSequence)[0]?.items(sequence)[0];
}

function vectors(values: readonly number[] | undefined, count: number): Vector[] | undefined {
  if (values === undefined || values.length < count * 3 || values.some((value) => !Number.isFinite(value)))
    return undefined;
  return Array.from({ length: count }, (_, at) => [values[at * 3]!, values[at * 3 + 1]!, values[at * 3 + 2]!] as const);
}

export function planeOf(dataset: Dataset, frame: number): Plane | undefined {
  const orientationGroup = dataset.has(tags.ImageOrientationPatient)
    ? dataset
    : functionalGroup(dataset, frame, tags.PlaneOrientationSequence);
  const directions = vectors(orientationGroup?.numbers(tags.ImageOrientationPatient), 2);
  if (directions === undefined) return undefined;
  const positionGroup = dataset.has(tags.ImagePositionPatient)
    ? dataset
    : functionalGroup(dataset, frame, tags.PlanePositionSequence);
  const position = vectors(positionGroup?.numbers(tags.ImagePositionPatient), 1)?.[0];
  return { row: directions[0]!, column: directions[1]!, position };
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** At right angles to the image, pointing away from the viewer. */
export function normalOf({ row, column }: Plane): Vector {
  return [
    row[1] * column[2] - row[2] * column[1],
    row[2] * column[0] - row[0] * column[2],
    row[0] * column[1] - row[1] * column[0],
  ];
}

/** A direction below this share of the main one is not named (about 11 degrees). */
const leastShare = 0.2;

/** `L`, or `AL` where a direction is oblique: the main axis first (PS3.3 §C.7.6.1.1.1). */
export function directionLetters(direction: Vector): string {
  const letters = ['RL', 'AP', 'FH'];
  return [0, 1, 2]
    .filter((axis) => Math.abs(direction[axis]!) >= leastShare)
    .sort((a, b) => Math.abs(direction[b]!) - Math.abs(direction[a]!))
    .map((axis) => letters[axis]![direction[axis]! > 0 ? 1 : 0]!)
    .join('');
}

const opposite: Readonly<Record<string, string>> = { R: 'L', L: 'R', A: 'P', P: 'A', F: 'H', H: 'F' };

function opposed(letters: string): string {
  return [...letters].map((letter) => opposite[letter] ?? letter).join('');
}

/** What the four edges of the image face; from Patient Orientation where there is no plane. */
export function edgeLetters(dataset: Dataset, frame: number): EdgeLetters | undefined {
  const plane = planeOf(dataset, frame);
  let right: string;
  let bottom: string;
  if (plane !== undefined) {
    right = directionLetters(plane.row);
    bottom = directionLetters(plane.column);
  } else {
    const [rows = '', columns = ''] = dataset.strings(tags.PatientOrientation);
    right = rows;
    bottom = columns;
  }
  if (right === '' && bottom === '') return undefined;
  return { left: opposed(right), right, top: opposed(bottom), bottom };
}
