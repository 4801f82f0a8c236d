// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The dictionaries against pydicom's and DCMTK's. Where they differ, a list or a bound says why.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Dataset, init, parseBuffer } from 'dcmstream';
import { names } from '../../js/dictionary/names.js';
import { type PrivateAttribute, privateNames } from '../../js/dictionary/private-attributes.js';
import { PrivateBlocks, isPrivateCreator } from '../../js/dictionary/private-blocks.js';
import { findUid, uidOf } from '../../js/dictionary/uids.js';
import { corpus } from '../support/corpus.js';

/** Where Debian keeps DCMTK's dictionaries. */
const folder = existsSync('/usr/share') ? readdirSync('/usr/share').find((name) => /^libdcmtk\d+$/.test(name)) : '';
const dictionaryLines = (name: string): string[][] =>
  readFileSync(join('/usr/share', folder ?? '', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
const withoutDcmtk = folder ? false : 'there are no dictionaries of DCMTK in /usr/share (libdcmtk17)';

const python = '/usr/bin/python3';
const script = `
import json
from pydicom._dicom_dict import DicomDictionary, RepeatersDictionary
from pydicom._private_dict import private_dictionaries
from pydicom._uid_dict import UID_dictionary
print(json.dumps([[['%08x' % tag, *row] for tag, row in DicomDictionary.items()] + [[tag, *row] for tag, row in RepeatersDictionary.items()],
  [[creator, tag, *row] for creator, rows in private_dictionaries.items() for tag, row in rows.items()],
  [[uid, *row] for uid, row in UID_dictionary.items()]]))`;

interface PydicomTables {
  /** Tag, VR, VM, name, `Retired` or '', keyword. */
  readonly attributes: readonly (readonly [string, string, string, string, string, string])[];
  /** Creator, tag, VR, VM, name. */
  readonly privates: readonly (readonly [string, string, string, string, string])[];
  /** UID, name, type, further information, `Retired` or '', keyword. */
  readonly uids: readonly (readonly [string, string, string, string, string, string?])[];
}

function readPydicom(): PydicomTables | undefined {
  try {
    const text = execFileSync(python, ['-c', script], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: 'pipe' });
    const [attributes, privates, uids] = JSON.parse(text);
    return { attributes, privates, uids };
  } catch {
    return undefined;
  }
}

const pydicom = readPydicom();
const withoutPydicom = pydicom === undefined ? `there is no ${python} with pydicom (python3-pydicom)` : false;
const hex = (digits: string): number => Number.parseInt(digits, 16);
const differing = <T>(list: Iterable<T>): T[] => [...new Set(list)].sort();

test('pydicom’s attributes are ours, save what the standard has changed since', { skip: withoutPydicom }, () => {
  const differences: string[] = [];
  for (const [pattern, vr, vm, name, retired, keyword] of pydicom?.attributes ?? []) {
    // Of a repeating group's tags one that no other attribute has.
    const tag = pattern.includes('x') ? (names.tagOf(keyword) ?? NaN) : hex(pattern);
    const ours = [names.vrOf(tag), names.vmOf(tag), names.nameOf(tag), names.isRetired(tag), names.keywordOf(tag)];
    const theirs = [vr === 'NONE' ? '' : vr, vm, name, retired === 'Retired', keyword || undefined];
    // pydicom spells µ as u.
    const isSame = ours.every(
      (value, i) => value === theirs[i] || (i === 2 && value === name.replace(/u(?=[AS])/, 'µ')),
    );
    if (!isSame) differences.push(pattern);
  }
  assert.ok((pydicom?.attributes.length ?? 0) > 4900);
  // 2026c against 2022: retired or taken back, another VM or name, and the names of retired attributes without keyword.
  assert.ok(differences.length <= 25, differences.join());
});

test('pydicom’s UIDs are ours', { skip: withoutPydicom }, () => {
  const renamed: string[] = [];
  for (const [uid, name, type, , retired, keyword = ''] of pydicom?.uids ?? []) {
    const ours = findUid(uid);
    assert.ok(ours !== undefined, uid);
    if (keyword !== '' && uidOf(keyword) !== uid) renamed.push(keyword);
    if (ours.keyword === keyword && ours.type === type) {
      assert.equal(ours.name, name);
      if (retired === 'Retired') assert.ok(ours.retired, uid);
    }
  }
  assert.deepEqual(renamed, ['PrintQueue']);
});

test('pydicom’s private attributes are ours', { skip: withoutPydicom }, () => {
  const others: string[] = [];
  let compared = 0;
  for (const [creator, tag, vr, vm, name] of pydicom?.privates ?? []) {
    const group = hex(tag.slice(0, 4).replace('xx', '13'));
    // Creators' own elements, and what stands in an even group: no private attributes.
    if (tag.endsWith('xx') || group % 2 === 0) continue;
    const ours = privateNames.find(((group << 16) | 0x1000 | hex(tag.slice(6))) >>> 0, creator);
    assert.ok(ours !== undefined, `${creator} ${tag}`);
    compared++;
    if (ours.vr !== vr.replace('_', ' or ') || ours.vm !== vm) others.push(creator);
    // A name may be known that pydicom does not know, but not the other way round.
    if (name !== 'Unknown' && name !== '') assert.ok(ours.name !== '', `${creator} ${tag}`);
  }
  assert.ok(compared > 9000);
  assert.deepEqual(differing(others), [
    'FDMS 1.0', // A later table of GDCM has other VMs.
    'GEMS_GENIE_1', // GE's files and DCMTK have other VRs.
    'HOLOGIC, Inc.', // PS3.15 Table E.3.10-1: (7E01,xx02) is SH.
    'PMTF INFORMATION DATA^10', // As FDMS 1.0.
    'PMTF INFORMATION DATA^12',
    'Philips Imaging DD 001', // PS3.15: (2001,xx55) is UL, and other VMs.
    'Philips Imaging DD 002',
    'SIENET',
  ]);
});

test('DCMTK’s attributes have the same keywords and VRs', { skip: withoutDcmtk }, () => {
  const codes: Readonly<Record<string, string>> = {
    xs: 'US or SS',
    ox: 'OB or OW',
    px: 'OB or OW',
    lt: 'US or OW',
    up: 'UL',
    na: '',
  };
  const others: string[] = [];
  let compared = 0;
  for (const [place = '', code = '', keyword = '', vm, source = ''] of dictionaryLines('dicom.dic')) {
    // What the standard's current edition does not have, and what DCMTK adds to it.
    if (!/^DICOM(?:$|\/retired)/.test(source)) continue;
    const bare = keyword.replace(/^RETIRED_/, '');
    const tag = hex(place.replace(/-[^,)]*/g, '').replace(/[(),]/g, ''));
    const ours = names.tagOf(bare) === undefined ? tag : names.tagOf(bare)!;
    const isKnown = names.keywordOf(tag) === bare || names.tagOf(bare) === tag;
    compared++;
    if (!isKnown || names.vrOf(ours) !== (codes[code] ?? code) || names.vmOf(ours) !== vm)
      others.push(`${place} ${bare}`);
  }
  assert.ok(compared > 4500);
  // PS3.6 2026c has 4-5, 1-n or 1, 1-n or 1.
  assert.deepEqual(others, ['(0008,9007) FrameType', '(0028,3006) LUTData', '(0028,1200) GrayLookupTableData']);
});

describe('DCMTK’s private attributes', { skip: withoutDcmtk }, () => {
  interface Pair {
    readonly creator: string;
    readonly vr: string;
    readonly ours: PrivateAttribute | undefined;
  }
  const pairs = (withoutDcmtk ? [] : dictionaryLines('private.dic')).map(([place = '', vr = '']): Pair => {
    const [, group = '', creator = '', element = ''] = /^\((....)[^,]*,"([^"]*)",(\w+)\)$/.exec(place) ?? [];
    return { creator, vr, ours: privateNames.find(hex(`${group}10${element.slice(-2)}`), creator) };
  });
  /** How bytes are read: as text, as numbers of a size, as items. Whether an integer has a sign is left out. */
  const reading = (vr: string): string => {
    if (/^(?:AE|AS|CS|DA|DS|DT|IS|LO|LT|PN|SH|ST|TM|UI|UT)$/.test(vr)) return 'text';
    if (/^(?:[US]S|xs|US or SS)$/.test(vr)) return 'two bytes';
    if (/^[US]L$/.test(vr)) return 'four bytes';
    return /^(?:OB|OW|ox|px|OB or OW)$/.test(vr) ? 'bytes' : vr;
  };

  test('are known, but for those of creators that DCMTK alone has read about', () => {
    const unknown = pairs.filter(({ ours }) => ours === undefined);
    assert.ok(pairs.length > 2800 && unknown.length <= 126, `${unknown.length} of ${pairs.length}`);
    assert.deepEqual(differing(unknown.map(({ creator }) => creator)), [
      'CMR42 CIRCLECVI',
      'DCMTK_ANONYMIZER',
      'INTELERAD MEDICAL SYSTEMS',
      'OCULUS Optikgeraete GmbH',
      'SIEMENS RA GEN',
      'SIEMENS RA PLANE A',
      'SIEMENS RA PLANE B',
      'SONOWAND AS',
      'SPI-P-Private_ICS Release 1',
    ]);
  });
  test('are read as the same kind of value, but for few', () => {
    const others = pairs.filter(({ vr, ours }) => {
      const [theirs, mine] = [reading(vr), reading(ours?.vr ?? 'UN')];
      return theirs !== mine && theirs !== 'UN' && mine !== 'UN';
    });
    // Old statements of conformance, of which each dictionary has read others; 64 rows.
    assert.ok(others.length <= 64, `${others.length} of ${pairs.length}`);
    assert.deepEqual(differing(others.map(({ creator }) => creator.replace(/ .*/, ''))), [
      'CARDIO-D.R.',
      'DLX_LKUP_01',
      'GEMS_IDEN_01',
      'INTEGRIS',
      'PHILIPS',
      'Philips',
      'SIEMENS',
      'TOSHIBA_MEC_CT_1.0',
    ]);
  });
});

test('VRs that real files record are those of the dictionary', { skip: corpus.missing }, async () => {
  await init();
  const seen = new Map<string, boolean>();
  const compare = (dataset: Dataset): void => {
    const blocks = new PrivateBlocks();
    for (const element of dataset.elements()) {
      if (isPrivateCreator(element.tag)) blocks.reserve(element.tag, element.string ?? '');
      if (element.isSequence) element.items.forEach(compare);
      const ours = privateNames.find(element.tag, blocks.creatorOf(element.tag) ?? '');
      if (ours === undefined || ours.vr === 'UN' || element.vr === 'UN' || !element.explicitVR) continue;
      const row = `${ours.creator} ${(element.tag & 0xffff00ff) >>> 0} ${element.vr}`;
      seen.set(row, ours.vr.split(' or ').includes(element.vr));
    }
  };
  for (const { location } of corpus.files) {
    try {
      compare(parseBuffer(readFileSync(location)));
    } catch {
      // A file that cannot be read tells nothing.
    }
  }
  const agreeing = [...seen.values()].filter(Boolean).length;
  assert.ok(seen.size > 500 && agreeing / seen.size > 0.99, `${agreeing} of ${seen.size}`);
});
