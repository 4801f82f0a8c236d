// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The records of a DICOMDIR name each other by their positions in the file (PS3.3 §F.3), so nothing in it may move.

import { DicomError } from '../errors.js';
import type { Part } from '../part.js';
import { latin1Text } from '../values/ascii.js';

const mediaStorageClass = 0x00020002;

/** Media Storage Directory Storage. */
const directoryClass = '1.2.840.10008.1.3.10';

/** Sees all that goes out. */
export class DirectoryGuard {
  /** Bytes of the output so far. */
  written = 0;
  #class = '';
  #isDirectory: boolean | undefined;

  /**
   * Takes note of a part that goes out in place of `original`.
   * @throws DicomError with code `directory_offsets_stale` where it is part of a DICOMDIR and has moved.
   */
  pass(part: Part, original: Part): void {
    if (this.#isDirectory === undefined) this.#look(part);
    if (this.#isDirectory === true && original.size > 0 && this.written !== original.position) {
      throw new DicomError({ code: 'directory_offsets_stale', position: original.position });
    }
    this.written += part.size;
  }

  /** The file meta tells. */
  #look(part: Part): void {
    if (part.meta) {
      const isClass = part.kind === 'value' && part.tag === mediaStorageClass && this.#class.length < 64;
      if (isClass) this.#class += latin1Text(part.bytes, 0, Math.min(part.size, 64));
    } else if (part.kind !== 'note' && part.kind !== 'preamble') {
      this.#isDirectory = this.#class.replace(/[\0 ]+$/, '') === directoryClass;
    }
  }
}
