// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text that rules or options let pass does not name the persons of the data set all the same.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Dataset, init, parseBuffer, type Report } from 'dcmstream';
import { dicom, type DicomBuilder } from '../support/dicom-builder.js';
import { runDeid } from '../support/deid-run.js';

await init();

const devices = { options: { retainDeviceIdentity: true, retainInstitutionIdentity: true } };

/** A data set of Anna Meier, number 4711, whom Dr. Li has sent. */
function ofMeier(build: (to: DicomBuilder) => DicomBuilder = (to) => to): DicomBuilder {
  return build(dicom().preamble().meta({}).element(0x00080090, 'PN', 'Li^Wei^^Dr'))
    .element(0x00100010, 'PN', 'Meier^Anna')
    .element(0x00100020, 'LO', '4711');
}

async function run(to: DicomBuilder, profile: unknown = devices): Promise<{ dataset: Dataset; report: Report }> {
  const { bytes, report } = await runDeid(to.bytes(), profile);
  return { dataset: parseBuffer(bytes), report };
}

const station = 0x00081010;
const serial = 0x00181000;

describe('text that an option lets pass', () => {
  test('loses the words that name persons or number the patient, and the report says so', async () => {
    const cases: readonly [string, string][] = [
      ['CT ROOM 3', 'CT ROOM 3'],
      ['CT MEIER 3', 'CT 3'],
      ['Anna CT', 'CT'],
      ['CT-4711', 'CT'],
      ['CT méier', 'CT'],
      // A title is no name: devices are called DR.
      ['DR 1', 'DR 1'],
      ['LI LINAC', 'LINAC'],
    ];
    for (const [text, left] of cases) {
      const file = ofMeier().element(station, 'SH', text);
      const { dataset, report } = await run(file);
      assert.equal(dataset.string(station), left, text);
      const entry = report.entries.find(({ keyword }) => keyword === 'StationName');
      assert.equal(entry?.action, text === left ? 'K' : 'C');
      assert.equal(entry?.reason, text === left ? undefined : 'words that name persons of the data set were removed');
    }
  });

  test('becomes what it is without the option where nothing is left of it', async () => {
    const { dataset } = await run(ofMeier().element(serial, 'LO', '4711'));
    // Table E.1-1 has X/Z/D for Device Serial Number.
    assert.notEqual(dataset.string(serial), '4711');
  });

  test('is looked through value by value, and in items', async () => {
    const file = ofMeier().sequence(0x00081115, (sequence) =>
      sequence.item((item) => item.element(station, 'SH', 'CT Meier').element(0x00081040, 'LO', 'Anna Ward 4')),
    );
    const item = (await run(file)).dataset.items(0x00081115)[0];
    assert.deepEqual([item?.string(station), item?.string(0x00081040)], ['CT', 'Ward 4']);
  });

  test('keeps codes, UIDs and numbers that look like the name', async () => {
    const file = dicom()
      .preamble()
      .meta({})
      .element(0x00080060, 'CS', 'CT')
      .element(0x00100010, 'PN', 'CT^F')
      .element(0x00100020, 'LO', '100')
      .element(0x00100040, 'CS', 'F')
      .element(0x00180050, 'DS', '100')
      .element(0x00185100, 'CS', 'FFS');
    const { dataset } = await run(file, { options: { retainPatientCharacteristics: true } });
    assert.deepEqual(
      [0x00080060, 0x00100040, 0x00180050, 0x00185100].map((tag) => dataset.string(tag)),
      ['CT', 'F', '100', 'FFS'],
    );
  });

  test('stays as the user has overridden it', async () => {
    const profile = { overrides: [{ tag: 'StationName', action: 'K' }] };
    const { dataset } = await run(ofMeier().element(station, 'SH', 'CT MEIER 3'), profile);
    assert.equal(dataset.string(station), 'CT MEIER 3');
  });
});

describe('text that keep.tsv lets pass', () => {
  const manufacturer = 0x00080070;
  const institution = 0x00080080;

  test('is kept as long as it names nobody', async () => {
    const maker = (name: string) =>
      run(
        ofMeier((to) => to.element(manufacturer, 'LO', name)),
        {},
      );
    assert.equal((await maker('SIEMENS')).dataset.string(manufacturer), 'SIEMENS');
    assert.ok(!(await maker('Meier Systems')).dataset.string(manufacturer)?.includes('Meier'));
  });

  test('may share words with an institution that companies are called by too, and no others', async () => {
    const maker = async (name: string, place: string): Promise<boolean> => {
      const file = dicom().preamble().meta({}).element(manufacturer, 'LO', name).element(institution, 'LO', place);
      return (await run(file, {})).dataset.string(manufacturer) === name;
    };
    assert.equal(await maker('GE MEDICAL SYSTEMS', 'Anytown Medical Center'), true);
    assert.equal(await maker('Philips Medical Systems', 'PHILIPS MEDICAL SYSTEMS'), true);
    assert.equal(await maker('Anytown Medical Center', 'Anytown Medical Center'), false);
    assert.equal(await maker('Anytown Systems', 'Anytown Medical Center'), false);
  });

  test('has codes of many digits, but not the number of the patient', async () => {
    const coded = async (value: string, meaning = 'Tumor'): Promise<(string | undefined)[]> => {
      const file = dicom()
        .preamble()
        .meta({})
        .element(0x00100010, 'PN', 'Meier^Anna')
        .element(0x00100020, 'LO', '85756007')
        .sequence(0x00082218, (sequence) =>
          sequence.item((item) =>
            item
              .element(0x00080100, 'SH', value)
              .element(0x00080102, 'SH', 'SCT')
              .element(0x00080103, 'SH', '20240101')
              .element(0x00080104, 'LO', meaning),
          ),
        );
      const item = (await run(file, {})).dataset.items(0x00082218)[0];
      return [0x00080100, 0x00080102, 0x00080103, 0x00080104].map((tag) => item?.string(tag));
    };
    assert.deepEqual(await coded('10200004'), ['10200004', 'SCT', '20240101', 'Tumor']);
    assert.notEqual((await coded('85756007'))[0], '85756007');
    assert.notEqual((await coded('10200004', 'Tumor of Anna'))[3], 'Tumor of Anna');
    assert.notEqual((await coded('10200004', 'call 030/1234567'))[3], 'call 030/1234567');
  });
});

describe('a data set of very many texts', () => {
  test('is done in time that grows with it', async () => {
    const file = ofMeier().sequence(0x00081115, (sequence) => {
      for (let i = 0; i < 20_000; i++) sequence.item((item) => item.element(station, 'SH', `CT ROOM ${i}`));
      return sequence;
    });
    const { dataset } = await run(file);
    assert.equal(dataset.items(0x00081115).at(-1)?.string(station), 'CT ROOM 19999');
  });
});
