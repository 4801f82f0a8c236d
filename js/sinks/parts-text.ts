// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The parts themselves as text, one line each: position, kind, path, VR and length. What golden files are made of.

import type { Part, PartKind } from '../part.js';
import { undefinedLength } from '../part.js';
import { lines, type LineWriter, type Print } from './lines.js';

/**
 * A pair for `pipeThrough`: parts to lines of text. The length is the declared one where the part declares one, else how many
 * bytes it has; a note has its quirk there. Pieces of one value make one line, so the text is the same however the input was
 * cut; no value is shown.
 */
export function partsText(): ReadableWritablePair<string, readonly Part[]> {
  return lines((print) => new PartsWriter(print));
}

/** Kinds that come in pieces. */
const piecewise: readonly PartKind[] = ['value', 'deflated', 'unknown', 'unparsed'];
/** Kinds that declare a length. */
const declaring: readonly PartKind[] = ['header', 'sequence', 'item', 'fragments', 'fragment'];

interface Run {
  readonly kind: PartKind;
  /** The line but for its length. */
  readonly beginning: string;
  size: number;
  open: boolean;
}

class PartsWriter implements LineWriter {
  readonly #print: Print;
  #run: Run | undefined;

  constructor(print: Print) {
    this.#print = print;
  }

  part(part: Part): void {
    const { kind } = part;
    if (this.#run?.kind === kind && this.#run.open) {
      this.#run.size += part.size;
      this.#run.open = !part.last;
      return;
    }
    this.end();
    if (piecewise.includes(kind)) {
      this.#run = { kind, beginning: beginningOf(part), size: part.size, open: !part.last };
    } else {
      this.#print(`${beginningOf(part)} ${part.note ?? lengthOf(part)}`);
    }
  }

  end(): void {
    if (this.#run !== undefined) this.#print(`${this.#run.beginning} ${this.#run.size}`);
    this.#run = undefined;
  }
}

function beginningOf(part: Part): string {
  const place = part.tag === 0 && !declaring.includes(part.kind) ? '-' : part.path.toString();
  return `${String(part.position).padStart(10)} ${part.kind.padEnd(12)} ${place} ${part.vr || '-'}`;
}

function lengthOf(part: Part): string {
  if (!declaring.includes(part.kind)) return String(part.size);
  return part.length === undefinedLength ? 'undefined' : String(part.length);
}
