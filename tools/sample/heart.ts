// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A beating ventricle in an ultrasound sector, with the flow through its valve in colour. One cycle fills the loop,
// so that it plays without a seam.

import { smoothNoise } from './random.js';

export const width = 320;
export const height = 240;

const apexX = 168;
const apexY = 10;
const depth = 196;
const halfAngle = 0.72;

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

interface Beat {
  /** 0 filled, 1 emptied. */
  squeeze: number;
  /** Inflow towards the probe, 0 to 1. */
  inflow: number;
  /** Outflow away from it, 0 to 1. */
  outflow: number;
}

/** The cycle: contraction in the first third, filling in two waves after it. */
function beat(phase: number): Beat {
  const wave = (centre: number, spread: number): number => Math.exp(-(((phase - centre) / spread) ** 2));
  const squeeze =
    phase < 0.36
      ? Math.sin((phase / 0.36) * (Math.PI / 2)) ** 2
      : Math.cos(((phase - 0.36) / 0.64) * (Math.PI / 2)) ** 2;
  return { squeeze, inflow: clamp(wave(0.56, 0.09) + 0.6 * wave(0.86, 0.06)), outflow: wave(0.19, 0.1) };
}

/** Signed distance to the ventricle, in units of its wall: a half ellipse, open towards the valve. */
function chamber(x: number, y: number, squeeze: number): number {
  const a = 39 - 11 * squeeze;
  const b = 66 - 13 * squeeze;
  const dx = (x - apexX + 4 + (y - 92) * 0.1) / a;
  const dy = (y - 98) / b;
  return Math.sqrt(dx * dx + dy * dy) - 1;
}

function atrium(x: number, y: number, squeeze: number): number {
  const dx = (x - apexX - 12) / (35 + 5 * squeeze);
  const dy = (y - 186) / (25 + 6 * squeeze);
  return Math.sqrt(dx * dx + dy * dy) - 1;
}

/** Brightness of tissue at a place, before speckle. */
function tissue(x: number, y: number, b: Beat): number {
  const wall = chamber(x, y, b.squeeze);
  const behind = atrium(x, y, b.squeeze);
  if (wall < 0 || behind < 0) {
    const leaflet = Math.abs(y - 161 + 0.9 * Math.abs(x - apexX - 6) * (0.35 + b.inflow * 1.7) - 3);
    const valve = Math.abs(x - apexX - 6) < 30 && y > 120 && leaflet < 2.6 ? 0.85 : 0;
    return Math.max(valve, 0.045);
  }
  const lining = 0.75 * Math.exp(-((wall * 12) ** 2));
  const muscle = wall < 0.42 + 0.16 * b.squeeze ? 0.42 : 0.2;
  const sac = 0.6 * Math.exp(-(((wall - 0.5 - 0.16 * b.squeeze) * 14) ** 2));
  return Math.max(lining, muscle, sac, 0.55 * Math.exp(-((behind * 11) ** 2)));
}

/** A column of flow between two depths, strongest along its axis. */
function jet(x: number, y: number, from: number, to: number): number {
  return Math.exp(-((x / 12.5) ** 2)) * clamp((y - from) / 12) * clamp((to - y) / 18);
}

/** Speed of the blood, −1 away from the probe to 1 towards it; 0 where nothing moves. */
function flow(x: number, y: number, b: Beat): number {
  if (chamber(x, y, b.squeeze) > -0.06 && atrium(x, y, b.squeeze) > -0.06) return 0;
  const turbulence = 0.3 * smoothNoise(x / 7, y / 9, b.inflow * 3 + b.outflow * 5);
  const inflow = b.inflow * jet(x - apexX - 6 + (170 - y) * 0.12, y, 72, 196) * (0.9 + turbulence);
  const outflow = b.outflow * jet(x - apexX + 17, y, 96, 168) * (0.95 + turbulence);
  return inflow - outflow;
}

/** The usual map: dark red to yellow towards the probe, dark blue to cyan away from it. */
export function flowColour(speed: number): [number, number, number] {
  const t = clamp(Math.abs(speed));
  const strong = clamp((t - 0.45) * 1.8);
  return speed > 0 ? [110 + 145 * t, 235 * strong, 20 * strong] : [20 * strong, 225 * strong, 110 + 145 * t];
}

/** Height of the electrocardiogram, −0.2 to 1, at a phase of the cycle. */
function electrocardiogram(phase: number): number {
  const wave = (centre: number, spread: number, amplitude: number): number =>
    amplitude * Math.exp(-(((phase - centre) / spread) ** 2));
  return (
    wave(0.88, 0.025, 0.16) +
    wave(0.985, 0.008, -0.12) +
    wave(0.03, 0.012, 1) +
    wave(0.055, 0.009, -0.22) +
    wave(0.3, 0.045, 0.28)
  );
}

type Put = (x: number, y: number, red: number, green: number, blue: number) => void;

function paintSector(put: Put, b: Beat, phase: number): void {
  const drift = phase * Math.PI * 2;
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const dx = x - apexX;
      const dy = y - apexY;
      const range = Math.sqrt(dx * dx + dy * dy);
      const angle = Math.atan2(dx, dy);
      const edge = Math.min(clamp(depth - range), clamp((halfAngle - Math.abs(angle)) * range), clamp(range - 9));
      if (edge <= 0) continue;
      const grain = smoothNoise(range / 1.7, angle * 95, Math.cos(drift) * 1.2 + 40);
      const fine = smoothNoise(range / 1.1, angle * 170, Math.sin(drift) * 1.2 + 80);
      const speckle = Math.max(0.12, 0.72 + 0.62 * grain + 0.3 * fine);
      const fading = 1.1 - 0.0024 * range;
      const grey = 255 * clamp(tissue(x, y, b) * speckle * fading) ** 0.82 * edge;
      const box = x > 112 && x < 222 && range > 62 && range < 190;
      const speed = box ? flow(x, y, b) : 0;
      if (Math.abs(speed) > 0.13 && grey < 120) put(x, y, ...flowColour(speed));
      else put(x, y, grey, grey, grey * 1.02);
    }
  }
}

function paintScales(put: Put, phase: number): void {
  for (let y = 24; y < 104; ++y) {
    const colour = flowColour((64 - y) / 40);
    for (let x = 14; x < 24; ++x) if (Math.abs(y - 64) >= 2) put(x, y, ...colour);
  }
  for (let tick = 0; tick <= 9; ++tick) {
    const y = Math.round(apexY + (tick * (depth - 4)) / 9);
    for (let x = 306; x < (tick % 5 === 0 ? 314 : 310); ++x) put(x, y, 150, 150, 150);
  }
  let before = Math.round(228 - 26 * electrocardiogram(0));
  for (let x = 12; x < 308; ++x) {
    const at = (x - 12) / 296;
    const y = Math.round(228 - 26 * electrocardiogram(at));
    const seen = at <= phase;
    for (let row = Math.min(before, y); row <= Math.max(before, y); ++row) {
      put(x, row, seen ? 70 : 34, seen ? 220 : 92, seen ? 110 : 50);
    }
    before = y;
  }
  const marker = Math.round(12 + phase * 296);
  for (let y = 198; y < 236; ++y) put(marker, y, 220, 220, 120);
}

/** One frame, RGB interleaved. */
export function makeFrame(phase: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  const put: Put = (x, y, red, green, blue) => {
    const at = (y * width + x) * 3;
    out[at] = Math.min(255, red);
    out[at + 1] = Math.min(255, green);
    out[at + 2] = Math.min(255, blue);
  };
  paintSector(put, beat(phase), phase);
  paintScales(put, phase);
  return out;
}
