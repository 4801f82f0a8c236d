// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files made anew with an identifier in every place that can hold text. None of them may survive.

import { type Dataset, type Element } from 'dcmstream';
import { readTsv } from './annex-e.js';
import { dicom, type DicomBuilder, type Encoding } from './dicom-builder.js';
import { concatenate, latin1 } from './dicom-values.js';
import { plantedCodestream } from './planted-codestreams.js';

/** What every plant begins with; the patient is called so too, so that text that is kept may not hold it. */
export const plantedWord = 'Planted';

/** A character set, and a word as it is written in it. */
export interface PlantedSet {
  readonly term: string;
  readonly word: string;
  readonly bytes: Uint8Array;
}

/** The places of a word in bytes, each with what stands there. */
export function found(bytes: Uint8Array, word: string | Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places: string[] = [];
  for (let at = buffer.indexOf(word); at >= 0; at = buffer.indexOf(word, at + 1)) {
    places.push(`${at}: ${buffer.toString('latin1', Math.max(0, at - 12), at + 24)}`);
  }
  return places;
}

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

/** Words of PS3.5 annexes H to K and of its list of sets, as their examples encode them. */
export const plantedSets: readonly PlantedSet[] = [
  { term: 'ISO_IR 100', word: 'Jérôme', bytes: latin1('J\xe9r\xf4me') },
  {
    term: 'ISO_IR 144',
    word: 'Люкceмбypг',
    bytes: bytesOf(0xbb, 0xee, 0xda, 0x63, 0x65, 0xdc, 0xd1, 0x79, 0x70, 0xd3),
  },
  { term: 'ISO_IR 192', word: '小東', bytes: new TextEncoder().encode('小東') },
  { term: 'GB18030', word: '小东', bytes: bytesOf(0xd0, 0xa1, 0xb6, 0xab) },
  {
    term: '\\ISO 2022 IR 149',
    word: '吉洞',
    bytes: bytesOf(0x1b, 0x24, 0x29, 0x43, 0xd1, 0xce, 0xd4, 0xd7),
  },
];

/** VRs of text in the character set of the data set, and in none. */
const texts = new Set('LO LT PN SH ST UC UT'.split(' '));
const plain = new Set('AE UR'.split(' '));
/** Other VRs of text: what is not in their repertoire may not be kept. */
const repertoires = new Set('AS CS DA DS DT IS TM UI'.split(' '));
const several = new Set('AE AS CS DA DS DT IS LO PN SH TM UC UI'.split(' '));

/** What a value of the VR may be, so that what stands behind it is all that is wrong. */
const valid: Readonly<Record<string, string>> = {
  AS: '045Y',
  CS: 'ORIGINAL',
  DA: '20240229',
  DS: '1.5',
  DT: '20240229101500',
  IS: '7',
  TM: '101500',
  UI: '1.2.3.4',
};

/** Text that keep.tsv has kept, unless it names somebody; and its bytes, of which samples and tables are made. */
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

/** More of a value is not looked at by anything here. */
const longest = 32_768;

/** Plants in one file after the other. */
export class Planter {
  readonly #set: PlantedSet;
  #count = 0;
  #odd = 0;

  constructor(set = plantedSets[2] as PlantedSet) {
    this.#set = set;
  }

  /** The data set of `file`, written anew with plants. Pixels are those of the file, or where they are encapsulated made up. */
  plant(dataset: Dataset, encoding: Encoding, transferSyntax: string): Uint8Array {
    const meta = { transferSyntax, sopInstance: '1.2.3', more: (to: DicomBuilder) => this.#meta(to) };
    const builder = dicom()
      .preamble(latin1(this.#text().padEnd(128)))
      .meta(meta)
      .encoding(encoding);
    this.#addItem(builder, dataset, 0, transferSyntax);
    return builder.element(0xfffcfffc, 'OB', latin1(`${this.#text()} `)).bytes();
  }

  #text(): string {
    return `${plantedWord}${String(this.#count++).padStart(5, '0')}`;
  }

  /** A plant in ASCII, and the word in its own character set. */
  #encoded(): Uint8Array {
    return concatenate([latin1(`${this.#text()} `), this.#set.bytes]);
  }

  #patient(): Uint8Array {
    return concatenate([latin1(`${plantedWord}Zoe^`), this.#set.bytes]);
  }

  #meta(to: DicomBuilder): DicomBuilder {
    return to
      .element(0x00020016, 'AE', this.#text())
      .element(0x00020100, 'UI', '1.2.3')
      .element(0x00020102, 'OB', latin1(`${this.#text()} `));
  }

  #addItem(to: DicomBuilder, dataset: Dataset, depth: number, transferSyntax: string): void {
    const extra = this.#extras(depth);
    const own = [...dataset.elements()].filter(({ tag }) => tag >>> 16 > 0x0007 && !extra.has(tag) && tag < 0xfff00000);
    const tags = [...own.map(({ tag }) => tag), ...extra.keys()].sort((a, b) => a - b);
    const elements = new Map(own.map((element) => [element.tag, element]));
    for (const tag of tags) {
      const element = elements.get(tag);
      if (element === undefined) extra.get(tag)?.(to);
      else if (depth === 0 || tag !== 0x00080005) this.#addElement(to, element, depth, transferSyntax);
    }
  }

  /** What no file need have: private and unknown attributes, icons, overlays, values with more behind a NUL. */
  #extras(depth: number): Map<number, (to: DicomBuilder) => void> {
    type Extra = readonly [number, (to: DicomBuilder) => void];
    const text = (tag: number, vr: string): Extra => [tag, (to) => void to.element(tag, vr, this.#text())];
    const encoded = (tag: number, vr: string): Extra => [tag, (to) => void to.element(tag, vr, this.#encoded())];
    const bytes = (tag: number, vr: string): Extra => [
      tag,
      (to) => void to.element(tag, vr, latin1(`${this.#text()} `)),
    ];
    const behind = (tag: number, vr: string): Extra => [
      tag,
      (to) => void to.element(tag, vr, `${valid[vr]}\0${this.#text()}`),
    ];
    const all: Extra[] = [
      bytes(0x00080054, 'UN'),
      behind(0x00080060, 'CS'),
      encoded(0x00080119, 'UC'),
      text(0x00080201, 'SH'),
      text(0x000900ee, 'LO'),
      bytes(0x0009ee01, 'OB'),
      bytes(0x0009ee02, 'UN'),
      [0x00100010, (to) => void to.element(0x00100010, 'PN', this.#patient())],
      text(0x00101010, 'AS'),
      bytes(0x00104001, 'UN'),
      encoded(0x00104003, 'LO'),
      behind(0x00180050, 'DS'),
      behind(0x00201208, 'IS'),
      bytes(0x00280030, 'DS'),
      bytes(0x00280106, 'US'),
      // Neither tag nor VR is any.
      bytes(0x0028eeee, 'UT'),
      bytes(0x00380300, 'OB'),
      bytes(0x50000005, 'US'),
      bytes(0x60003000, 'OB'),
      encoded(0x60004000, 'LT'),
    ];
    const extras = new Map<number, (to: DicomBuilder) => void>(all);
    // Pixels where the standard has none, and tables that are none.
    if (depth > 0) return extras.set(...bytes(0x7fe00010, 'OB'));
    extras.set(...bytes(0x7fe00001, 'OV'));
    extras.set(...bytes(0x7fe00002, 'OV'));
    extras.set(0x00080005, (to) => void to.element(0x00080005, 'CS', this.#set.term));
    const icon = (item: DicomBuilder): DicomBuilder => item.element(0x7fe00010, 'OB', latin1(this.#text()));
    extras.set(0x00880200, (to) => void to.sequence(0x00880200, (sequence) => sequence.item(icon)));
    // Ten deep, in a sequence that is kept.
    extras.set(0x00081115, (to) => void this.#nest(to, 10));
    return extras;
  }

  #nest(to: DicomBuilder, depth: number): DicomBuilder {
    return to.sequence(0x00081115, (sequence) =>
      sequence.item((item) => {
        if (depth > 1) this.#nest(item, depth - 1);
        for (const [tag, add] of this.#extras(depth)) if (tag > 0x00081115) add(item);
        return item;
      }),
    );
  }

  #addElement(to: DicomBuilder, element: Element, depth: number, transferSyntax: string): void {
    const { tag, vr } = element;
    const isKept = keptTags.has(tag);
    if (element.isSequence) {
      to.sequence(tag, (sequence) => {
        for (const each of element.items) {
          sequence.item((item) => (this.#addItem(item, each, depth + 1, transferSyntax), item));
        }
        return sequence;
      });
    } else if (element.isFragments) {
      to.fragments(tag, 'OB', [plantedCodestream(transferSyntax, plantedWord)], { offsets: [0] });
    } else if (texts.has(vr)) {
      to.element(tag, vr, isKept ? `of ${plantedWord}Zoe` : this.#several(vr, this.#encoded()));
    } else if (plain.has(vr)) {
      to.element(tag, vr, this.#several(vr, latin1(this.#text())));
    } else if (repertoires.has(vr)) {
      to.element(tag, vr, this.#inRepertoire(vr));
    } else if (vr === 'UN' || vr === '') {
      to.element(tag, 'UN', latin1(isKept ? `of ${plantedWord}Zoe ` : `${this.#text()} `));
    } else {
      // What numbers and samples are stays; bytes that nothing has kept are a place to hide in.
      const isHidden = vr.startsWith('O') && !isKept;
      to.element(
        tag,
        vr,
        isHidden ? latin1(`${this.#text()}    `) : (element.bytes ?? new Uint8Array()).subarray(0, longest),
      );
    }
  }

  /** Once alone, once in front of another value, once behind one. */
  #several(vr: string, value: Uint8Array): Uint8Array {
    if (!several.has(vr)) return value;
    switch (this.#odd++ % 3) {
      case 0:
        return value;
      case 1:
        return concatenate([value, latin1('\\MORE')]);
      default:
        return concatenate([latin1('MORE\\'), value, latin1('   ')]);
    }
  }

  /** Alone, behind a NUL, behind another value, in front of one; a UID is one, but none that anybody has registered. */
  #inRepertoire(vr: string): string {
    const plant = this.#text().slice(0, 16);
    switch (this.#odd++ % 4) {
      case 0:
        return vr === 'UI' ? `1.2.3.${this.#count}` : plant;
      case 1:
        return `${valid[vr]}\0${plant}`;
      case 2:
        return `${valid[vr]}\\${plant}`;
      default:
        return `${plant}\\${valid[vr]}`;
    }
  }
}
