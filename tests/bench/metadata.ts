// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Metadata of a typical CT in memory: parsing the file, and reading twenty named attributes as text or numbers. The pixel
// value is left alone. Every library reads the same attributes the way its documentation says, and all must agree first.

import { deepStrictEqual } from 'node:assert/strict';
import daikon from 'daikon';
import dcmjs from 'dcmjs';
import dicomParser from 'dicom-parser';
import { init, parseBuffer } from 'dcmstream';
import {
  BitsStored,
  Columns,
  ImageOrientationPatient,
  ImagePositionPatient,
  InstanceNumber,
  KVP,
  Manufacturer,
  Modality,
  PatientID,
  PatientName,
  PatientPosition,
  PhotometricInterpretation,
  PixelSpacing,
  RescaleIntercept,
  RescaleSlope,
  Rows,
  SeriesInstanceUID,
  SliceThickness,
  SOPInstanceUID,
  StudyInstanceUID,
} from 'dcmstream/tags';
import { type Line, lineOfTimes } from './line.js';
import { bestTimes } from './measure.js';
import { typicalCt } from './typical-ct.js';

// By how they are encoded: text, decimal text, and binary numbers of 16 bits.
const texts = [
  SOPInstanceUID,
  StudyInstanceUID,
  SeriesInstanceUID,
  Modality,
  Manufacturer,
  PatientName,
  PatientID,
  PatientPosition,
  PhotometricInterpretation,
];
const decimals = [InstanceNumber, SliceThickness, KVP, RescaleSlope, RescaleIntercept];
const decimalLists = [ImagePositionPatient, ImageOrientationPatient, PixelSpacing];
const words = [Rows, Columns, BitsStored];

const nameAt = texts.indexOf(PatientName);

type Value = string | number | readonly number[] | undefined;

/** The four lists for a library that names tags in its own way; made before the clock runs. */
function keyed<Key>(keyOf: (tag: number) => Key) {
  const [text, decimal, decimalList, word] = [texts, decimals, decimalLists, words].map((tags) => tags.map(keyOf));
  return { text: text!, decimal: decimal!, decimalList: decimalList!, word: word! };
}

const hex = (tag: number): string => tag.toString(16).padStart(8, '0');

function withDcmstream(bytes: Uint8Array): () => Value[] {
  const keys = keyed((tag) => tag);
  return () => {
    const dataset = parseBuffer(bytes);
    const values: Value[] = [];
    for (const key of keys.text) values.push(dataset.string(key));
    for (const key of keys.decimal) values.push(dataset.number(key));
    for (const key of keys.decimalList) values.push(dataset.numbers(key));
    for (const key of keys.word) values.push(dataset.number(key));
    return values;
  };
}

function withDicomParser(bytes: Uint8Array): () => Value[] {
  const keys = keyed((tag) => `x${hex(tag)}`);
  return () => {
    const dataset = dicomParser.parseDicom(bytes);
    const values: Value[] = [];
    for (const key of keys.text) values.push(dataset.string(key));
    for (const key of keys.decimal) values.push(dataset.floatString(key));
    for (const key of keys.decimalList) {
      const list: number[] = [];
      const count = dataset.numStringValues(key) ?? 0;
      for (let i = 0; i < count; i++) list.push(dataset.floatString(key, i) ?? NaN);
      values.push(list);
    }
    for (const key of keys.word) values.push(dataset.uint16(key));
    return values;
  };
}

function withDcmjs(bytes: Uint8Array<ArrayBuffer>): () => Value[] {
  const keys = keyed((tag) => hex(tag).toUpperCase());
  const { buffer } = bytes;
  return () => {
    const { dict } = dcmjs.data.DicomMessage.readFile(buffer);
    const values: Value[] = [];
    for (const key of keys.text) {
      const value = dict[key]?.Value[0];
      values.push(typeof value === 'object' ? (value as { Alphabetic: string }).Alphabetic : (value as string));
    }
    for (const key of keys.decimal) values.push(dict[key]?.Value[0] as number);
    for (const key of keys.decimalList) values.push(dict[key]?.Value as number[]);
    for (const key of keys.word) values.push(dict[key]?.Value[0] as number);
    return values;
  };
}

function withDaikon({ buffer }: Uint8Array<ArrayBuffer>): () => Value[] {
  const keys = keyed((tag) => [tag >>> 16, tag & 0xffff] as const);
  return () => {
    const image = daikon.Series.parseImage(new DataView(buffer));
    const values: Value[] = [];
    for (const [group, element] of keys.text) values.push(image.getTag(group, element).value[0] as string);
    for (const [group, element] of keys.decimal) values.push(image.getTag(group, element).value[0] as number);
    for (const [group, element] of keys.decimalList) values.push(image.getTag(group, element).value as number[]);
    for (const [group, element] of keys.word) values.push(image.getTag(group, element).value[0] as number);
    return values;
  };
}

export async function metadata(): Promise<Line[]> {
  await init({ modules: ['parser'] });
  const { bytes, origin } = await typicalCt();
  const ours = withDcmstream(bytes);
  const peers: Record<'dicom-parser' | 'dcmjs' | 'daikon', () => Value[]> = {
    'dicom-parser': withDicomParser(bytes),
    dcmjs: withDcmjs(bytes),
    daikon: withDaikon(bytes),
  };
  const expected = ours();
  for (const [peer, read] of Object.entries(peers)) {
    // daikon gives a person name with blanks between its components.
    const alike = expected.map((value, i) =>
      peer === 'daikon' && i === nameAt ? String(value).replace('^', ' ') : value,
    );
    deepStrictEqual(read(), alike, `${peer} reads other values`);
  }

  const times = await bestTimes({ ours, ...peers });
  const name = `metadata of a CT (${origin})`;
  return (['dicom-parser', 'dcmjs', 'daikon'] as const).map((peer) =>
    lineOfTimes({
      name,
      peer,
      ours: times.ours * 1000,
      theirs: times[peer] * 1000,
      unit: 'µs',
      ...(peer === 'dicom-parser' ? { target: '≥ 3×' } : {}),
    }),
  );
}
