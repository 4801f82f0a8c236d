// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The vessels of the lungs: trees that branch from each hilum, thinner at every fork.

import { gaussian, type Random } from './random.js';
import type { Point, Volume } from './volume.js';

interface Branch {
  from: Point;
  direction: Point;
  radius: number;
  length: number;
}

const smallest = 0.55;

const unit = ([x, y, z]: Point): Point => {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
};

function turned([x, y, z]: Point, spread: number, random: Random): Point {
  return unit([x + gaussian(random) * spread, y + gaussian(random) * spread, z + gaussian(random) * spread]);
}

function grow(volume: Volume, lungs: Float32Array, root: Branch, random: Random): void {
  const waiting: Branch[] = [root];
  for (let branch = waiting.pop(); branch !== undefined; branch = waiting.pop()) {
    const [x, y, z] = branch.from;
    const [dx, dy, dz] = branch.direction;
    const to: Point = [x + dx * branch.length, y + dy * branch.length, z + dz * branch.length];
    const thinner = branch.radius * 0.86;
    volume.tube(branch.from, to, branch.radius, thinner, branch.radius > 2 ? 230 : 90, lungs);
    if (thinner < smallest) continue;
    const shares = random() < 0.25 ? [0.86, 0.7, 0.62] : [0.86, 0.72];
    for (const share of shares) {
      waiting.push({
        from: to,
        direction: turned(branch.direction, share > 0.8 ? 0.26 : 0.5, random),
        radius: thinner * share,
        length: Math.max(5, branch.length * (0.78 + random() * 0.24)),
      });
    }
  }
}

/** Paints the trees where `lungs`, the share of lung in each voxel, allows it. */
export function paintLungVessels(volume: Volume, lungs: Float32Array, random: Random): void {
  for (const side of [-1, 1]) {
    const from: Point = [side * 40, 8, 12];
    for (let index = 0; index < 13; ++index) {
      const turn = (index / 13) * Math.PI * 2;
      const direction = unit([side * (0.55 + random() * 0.5), Math.cos(turn) * 0.75, Math.sin(turn) * 1.1]);
      grow(volume, lungs, { from, direction, radius: 4.3 + random() * 1.2, length: 20 + random() * 6 }, random);
    }
  }
}
