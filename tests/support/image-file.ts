// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// DICOM files with pixels, each attribute of the image pixel module right unless told otherwise.

import { readFrames, type Frame, type FrameOptions, type Source } from 'dcmstream';
import { dicom, type DicomBuilder, explicitLittleEndian, rleLossless } from './dicom-builder.js';

export interface ImageFile {
  transferSyntax?: string;
  /** DCMTK asks for one. */
  sopClass?: string;
  rows: number;
  columns: number;
  samples?: number;
  bits?: number;
  stored?: number;
  highBit?: number;
  signed?: boolean;
  planar?: boolean;
  photometric?: string;
  frames?: number;
  /** Elements between NumberOfFrames and Rows … */
  before?: (file: DicomBuilder) => DicomBuilder;
  /** … and between PixelRepresentation and PixelData. */
  after?: (file: DicomBuilder) => DicomBuilder;
  /** The value of native pixel data as it stands in the file, or the fragments of encapsulated ones. */
  pixels: Uint8Array | readonly Uint8Array[];
  offsets?: readonly number[];
  vr?: string;
}

export function imageFile(image: ImageFile): Uint8Array {
  const { rows, columns, samples = 1, bits = 8, stored = bits, highBit = stored - 1, vr = 'OW' } = image;
  const same = (file: DicomBuilder): DicomBuilder => file;
  const file = dicom()
    .preamble()
    .meta({
      transferSyntax: image.transferSyntax ?? explicitLittleEndian,
      ...(image.sopClass !== undefined && { sopClass: image.sopClass, sopInstance: '2.25.1' }),
    });
  if (image.sopClass !== undefined) file.element(0x00080016, 'UI', image.sopClass).element(0x00080018, 'UI', '2.25.1');
  file
    .element(0x00280002, 'US', samples)
    .element(0x00280004, 'CS', image.photometric ?? (samples === 1 ? 'MONOCHROME2' : 'RGB'));
  if (image.planar !== undefined) file.element(0x00280006, 'US', image.planar ? 1 : 0);
  if (image.frames !== undefined) file.element(0x00280008, 'IS', String(image.frames));
  (image.before ?? same)(file);
  file
    .element(0x00280010, 'US', rows)
    .element(0x00280011, 'US', columns)
    .element(0x00280100, 'US', bits)
    .element(0x00280101, 'US', stored)
    .element(0x00280102, 'US', highBit)
    .element(0x00280103, 'US', image.signed === true ? 1 : 0);
  (image.after ?? same)(file);
  const { pixels } = image;
  if (pixels instanceof Uint8Array) return file.element(0x7fe00010, vr, pixels).bytes();
  return file.fragments(0x7fe00010, 'OB', pixels, { offsets: image.offsets ?? [] }).bytes();
}

export async function framesOf(source: Source, options: FrameOptions = {}): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of readFrames(source, options)) frames.push(frame);
  return frames;
}

export async function frameOf(image: ImageFile): Promise<Frame> {
  const [frame] = await framesOf(imageFile(image));
  if (frame === undefined) throw new Error('the file has no frame');
  return frame;
}

/** The same bytes in chunks of `size`. */
export async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** The codes of what was tolerated. */
export function noteCodes(frames: readonly Frame[]): string[] {
  return frames.flatMap(({ notes }) => notes.map(({ code }) => code));
}

export function counted(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, i) => (i * 37 + 11) & 0xff);
}

/** Exchanges the bytes of each 16-bit word, as big endian files of VR OW have them. */
export function wordsSwapped(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const even = new Uint8Array(bytes.length + (bytes.length % 2));
  even.set(bytes);
  return even.map((_, i) => even[i ^ 1]!);
}

/** RLE frames of literal runs alone, one segment a byte of a pixel (PS3.5 §G.2). */
export function rleFrames(pixels: Uint8Array, frames: number, segments: number): Uint8Array[] {
  const size = pixels.length / frames;
  return Array.from({ length: frames }, (_, index) => {
    const frame = pixels.subarray(index * size, (index + 1) * size);
    const packed = Array.from({ length: segments }, (__, segment) => {
      const plane = frame.filter((___, i) => i % segments === segment);
      return [...plane].flatMap((byte) => [0, byte]);
    });
    const header = new Uint32Array(16);
    header[0] = segments;
    packed.reduce((offset, { length }, i) => ((header[1 + i] = offset), offset + length), 64);
    return Uint8Array.of(...new Uint8Array(header.buffer), ...packed.flat());
  });
}

/** An RLE image whose frames hold these bytes one after the other. */
export function rleImage(image: Omit<ImageFile, 'pixels'>, pixels: Uint8Array): Uint8Array {
  const { samples = 1, bits = 8, frames = 1 } = image;
  const fragments = rleFrames(pixels, frames, samples * (bits / 8)).map((bytes) =>
    bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0),
  );
  return imageFile({ ...image, transferSyntax: rleLossless, pixels: fragments });
}
