// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The phantom's skeleton: ribs sloping from back to front, spine, breastbone, shoulder blades and collar bones.

import { smoothNoise } from './random.js';
import { type Box, type Distance, oval, tube, type Volume } from './volume.js';

const cortex = 820;
const marrow = (x: number, y: number, z: number): number => 210 + 60 * smoothNoise(x / 3, y / 3, z / 4);
const cartilage = 128;
const everywhere = { min: [-180, -125, -200], max: [180, 125, 200] } as const;

const ribSpacing = 25;

/** Half the chest's width at a height: broadest below the shoulders. */
export function wallWidth(z: number): number {
  return 168 - 0.0005 * (z - 28) * (z - 28);
}

/** Half the chest's depth at a height: flatter towards the neck. */
export function wallDepth(z: number): number {
  return z < 60 ? 113 : 113 - (z - 60) * 0.18;
}

const outside = { distance: 8, angle: 0 };

/** Distance to the nearest rib; `angle` is 0 at the back and π at the front. */
function ribs(x: number, y: number, z: number): { distance: number; angle: number } {
  const a = wallWidth(z);
  const b = wallDepth(z);
  const radial = oval(x, y, a - 17, b - 16);
  if (Math.abs(radial) > 8) return outside;
  const angle = Math.abs(Math.atan2(x / a, y / b));
  const slope = 74 * (1 - Math.cos(angle)) * 0.5;
  const along = z + slope;
  const nearest = Math.round(along / ribSpacing) * ribSpacing;
  const distance = (Math.hypot(radial / 3.6, (along - nearest) / 7) - 1) * 3.6;
  return { distance: angle > 2.95 ? 8 : distance, angle };
}

function paintRibs(volume: Volume): void {
  volume.paint(
    everywhere,
    (x, y, z) => ribs(x, y, z).distance,
    (x, y, z) => {
      const { distance, angle } = ribs(x, y, z);
      if (angle > 2.2) return cartilage;
      return distance > -1.8 ? cortex : marrow(x, y, z);
    },
  );
}

/** A bone with a hard shell and a softer inside. */
function bone(volume: Volume, box: Box, shape: Distance): void {
  volume.paint(box, shape, cortex);
  volume.paint(box, (x, y, z) => shape(x, y, z) + 2.1, marrow);
}

function paintSpine(volume: Volume): void {
  const box: Box = { min: [-45, 35, -200], max: [45, 112, 200] };
  const spinous = tube([0, 95, 0], [0, 103, 0], 3.4, 2.6);
  const level = (z: number): number => Math.abs(((z + 500) % ribSpacing) - ribSpacing / 2);
  const body: Distance = (x, y, z) => oval(x, y - 62, 18 - 0.25 * level(z), 15);
  volume.paint(box, body, 92);
  bone(volume, box, (x, y, z) => Math.max(body(x, y, z), level(z) - 10));
  const canal = (x: number, y: number): number => Math.hypot(x, (y - 84) * 1.1);
  volume.paint(
    box,
    (x, y) => canal(x, y) - 13,
    (x, y, z) => (level(z) < 9 ? 560 + 90 * smoothNoise(x, y, z) : 70),
  );
  volume.paint(box, (x, y) => canal(x, y) - 9, 18);
  volume.paint(box, (x, y) => canal(x, y) - 5, 42);
  bone(volume, box, (x, y, z) => Math.max(spinous(x, y, 0), level(z) - 11));
  for (const side of [-1, 1]) {
    const transverse = tube([side * 12, 84, 0], [side * 33, 92, 0], 5, 4);
    bone(volume, box, (x, y, z) => Math.max(transverse(x, y, 0), level(z) - 6.5));
  }
}

export function paintBones(volume: Volume): void {
  for (const side of [-1, 1]) {
    volume.ellipsoid([side * 30, 90, 0], [20, 11, 400], (x, y, z) => 55 + 14 * smoothNoise(x / 5, y / 5, z / 16));
  }
  paintRibs(volume);
  paintSpine(volume);
  bone(volume, { min: [-30, -120, -40], max: [30, -70, 130] }, (x, y, z) =>
    Math.max(oval(x, y + wallDepth(z) - 17, 19, 7), -38 - z),
  );
  for (const side of [-1, 1]) {
    const blade = tube([side * 82, 93, 0], [side * 130, 70, 0], 3, 4.5);
    bone(volume, { min: [-180, 40, 0], max: [180, 112, 200] }, (x, y, z) => Math.max(blade(x, y, 0), 12 - z));
    volume.tube([side * 24, -76, 98], [side * 130, -38, 122], 6.5, 6.5, cortex);
    volume.tube([side * 24, -76, 98], [side * 130, -38, 122], 4.2, 4.2, marrow);
  }
}
