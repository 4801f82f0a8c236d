// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// dcmjs-codecs: one wasm module for all syntaxes, a context made for each frame.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DeclaredFrame, PeerDecode } from './peer.js';

interface Context {
  getDecodedBuffer(): Uint8Array;
}

interface Package {
  readonly Context: new (attributes: object) => Context;
  readonly NativeCodecs: {
    initializeAsync(options: object): Promise<void>;
  } & Record<DcmjsDecoder, (context: Context) => Context>;
  readonly log: { setLevel(level: string): void };
}

/** Its functions, one a family. */
export type DcmjsDecoder = 'decodeRle' | 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000';

const require = createRequire(import.meta.url);

export async function openDcmjsCodecs(decoder: DcmjsDecoder, frame: DeclaredFrame): Promise<PeerDecode> {
  const main = require.resolve('dcmjs-codecs');
  const { Context, NativeCodecs, log } = require(main) as Package;
  log.setLevel('silent');
  await NativeCodecs.initializeAsync({
    webAssemblyModulePathOrUrl: join(dirname(main), 'dcmjs-native-codecs.wasm'),
    logCodecsInfo: false,
  });
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed, photometricInterpretation } = frame;
  return (encodedBuffer) => {
    const context = new Context({
      ...{ width: columns, height: rows, samplesPerPixel, bitsAllocated, bitsStored, photometricInterpretation },
      pixelRepresentation: signed ? 1 : 0,
      planarConfiguration: 0,
      encodedBuffer,
    });
    return NativeCodecs[decoder](context).getDecodedBuffer();
  };
}
