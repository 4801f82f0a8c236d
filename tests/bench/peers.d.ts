// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The little of untyped peers that the bench calls.

declare module 'dcmjs' {
  const dcmjs: {
    readonly data: {
      readonly DicomMessage: {
        readFile(file: ArrayBuffer): {
          dict: Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>;
          write(): ArrayBuffer;
        };
      };
    };
  };
  export default dcmjs;
}

declare module 'daikon' {
  const daikon: {
    readonly RLE: new () => {
      decode(data: ArrayBuffer, littleEndian: boolean, samples: number): DataView<ArrayBuffer>;
    };
    readonly Series: {
      parseImage(file: DataView): { getTag(group: number, element: number): { readonly value: readonly unknown[] } };
    };
  };
  export default daikon;
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    decode(data: ArrayBuffer, offset: number, length: number, bytesPerSample: 1 | 2): Uint8Array | Uint16Array;
  }
}
