// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A probe of parts: says one after the other what must come, and fails with the part that came instead.
//
//   probe(await partsOf(file)).preamble().meta().header(0x00100010, 'PN', 4).value('A^B ').end();

import assert from 'node:assert/strict';
import { createPartParser, formatTag, type Part, type QuirkCode, undefinedLength } from 'dcmstream';
import { latin1 } from './dicom-values.js';
import { joinParts, type WholePart } from './rechunk.js';

type PartOptions = NonNullable<Parameters<typeof createPartParser>[0]>;

/** The parts of all bytes, given in the chunks they come in; throws what the parser throws. */
export async function partsOf(bytes: Uint8Array | Iterable<Uint8Array>, options: PartOptions = {}): Promise<Part[]> {
  const { parts, error } = await partsBefore(bytes, options);
  if (error !== undefined) throw error;
  return parts;
}

/** The parts up to the end or to the error, whichever comes. */
export async function partsBefore(
  bytes: Uint8Array | Iterable<Uint8Array>,
  options: PartOptions = {},
): Promise<{ parts: Part[]; error?: Error }> {
  const parser = await createPartParser(options);
  const parts: Part[] = [];
  const drain = async (): Promise<void> => {
    for (;;) {
      const batch = parser.next();
      if (batch !== undefined) parts.push(...batch);
      else if (parser.ready !== undefined) await parser.ready;
      else return;
    }
  };
  try {
    for (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      parser.write(chunk);
      await drain();
    }
    parser.end();
    await drain();
    return { parts };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { parts, error };
  } finally {
    parser.release();
  }
}

/** Begins to probe. Positions are checked along the way: each part begins where the one before ended. */
export function probe(parts: Iterable<Part>): PartProbe {
  return new PartProbe(joinParts(parts));
}

export class PartProbe {
  readonly #parts: readonly WholePart[];
  #at = 0;
  #position = 0;

  constructor(parts: readonly WholePart[]) {
    this.#parts = parts;
  }

  preamble(): this {
    return this.#is({ kind: 'preamble', length: 132 });
  }

  /** Skips the elements of the file meta. */
  meta(): this {
    while (this.#parts[this.#at]?.flags.includes('meta') === true) this.#take();
    return this;
  }

  header(tag: number, vr: string, length: number): this {
    return this.#is({ kind: 'header', tag, vr, length, last: length === 0 });
  }

  /** A whole value, by its bytes or as text. */
  value(expected?: string | Uint8Array): this {
    const part = this.#check({ kind: 'value', last: true });
    const bytes = typeof expected === 'string' ? latin1(expected) : expected;
    if (bytes !== undefined) assert.deepEqual(part.bytes, bytes, 'the value');
    return this.#take();
  }

  sequence(tag: number, length = undefinedLength, vr = 'SQ'): this {
    return this.#is({ kind: 'sequence', tag, length, vr });
  }

  item(index: number, length = undefinedLength): this {
    return this.#is({ kind: 'item', index, length });
  }

  itemEnd(index: number): this {
    return this.#is({ kind: 'itemEnd', index });
  }

  sequenceEnd(): this {
    return this.#is({ kind: 'sequenceEnd' });
  }

  fragments(tag: number, vr = 'OB'): this {
    return this.#is({ kind: 'fragments', tag, vr, length: undefinedLength });
  }

  fragment(index: number, length: number): this {
    return this.#is({ kind: 'fragment', index, length, last: length === 0 });
  }

  fragmentsEnd(): this {
    return this.#is({ kind: 'fragmentsEnd' });
  }

  note(code: QuirkCode, tag = 0): this {
    return this.#is({ kind: 'note', note: code, tag });
  }

  unparsed(size: number): this {
    return this.#run('unparsed', size);
  }

  unknown(size: number): this {
    return this.#run('unknown', size);
  }

  deflated(size: number): this {
    return this.#run('deflated', size);
  }

  /** The next part's path. */
  at(path: string): this {
    const part = this.#parts[this.#at];
    assert.equal(part?.path, path);
    return this;
  }

  /** Nothing follows. */
  end(): void {
    const rest = this.#parts.slice(this.#at);
    assert.equal(rest.length, 0, `more came: ${rest.slice(0, 5).map(describe).join(', ')}`);
  }

  #run(kind: string, size: number): this {
    assert.equal(this.#check({ kind }).bytes.length, size);
    return this.#take();
  }

  #is(expected: Partial<WholePart>): this {
    this.#check(expected);
    return this.#take();
  }

  #check(expected: Partial<WholePart>): WholePart {
    const part = this.#parts[this.#at];
    assert.ok(part !== undefined, `${JSON.stringify(expected)} is missing`);
    const actual = Object.fromEntries(Object.keys(expected).map((key) => [key, part[key as keyof WholePart]]));
    assert.deepEqual(actual, expected, `part ${this.#at}, ${describe(part)}`);
    return part;
  }

  #take(): this {
    const part = this.#parts[this.#at++]!;
    assert.equal(part.position, this.#position, `the position of ${describe(part)}`);
    this.#position += part.bytes.length;
    return this;
  }
}

function describe({ kind, tag, vr, length, position, note }: WholePart): string {
  return `${note ?? kind} ${formatTag(tag)} ${vr} ${length} at ${position}`;
}
