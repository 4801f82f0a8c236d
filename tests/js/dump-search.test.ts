// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A dump that searches: what is shown, how, and how far is read for it; and against dcmdump's +P.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dump, type DumpOptions, init, parse } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { dumpOf } from '../support/dumps.js';
import { countedSource, cutEvery, gather } from '../support/rechunk.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const file = dicom()
  .preamble()
  .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.2' })
  .element(0x00080005, 'CS', 'ISO_IR 100')
  .sequence(0x00081140, (images) =>
    images
      .item((image) => image.element(0x00081155, 'UI', '1.1').element(0x00104000, 'LT', latin1('caf\xe9')))
      .item((image) => image.element(0x00081155, 'UI', '1.2')),
  )
  .sequence(0x00082112, (sources) => sources.item((source) => source.element(0x00081155, 'UI', '1.3')), {
    undefined: true,
  })
  .element(0x00100010, 'PN', 'Doe^John')
  .fragments(0x7fe00010, 'OB', [Uint8Array.of(1, 2)])
  .bytes();

const search = async (selectors: DumpOptions['search'], options: DumpOptions = {}): Promise<string> =>
  (await dumpOf(file, { search: selectors, ...options })).replace(/ +#/g, ' #');

describe('a dump that searches', () => {
  test('shows the first element that is named', async () => {
    assert.equal(await search(['**.(0008,1155)']), '(0008,1155) UI [1.1] #   4, 1 ReferencedSOPInstanceUID\n');
    assert.equal(await search([0x00100010]), '(0010,0010) PN [Doe^John] #   8, 1 PatientName\n');
    assert.equal(await search([0x00020002]), '(0002,0002) UI =CTImageStorage #  26, 1 MediaStorageSOPClassUID\n');
  });

  test('shows one for each selector', async () => {
    await init({ names: true });
    const found = await search(['PatientName', '**.ReferencedSOPInstanceUID']);
    assert.deepEqual(found.match(/^\S+/gm), ['(0008,1155)', '(0010,0010)']);
  });

  test('shows all when asked to, and where they are', async () => {
    const found = await search(['**.(0008,1155)'], { all: true, paths: true });
    assert.deepEqual(found.match(/^\S+ UI \S+/gm), [
      '(0008,1140)[0].(0008,1155) UI [1.1]',
      '(0008,1140)[1].(0008,1155) UI [1.2]',
      '(0008,2112)[0].(0008,1155) UI [1.3]',
    ]);
    assert.equal((await search(['(0008,1140)[*].(0008,1155)'], { all: true })).split('\n').length, 3);
  });

  test('shows a sequence, an item or pixel data with all that it holds', async () => {
    assert.equal(
      await search(['(0008,2112)']),
      `\
(0008,2112) SQ (Sequence with undefined length) # u/l, 1 SourceImageSequence
  (FFFE,E000) na (Item with explicit length) #  12, 1 Item
    (0008,1155) UI [1.3] #   4, 1 ReferencedSOPInstanceUID
(FFFE,E0DD) na (SequenceDelimitationItem) #   0, 0 SequenceDelimitationItem
`,
    );
    assert.equal(
      await search(['(0008,1140)[1]'], { paths: true }),
      `\
(0008,1140)[1] na (Item with explicit length) #  12, 1 Item
  (0008,1155) UI [1.2] #   4, 1 ReferencedSOPInstanceUID
`,
    );
    assert.equal((await search([0x7fe00010])).split('\n').length, 5);
  });

  test('decodes text by the character set that stands outside of it', async () => {
    assert.match(await search(['**.(0010,4000)']), /LT \[café\]/);
  });

  test('shows nothing where nothing is named', async () => {
    assert.equal(await search([0x00100020, '(0008,1140)[7]']), '');
  });

  test('reads no further than to what it seeks', async () => {
    const long = dicom()
      .preamble()
      .meta()
      .element(0x00100010, 'PN', 'A')
      .element(0x7fe00010, 'OW', new Uint8Array(1e6));
    const source = countedSource(cutEvery(long.bytes(), 1000));
    const text = source.stream.pipeThrough(parse()).pipeThrough(dump({ search: [0x00100010] }));
    assert.match((await gather(text)).join(''), /^\(0010,0010\) PN \[A\]/);
    assert.ok(source.taken() < 20, `${source.taken()} chunks were taken`);
  });

  test('refuses what names nothing', async () => {
    await assert.rejects(search(['(0008,11']), { code: 'argument_invalid' });
  });

  test('is asked for on the command line', async (context) => {
    const path = join(temporaryFolder(context), 'a.dcm');
    writeFileSync(path, file);
    const run = async (...args: string[]): Promise<string> => {
      const { code, text, errors } = await runTool(['dump', path, ...args]);
      assert.equal(code, 0, errors.join());
      return text.replace(/ +#.*/g, '');
    };
    assert.equal(await run('--search', '0010,0010'), '(0010,0010) PN [Doe^John]\n');
    assert.equal(await run('--search', '00100010', '--search', 'Modality'), '(0010,0010) PN [Doe^John]\n');
    assert.equal(await run('--search', 'ReferencedSOPInstanceUID'), '(0008,1155) UI [1.1]\n');
    assert.equal(
      await run('--search', 'ReferencedImageSequence[1].(0008,1155)', '--path'),
      '(0008,1140)[1].(0008,1155) UI [1.2]\n',
    );
    assert.equal((await run('--search', '(0008,1155)', '--all')).split('\n').length, 4);
    assert.equal(
      (await run('--stop-at', 'PatientName')).trimEnd().split('\n').at(-1),
      '(FFFE,E0DD) na (SequenceDelimitationItem)',
    );
    assert.equal((await run('--stop-at', '0008,0005')).trimEnd().split('\n').at(-1)?.slice(0, 14), '(0002,0010) UI');
    for (const args of [
      ['--all'],
      ['--path'],
      ['--max-value', '5'],
      ['--search', 'NoSuchKeyword'],
      ['--search', '(0008,11'],
      ['--stop-at', '(0008,1140)[0].(0008,1155)'],
      ['--stop-at', '5'],
    ]) {
      assert.equal((await runTool(['dump', path, ...args])).code, 2, args.join(' '));
    }
  });
});

const isThere = spawnSync('dcmdump', ['--version']).error === undefined;

describe('dcmdump +P', { skip: corpus.missing || (!isThere && 'dcmdump (package dcmtk) is missing') }, () => {
  for (const [end, tag] of [
    ['/rtplan.dcm', '300a,0012'],
    ['/seg_image_ct_binary_single_frame.dcm', '0008,0104'],
    ['/dicomdirtests/DICOMDIR', '0004,1500'],
    ['/CT_small.dcm', '0010,0020'],
    ['/sm_image_grayscale.dcm', '0008,0100'],
  ] as const) {
    test(`finds as many, with the same values: ${tag} in ${end.slice(1)}`, async () => {
      const { location } = corpus.file(end);
      const value = /^\s*\([\da-f,]+\) .. (.*?)\s+#/gim;
      for (const [ours, theirs] of [
        [['--all'], '+s'],
        [[], '-s'],
      ] as const) {
        const { text } = await runTool(['dump', location, '--search', tag, ...ours]);
        const { stdout } = spawnSync('dcmdump', ['-q', theirs, '+P', tag, location], { maxBuffer: 2 ** 27 });
        const expected = [...stdout.toString('latin1').matchAll(value)].map(([, shown]) => shown);
        assert.deepEqual(
          [...text.matchAll(value)].map(([, shown]) => shown),
          expected,
        );
        assert.ok(expected.length > 0);
      }
    });
  }
});
