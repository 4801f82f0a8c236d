// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets as XML: the Native DICOM Model, PS3.19 Annex A.1. Expected documents are written out by hand.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, readDataset, xml, type XmlOptions } from 'dcmstream';
import { dicom, type DicomBuilder, explicitBigEndian, rleLossless } from '../support/dicom-builder.js';
import { cutEvery, gather, streamOf } from '../support/rechunk.js';
import { bytesOfXml, treeOf, xmlOf } from '../support/xml-form.js';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const root = '<NativeDicomModel xml:space="preserve" xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">\n';

/** What a document holds. */
async function content(builder: DicomBuilder, options?: XmlOptions): Promise<string> {
  const text = await xmlOf(builder.bytes(), options);
  assert.ok(text.startsWith(head + root) && text.endsWith('</NativeDicomModel>\n'), text);
  return text.slice(head.length + root.length, -'</NativeDicomModel>\n'.length);
}

const attribute = (names: string, inner: string): string => `<DicomAttribute ${names}>\n${inner}</DicomAttribute>\n`;

describe('xml', () => {
  test('writes one Value for each value, empty ones too, and none for an empty element', async () => {
    const builder = dicom().element(0x00080008, 'CS', 'MPG\\\\XR3').element(0x00081030, 'LO', '');
    assert.equal(
      await content(builder),
      attribute(
        'tag="00080008" vr="CS" keyword="ImageType"',
        '<Value number="1">MPG</Value>\n<Value number="2"></Value>\n<Value number="3">XR3</Value>\n',
      ) + attribute('tag="00081030" vr="LO" keyword="StudyDescription"', ''),
    );
  });

  test('divides names into groups and components', async () => {
    const builder = dicom().element(0x00100010, 'PN', 'Yamada^Tarou==yamada^^^Dr^Jr\\Roe');
    assert.equal(
      await content(builder),
      attribute(
        'tag="00100010" vr="PN" keyword="PatientName"',
        '<PersonName number="1">\n<Alphabetic>\n<FamilyName>Yamada</FamilyName>\n<GivenName>Tarou</GivenName>\n</Alphabetic>\n' +
          '<Phonetic>\n<FamilyName>yamada</FamilyName>\n<NamePrefix>Dr</NamePrefix>\n<NameSuffix>Jr</NameSuffix>\n</Phonetic>\n' +
          '</PersonName>\n<PersonName number="2">\n<Alphabetic>\n<FamilyName>Roe</FamilyName>\n</Alphabetic>\n</PersonName>\n',
      ),
    );
  });

  test('numbers items from 1, and writes empty items and sequences', async () => {
    const builder = dicom()
      .sequence(0x00081140, (images) => images.item().item((item) => item.element(0x00081155, 'UI', '1.2')), {
        undefined: true,
      })
      .sequence(0x00082112, (none) => none);
    assert.equal(
      await content(builder),
      attribute(
        'tag="00081140" vr="SQ" keyword="ReferencedImageSequence"',
        '<Item number="1">\n</Item>\n<Item number="2">\n' +
          attribute('tag="00081155" vr="UI" keyword="ReferencedSOPInstanceUID"', '<Value number="1">1.2</Value>\n') +
          '</Item>\n',
      ) + attribute('tag="00082112" vr="SQ" keyword="SourceImageSequence"', ''),
    );
  });

  test('writes numbers with the digits that they need, and tags in eight', async () => {
    const builder = dicom()
      .element(0x00189073, 'FD', [0.1, -0, Infinity, NaN])
      .element(0x00189089, 'FD', 1e300)
      .element(0x00280009, 'AT', 0x0018106a)
      .element(0x00281052, 'DS', '1.50 ')
      .element(0x00720065, 'FL', 0.1);
    const values = treeOf(await xmlOf(builder.bytes())).children.map(({ children }) =>
      children.map(({ text }) => text),
    );
    assert.deepEqual(values, [['0.1', '-0', 'INF', 'NaN'], ['1e+300'], ['0018106A'], ['1.50'], ['0.1']]);
  });

  test('writes bytes as base64, little endian whatever the file is', async () => {
    // RFC 4648 §10: "foobar" is Zm9vYmFy.
    const letters = new TextEncoder().encode('foobar');
    const swapped = new TextEncoder().encode('ofbora');
    const file = dicom().preamble().meta({ transferSyntax: explicitBigEndian });
    const builder = file.element(0x00282000, 'OB', letters).element(0x7fe00010, 'OW', swapped);
    assert.equal((await content(builder)).match(/<InlineBinary>Zm9vYmFy<\/InlineBinary>/g)?.length, 2);
  });

  test('leaves out group lengths, and the file meta unless it is asked for', async () => {
    const builder = dicom().preamble().meta().element(0x00080000, 'UL', 12).element(0x00080060, 'CS', 'CT');
    assert.equal(
      await content(builder),
      attribute('tag="00080060" vr="CS" keyword="Modality"', '<Value number="1">CT</Value>\n'),
    );
    const withMeta = treeOf(await xmlOf(builder.bytes(), { meta: true })).children.map(
      (node) => node.attributes['tag'],
    );
    assert.ok(withMeta.includes('00020010') && !withMeta.includes('00020000'));
  });

  test('names the creator of private attributes, whose numbers stay unless zero blocks are asked for', async () => {
    const builder = dicom()
      .element(0x00090011, 'LO', 'A & "B"')
      .element(0x00091102, 'US', 7)
      .element(0x00191002, 'US', 8);
    const creator = attribute('tag="00090011" vr="LO"', '<Value number="1">A &amp; "B"</Value>\n');
    const unowned = attribute('tag="00191002" vr="US"', '<Value number="1">8</Value>\n');
    const owned = (tag: string): string =>
      attribute(`tag="${tag}" vr="US" privateCreator="A &amp; &quot;B&quot;"`, '<Value number="1">7</Value>\n');
    assert.equal(await content(builder), creator + owned('00091102') + unowned);
    // PS3.19 Table A.1.5-2: gggg00ee.
    assert.equal(await content(builder, { privateBlocks: 'zero' }), creator + owned('00090002') + unowned);
  });

  test('decodes text in the character set of its data set or item', async () => {
    const builder = dicom()
      .element(0x00080005, 'CS', 'ISO_IR 100')
      .element(0x00081030, 'LO', new Uint8Array([0xfc]))
      .sequence(0x00081140, (images) =>
        images.item((item) =>
          item.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00081030, 'LO', new Uint8Array([0xd6])),
        ),
      );
    const text = await content(builder);
    assert.ok(text.includes('>ü<') && text.includes('>ж<'), text);
  });

  test('writes as base64 what XML text cannot hold', async () => {
    const builder = dicom()
      .element(0x00080005, 'CS', 'ISO_IR 192')
      .element(0x00080060, 'CS', new Uint8Array([0x43, 0xff])) // no character of the default repertoire
      .element(0x00081030, 'LO', 'a\u0001')
      .element(0x00081040, 'LO', new Uint8Array([0xff, 0x41])) // no UTF-8
      .element(0x00280010, 'US', new Uint8Array(3), { pad: false });
    const nodes = treeOf(await xmlOf(builder.bytes())).children.slice(1);
    assert.deepEqual(
      nodes.map(({ children }) => [children[0]!.name, children[0]!.text]),
      ['Q/8=', 'YQE=', '/0E=', 'AAAA'].map((text) => ['InlineBinary', text]),
    );
  });

  test('refers to large values by the URI that it is given', async () => {
    const file = dicom().element(0x00081030, 'LO', 'short').element(0x7fe00010, 'OW', new Uint8Array(70000)).bytes();
    const asked: unknown[] = [];
    const text = await xmlOf(file, {
      bulkDataUri({ tag, position, size, length }) {
        asked.push([tag, position + size, length]);
        return 'https://example.org/?a="1"&b=<2>';
      },
    });
    assert.deepEqual(asked, [[0x7fe00010, file.length - 70000, 70000]]);
    const [, pixels] = treeOf(text).children;
    assert.deepEqual(
      pixels?.children.map(({ name, attributes }) => [name, attributes['uri']]),
      [['BulkData', 'https://example.org/?a="1"&b=<2>']],
    );
    const omitted = treeOf(await xmlOf(file, { onLarge: 'omit' }));
    assert.deepEqual(
      omitted.children.map(({ attributes }) => attributes['tag']),
      ['00081030'],
    );
    await assert.rejects(xmlOf(file, { bulkDataUri: () => '\u0000' }), { code: 'argument_invalid' });
  });

  test('writes the items of encapsulated pixel data, with their headers', async () => {
    const fragment = new Uint8Array([1, 2]);
    const file = dicom().preamble().meta({ transferSyntax: rleLossless }).fragments(0x7fe00010, 'OB', [fragment]);
    const [pixels] = treeOf(await xmlOf(file.bytes())).children;
    const items = Buffer.from('feff00e000000000feff00e0020000000102', 'hex').toString('base64');
    assert.equal(pixels?.children[0]?.text, items);
  });

  test('writes long texts as text up to a limit, and beyond it as base64', async () => {
    const file = dicom().element(0x0040a160, 'UT', 'x'.repeat(100_000)).bytes();
    const inner = async (options: XmlOptions): Promise<string | undefined> =>
      treeOf(await xmlOf(file, options)).children[0]?.children[0]?.name;
    assert.deepEqual([await inner({}), await inner({ maxValue: 99_999 })], ['Value', 'InlineBinary']);
  });

  test('gives the same document however the file is cut, also of nothing', async () => {
    const file = dicom().element(0x00100010, 'PN', 'A^B').element(0x7fe00010, 'OW', new Uint8Array(70_001)).bytes();
    assert.equal(await xmlOf(file, {}, 61), await xmlOf(file, {}, file.length));
    const nothing = (await gather(streamOf([]).pipeThrough(xml()))).join('');
    assert.equal(nothing, `${head}${root}</NativeDicomModel>\n`);
  });

  test('ends with the document whole where the stream ends inside a sequence, and tells of unread bytes', async () => {
    const file = dicom().sequence(0x00081140, (it) => it.item((item) => item.element(0x00100010, 'PN', 'A^B')));
    const parts = streamOf(cutEvery(file.bytes().subarray(0, 26), 7)).pipeThrough(parse({ tolerant: true }));
    const text = (await gather(parts.pipeThrough(xml()))).join('');
    assert.equal(treeOf(text).children[0]?.children[0]?.name, 'Item');
    assert.ok(text.includes('<!-- 6 bytes at byte 20 are no elements -->'));
  });

  test('gives pieces of bounded size out of one large chunk', async () => {
    const file = dicom().element(0x7fe00010, 'OW', new Uint8Array(5_000_000)).bytes();
    const pieces = await gather(streamOf([file]).pipeThrough(parse()).pipeThrough(xml()));
    assert.ok(pieces.every(({ length }) => length <= 200_000));
    assert.ok(pieces.length > 30);
  });

  test('any text comes back, and the document is well-formed', async () => {
    const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: fc.constantFrom(...'&<>"\'\r\n\t ]]>\0\x01\x85\u2028\ufffe'), maxLength: 20 }),
        async (one, other) => {
          const file = dicom()
            .element(0x00080005, 'CS', 'ISO_IR 192')
            .element(0x00204000, 'LT', utf8(one))
            .element(0x0040a160, 'UT', utf8(other))
            .bytes();
          const document = await xmlOf(file);
          treeOf(document);
          const [before, after] = [await readDataset(file), await readDataset(await bytesOfXml(document))];
          for (const tag of [0x00204000, 0x0040a160]) assert.equal(after.string(tag) ?? '', before.string(tag) ?? '');
        },
      ),
      { numRuns: 100 },
    );
  });
});
