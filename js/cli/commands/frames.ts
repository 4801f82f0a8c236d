// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream frames`: decoded frames, as samples or as pictures, or frames as they are encoded.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodedFrame } from '../../pixels/encoded/encoded-frame.js';
import type { FrameEncoding } from '../../pixels/encoded/encoding.js';
import type { Frame } from '../../pixels/frame.js';
import { RawFrames } from '../../pixels/raw.js';
import type { RenderOptions } from '../../pixels/render.js';
import { readEncodedFrames } from '../../sinks/encoded-frames.js';
import { readFrames } from '../../sinks/frames.js';
import {
  type Command,
  commonHelp,
  exitHelp,
  limitHelp,
  limitOptions,
  readArguments,
  readLimits,
  type Session,
} from '../command.js';
import { fileError, placed, UsageError } from '../failure.js';
import { openInput } from '../input.js';
import { writeOutput } from '../output.js';

const help = `\
dcmstream frames FILE --raw OUT [options]
dcmstream frames FILE --png DIR [options]
dcmstream frames FILE --encoded DIR [options]

Decodes the frames of an image, or hands them out as they are encoded. FILE may be - for standard
input. Deviations that were tolerated, such as pixel data that are too short, are told on standard
error, one line each.

  --raw OUT        write the samples of all frames, one after the other: pixel by pixel, little
                   endian, as wide as Bits Allocated, without any look-up table or change of
                   colors. One-bit frames follow each other without gaps. OUT may be - for
                   standard output
  --png DIR        write each frame as it is displayed to DIR/frame-0001.png and so on; DIR is
                   made if need be
  --encoded DIR    write each frame as it stands in the file, of every transfer syntax, to
                   DIR/frame-0001.jpg and so on: .jpg .jls .j2k .jxl, .rle of RLE, .mpg or .mp4
                   of video, which is one frame, and .bin of all else
  --frame N        only frame N; the first one is 1
  --reduce N       with --raw and --png: rows and columns halved N times, of lossy JPEG and
                   JPEG 2000 only; other frames come in full
  --window C,W     with --png: the window's center and width instead of the file's own
  --invert         with --png: black and white, or colors, exchanged
  --strict         a deviation from the standard is an error
${limitHelp}
${commonHelp}

Examples:
  dcmstream frames image.dcm --raw image.raw
  dcmstream frames image.dcm --raw - | md5sum
  dcmstream frames ct.dcm --png lung --window -600,1500
  dcmstream frames slide.dcm --encoded tiles --frame 7

${exitHelp}
`;

export const command: Command = {
  help,
  async run(args, session) {
    const { values, operands } = readArguments(joinWindow(args), ['FILE'], {
      raw: { type: 'string' },
      png: { type: 'string' },
      encoded: { type: 'string' },
      reduce: { type: 'string' },
      frame: { type: 'string' },
      window: { type: 'string' },
      invert: { type: 'boolean' },
      strict: { type: 'boolean' },
      ...limitOptions,
    });
    const { raw, png, encoded, strict, invert } = values;
    if ([raw, png, encoded].filter((to) => to !== undefined).length !== 1) {
      throw new UsageError('one of --raw OUT, --png DIR and --encoded DIR is needed');
    }
    if (png === undefined && (values.window !== undefined || invert)) {
      throw new UsageError('--window and --invert go with --png');
    }
    if (encoded !== undefined && values.reduce !== undefined) {
      throw new UsageError('--reduce goes with --raw and --png');
    }
    const only = values.frame === undefined ? undefined : readNumber(values.frame);
    const window = values.window === undefined ? undefined : readWindow(values.window);
    const reduce = values.reduce === undefined ? undefined : readReduction(values.reduce);

    const settings = { ...readLimits(values), strict, signal: session.signal };
    const input = await openInput(operands[0]!);
    if (encoded !== undefined) {
      await writeEncoded(encoded, chosen(readEncodedFrames(input, settings), only, session));
      return;
    }
    const decoded = chosen(readFrames(input, { ...settings, reduce }), only, session);
    if (raw !== undefined) await writeOutput(raw, rawBytes(decoded));
    else await writePictures(png!, decoded, { window, invert });
  },
};

/** A center below zero looks like an option: `--window -600,1500` is given as `--window=-600,1500`. */
function joinWindow(args: readonly string[]): string[] {
  const at = args.findIndex((arg, i) => arg === '--window' && /^-[\d.]/.test(args[i + 1] ?? ''));
  return at < 0 ? [...args] : [...args.slice(0, at), `--window=${args[at + 1]}`, ...args.slice(at + 2)];
}

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new UsageError('--frame takes a number, 1 for the first frame');
  return Number(text);
}

function readReduction(text: string): number {
  if (!/^\d$/.test(text)) throw new UsageError('--reduce takes a number from 0 to 9');
  return Number(text);
}

function readWindow(text: string): { center: number; width: number } {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [center, width] = numbers;
  const isWindow = numbers.length === 2 && numbers.every(Number.isFinite) && width! >= 1;
  if (!isWindow) throw new UsageError('--window takes a center and a width of at least 1, as in 40,400');
  return { center: center!, width: width! };
}

/** All frames, or the one that was asked for; tells their notes. */
async function* chosen<T extends Frame | EncodedFrame>(
  all: AsyncIterable<T>,
  only: number | undefined,
  session: Session,
): AsyncGenerator<T, void, undefined> {
  let count = 0;
  for await (const frame of all) {
    count++;
    if (only !== undefined && only !== count) continue;
    for (const note of frame.notes) session.say(placed(note));
    yield frame;
    if (only !== undefined) return;
  }
  if (only !== undefined) throw new UsageError(`there is no frame ${only}: the file has ${count}`);
}

async function* rawBytes(decoded: AsyncIterable<Frame>): AsyncGenerator<Uint8Array, void, undefined> {
  const raw = new RawFrames();
  for await (const frame of decoded) yield raw.write(frame);
  yield raw.end();
}

async function writePictures(folder: string, decoded: AsyncIterable<Frame>, options: RenderOptions): Promise<void> {
  const { toPng } = await import('../png.js');
  await makeFolder(folder);
  for await (const frame of decoded) await writeFrame(folder, frame.index, 'png', await toPng(frame, options));
}

async function writeEncoded(folder: string, frames: AsyncIterable<EncodedFrame>): Promise<void> {
  await makeFolder(folder);
  for await (const frame of frames) await writeFrame(folder, frame.index, extensionOf(frame), frame.data);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError('write', folder, error);
  });
}

async function writeFrame(folder: string, index: number, extension: string, bytes: Uint8Array): Promise<void> {
  await writeOutput(join(folder, `frame-${String(index + 1).padStart(4, '0')}.${extension}`), [bytes]);
}

const extensions: Readonly<Record<FrameEncoding, string>> = {
  ...{ jpeg: 'jpg', jpegls: 'jls', jpeg2000: 'j2k', jpeg2000Part2: 'j2k', jpegxl: 'jxl', video: 'mp4', rle: 'rle' },
  ...{ native: 'bin', deflated: 'bin', unknown: 'bin' },
};

/** MPEG-2 is a stream of its own; later video stands in the MP4 container as a rule. PS3.5 §8.2 */
function extensionOf({ encoding, transferSyntax }: EncodedFrame): string {
  return encoding === 'video' && /\.10[01](\.1)?$/.test(transferSyntax) ? 'mpg' : extensions[encoding];
}
