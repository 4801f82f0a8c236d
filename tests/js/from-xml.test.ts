// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Documents of the Native DICOM Model to data sets. Expected bytes are made by the builder.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromXml, readDataset, readParts } from 'dcmstream';
import { dicom, type DicomBuilder, rleLossless } from '../support/dicom-builder.js';
import { streamOf } from '../support/rechunk.js';
import { bytesOfXml, model } from '../support/xml-form.js';

async function gives(document: string, expected: DicomBuilder): Promise<void> {
  assert.deepEqual(
    Buffer.from(await bytesOfXml(document)).toString('hex'),
    Buffer.from(expected.bytes()).toString('hex'),
  );
}

const attribute = (tag: string, vr: string, inner: string, more = ''): string =>
  `<DicomAttribute tag="${tag}" vr="${vr}"${more}>${inner}</DicomAttribute>`;
const values = (...texts: string[]): string =>
  texts.map((text, i) => `<Value number="${i + 1}">${text}</Value>`).join('');
const modality = attribute('00080060', 'CS', values('CT'));

describe('fromXml', () => {
  test('reads values of every kind', () =>
    gives(
      model(
        attribute('00080008', 'CS', values('MPG', '', 'XR3')) +
          attribute('00081030', 'LO', '') +
          attribute(
            '00100010',
            'PN',
            '<PersonName number="1"><Alphabetic><FamilyName>A</FamilyName><NameSuffix>E</NameSuffix></Alphabetic><Phonetic><GivenName>p</GivenName></Phonetic></PersonName>',
          ) +
          attribute('00189073', 'FD', values('0.1', 'INF')) +
          attribute('00280009', 'AT', values('0018106A')) +
          attribute('00280010', 'US', values(' 512\n')) +
          attribute('00282000', 'OB', '<InlineBinary>Zm9v\n YmFy</InlineBinary>'),
      ),
      dicom()
        .element(0x00080008, 'CS', 'MPG\\\\XR3')
        .element(0x00081030, 'LO', '')
        .element(0x00100010, 'PN', 'A^^^^E==^p')
        .element(0x00189073, 'FD', [0.1, Infinity])
        .element(0x00280009, 'AT', 0x0018106a)
        .element(0x00280010, 'US', 512)
        .element(0x00282000, 'OB', new TextEncoder().encode('foobar')),
    ));

  test('puts attributes, values and items in the order of their tags and numbers; gaps are empty', () =>
    gives(
      model(
        attribute('00080060', 'CS', '<Value number="3">C</Value><Value number="1">A</Value>') +
          attribute('00080008', 'CS', values('X')) +
          attribute('00081140', 'SQ', `<Item number="3">${modality}</Item><Item number="1"/>`),
      ),
      dicom()
        .element(0x00080008, 'CS', 'X')
        .element(0x00080060, 'CS', 'A\\\\C')
        .sequence(
          0x00081140,
          (items) =>
            items
              .item((it) => it, { undefined: true })
              .item((it) => it, { undefined: true })
              .item((it) => it.element(0x00080060, 'CS', 'CT'), { undefined: true }),
          { undefined: true },
        ),
    ));

  test('takes VRs from the dictionary where they are not stated', () =>
    gives(
      model(
        '<DicomAttribute tag="00280010"><Value number="1">3</Value></DicomAttribute><DicomAttribute tag="00081140"/>',
      ),
      dicom()
        .sequence(0x00081140, (none) => none, { undefined: true })
        .element(0x00280010, 'US', 3),
    ));

  test('writes text in UTF-8 and declares it, wherever it was declared otherwise', () =>
    gives(
      model(
        attribute('00080005', 'CS', values('ISO_IR 100')) +
          attribute('00081030', 'LO', values('ü')) +
          attribute('00081040', 'LO', '<InlineBinary>/AE=</InlineBinary>') + // 0xFC 0x01 of Latin 1
          attribute(
            '00081140',
            'SQ',
            `<Item number="1">${attribute('00080005', 'CS', values('ISO_IR 144'))}${attribute('00081040', 'LO', '<InlineBinary>1gE=</InlineBinary>')}</Item>`,
          ),
      ),
      dicom()
        .element(0x00080005, 'CS', 'ISO_IR 192')
        .element(0x00081030, 'LO', new TextEncoder().encode('ü'))
        .element(0x00081040, 'LO', new Uint8Array([0xc3, 0xbc, 0x01, 0x20]))
        .sequence(
          0x00081140,
          (it) =>
            it.item(
              (item) =>
                item
                  .element(0x00080005, 'CS', 'ISO_IR 192')
                  .element(0x00081040, 'LO', new Uint8Array([0xd0, 0xb6, 0x01, 0x20])),
              { undefined: true },
            ),
          { undefined: true },
        ),
    ));

  test('declares UTF-8 where text asks for it, and passes bytes that are no text of the declared set as UN', async () => {
    await gives(
      model(attribute('00081030', 'LO', values('ж'))),
      dicom().element(0x00080005, 'CS', 'ISO_IR 192').element(0x00081030, 'LO', new TextEncoder().encode('ж')),
    );
    await gives(
      model(
        attribute('00080005', 'CS', values('ISO_IR 192')) +
          attribute('00081030', 'LO', '<InlineBinary>/0E=</InlineBinary>'),
      ),
      dicom()
        .element(0x00080005, 'CS', 'ISO_IR 192')
        .element(0x00081030, 'UN', new Uint8Array([0xff, 0x41])),
    );
  });

  test('gives private attributes that name their creator a place in its block', () => {
    const owned = (tag: string, creator: string, value: string): string =>
      attribute(tag, 'US', values(value), ` privateCreator="${creator}"`);
    return gives(
      model(
        attribute('00090011', 'LO', values('ACME')) +
          owned('00090002', 'ACME', '2') + // in the block that is reserved
          owned('00090010', 'OTHER', '3') + // in the first that is free: no creator element, though it has the number of one
          owned('00091203', 'THIRD', '4') + // where it stands, which is reserved
          owned('00091105', 'OTHER', '5') + // not where it stands: that is of another
          owned('000900FF', 'ACME', '6') +
          attribute('00091301', 'US', values('7')), // of nobody
      ),
      dicom()
        .element(0x00090010, 'LO', 'OTHER')
        .element(0x00090011, 'LO', 'ACME')
        .element(0x00090012, 'LO', 'THIRD')
        .element(0x00091005, 'US', 5)
        .element(0x00091010, 'US', 3)
        .element(0x00091102, 'US', 2)
        .element(0x000911ff, 'US', 6)
        .element(0x00091203, 'US', 4)
        .element(0x00091301, 'US', 7),
    );
  });

  test('asks for bulk data by its URI, and pads it', async () => {
    const document = model(
      attribute('00081030', 'LO', '<BulkData uuid="1-2"/>') + attribute('7FE00010', 'OB', '<BulkData uri="a&amp;b"/>'),
    );
    const asked: string[] = [];
    const bytes = await bytesOfXml(document, {
      bulk(uri, { tag, vr, path }) {
        asked.push(`${uri} ${tag.toString(16)} ${vr} ${path}`);
        return uri === 'a&b'
          ? { length: 3, stream: streamOf([new Uint8Array([1, 2]), new Uint8Array([3])]) }
          : new Uint8Array([65]);
      },
    });
    assert.deepEqual(asked, ['urn:uuid:1-2 81030 LO (0008,1030)', 'a&b 7fe00010 OB (7FE0,0010)']);
    const dataset = await readDataset(bytes);
    assert.equal(dataset.string(0x00081030), 'A');
    assert.deepEqual(dataset.bytes(0x7fe00010), new Uint8Array([1, 2, 3, 0]));
    await assert.rejects(bytesOfXml(document), { code: 'bulk_data_missing', path: '(0008,1030)' });
    const short = { length: 4, stream: streamOf([new Uint8Array(3)]) };
    await assert.rejects(bytesOfXml(document, { bulk: () => short }), { code: 'bulk_data_missing' });
    const omitted = await readParts(fromXml(document, { onMissingBulk: 'omit' }));
    assert.equal(omitted.get(0x7fe00010)?.length, 0);
  });

  test('divides encapsulated pixel data, if the transfer syntax is known', async () => {
    const items = Buffer.from('feff00e000000000feff00e0020000000102', 'hex').toString('base64');
    const pixels = attribute('7FE00010', 'OB', `<InlineBinary>${items}</InlineBinary>`);
    const stated = model(attribute('00020010', 'UI', values(rleLossless)) + pixels);
    for (const dataset of [
      await readDataset(await bytesOfXml(stated, {}, true)),
      await readParts(fromXml(model(pixels), { transferSyntax: rleLossless })),
    ]) {
      assert.equal(dataset.transferSyntax, rleLossless);
      assert.deepEqual(
        dataset.get(0x7fe00010)?.fragments?.map(({ length }) => length),
        [0, 2],
      );
    }
    await assert.rejects(bytesOfXml(model(pixels)), { code: 'attribute_missing' });
    const native = model(attribute('00020010', 'UI', values('1.2.840.10008.1.2.2')) + pixels);
    const dataset = await readDataset(await bytesOfXml(native, {}, true));
    assert.deepEqual([dataset.transferSyntax, dataset.bytes(0x7fe00010)?.length], ['1.2.840.10008.1.2.1', 18]);
  });

  test('reads text and bytes, however they are cut and encoded', async () => {
    const document = model(attribute('00081030', 'LO', values('Jürgen 山田 😀')));
    const expected = await bytesOfXml(document);
    const declared = (encoding: string, body = document): string =>
      `<?xml version="1.0" encoding="${encoding}"?>${body}`;
    const utf8 = new TextEncoder().encode(`\ufeff${declared('UTF-8')}`);
    const utf16 = Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le');
    for (const source of [
      new Blob([utf8]),
      new Response(utf8),
      streamOf([utf8.subarray(0, 5), utf8.subarray(5, 203), utf8.subarray(203)]),
      streamOf(Array.from(document)),
      streamOf(document.split('')), // halves of surrogate pairs too
      new Uint8Array(utf16),
    ]) {
      assert.deepEqual(await bytesOfXml(source), expected);
    }
    const latin = model(attribute('00081030', 'LO', values('Jürgen')));
    const bytes = new Uint8Array(Buffer.from(declared('ISO-8859-1', latin), 'latin1'));
    assert.deepEqual(await bytesOfXml(bytes), await bytesOfXml(latin));
  });

  test('reads documents without a namespace, with a prefix, with comments and CDATA', async () => {
    const expected = dicom().element(0x00080060, 'CS', 'C&T');
    const inner = attribute('00080060', 'CS', '<Value number="1">C<!-- no --><![CDATA[&]]>T</Value>');
    await gives(`<NativeDicomModel xml:space="preserve">\n ${inner} <?pi?>\n</NativeDicomModel>`, expected);
    const prefixed = inner.replaceAll(/<(\/?)(\w)/g, '<$1n:$2');
    await gives(
      `<n:NativeDicomModel xmlns:n="http://dicom.nema.org/PS3.19/models/NativeDICOM">${prefixed}</n:NativeDicomModel>`,
      expected,
    );
  });

  test('leaves out group lengths', () =>
    gives(model(attribute('00080000', 'UL', values('99')) + modality), dicom().element(0x00080060, 'CS', 'CT')));
});
