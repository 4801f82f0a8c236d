// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encoded frames to decoded ones. Where a codestream and the data set contradict each other, the codestream is believed.

import type { QuirkCode, StatusCode } from '../codes.js';
import { TransferSyntaxUID } from '../dictionary/tags.js';
import { DicomError, misuse } from '../errors.js';
import { formatTag } from '../path.js';
import { type CodecName, type DecodedFrame, type FrameDecoder, type FrameRegion, localDecoder } from '../wasm/codec.js';
import { defaultMaxFrameSize, type PixelFormat } from './describe.js';
import type { EncodedFrame } from './encoded/encoded-frame.js';
import { unsupported } from './encoded/encoding.js';
import type { Frame } from './frame.js';
import { arrangedFrame, frameWith } from './native-frame.js';

/** Which pixels are decoded. */
export interface FrameRequest {
  /**
   * Rows and columns are halved so many times, rounded up: 0 by default. Only JPEG 2000, HTJ2K and lossy JPEG hold smaller
   * sizes, not always as many; all others come in full. `rows` and `columns` of the frame tell.
   */
  readonly reduce?: number | undefined;
  /**
   * Only these pixels, which must lie inside the image; counted at its full size, so that a reduced region has fewer. Of native
   * pixels that share their chrominance two by two, `left` and `columns` are even.
   */
  readonly region?: FrameRegion | undefined;
}

export interface DecodeOptions extends FrameRequest {
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a frame of `readEncodedFrames`. The samples of a native frame may be the memory of its `data`.
 * @throws DicomError where the frame cannot be decoded; TypeError with code `argument_invalid` where the options are wrong.
 */
export async function decodeFrame(encoded: EncodedFrame, options: DecodeOptions = {}): Promise<Frame> {
  return decodeWith(localDecoder, encoded, options);
}

/**
 * Decodes a frame by a decoder of the caller's. What needs no codec is done here; what needs nothing at all, at once. `owned`:
 * nobody else uses the memory of the encoded frame.
 */
export function decodeWith(
  decoder: FrameDecoder,
  encoded: EncodedFrame,
  options: DecodeOptions = {},
  owned = false,
): Frame | Promise<Frame> {
  const { maxFrameSize = defaultMaxFrameSize, region } = options;
  checkRequest(options, encoded.format);
  const { encoding, data } = encoded;
  switch (encoding) {
    case 'native':
      return arrangedFrame(encoded, data, { region, maxFrameSize }, []);
    case 'rle':
    case 'deflated':
    case 'jpeg':
    case 'jpegls':
    case 'jpeg2000':
      return decodeEncoded(decoder, encoded, encoding, options, owned);
    default:
      throw refusal(encoded, unsupported(encoding) ?? 'transfer_syntax_unsupported');
  }
}

async function decodeEncoded(
  decoder: FrameDecoder,
  encoded: EncodedFrame,
  encoding: CodecName,
  { maxFrameSize = defaultMaxFrameSize, reduce = 0, region, signal }: DecodeOptions,
  owned: boolean,
): Promise<Frame> {
  const { format, data } = encoded;
  // Deflated samples stand as native ones do: they are arranged once they are inflated, and cut then.
  const isNativeInside = encoding === 'deflated' && (format.planar || format.native422);
  const { rows, columns, bitsAllocated, bitsStored, signed } = format;
  const samplesPerPixel = encoding === 'deflated' && format.native422 ? 2 : format.samplesPerPixel;
  const declared = { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed };
  const wanted = isNativeInside ? {} : { reduce, region };
  const job = { codec: encoding, encoded: data, declared, maxSize: maxFrameSize, owned, ...wanted };
  const decoded = await decoder.decode(job, signal).catch((error: unknown) => {
    throw error instanceof DicomError ? refusal(encoded, error.code) : error;
  });
  const damage: QuirkCode[] = decoded.damaged ? ['codestream_damaged'] : [];
  if (isNativeInside) return arrangedFrame(encoded, decoded.bytes, { region, maxFrameSize }, damage);
  return decodedFrame(encoded, decoded, { reduce, region }, damage);
}

function refusal({ position, tag }: EncodedFrame, code: StatusCode): DicomError {
  const about = code === 'transfer_syntax_unsupported' ? TransferSyntaxUID : tag;
  return new DicomError({ code, position, tag: about, path: formatTag(about) });
}

/** @throws TypeError with code `argument_invalid`. */
export function checkRequest({ reduce = 0, region, maxFrameSize = 0 }: DecodeOptions, format?: PixelFormat): void {
  if (!(maxFrameSize >= 0)) throw misuse('argument_invalid', 'maxFrameSize is a number of bytes');
  if (!Number.isInteger(reduce) || reduce < 0 || reduce > 32) {
    throw misuse('argument_invalid', 'reduce is an integer from 0 to 32');
  }
  if (region === undefined) return;
  const { left, top, columns, rows } = region;
  const isRectangle = [left, top, columns, rows].every(Number.isSafeInteger) && left >= 0 && top >= 0;
  if (!isRectangle || columns < 1 || rows < 1) {
    throw misuse('argument_invalid', 'region has left and top of at least 0, columns and rows of at least 1');
  }
  if (format !== undefined && (left + columns > format.columns || top + rows > format.rows)) {
    throw misuse('argument_invalid', `the region reaches beyond the ${format.columns} × ${format.rows} pixels`);
  }
}

/** What a codec has made of a frame. */
function decodedFrame(
  encoded: EncodedFrame,
  decoded: DecodedFrame,
  { reduce = 0, region }: FrameRequest,
  quirks: readonly QuirkCode[],
): Frame {
  const { format } = encoded;
  const { rows, columns, samplesPerPixel, bitsAllocated } = decoded;
  const photometricInterpretation = photometricOf(format.photometricInterpretation, decoded);
  const wanted = region ?? format;
  // Codestreams give samples of one bit a byte each: another form, not another image.
  const isUnpacked = format.bitsAllocated === 1 && decoded.bitsStored === 1;
  const isOther =
    (reduce === 0 && (rows !== wanted.rows || columns !== wanted.columns)) ||
    samplesPerPixel !== format.samplesPerPixel ||
    decoded.bitsStored < format.bitsStored ||
    (decoded.bitsAllocated !== format.bitsAllocated && !isUnpacked) ||
    decoded.signed !== format.signed ||
    isOtherColor(format.photometricInterpretation, photometricInterpretation);
  return frameWith(
    encoded,
    decoded.bytes,
    {
      rows,
      columns,
      samplesPerPixel,
      bitsAllocated,
      ...numbersOf(format, decoded),
      photometricInterpretation,
      packing: bitsAllocated === 1 ? 'bits' : 'samples',
      bitOffset: 0,
    },
    isOther ? [...quirks, 'codestream_contradicts'] : quirks,
  );
}

/**
 * As the data set says, unless the codestream has fewer bits. Of two signs the negative one is right: encoders that know of no
 * sign pass two's complement on as if there were none, and others give signed samples of data sets that were never changed
 * (so in real files of both kinds, whose pixels are smooth in no other reading).
 */
function numbersOf(format: PixelFormat, decoded: DecodedFrame): Pick<Frame, 'bitsStored' | 'highBit' | 'signed'> {
  const signed = format.signed || decoded.signed;
  if (signed !== format.signed || decoded.bitsStored < format.bitsStored) {
    return { bitsStored: decoded.bitsStored, highBit: decoded.bitsStored - 1, signed };
  }
  // The bits above those of the codestream are empty, wherever the data set would have them.
  const { bitsStored, highBit } = format;
  return { bitsStored, highBit: highBit < decoded.bitsStored ? highBit : bitsStored - 1, signed };
}

/** What the samples are now. */
function photometricOf(declared: string, { color, samplesPerPixel }: DecodedFrame): string {
  if (samplesPerPixel === 1) return isGray(declared) ? declared : 'MONOCHROME2';
  if (color === 'rgb') return 'RGB';
  if (color === 'ybrFull') return 'YBR_FULL';
  if (samplesPerPixel !== 3) return declared;
  // The two exist only inside JPEG 2000, whose decoder undoes them; where it was told of none, the samples were RGB all along.
  if (declared === 'YBR_RCT' || declared === 'YBR_ICT') return 'RGB';
  if (declared === 'YBR_FULL_422') return 'YBR_FULL';
  return isGray(declared) ? 'RGB' : declared;
}

function isGray(photometric: string): boolean {
  return photometric.startsWith('MONOCHROME') || photometric === 'PALETTE COLOR';
}

/** Whether a codestream's colors are others than those declared, not only the same in another form. */
function isOtherColor(declared: string, found: string): boolean {
  if (declared === found || isGray(declared) !== isGray(found)) return declared !== found;
  if (found === 'RGB') return declared !== 'YBR_RCT' && declared !== 'YBR_ICT';
  return found === 'YBR_FULL' && !declared.startsWith('YBR_FULL') && !declared.startsWith('YBR_PARTIAL');
}
