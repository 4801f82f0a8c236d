// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files made anew with an identifier in every place that can hold text. None of them may survive.

import { type Dataset, type Element } from 'dcmstream';
import { readTsv } from './annex-e.js';
import { dicom, type DicomBuilder, type Encoding } from './dicom-builder.js';
import { latin1 } from './dicom-values.js';

/** What every plant begins with; the patient is called so too, so that text that is kept may not hold it. */
export const plantedWord = 'Planted';
const patient = `${plantedWord}Zoe^Ann`;

const texts = new Set('AE LO LT PN SH ST UC UR UT'.split(' '));
/** Other VRs of text: what is not in their repertoire may not be kept. */
const repertoires = new Set('AS CS DA DS DT IS TM UI'.split(' '));

/** Text that keep.tsv has kept, unless it names somebody. */
const kept = new Set(
  readTsv('keep.tsv')
    .filter(({ action }) => action === 'keep')
    .map(({ keyword }) => keyword),
);
const keptTags = new Set(
  readTsv('attributes.tsv')
    .filter(({ keyword }) => kept.has(keyword))
    .map(({ tag }) => Number.parseInt(tag ?? '', 16)),
);

/** A JPEG file with a comment, application data, and bytes behind its end. It has no pixels, and no decoder sees it. */
export function plantedJpeg(): Uint8Array {
  const segment = (code: number, text: string): number[] => [0xff, code, 0, text.length + 2, ...latin1(text)];
  const pieces = [
    [0xff, 0xd8],
    segment(0xe0, `JFIF\0\u0001\u0002\0\0\u0001\0\u0001\0\0${plantedWord}`),
    segment(0xfe, `${plantedWord} comment`),
    segment(0xe1, `Exif\0\0${plantedWord}`),
    segment(0xed, `Photoshop 3.0\0${plantedWord}`),
    [0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
    [...latin1(plantedWord)],
  ];
  return Uint8Array.from(pieces.flat());
}

/** Plants in one file after the other. */
export class Planter {
  #count = 0;

  /** The data set of `file`, written anew with plants. Pixels are those of the file, or where they are encapsulated made up. */
  plant(dataset: Dataset, encoding: Encoding, transferSyntax: string): Uint8Array {
    const meta = { transferSyntax, sopInstance: '1.2.3', more: (to: DicomBuilder) => this.#meta(to) };
    const builder = dicom()
      .preamble(latin1(this.#text().padEnd(128)))
      .meta(meta)
      .encoding(encoding);
    this.#addItem(builder, dataset, 0);
    return builder.element(0xfffcfffc, 'OB', latin1(`${this.#text()} `)).bytes();
  }

  #text(): string {
    return `${plantedWord}${String(this.#count++).padStart(5, '0')}`;
  }

  #meta(to: DicomBuilder): DicomBuilder {
    return to
      .element(0x00020016, 'AE', this.#text())
      .element(0x00020100, 'UI', '1.2.3')
      .element(0x00020102, 'OB', latin1(`${this.#text()} `));
  }

  #addItem(to: DicomBuilder, dataset: Dataset, depth: number): void {
    const extra = this.#extras(depth);
    const own = [...dataset.elements()].filter(({ tag }) => tag >>> 16 > 0x0007 && !extra.has(tag) && tag < 0xfff00000);
    const tags = [...own.map(({ tag }) => tag), ...extra.keys()].sort((a, b) => a - b);
    const elements = new Map(own.map((element) => [element.tag, element]));
    for (const tag of tags) {
      const element = elements.get(tag);
      if (element === undefined) extra.get(tag)?.(to);
      else this.#addElement(to, element, depth);
    }
  }

  /** What no file need have: private and unknown attributes, icons, overlays, values with more behind a NUL. */
  #extras(depth: number): Map<number, (to: DicomBuilder) => void> {
    const text = (tag: number, vr: string) =>
      [tag, (to: DicomBuilder) => void to.element(tag, vr, this.#text())] as const;
    const bytes = (tag: number, vr: string) =>
      [tag, (to: DicomBuilder) => void to.element(tag, vr, latin1(`${this.#text()} `))] as const;
    const all = [
      bytes(0x00080054, 'UN'),
      [0x00080060, (to: DicomBuilder) => void to.element(0x00080060, 'CS', `CT\0${this.#text()}`)] as const,
      text(0x00080201, 'SH'),
      text(0x000900ee, 'LO'),
      bytes(0x0009ee01, 'OB'),
      bytes(0x0009ee02, 'UN'),
      [0x00100010, (to: DicomBuilder) => void to.element(0x00100010, 'PN', patient)] as const,
      text(0x00101010, 'AS'),
      bytes(0x00104001, 'UN'),
      text(0x00104003, 'LO'),
      bytes(0x00280030, 'DS'),
      bytes(0x00280106, 'US'),
      bytes(0x50000005, 'US'),
      bytes(0x60003000, 'OB'),
      text(0x60004000, 'LT'),
    ] as const;
    const extras = new Map<number, (to: DicomBuilder) => void>(all);
    if (depth > 0) return extras;
    extras.set(
      0x00880200,
      (to) =>
        void to.sequence(0x00880200, (icon) =>
          icon.item((item) => item.element(0x7fe00010, 'OB', latin1(this.#text()))),
        ),
    );
    // Ten deep, in a sequence that is kept.
    extras.set(0x00081115, (to) => void this.#nest(to, 10));
    return extras;
  }

  #nest(to: DicomBuilder, depth: number): DicomBuilder {
    return to.sequence(0x00081115, (sequence) =>
      sequence.item((item) => {
        if (depth > 1) this.#nest(item, depth - 1);
        return item
          .element(0x00100010, 'PN', patient)
          .element(0x00104000, 'LT', this.#text())
          .element(0x00180015, 'CS', this.#text());
      }),
    );
  }

  #addElement(to: DicomBuilder, element: Element, depth: number): void {
    const { tag, vr } = element;
    if (tag === 0x00080005) return void to.element(tag, vr, element.bytes ?? '');
    if (element.isSequence) {
      to.sequence(tag, (sequence) => {
        for (const each of element.items) sequence.item((item) => (this.#addItem(item, each, depth + 1), item));
        return sequence;
      });
    } else if (element.isFragments) {
      to.fragments(tag, 'OB', [plantedJpeg()], { offsets: [0] });
    } else if (texts.has(vr)) {
      const text = keptTags.has(tag) ? `of ${plantedWord}Zoe` : this.#text();
      to.element(tag, vr, text.slice(0, 16));
    } else if (repertoires.has(vr)) {
      // A UID that is one, but that nobody has registered.
      to.element(tag, vr, vr === 'UI' ? `1.2.3.${this.#count++}` : this.#text().slice(0, 16));
    } else if (vr === 'UN' || vr === '') {
      to.element(tag, 'UN', latin1(keptTags.has(tag) ? `of ${plantedWord}Zoe ` : `${this.#text()} `));
    } else {
      to.element(tag, vr, element.bytes ?? '');
    }
  }
}
