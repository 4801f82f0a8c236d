// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text to a data set: the forms that a line may have, what is refused and where, and how the data set is written.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FromDumpOptions } from 'dcmstream';
import { dicom, type DicomBuilder } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { dumpError as errorOf, elementsOf, fileOf } from '../support/dumps.js';
import { partsOf } from '../support/part-probe.js';
import { joinParts } from '../support/rechunk.js';

/** Elements of a dump without file meta, each as `path VR` and its bytes. */
async function read(text: string | Uint8Array, options: FromDumpOptions = {}): Promise<string[]> {
  return elementsOf(await fileOf(text, options));
}

/** Of the one value that a line says. */
async function valueOf(line: string, options: FromDumpOptions = {}): Promise<string> {
  return (await read(line, options))[1]?.trim() ?? '';
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What was built, in the same terms. */
const built = (build: (builder: DicomBuilder) => DicomBuilder): Promise<string[]> => elementsOf(build(dicom()).bytes());

describe('a line of a dump', () => {
  const lines: readonly [name: string, line: string, value: Uint8Array | string][] = [
    ['text in brackets', '(0008,0020) DA [19921012]            #  8, 1 StudyDate', latin1('19921012')],
    ['text up to the last bracket', '(0010,4000) LT [a] # [b]]  # comment', latin1('a] # [b]')],
    ['text in quotes', '(0010,4000) LT "a\\r\\n\\u0009\\"]#"  # comment', latin1('a\r\n\t"]# ')],
    ['a word', '(0010,0020) LO PAT001 # comment', latin1('PAT001')],
    ['a word with a sign of equality', '(0010,0010) PN =Yamada', latin1('=Yamada ')],
    [
      'several numbers of text',
      '(0020,0032) DS [0.0\\0.0]             #  8, 2 ImagePositionPatient',
      latin1('0.0\\0.0 '),
    ],
    [
      'a UID by its name',
      '(0008,0016) UI =MRImageStorage       # 26, 1 SOPClassUID',
      latin1('1.2.840.10008.5.1.4.1.1.4\0'),
    ],
    ['a UID by the name that DCMTK has', '(0008,001A) UI =LittleEndianExplicit', latin1('1.2.840.10008.1.2.1\0')],
    ['several UIDs', '(0008,001A) UI [1.2\\1.3]', latin1('1.2\\1.3\0')],
    ['a tag', '(0028,0009) AT (3004,000c)           #  4, 1 FrameIncrementPointer', Uint8Array.of(4, 0x30, 0xc, 0)],
    ['tags with spaces', '(0028,0009) AT ( 3004, 000c ) \\ (0018,1063)', '04300c0018006310'],
    ['a number', '(0028,0010) US 256                   #  4, 1 Rows', Uint8Array.of(0, 1)],
    ['numbers', '(0009,1001) SS -1\\+2', 'ffff0200'],
    ['64 bits', '(0009,1001) UV 18446744073709551615', 'ffffffffffffffff'],
    ['a double', '(0009,1001) FD 1e-1', '9a9999999999b93f'],
    ['a float that is no number', '(0009,1001) FL -inf\\nan', '000080ff0000c07f'],
    ['bytes', '(0009,1001) OB 01\\0\\fE', '0100fe00'],
    ['words', '(0009,1001) OW 0102\\fe', '0201fe00'],
    ['bytes of a number', '(0009,1001) FL <01\\00\\c0\\7f>', '0100c07f'],
    ['spaces and tabs anywhere', '\t( 0028 , 0010 )\tUS\t256\t', '0001'],
    ['a VR that the dictionary tells', '(0028,0010) 256', '0001'],
    ["dcmdump's choice of words", '(0028,0106) xs -5', 'fbff'],
    ["dcmdump's offset", '(0004,1200) up 396', '8c010000'],
    ["dcmdump's unknown VR", '(0009,1001) ?? 01\\02', '0102'],
  ];
  for (const [name, line, value] of lines) {
    test(`may have ${name}`, async () => {
      assert.equal(await valueOf(line), typeof value === 'string' ? value : hex(value));
    });
  }

  test('may have no value', async () => {
    for (const end of ['(no value available)   #   0, 0 PatientID', '[]', '# none', '']) {
      assert.deepEqual(await read(`(0010,0020) LO ${end}`), ['(0010,0020) LO']);
    }
  });

  test('may be a comment, or empty, or end as in Windows', async () => {
    const text = '\ufeff# a comment\r\n\r\n   # another\r\n(0010,0020) LO [A]\r\n(0028,0010) US 1\r\n';
    assert.deepEqual(
      await read(text),
      await built((it) => it.element(0x00100020, 'LO', 'A').element(0x00280010, 'US', 1)),
    );
  });

  const wrong = [
    'PatientName = A',
    '(0010,0010) PN [A',
    '(0010,0010) PN [A] B',
    '(0010,0010) PN [Doe]...   # 8, 1 PatientName',
    '(0010,0010) PN Doe John',
    '(0010,0010) PN "A',
    '(0010,0010) PN "\\x"',
    '(0010,0010) PN "A" B',
    '(0010,0010) PN (not loaded)',
    '(0028,0010) US [1',
    '(0009,1001) OB 01\\\\02',
    '(0009,1001) OB 001',
    '(0009,1001) OW 00000',
    '(0009,1001) OB 0g',
    '(0009,1001) OB "A"',
    '(0009,1001) OB <01',
    '(0008,0016) UI =NoSuchStorage',
    '(0008,1140) SQ 5',
    '(0010,00100) PN [A]',
    '(FFFE,E000) na (Item with explicit length #=1)',
    '(FFFE,E00D) na (ItemDelimitationItem)',
    '(FFFE,E0DD) na (SequenceDelimitationItem)',
    '(0028,0009) AT (3004,000c)\\',
    '(7FE0,0010) OW =@12+x',
    '... 5000 bytes deflated at byte 304',
  ];
  for (const line of wrong) {
    test(`is refused where it says nothing, with its number: ${line}`, async () => {
      const { code, path, position, message } = await errorOf(`# one\n(0008,0005) CS [ISO_IR 100]\n${line}\n`);
      assert.deepEqual([code, path, position], ['dump_malformed', 'line 3', 34]);
      assert.ok(!message.includes('Doe'));
    });
  }

  test('is refused where the VR or character set does not hold the value', async () => {
    for (const line of [
      '(0028,0010) US 65536',
      '(0028,0010) US 1.5',
      '(0028,0010) US x',
      '(0028,0010) US 1\\2...',
      '(0009,1001) UV -1',
    ]) {
      const { code, path, tag } = await errorOf(`\n${line}`);
      assert.deepEqual([code, path], ['value_invalid', 'line 2']);
      assert.ok(tag === 0x00280010 || tag === 0x00091001);
    }
    assert.equal((await errorOf('(0010,0010) PN [山田]')).code, 'text_not_encodable');
  });

  test('follows the one before it, unless any order will do', async () => {
    for (const text of ['(0010,0020) LO [A]\n(0010,0010) PN [B]', '(0010,0010) PN [A]\n(0010,0010) PN [B]']) {
      assert.equal((await errorOf(text)).path, 'line 2');
      assert.equal((await read(text, { anyOrder: true })).length, 4);
    }
    assert.equal((await errorOf('(0008,0060) CS [CT]\n(0002,0010) UI [1.2]', { anyOrder: true })).path, 'line 2');
  });
});

describe('text of a dump', () => {
  test('is written in the character set that the dump declares', async () => {
    const text = '(0008,0005) CS [ISO_IR 100]\n(0010,0010) PN [Müller]\n';
    assert.equal((await read(text))[3]?.trim(), hex(latin1('M\xfcller')));
    const nested =
      '(0008,0005) CS [ISO_IR 192]\n(0008,1140) SQ\n(FFFE,E000) -\n(0008,0005) CS [ISO_IR 144]\n(0008,1030) LO [Ж]\n' +
      '(FFFE,E00D) -\n(FFFE,E0DD) -\n(0010,0010) PN [Ж]';
    const values = await read(nested);
    assert.ok(values.includes('  b620'), 'ISO 8859-5 in the item');
    assert.ok(values.includes('  d096'), 'UTF-8 behind it');
  });

  test('is in that character set already where dcmdump has printed it', async () => {
    const lines = latin1(
      '# Dicom-Data-Set\n(0008,0005) CS [ISO_IR 100]  # 10, 1 X\n(0010,0010) PN [M\xfcller]  # 6, 1 X\n',
    );
    assert.equal((await read(lines))[3]?.trim(), hex(latin1('M\xfcller')));
    const bare = lines.subarray(17);
    assert.equal((await errorOf(bare)).code, 'dump_malformed');
    assert.equal((await read(bare, { encoding: 'declared' }))[3]?.trim(), hex(latin1('M\xfcller')));
  });

  test('may run over several lines where dcmdump has printed it', async () => {
    const text =
      '# Dicom-Data-Set\n(0010,4000) LT [one\r\n\n[two] three]   #  20, 1 PatientComments\n(0010,0020) LO [A] # 2, 1 X\n';
    const expected = await built((it) =>
      it.element(0x00104000, 'LT', 'one\r\n\n[two] three').element(0x00100020, 'LO', 'A'),
    );
    assert.deepEqual(await read(text, { anyOrder: true }), expected);
    const { path } = await errorOf('# Dicom-Data-Set\n(0010,4000) LT [one\ntwo');
    assert.equal(path, 'line 2');
    const short = '# Dicom-Data-Set\n(0010,4000) LT [one...   # 100, 1 X\n(0010,0020) LO [A]\n';
    assert.equal((await errorOf(short)).path, 'line 2');
  });
});

describe('sequences of a dump', () => {
  const expected = (): Promise<string[]> =>
    built((it) =>
      it
        .sequence(0x00081140, (all) =>
          all
            .item((item) =>
              item
                .sequence(0x00081199, (inner) => inner.item((one) => one.element(0x00081155, 'UI', '1')).item())
                .element(0x0040a010, 'CS', 'A'),
            )
            .item(),
        )
        .element(0x00280010, 'US', 1),
    );
  const indented = `\
(0008,1140) SQ (Sequence with explicit length #=2)      # 324, 1 ReferencedImageSequence
  (fffe,e000) na (Item with explicit length #=2)          # 170, 1 Item
    (0008,1199) SQ (Sequence with undefined length #=2)     # u/l, 1 ReferencedSOPSequence
      (fffe,e000) na "Directory Record" IMAGE #=1             #  10, 1 Item
        (0008,1155) UI [1]                                      #   2, 1 ReferencedSOPInstanceUID
      (fffe,e00d) na (ItemDelimitationItem for re-encoding)   #   0, 0 ItemDelimitationItem
      (fffe,e000) na (Item with explicit length #=0)          #   0, 1 Item
      (fffe,e00d) na (ItemDelimitationItem for re-encoding)   #   0, 0 ItemDelimitationItem
    (fffe,e0dd) na (SequenceDelimitationItem for re-encod.) #   0, 0 SequenceDelimitationItem
    (0040,a010) CS [A]                                      #   2, 1 RelationshipType
  (fffe,e00d) na (ItemDelimitationItem for re-encoding)   #   0, 0 ItemDelimitationItem
  (fffe,e000) na (Item with explicit length #=0)          #   0, 1 Item
  (fffe,e00d) na (ItemDelimitationItem for re-encoding)   #   0, 0 ItemDelimitationItem
(fffe,e0dd) na (SequenceDelimitationItem for re-encod.) #   0, 0 SequenceDelimitationItem
(0028,0010) US 1                                        #   2, 1 Rows`;
  const without = (text: string, pattern: RegExp): string =>
    text
      .split('\n')
      .filter((line) => !pattern.test(line))
      .join('\n');

  test('end where the delimiters stand, however lines are indented', async () => {
    assert.deepEqual(await read(indented), await expected());
    assert.deepEqual(await read(indented.replace(/^ +/gm, '')), await expected());
  });

  test('end where the indentation says, without some delimiters or any', async () => {
    for (const pattern of [/e00d/, /e0dd/, /e00d|e0dd/, /^ {4,}\(fffe,e0[0d]d/, /^ {0,2}\(fffe,e0[0d]d/]) {
      assert.deepEqual(await read(without(indented, pattern)), await expected(), String(pattern));
    }
  });

  test('of items only need no item delimiters', async () => {
    const flat = without(indented.replace(/^ +/gm, ''), /e00d/).replace(/.*a010.*\n/, '');
    const [first, ...rest] = (await read(flat)).filter((line) => line.endsWith('item'));
    assert.deepEqual([first, ...rest].length, 4);
  });

  test('hold fragments of pixel data', async () => {
    const text = `\
(7fe0,0010) OB (PixelSequence #=3)                      # u/l, 1 PixelData
  (fffe,e000) pi (no value available)                     #   0, 1 Item
  (fffe,e000) pi 01\\02\\03\\04                              #   4, 1 Item
  (fffe,e000) pi =@10+3                                   #   3, 1 Item
(fffe,e0dd) na (SequenceDelimitationItem)               #   0, 0 SequenceDelimitationItem
(FFFC,FFFC) OB 00\\00`;
    const parts = joinParts(
      await partsOf(await fileOf(text, { bulk: ({ position }) => Uint8Array.of(position, 11, 12) })),
    );
    const fragments = parts.filter(({ kind }) => kind === 'fragment').map(({ length }) => length);
    assert.deepEqual(fragments, [0, 4, 4]);
    assert.ok(parts.some(({ kind, bytes }) => kind === 'value' && hex(bytes) === '0a0b0c00'));
    assert.equal(parts.at(-1)?.path, '(FFFC,FFFC)');
  });

  test('nest no deeper than the limit', async () => {
    const deep = '(0008,1140) SQ\n(FFFE,E000) -\n'.repeat(5);
    assert.equal((await read(deep, { maxDepth: 5 })).length, 10);
    assert.equal((await errorOf(deep, { maxDepth: 4 })).code, 'nesting_too_deep');
    assert.equal((await errorOf(deep.repeat(40))).code, 'nesting_too_deep');
  });
});
