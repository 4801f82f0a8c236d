// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A volume of Hounsfield units and the shapes painted into it. Coordinates are millimetres in the patient's axes
// (PS3.3 §C.7.6.2.1.1: x to the left, y to the back, z to the head), the origin in the middle. Edges are soft over
// about a pixel, as a scanner's are.

export type Point = readonly [x: number, y: number, z: number];

/** A number, or a function of the place. */
export type Paint = number | ((x: number, y: number, z: number) => number);

/** Negative inside, positive outside, in millimetres. */
export type Distance = (x: number, y: number, z: number) => number;

export interface Box {
  min: Point;
  max: Point;
}

const softness = 1.3;

export class Volume {
  readonly values: Float32Array;

  constructor(
    readonly size: number,
    readonly slices: number,
    readonly spacing: number,
    readonly sliceSpacing: number,
    background: number,
  ) {
    this.values = new Float32Array(size * size * slices).fill(background);
  }

  x(column: number): number {
    return (column - (this.size - 1) / 2) * this.spacing;
  }

  z(slice: number): number {
    return (slice - (this.slices - 1) / 2) * this.sliceSpacing;
  }

  slice(index: number): Float32Array {
    const area = this.size * this.size;
    return this.values.subarray(index * area, (index + 1) * area);
  }

  /** Paints what lies inside `distance`, within `box`; where `mask` is given, in proportion to it. */
  paint(box: Box, distance: Distance, paint: Paint, mask?: Float32Array): void {
    const [firstColumn, lastColumn] = this.range(box.min[0], box.max[0], this.size, this.spacing);
    const [firstRow, lastRow] = this.range(box.min[1], box.max[1], this.size, this.spacing);
    const [firstSlice, lastSlice] = this.range(box.min[2], box.max[2], this.slices, this.sliceSpacing);
    for (let slice = firstSlice; slice <= lastSlice; ++slice) {
      const z = this.z(slice);
      for (let row = firstRow; row <= lastRow; ++row) {
        const y = this.x(row);
        let at = (slice * this.size + row) * this.size + firstColumn;
        for (let column = firstColumn; column <= lastColumn; ++column, ++at) {
          const x = this.x(column);
          let cover = 0.5 - distance(x, y, z) / softness;
          if (cover <= 0) continue;
          if (cover > 1) cover = 1;
          if (mask !== undefined) cover *= mask[at] ?? 0;
          const value = typeof paint === 'number' ? paint : paint(x, y, z);
          const before = this.values[at] ?? 0;
          this.values[at] = before + (value - before) * cover;
        }
      }
    }
  }

  ellipsoid(centre: Point, radii: Point, paint: Paint, mask?: Float32Array): void {
    const box: Box = {
      min: [centre[0] - radii[0] - 2, centre[1] - radii[1] - 2, centre[2] - radii[2] - 2],
      max: [centre[0] + radii[0] + 2, centre[1] + radii[1] + 2, centre[2] + radii[2] + 2],
    };
    this.paint(box, ellipsoid(centre, radii), paint, mask);
  }

  /** A thick line from `from` to `to`, its radius changing evenly. */
  tube(from: Point, to: Point, startRadius: number, endRadius: number, paint: Paint, mask?: Float32Array): void {
    const reach = Math.max(startRadius, endRadius) + 2;
    const [fx, fy, fz] = from;
    const [tx, ty, tz] = to;
    const box: Box = {
      min: [Math.min(fx, tx) - reach, Math.min(fy, ty) - reach, Math.min(fz, tz) - reach],
      max: [Math.max(fx, tx) + reach, Math.max(fy, ty) + reach, Math.max(fz, tz) + reach],
    };
    this.paint(box, tube(from, to, startRadius, endRadius), paint, mask);
  }

  /** A tube through several points. */
  path(points: readonly Point[], radius: number, paint: Paint): void {
    for (let index = 1; index < points.length; ++index) {
      const from = points[index - 1];
      const to = points[index];
      if (from !== undefined && to !== undefined) this.tube(from, to, radius, radius, paint);
    }
  }

  private range(min: number, max: number, count: number, spacing: number): [number, number] {
    const middle = (count - 1) / 2;
    return [Math.max(0, Math.floor(min / spacing + middle)), Math.min(count - 1, Math.ceil(max / spacing + middle))];
  }
}

export function ellipsoid(centre: Point, radii: Point): Distance {
  const smallest = Math.min(...radii);
  return (x, y, z) => {
    const dx = (x - centre[0]) / radii[0];
    const dy = (y - centre[1]) / radii[1];
    const dz = (z - centre[2]) / radii[2];
    return (Math.sqrt(dx * dx + dy * dy + dz * dz) - 1) * smallest;
  };
}

export function tube(from: Point, to: Point, startRadius: number, endRadius: number): Distance {
  const ax = to[0] - from[0];
  const ay = to[1] - from[1];
  const az = to[2] - from[2];
  const square = ax * ax + ay * ay + az * az;
  return (x, y, z) => {
    const dx = x - from[0];
    const dy = y - from[1];
    const dz = z - from[2];
    const t = square === 0 ? 0 : Math.min(1, Math.max(0, (dx * ax + dy * ay + dz * az) / square));
    const ex = dx - ax * t;
    const ey = dy - ay * t;
    const ez = dz - az * t;
    return Math.sqrt(ex * ex + ey * ey + ez * ez) - (startRadius + (endRadius - startRadius) * t);
  };
}

/** Distance to the oval |x/a|^2.5 + |y/b|^2.5 = 1 in the slice: good near the edge, rough elsewhere. */
export function oval(x: number, y: number, a: number, b: number): number {
  const u = Math.abs(x) / a;
  const v = Math.abs(y) / b;
  const sum = u * u * Math.sqrt(u) + v * v * Math.sqrt(v);
  if (sum < 0.6) return (1.36 * sum - 1) * Math.min(a, b);
  if (sum > 1.6) return 0.2 * Math.min(a, b);
  // The first terms of sum^0.4 around 1: a tenth of the time of the power (measured).
  const scale = 1 + 0.4 * (sum - 1) - 0.12 * (sum - 1) * (sum - 1);
  return (1 - 1 / scale) * Math.sqrt(x * x + y * y);
}
