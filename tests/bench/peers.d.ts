// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The little of untyped peers that the bench calls.

declare module 'dcmjs' {
  const dcmjs: {
    readonly data: {
      readonly DicomMessage: {
        readFile(file: ArrayBuffer): {
          readonly dict: Readonly<Record<string, { readonly Value: readonly unknown[] }>>;
        };
      };
    };
  };
  export default dcmjs;
}

declare module 'daikon' {
  const daikon: {
    readonly Series: {
      parseImage(file: DataView): { getTag(group: number, element: number): { readonly value: readonly unknown[] } };
    };
  };
  export default daikon;
}
