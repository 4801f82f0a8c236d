// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The reviewed list of attributes that stay although nothing but their VR would speak for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTsv } from '../support/annex-e.js';

const keep = readTsv('keep.tsv');
const attributes = new Map(readTsv('attributes.tsv').map((row) => [row.keyword ?? '', row]));
const named = new Set(readTsv('confidentiality-profile.tsv').map((row) => row.tag ?? ''));
const vrs = 'AE LO SH PN ST LT UT UC UR UN OB OW OF OD OL OV'.split(' ');

/** What the keyword of an attribute that tells of a person, a place, a time or a device has in it. */
const identifying =
  /Name|Comment|Description|Telephone|Phone|Contact|Person|Physician|Operator|Observer|Patient|Institution|Department|Organization|Responsible|Station|Location|Serial|Identifier|ID(?![a-z])|UID|UR[IL]|Date|Time|Reason|Notes?(?![a-z])|Text|Number|Title|Address|Creator/;

/** Why a keyword that looks identifying is kept nevertheless. */
const exceptions: Readonly<Record<string, string>> = {
  ManufacturerModelName: 'a product',
  SecondaryCaptureDeviceManufacturerModelName: 'a product',
  DetectorManufacturerName: 'a company',
  DetectorManufacturerModelName: 'a product',
  ReceiveCoilManufacturerName: 'a company',
  TransmitCoilManufacturerName: 'a company',
  SequenceName: 'a pulse sequence',
  PulseSequenceName: 'a pulse sequence',
  SourceIsotopeName: 'a nuclide',
  CollimatorGridName: 'a kind of grid',
  ReceiveCoilName: 'a kind of coil',
  TransmitCoilName: 'a kind of coil',
  MultiCoilElementName: 'an element of a coil',
  EnergyWindowName: 'a nuclide or a range',
  ApplicationName: 'a program',
  AlgorithmName: 'a program',
  SegmentAlgorithmName: 'a program',
  DataSetName: 'a published data set',
  MappingResourceName: 'a mapping resource of PS3.16',
  FontName: 'a font',
  CSSFontName: 'a font',
  StackID: 'a key within the object',
  OpticalPathIdentifier: 'a key within the object',
  ReferencedOpticalPathIdentifier: 'a key within the object',
  DimensionDescriptionLabel: 'a label of programs',
  DimensionIndexPrivateCreator: 'a key of a private tag',
  FunctionalGroupPrivateCreator: 'a key of a private tag',
  SelectorSequencePointerPrivateCreator: 'a key of a private tag',
  SelectorAttributePrivateCreator: 'a key of a private tag',
  AttributeOccurrencePrivateCreator: 'a key of a private tag',
};

test('keep.tsv names each attribute once, by its keyword, and says why', () => {
  assert.equal(new Set(keep.map((row) => row.keyword)).size, keep.length);
  for (const { keyword = '', action = '', why = '' } of keep) {
    assert.ok(attributes.has(keyword), keyword);
    assert.match(action, /^(?:keep|dummy|empty|clean|characteristic)$/);
    assert.ok(why.length >= 10, keyword);
  }
});

test('keep.tsv is in the order of tags', () => {
  const tags = keep.map(({ keyword = '' }) => attributes.get(keyword)?.tag ?? '');
  assert.deepEqual(tags, [...tags].sort());
});

test('keep.tsv is about text and bytes that Table E.1-1 does not name', () => {
  for (const { keyword = '', action } of keep) {
    const { vr = '', tag = '' } = attributes.get(keyword) ?? {};
    // Of patients more than text is theirs.
    assert.ok(action === 'characteristic' || vr.split(' or ').some((each) => vrs.includes(each)), `${keyword} ${vr}`);
    assert.ok(!named.has(tag), keyword);
    assert.match(tag, /^(?!000[0-7])[0-9A-F]{3}[02468ACE][0-9A-F]{4}$/);
  }
});

test('keep.tsv keeps nothing that names a person, a place, a time or a device', () => {
  const suspects = keep.filter(({ keyword = '', action }) => action === 'keep' && identifying.test(keyword));
  const unexplained = suspects.filter(({ keyword = '' }) => !(keyword in exceptions));
  assert.deepEqual(
    unexplained.map((row) => row.keyword),
    [],
  );
  for (const keyword of Object.keys(exceptions)) {
    assert.ok(
      suspects.some((row) => row.keyword === keyword),
      `${keyword} needs no exception`,
    );
  }
});

test('keep.tsv keeps the bytes that an image, a surface or a waveform is made of', () => {
  const kept = new Set(keep.filter((row) => row.action === 'keep').map((row) => row.keyword));
  const needed = ['PixelData', 'FloatPixelData', 'LUTData', 'WaveformData', 'SpectroscopyData', 'PointCoordinatesData'];
  for (const keyword of needed) assert.ok(kept.has(keyword), keyword);
  assert.ok(
    !keep.some(({ keyword = '' }) => /^(?:Encapsulated|Signature|Encrypted|OverlayData|CurveData)/.test(keyword)),
  );
});
