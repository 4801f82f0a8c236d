// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoding one frame, an encoded one in and its samples out, copies included. Beside stands the ceiling: the same libraries
// through the same adapters, built natively with the same options.

import { decodeFrame, type EncodedFrame, init } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { choices, firstFrame, type FrameChoice } from './codec-frames.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes, type Work } from './measure.js';
import { nativeTime } from './native-ceiling.js';
import { openCharls, openLibjpegTurbo, openOpenJpeg, openOpenJph } from './peers/cornerstone.js';
import { type DcmjsDecoder, openDcmjsCodecs } from './peers/dcmjs-codecs.js';
import { openDaikonRle, openJpegLossless } from './peers/javascript.js';
import type { PeerDecode } from './peers/peer.js';

interface Rival {
  readonly name: string;
  readonly target?: string;
  open(frame: EncodedFrame): Promise<PeerDecode> | PeerDecode;
}

const cornerstone = (name: string, open: () => Promise<PeerDecode>, target = '≥ 1×'): Rival => ({
  name: `@cornerstonejs/codec-${name}`,
  target,
  open,
});
const openJpeg = cornerstone('openjpeg', openOpenJpeg);
const charls = cornerstone('charls', openCharls);
const dcmjs = (decoder: DcmjsDecoder): Rival => ({
  name: 'dcmjs-codecs',
  open: ({ format }) => openDcmjsCodecs(decoder, format),
});
const lossless: Rival = {
  name: 'jpeg-lossless-decoder-js',
  target: '≥ 3×',
  open: () => openJpegLossless(2),
};
const daikon: Rival = {
  name: 'daikon',
  target: '≥ 3×',
  open: ({ format }) => openDaikonRle(format.rows * format.columns * format.samplesPerPixel),
};

const matches: readonly (readonly [FrameChoice, readonly Rival[]])[] = [
  [choices.jpegGray, [cornerstone('libjpeg-turbo-8bit', openLibjpegTurbo), dcmjs('decodeJpeg')]],
  [choices.jpegColor, [cornerstone('libjpeg-turbo-8bit', openLibjpegTurbo), dcmjs('decodeJpeg')]],
  [choices.jpeg12, [dcmjs('decodeJpeg')]],
  [choices.jpegLossless, [lossless, dcmjs('decodeJpeg')]],
  [choices.jpegLosslessCt, [lossless, dcmjs('decodeJpeg')]],
  [choices.jpegLs, [charls, dcmjs('decodeJpegLs')]],
  [choices.jpegLsNear, [charls, dcmjs('decodeJpegLs')]],
  [choices.jpeg2000, [openJpeg, dcmjs('decodeJpeg2000')]],
  [choices.jpeg2000Color, [openJpeg, dcmjs('decodeJpeg2000')]],
  [choices.jpeg2000Lossy, [openJpeg, dcmjs('decodeJpeg2000')]],
  [choices.htj2k, [openJpeg, cornerstone('openjph', openOpenJph, ''), dcmjs('decodeHtJpeg2000')]],
  [choices.rle, [daikon, dcmjs('decodeRle')]],
  [choices.rleColor, [dcmjs('decodeRle')]], // daikon decodes no color
];

export async function codecs(): Promise<Line[]> {
  if (corpus.missing !== false) {
    console.error(`codecs: nothing to decode, for ${corpus.missing}`);
    return [];
  }
  await init();
  const lines: Line[] = [];
  for (const [choice, rivals] of matches) lines.push(...(await match(choice, rivals)));
  return lines;
}

async function match(choice: FrameChoice, rivals: readonly Rival[]): Promise<Line[]> {
  const frame = await firstFrame(choice);
  const { samples } = await decodeFrame(frame);
  const works: Record<string, Work> = { ours: () => decodeFrame(frame) };
  for (const rival of rivals) {
    const decode = await rival.open(frame);
    const theirs = decode(frame.data);
    if (theirs.byteLength !== samples.byteLength) throw new Error(`${rival.name} gives another size: ${choice.title}`);
    works[rival.name] = () => decode(frame.data);
  }
  const times = await bestTimes(works, { rounds: 15, milliseconds: 60 });
  const ours = times['ours'] as number;
  const native = nativeTime(frame);
  const perSecond = (milliseconds: number): number => samples.length / milliseconds / 1000;
  return rivals.map(({ name, target }, i) =>
    lineOfThroughputs({
      name: choice.title,
      peer: name,
      ours: perSecond(ours),
      theirs: perSecond(times[name] as number),
      unit: 'Msample/s',
      ...(target ? { target } : {}),
      ...(i === 0
        ? { beside: { [`native, ours takes ${(ours / native).toFixed(2)}× its time`]: perSecond(native) } }
        : {}),
    }),
  );
}
