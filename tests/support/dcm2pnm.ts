// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// DCMTK draws a frame: the peer of `render`.

import { spawnSync } from 'node:child_process';

export const dcmtkMissing: string | false =
  spawnSync('dcm2pnm', ['--version']).error === undefined ? false : 'dcm2pnm (package dcmtk) is not installed';

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** 1 or 3. */
  readonly channels: number;
  /** Of 8 bits, pixel by pixel. */
  readonly samples: Uint8Array;
}

/**
 * Frame `index`, from 0, of a file. `args`: which window and so on; overlays are off unless they say otherwise. The tool is
 * `dcm2pnm`, or with JPEG `dcmj2pnm`, or with JPEG-LS `dcml2pnm`.
 */
export function drawnByDcmtk(location: string, index: number, args: readonly string[], tool = 'dcm2pnm'): Picture {
  const overlays = args.includes('+O') ? [] : ['-O'];
  const all = ['-q', '-S', '+op', '+F', String(index + 1), ...overlays, ...args, location];
  const { stdout, stderr } = spawnSync(tool, all, { maxBuffer: 2 ** 28 });
  const header = /^P([56])\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 64).toString('latin1'));
  if (header === null) throw new Error(`${tool} ${all.join(' ')}: ${stderr.toString()}`);
  const channels = header[1] === '6' ? 3 : 1;
  const [columns, rows] = [Number(header[2]), Number(header[3])];
  const samples = stdout.subarray(header[0].length);
  if (samples.length !== rows * columns * channels) throw new Error(`${tool}: ${samples.length} samples`);
  return { columns, rows, channels, samples };
}

/** The largest difference between RGBA and a picture, over the pixels that are `counted`. */
export function differenceOf(
  rgba: Uint8ClampedArray,
  { samples, channels }: Picture,
  isCounted: (pixel: number) => boolean = () => true,
): number {
  let worst = 0;
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    if (!isCounted(pixel)) continue;
    for (let channel = 0; channel < 3; channel++) {
      const theirs = samples[pixel * channels + (channels === 3 ? channel : 0)]!;
      worst = Math.max(worst, Math.abs(rgba[4 * pixel + channel]! - theirs));
    }
  }
  return worst;
}
