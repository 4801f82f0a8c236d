// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A chest in Hounsfield units, made of shapes: wall, lungs with their vessels, heart and great vessels with contrast
// medium, upper abdomen, and the table. It looks like a CT; it is nobody's.

import { paintBones, wallDepth, wallWidth } from './bones.js';
import { gaussian, type Random, seeded, smoothNoise } from './random.js';
import { paintLungVessels } from './vessels.js';
import { ellipsoid, oval, type Paint, type Point, Volume } from './volume.js';

const air = -1000;
const fat = (x: number, y: number, z: number): number => -98 + 14 * smoothNoise(x / 9, y / 9, z / 12);
const muscle = (x: number, y: number, z: number): number => 52 + 16 * smoothNoise(x / 6, y / 14, z / 16);
const lung: Paint = (x, y, z) => -872 + y * 0.5 + 30 * smoothNoise(x / 4, y / 4, z / 7);
const blood = 335;

export function makeThorax(size: number, slices: number, spacing: number, sliceSpacing: number): Volume {
  const volume = new Volume(size, slices, spacing, sliceSpacing, air);
  const lungs = paintBody(volume);
  paintLungVessels(volume, lungs, seeded(20260105));
  paintNodules(volume, lungs);
  paintAbdomen(volume);
  paintMediastinum(volume);
  paintBones(volume);
  paintTable(volume);
  addNoise(volume, seeded(7));
  return volume;
}

/** Half of the lung's cross-section against its widest: smaller towards the apex. */
const lungScale = (z: number): number => Math.sqrt(Math.min(1, Math.max(0, (118 - z) / 62)));

function lungDistance(x: number, y: number, z: number): number {
  const scale = lungScale(z);
  if (scale === 0) return 100;
  const centre = x < 0 ? -(80 - 22 * (1 - scale)) : 82 - 22 * (1 - scale);
  return oval(x - centre, y - 2, 61 * scale, 90 * scale);
}

/** Height of the diaphragm: two domes, the right one higher. */
function diaphragm(x: number, y: number): number {
  const right = -34 - 0.0085 * (x + 62) ** 2 - 0.0062 * (y + 4) ** 2;
  const left = -52 - 0.0085 * (x - 74) ** 2 - 0.0062 * (y + 4) ** 2;
  return Math.max(right, left, -150);
}

/** Skin, fat, muscle and lungs; gives how much of each voxel is lung. */
function paintBody(volume: Volume): Float32Array {
  const all = { min: [-190, -125, -200], max: [190, 125, 200] } as const;
  const outline = (x: number, y: number, z: number): number => oval(x, y, wallWidth(z), wallDepth(z));
  volume.paint(all, outline, (x, y, z) => {
    const depth = -outline(x, y, z);
    if (depth < 2) return 15;
    return depth < 10 ? fat(x, y, z) : muscle(x, y, z);
  });
  volume.paint({ min: [-70, -100, -200], max: [70, 90, 200] }, (x, y) => oval(x, y + 8, 54, 80), fat);
  const aerated = (x: number, y: number, z: number): number =>
    Math.max(lungDistance(x, y, z), (diaphragm(x, y) - z) * 0.6);
  const chest = { min: [-150, -95, -125], max: [150, 98, 121] } as const;
  volume.paint(chest, aerated, lung);
  const mask = new Volume(volume.size, volume.slices, volume.spacing, volume.sliceSpacing, 0);
  mask.paint(chest, (x, y, z) => aerated(x, y, z) + 1.5, 1);
  return mask.values;
}

function paintNodules(volume: Volume, lungs: Float32Array): void {
  volume.ellipsoid([-98, -28, 22], [7, 6.5, 7], 45, lungs);
  volume.ellipsoid([104, 34, -12], [4.5, 4.5, 5], 38, lungs);
  volume.ellipsoid([-72, 48, 48], [3.2, 3.2, 4], 420, lungs);
  volume.ellipsoid([70, -46, 38], [10, 9, 10], (x, y, z) => -560 + 60 * smoothNoise(x / 3, y / 3, z / 4), lungs);
}

function paintAbdomen(volume: Volume): void {
  const below = (x: number, y: number, z: number): number =>
    Math.max(oval(x, y, wallWidth(z) - 27, wallDepth(z) - 27), (z + 3 - diaphragm(x, y)) * 0.6);
  const liver: Paint = (x, y, z) => 108 + 9 * smoothNoise(x / 5, y / 5, z / 7);
  const box = { min: [-170, -125, -200], max: [170, 125, -30] } as const;
  volume.paint(box, below, fat);
  const lobes = ellipsoid([-104, -14, -104], [132, 104, 98]);
  volume.paint(box, (x, y, z) => Math.max(below(x, y, z), lobes(x, y, z)), liver);
  const vein = 168;
  volume.tube([-25, 22, -60], [-95, 0, -75], 5, 2.5, vein);
  volume.tube([-25, 18, -66], [-60, -50, -80], 4.5, 2, vein);
  volume.tube([-30, 12, -95], [-100, 25, -105], 6, 2.5, vein);
  volume.ellipsoid([-92, -22, -92], [12, 11, 12], 38);
  volume.path(
    [
      [-24, 26, -125],
      [-22, 24, -50],
      [-26, 6, -30],
    ],
    11,
    150,
  );
  const spleen = ellipsoid([98, 34, -98], [30, 46, 42]);
  volume.paint(box, (x, y, z) => Math.max(below(x, y, z), spleen(x, y, z)), 128);
  const stomach = ellipsoid([56, -30, -100], [40, 36, 42]);
  volume.paint(box, (x, y, z) => Math.max(below(x, y, z), stomach(x, y, z)), 45);
  volume.paint(
    box,
    (x, y, z) => Math.max(below(x, y, z), stomach(x, y, z) + 4),
    (_x, y) => (y < -38 ? -960 : 12),
  );
  volume.ellipsoid([62, 62, -125], [24, 20, 30], 185);
  volume.ellipsoid([-62, 60, -130], [24, 20, 26], 180);
}

function paintMediastinum(volume: Volume): void {
  const box = { min: [-60, -90, -85], max: [90, 90, 130] } as const;
  volume.paint(box, (x, y, z) => Math.max(oval(x - 2, y - 6, 33, 72), (z - 125) * 0.5), fat);
  volume.ellipsoid([20, -20, -36], [64, 55, 50], fat);
  volume.ellipsoid([22, -20, -37], [59, 49, 46], (x, y, z) => 104 + 8 * smoothNoise(x / 5, y / 5, z / 6));
  volume.ellipsoid([44, -24, -42], [25, 20, 29], blood);
  volume.ellipsoid([2, -46, -42], [34, 17, 29], 270);
  volume.ellipsoid([-24, -16, -34], [18, 24, 26], 262);
  volume.ellipsoid([12, 14, -16], [31, 15, 17], blood - 12);
  volume.path(
    [
      [-8, -20, -14],
      [-15, -24, 20],
      [-14, -20, 45],
      [-4, -6, 58],
      [12, 14, 60],
      [24, 34, 50],
    ],
    13.5,
    blood,
  );
  volume.path(
    [
      [24, 34, 50],
      [26, 42, 30],
      [23, 44, -40],
      [16, 44, -125],
    ],
    12,
    blood,
  );
  volume.path(
    [
      [18, -42, -12],
      [22, -26, 16],
      [26, -8, 26],
      [48, 8, 24],
    ],
    12,
    300,
  );
  volume.path(
    [
      [20, -14, 22],
      [-10, 0, 22],
      [-44, 6, 16],
    ],
    10,
    300,
  );
  volume.path(
    [
      [-27, -12, -8],
      [-27, -15, 80],
      [-20, -30, 118],
    ],
    8,
    365,
  );
  volume.path(
    [
      [-8, -10, 58],
      [-20, -12, 125],
    ],
    5.5,
    blood,
  );
  volume.path(
    [
      [2, 2, 62],
      [4, 2, 125],
    ],
    4,
    blood,
  );
  volume.path(
    [
      [14, 14, 62],
      [30, 6, 125],
    ],
    4.5,
    blood,
  );
  volume.path(
    [
      [4, 34, 125],
      [7, 36, 20],
      [10, 32, -125],
    ],
    7,
    42,
  );
  volume.path(
    [
      [4, 34, 125],
      [7, 36, 20],
    ],
    2,
    -700,
  );
  const airway: readonly (readonly Point[])[] = [
    [
      [0, 10, 125],
      [0, 16, 30],
    ],
    [
      [0, 16, 30],
      [-40, 20, 4],
      [-58, 26, -22],
    ],
    [
      [0, 16, 30],
      [44, 22, 6],
      [60, 30, -20],
    ],
  ];
  airway.forEach((points, index) => volume.path(points, index === 0 ? 10.5 : 7.5, 35));
  airway.forEach((points, index) => volume.path(points, index === 0 ? 8.8 : 5.8, -990));
}

/** A curved table top: two thin shells with foam between. */
function paintTable(volume: Volume): void {
  const height = (x: number): number => 129 - 0.00075 * x * x;
  const box = { min: [-178, 95, -200], max: [178, 165, 200] } as const;
  volume.paint(box, (x, y) => Math.abs(y - height(x) - 12) - 12, -940);
  volume.paint(box, (x, y) => Math.abs(y - height(x)) - 0.9, -180);
  volume.paint(box, (x, y) => Math.abs(y - height(x) - 24) - 0.9, -180);
}

/** Noise as filtered back-projection leaves it: smooth over about a pixel, stronger in the middle of the body. */
function addNoise(volume: Volume, random: Random): void {
  const { size } = volume;
  const raw = new Float32Array(size * size);
  for (let index = 0; index < volume.slices; ++index) {
    for (let at = 0; at < raw.length; ++at) raw[at] = gaussian(random);
    const slice = volume.slice(index);
    for (let row = 1; row < size - 1; ++row) {
      const y = volume.x(row) / 120;
      for (let column = 1; column < size - 1; ++column) {
        const at = row * size + column;
        const x = volume.x(column) / 170;
        const smooth =
          (raw[at] ?? 0) * 0.5 +
          ((raw[at - 1] ?? 0) + (raw[at + 1] ?? 0) + (raw[at - size] ?? 0) + (raw[at + size] ?? 0)) * 0.25;
        const strength = 7 + 11 * Math.max(0, 1 - x * x - y * y);
        slice[at] = (slice[at] ?? 0) + smooth * strength;
      }
    }
  }
}
