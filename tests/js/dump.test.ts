// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The text of `dump`: how each kind of value and of structure is shown.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, type ParseOptions } from 'dcmstream';
import { dump, type DumpOptions } from '../../dist/sinks/dump.js';
import { partsText } from '../../dist/sinks/parts-text.js';
import { corpus } from '../support/corpus.js';
import { dicom, type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { chunked } from '../support/image-file.js';
import { runTool } from '../support/tool.js';

interface Reading extends ParseOptions, DumpOptions {
  chunkSize?: number;
  sink?: typeof dump | typeof partsText;
}

async function textOf(file: Uint8Array, { chunkSize = 65536, sink = dump, ...options }: Reading = {}): Promise<string> {
  const chunks = chunked(file, chunkSize);
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  let text = '';
  for await (const piece of source.pipeThrough(parse(options)).pipeThrough(sink(options))) text += piece;
  return text;
}

/** The lines of what was built, without file meta information and what is said of the encoding. */
async function linesOf(build: (file: DicomBuilder) => DicomBuilder, options: Reading = {}): Promise<string[]> {
  const text = await textOf(build(dicom().preamble().meta()).bytes(), options);
  return text.slice(text.indexOf('# Data set')).trimEnd().split('\n').slice(1);
}

/** The column of values. */
async function valuesOf(build: (file: DicomBuilder) => DicomBuilder, options: Reading = {}): Promise<string[]> {
  return (await linesOf(build, options)).map((line) =>
    line
      .trimStart()
      .slice(15)
      .replace(/ +# .*$/, ''),
  );
}

const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a dump', () => {
  test('has a line for each element: tag, VR, value, length, number of values, keyword', async () => {
    const file = dicom()
      .preamble()
      .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.2' })
      .element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY')
      .element(0x00100010, 'PN', 'Doe^John')
      .element(0x00280010, 'US', 512)
      .bytes();
    assert.equal(
      await textOf(file),
      `\
# File meta information: explicit VR little endian
(0002,0000) UL 76                                       #   4, 1 FileMetaInformationGroupLength
(0002,0001) OB 00\\01                                    #   2, 1 FileMetaInformationVersion
(0002,0002) UI =CTImageStorage                          #  26, 1 MediaStorageSOPClassUID
(0002,0010) UI =ExplicitVRLittleEndian                  #  20, 1 TransferSyntaxUID

# Data set: explicit VR little endian (ExplicitVRLittleEndian)
(0008,0008) CS [ORIGINAL\\PRIMARY]                       #  16, 2 ImageType
(0010,0010) PN [Doe^John]                               #   8, 1 PatientName
(0028,0010) US 512                                      #   2, 1 Rows
`,
    );
  });

  test('indents what is in sequences, and shows the delimiters that are there', async () => {
    const lines = await linesOf((file) =>
      file
        .sequence(0x00081140, (all) => all.item((item) => item.element(0x00081155, 'UI', '1.2.3')).item(), {
          undefined: true,
        })
        .sequence(0x0040a730, (all) =>
          all.item((item) => item.sequence(0x0040a043, (inner) => inner.item()), { undefined: true }),
        ),
    );
    assert.deepEqual(lines, [
      '(0008,1140) SQ (Sequence with undefined length)         # u/l, 1 ReferencedImageSequence',
      '  (FFFE,E000) na (Item with explicit length)              #  14, 1 Item',
      '    (0008,1155) UI [1.2.3]                                  #   6, 1 ReferencedSOPInstanceUID',
      '  (FFFE,E000) na (Item with explicit length)              #   0, 1 Item',
      '(FFFE,E0DD) na (SequenceDelimitationItem)               #   0, 0 SequenceDelimitationItem',
      '(0040,A730) SQ (Sequence with explicit length)          #  36, 1 ContentSequence',
      '  (FFFE,E000) na (Item with undefined length)             # u/l, 1 Item',
      '    (0040,A043) SQ (Sequence with explicit length)          #   8, 1 ConceptNameCodeSequence',
      '      (FFFE,E000) na (Item with explicit length)              #   0, 1 Item',
      '  (FFFE,E00D) na (ItemDelimitationItem)                   #   0, 0 ItemDelimitationItem',
    ]);
  });

  test('shows fragments by their first bytes and their size', async () => {
    const lines = await linesOf((file) =>
      file.fragments(0x7fe00010, 'OB', [Uint8Array.from(counting(50)), Uint8Array.of(1, 2)]),
    );
    assert.deepEqual(lines, [
      '(7FE0,0010) OB (PixelSequence)                          # u/l, 1 PixelData',
      '  (FFFE,E000) pi (no value available)                     #   0, 1 Item',
      '  (FFFE,E000) pi 00\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\\10\\11\\12\\13\\14\\15... #  50, 1 Item',
      '  (FFFE,E000) pi 01\\02                                    #   2, 1 Item',
      '(FFFE,E0DD) na (SequenceDelimitationItem)               #   0, 0 SequenceDelimitationItem',
    ]);
  });

  for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
    test(`reads numbers in the byte order of the data set: ${transferSyntax}`, async () => {
      const file = dicom().preamble().meta({ transferSyntax });
      file.element(0x00280010, 'US', 512).element(0x00280009, 'AT', 0x00181063).element(0x7fe00010, 'OW', [1, 2]);
      const text = await textOf(file.bytes());
      assert.match(text, /US 512 /);
      assert.match(text, /AT \(0018,1063\) /);
      assert.match(text, /OW 0001\\0002 /);
    });
  }

  test('shows numbers in decimal, bytes and words in hexadecimal digits', async () => {
    const values = await valuesOf((file) =>
      file
        .element(0x00091000, 'FD', [1, 0.1, -1e300, 1 / 3, NaN, -Infinity])
        .element(0x00091001, 'FL', [1, 0.1, -1e30, 1 / 3, 16777216])
        .element(0x00091002, 'OF', [0.7, -0])
        .element(0x00091003, 'SV', [-1n, 2n ** 62n])
        .element(0x00091004, 'UV', 2n ** 64n - 1n)
        .element(0x00091005, 'SL', [-1, 5])
        .element(0x00091006, 'AT', [0x00181063, 0x7fe00010])
        .element(0x00091007, 'OW', [1, 0xfffe])
        .element(0x00091008, 'OB', [1, 0xfe])
        .element(0x00091009, 'UN', [1, 0xfe])
        .element(0x0009100a, 'OL', [1, 4294967295]),
    );
    assert.deepEqual(values, [
      '1\\0.1\\-1e+300\\0.3333333333333333\\nan\\-inf',
      '1\\0.1\\-1e+30\\0.33333334\\16777216',
      '0.7\\-0',
      '-1\\4611686018427387904',
      '18446744073709551615',
      '-1\\5',
      '(0018,1063)\\(7FE0,0010)',
      '0001\\fffe',
      '01\\fe',
      '01\\fe',
      '1\\4294967295',
    ]);
  });

  test('keeps the spaces in front of text, not those behind it', async () => {
    const values = await valuesOf((file) =>
      file
        .element(0x00080054, 'AE', '  AE  ')
        .element(0x00081030, 'LO', ' text ')
        .element(0x00181050, 'DS', ' 1.5 \\ 2')
        .element(0x00091000, 'UR', 'http://host/a\\b')
        .element(0x00091001, 'UI', '1.2.3')
        .element(0x00091002, 'LO', '    '),
    );
    assert.deepEqual(values, [
      '[  AE]',
      '[ text]',
      '[ 1.5 \\ 2]',
      '[http://host/a\\b]',
      '[1.2.3]',
      '(no value available)',
    ]);
  });

  test('decodes text in the character set of its data set or item', async () => {
    const yamada = Uint8Array.of(0x1b, 0x24, 0x42, 0x3b, 0x33, 0x45, 0x44, 0x1b, 0x28, 0x42);
    const values = await valuesOf((file) =>
      file
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .element(0x00081030, 'LO', latin1('caf\xe9'))
        .sequence(0x00081140, (all) =>
          all
            .item((item) => item.element(0x00080005, 'CS', '\\ISO 2022 IR 87').element(0x00100010, 'PN', yamada))
            .item((item) => item.element(0x00081030, 'LO', latin1('caf\xe9'))),
        )
        .element(0x00104000, 'LT', latin1('\xe9t\xe9')),
    );
    assert.deepEqual(
      values.filter((value) => /\[[^ -~]|caf/.test(value)),
      ['[café]', '[山田]', '[café]', '[été]'],
    );
  });

  test('says where a character set cannot be known', async () => {
    const lines = await linesOf((file) => file.element(0x00080005, 'CS', 'KLINGON'));
    assert.equal(lines[1], `# character_set_unknown at byte ${132 + 54} in (0008,0005)`);
  });

  test('shows control characters as pictures, so that an element is one line', async () => {
    const values = await valuesOf((file) => file.element(0x00104000, 'LT', latin1('one\r\ntwo\t\x1b[31mred\x7f\x9b')));
    assert.deepEqual(values, ['[one␍␊two␉␛[31mred␡�]']);
  });

  test('cuts what is longer than a line, and shows it whole when asked to', async () => {
    const long = (file: DicomBuilder): DicomBuilder =>
      file
        .element(0x00081030, 'LO', 'A'.repeat(68))
        .element(0x00081040, 'LO', 'A'.repeat(70))
        .element(0x00091000, 'US', counting(100))
        .element(0x00091001, 'UN', counting(100));
    assert.deepEqual(await valuesOf(long), [
      `[${'A'.repeat(68)}]`,
      `[${'A'.repeat(66)}...`,
      `${counting(26).join('\\')}...`,
      `${counting(22)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('\\')}...`,
    ]);
    const full = await valuesOf(long, { full: true });
    assert.equal(full[1], `[${'A'.repeat(70)}]`);
    assert.equal(full[2], counting(100).join('\\'));
    assert.ok(full[3]!.endsWith('\\62\\63'));
  });

  test('keeps no more of a value than maxValue, and counts all of it', async () => {
    const file = (build: DicomBuilder): DicomBuilder =>
      build.element(0x00091000, 'UC', counting(5000).join('\\')).element(0x00091001, 'UL', counting(5000));
    for (const chunkSize of [97, 65536]) {
      const [text, numbers] = await linesOf(file, { maxValue: 20, chunkSize });
      assert.equal(text, '(0009,1000) UC [0\\1\\2\\3\\4\\5\\6\\7\\8\\9\\...                 # 23890,5000 Unknown');
      assert.equal(numbers, '(0009,1001) UL 0\\1\\2\\3\\4...                             # 20000,5000 Unknown');
    }
  });

  test('tells of deviations where they are met, and of bytes that were not read', async () => {
    const cut = dicom().preamble().meta().element(0x00100010, 'PN', 'Doe^John').bytes().slice(132, -4);
    const lines = (await textOf(cut, { tolerant: true })).trimEnd().split('\n');
    assert.equal(lines[0], '# preamble_missing at byte 0');
    assert.deepEqual(lines.slice(-2), [
      '(0010,0010) PN [Doe^...                                 #   8, 1 PatientName',
      `# input_truncated at byte ${cut.length} in (0010,0010)`,
    ]);
    assert.equal(
      await textOf(new Uint8Array(1000).fill(0x21), { tolerant: true }),
      '# input_unparsed at byte 0\n# 1000 bytes not read at byte 0\n',
    );
  });

  test('tells of a data set that was left deflated', async () => {
    const deflated = dicom().preamble().meta({ transferSyntax: '1.2.840.10008.1.2.1.99' }).raw(new Uint8Array(5000));
    const text = await textOf(deflated.bytes(), { inflate: false, chunkSize: 1000 });
    assert.match(text, new RegExp(`\\n# 5000 bytes deflated at byte ${deflated.size - 5000}\\n$`));
  });

  test('shows what stands before a break', async () => {
    const cut = dicom().preamble().meta().element(0x00100010, 'PN', 'Doe^John').bytes().slice(0, -4);
    const { code, text } = await runTool(['dump', '-'], [cut]);
    assert.equal(code, 1);
    assert.match(text, /TransferSyntaxUID\n\n# Data set: .*\n$/);
  });
});

describe('text of the corpus', { skip: corpus.missing }, () => {
  for (const end of ['/rtplan.dcm', '/chrH32.dcm', '/DICOMDIR-nopatient', '/liver_rle.dcm', '/rtplan_truncated.dcm']) {
    test(`is the same however the input is cut: ${end.slice(1)}`, async () => {
      const file = readFileSync(corpus.file(end).location).subarray(0, 300000);
      for (const sink of [dump, partsText]) {
        const whole = await textOf(file, { sink, tolerant: true, full: true });
        for (const chunkSize of [97, 4096]) {
          assert.equal(await textOf(file, { sink, tolerant: true, full: true, chunkSize }), whole);
        }
      }
    });
  }
});
