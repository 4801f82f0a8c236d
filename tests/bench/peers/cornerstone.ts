// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Cornerstone's codecs, used as its image loader uses them: one module, one decoder kept for all frames, the encoded bytes
// copied in and the samples copied out.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PeerDecode } from './peer.js';

/** What all of cornerstone's decoders have in common. */
interface Decoder {
  getEncodedBuffer(size: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
}

interface EmscriptenOptions {
  readonly wasmBinary: Uint8Array;
  readonly print: () => void;
  readonly printErr: () => void;
}

type Factory<Classes> = (options: EmscriptenOptions) => Promise<Classes>;

const require = createRequire(import.meta.url);

async function open<Name extends string>(glue: string, wasm: string, name: Name): Promise<PeerDecode> {
  const factory = require(glue) as Factory<Record<Name, new () => Decoder>>;
  const silent = (): void => undefined;
  const wasmBinary = readFileSync(require.resolve(wasm));
  const decoder = new (await factory({ wasmBinary, print: silent, printErr: silent }))[name]();
  return (encoded) => {
    decoder.getEncodedBuffer(encoded.length).set(encoded);
    decoder.decode();
    return decoder.getDecodedBuffer().slice();
  };
}

const packageOf = (name: string): string => `@cornerstonejs/codec-${name}`;

export const openOpenJpeg = (): Promise<PeerDecode> =>
  open(`${packageOf('openjpeg')}/decodewasmjs`, `${packageOf('openjpeg')}/decodewasm`, 'J2KDecoder');
export const openCharls = (): Promise<PeerDecode> =>
  open(`${packageOf('charls')}/decodewasmjs`, `${packageOf('charls')}/decodewasm`, 'JpegLSDecoder');
export const openLibjpegTurbo = (): Promise<PeerDecode> =>
  open(
    `${packageOf('libjpeg-turbo-8bit')}/decodewasmjs`,
    `${packageOf('libjpeg-turbo-8bit')}/decodewasm`,
    'JPEGDecoder',
  );
export const openOpenJph = (): Promise<PeerDecode> =>
  open(`${packageOf('openjph')}/wasmjs`, `${packageOf('openjph')}/wasm`, 'HTJ2KDecoder');
