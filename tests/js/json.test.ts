// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `json` by the rules of PS3.18 Annex F, clause by clause. What is expected is written by hand from the standard.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPartParser, type DicomError, json, type JsonOptions, parse, type Part } from 'dcmstream';
import { dicom, type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { jsonOf, jsonText, type Model, type ModelAttribute } from '../support/json-model.js';
import { cutEvery, streamOf } from '../support/rechunk.js';

/** The text of a data set that is built. */
function textOf(build: (file: DicomBuilder) => DicomBuilder, options?: JsonOptions): Promise<string> {
  return jsonText(build(dicom().preamble().meta()).bytes(), options);
}

async function modelOf(build: (file: DicomBuilder) => DicomBuilder, options?: JsonOptions): Promise<Model> {
  return JSON.parse(await textOf(build, options)) as Model;
}

/** The one attribute of a data set, as text. */
async function written(vr: string, value: string | Uint8Array, tag = 0x00091001): Promise<string> {
  const text = await textOf((file) => file.element(tag, vr, value));
  return text.slice(`{"${tag.toString(16).toUpperCase().padStart(8, '0')}":`.length, -1);
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('an attribute object (PS3.18 §F.2.2)', () => {
  test('is named by eight digits in capitals, and has a vr', async () => {
    assert.equal(
      await textOf((file) => file.element(0x0020000d, 'UI', '1.2.3').element(0x7fe1abcd, 'SH', 'X')),
      '{"0020000D":{"vr":"UI","Value":["1.2.3"]},"7FE1ABCD":{"vr":"SH","Value":["X"]}}',
    );
  });

  test('is not made of a group length, nor of the file meta unless it is asked for', async () => {
    const build = (file: DicomBuilder): DicomBuilder =>
      file.element(0x00080000, 'UL', 10).element(0x00080060, 'CS', 'CT');
    assert.deepEqual(Object.keys(await modelOf(build)), ['00080060']);
    assert.deepEqual(Object.keys(await modelOf(build, { meta: true })), ['00020001', '00020010', '00080060']);
  });

  test('of an empty data set leaves an empty object', async () => {
    assert.equal(await textOf((file) => file), '{}');
    assert.equal(await textOf((file) => file, { array: true }), '[{}]');
  });

  test('of VR PN has the groups of each name that are not empty', async () => {
    const names = 'Yamada^Tarou=山田^太郎=やまだ^たろう\\=金\\Doe^John==x\\\\Only';
    const text = await textOf((file) =>
      file.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00101001, 'PN', new TextEncoder().encode(names)),
    );
    assert.deepEqual((JSON.parse(text) as Model)['00101001'], {
      vr: 'PN',
      Value: [
        { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
        { Ideographic: '金' },
        { Alphabetic: 'Doe^John', Phonetic: 'x' },
        null,
        { Alphabetic: 'Only' },
      ],
    });
  });

  test('of a sequence has its items; of an empty one no Value', async () => {
    const text = await textOf((file) =>
      file
        .sequence(0x00081140, (sequence) =>
          sequence
            .item((item) => item.element(0x00081155, 'UI', '1.2'))
            .item((item) => item)
            .item((item) =>
              item.sequence(0x00081199, (inner) => inner.item((deep) => deep.element(0x00081150, 'UI', '9'))),
            ),
        )
        .sequence(0x00082112, (sequence) => sequence),
    );
    assert.equal(
      text,
      '{"00081140":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.2"]}},{},' +
        '{"00081199":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["9"]}}]}}]},"00082112":{"vr":"SQ"}}',
    );
  });
});

describe('a value (PS3.18 Table F.2.3-1)', () => {
  for (const [vr, value, expected] of [
    ['AE', ' STORE ', '{"vr":"AE","Value":["STORE"]}'],
    ['AT', bytes(0x28, 0, 0x09, 0, 0x54, 0, 0xcd, 0xab), '{"vr":"AT","Value":["00280009","0054ABCD"]}'],
    ['CS', 'A\\B ', '{"vr":"CS","Value":["A","B"]}'],
    ['FL', bytes(0xcd, 0xcc, 0xcc, 0x3d), '{"vr":"FL","Value":[0.1]}'], // the float that is nearest to 0.1
    ['FL', bytes(0xff, 0xff, 0x7f, 0x7f), '{"vr":"FL","Value":[3.4028235e+38]}'],
    ['FD', bytes(0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f), '{"vr":"FD","Value":[0.1]}'],
    ['FD', bytes(0, 0, 0, 0, 0, 0, 0, 0x80), '{"vr":"FD","Value":[-0]}'],
    ['SL', bytes(0xff, 0xff, 0xff, 0xff), '{"vr":"SL","Value":[-1]}'],
    ['SS', bytes(0, 0x80, 1, 0), '{"vr":"SS","Value":[-32768,1]}'],
    ['UL', bytes(0xff, 0xff, 0xff, 0xff), '{"vr":"UL","Value":[4294967295]}'],
    ['US', bytes(0xff, 0xff), '{"vr":"US","Value":[65535]}'],
    ['UV', bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0), '{"vr":"UV","Value":[9007199254740991]}'],
    ['UV', bytes(0, 0, 0, 0, 0, 0, 0x20, 0), '{"vr":"UV","Value":["9007199254740992"]}'],
    ['SV', bytes(0, 0, 0, 0, 0, 0, 0, 0x80), '{"vr":"SV","Value":["-9223372036854775808"]}'],
    ['UR', 'http://a/b\\c ', '{"vr":"UR","Value":["http://a/b\\\\c"]}'],
    ['UT', 'a\\b\r\n"\t\0', '{"vr":"UT","Value":["a\\\\b\\r\\n\\"\\t"]}'],
    ['LT', ' a ', '{"vr":"LT","Value":[" a"]}'],
    ['UI', '1.2\\3.4', '{"vr":"UI","Value":["1.2","3.4"]}'],
    ['OB', bytes(1, 2, 3, 4), '{"vr":"OB","InlineBinary":"AQIDBA=="}'],
    ['OV', bytes(1, 2, 3, 4, 5, 6, 7, 8), '{"vr":"OV","InlineBinary":"AQIDBAUGBwg="}'],
    ['UN', 'foobar', '{"vr":"UN","InlineBinary":"Zm9vYmFy"}'], // RFC 4648 §10
  ] as const) {
    test(`of VR ${vr} is ${expected}`, async () => assert.equal(await written(vr, value), expected));
  }

  for (const [vr, value, expected] of [
    ['DS', '1.50\\-0.5\\1E3\\0', '[1.50,-0.5,1E3,0]'], // in their own digits, which every reader has exactly
    ['DS', '+5\\.5\\007\\3.', '[5,0.5,7,3]'], // JSON has no such numbers, but others that are the same
    ['DS', '0.1234567890123456', '["0.1234567890123456"]'], // longer than a DS may be
    ['DS', '9007199254740993', '["9007199254740993"]'], // 2^53 + 1 is no double
    ['DS', '1E400\\abc\\1.5', '["1E400","abc",1.5]'],
    ['IS', '-12\\+3\\2147483648', '[-12,3,2147483648]'],
    ['IS', '1.5\\1e3\\2', '["1.5","1e3",2]'],
  ] as const) {
    test(`of VR ${vr} is a number where no digit is lost, or else a string: ${value}`, async () => {
      assert.equal(await written(vr, value), `{"vr":"${vr}","Value":${expected}}`);
    });
  }

  test('that is no finite number is a string, as JavaScript and Python read it', async () => {
    const values = bytes(0, 0, 0xc0, 0x7f, 0, 0, 0x80, 0x7f, 0, 0, 0x80, 0xff);
    assert.equal(await written('FL', values), '{"vr":"FL","Value":["NaN","Infinity","-Infinity"]}');
  });

  test('is null where it is empty among others, and not there where it is alone (§F.2.5)', async () => {
    assert.equal(await written('CS', 'A\\\\B\\'), '{"vr":"CS","Value":["A",null,"B",null]}');
    assert.equal(await written('DS', '\\1'), '{"vr":"DS","Value":[null,1]}');
    for (const vr of ['LO', 'PN', 'DS', 'OB', 'UN', 'US', 'AT', 'UT']) {
      assert.equal(await written(vr, ''), `{"vr":"${vr}"}`);
    }
    assert.equal(await written('LO', '  '), '{"vr":"LO"}');
  });

  test('that is cut within a number is of VR UN, with all its bytes', async () => {
    assert.equal(await written('UL', bytes(1, 2, 3, 4, 5, 6)), '{"vr":"UN","InlineBinary":"AQIDBAUG"}');
  });

  test('is little endian in base64, whatever the file is (§F.2.7)', async () => {
    const file = dicom().preamble().meta({ transferSyntax: explicitBigEndian });
    file.element(0x00091001, 'OL', bytes(1, 2, 3, 4)).element(0x00091002, 'UL', bytes(0, 0, 0, 5));
    assert.deepEqual(JSON.parse(await jsonText(file.bytes())), {
      '00091001': { vr: 'OL', InlineBinary: 'BAMCAQ==' },
      '00091002': { vr: 'UL', Value: [5] },
    });
  });
});

describe('text', () => {
  test('is Unicode, and what is declared is ISO_IR 192, in items too (§F.2)', async () => {
    const model = await modelOf((file) =>
      file
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .element(0x00081030, 'LO', bytes(0x41, 0xe9))
        .sequence(0x00081140, (sequence) =>
          sequence.item((item) =>
            item.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00081030, 'LO', bytes(0xb6, 0x20)),
          ),
        ),
    );
    assert.deepEqual(model['00080005'], { vr: 'CS', Value: ['ISO_IR 192'] });
    assert.deepEqual(model['00081030'], { vr: 'LO', Value: ['Aé'] });
    assert.deepEqual(model['00081140']?.Value, [
      { '00080005': { vr: 'CS', Value: ['ISO_IR 192'] }, '00081030': { vr: 'LO', Value: ['Ж'] } },
    ]);
  });

  test('in attributes of VR UN that the dictionary knows is UTF-8, as the declaration then says', async () => {
    for (const count of [1, 70_000]) {
      const text = Buffer.from('é'.repeat(count), 'latin1');
      const model = await modelOf((file) =>
        file.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00081030, 'UN', text).element(0x00090010, 'LO', 'X'),
      );
      const { vr, InlineBinary } = model['00081030'] as ModelAttribute;
      assert.equal(vr, 'UN');
      assert.equal(Buffer.from(InlineBinary!, 'base64').toString().trimEnd(), text.toString('latin1'));
      assert.deepEqual(model['00090010'], { vr: 'LO', Value: ['X'] });
    }
  });
});

describe('long values', () => {
  const pixels = Uint8Array.from({ length: 300_000 }, (_, i) => i * 31);
  const image = (file: DicomBuilder): DicomBuilder => file.element(0x7fe00010, 'OW', pixels);

  test('are inline, whatever the chunks are', async () => {
    const expected = { '7FE00010': { vr: 'OW', InlineBinary: Buffer.from(pixels).toString('base64') } };
    const file = image(dicom().preamble().meta()).bytes();
    for (const size of [1000, 65_536, 100_001, 1_000_000]) {
      const parts = streamOf(cutEvery(file, size)).pipeThrough(parse());
      assert.deepEqual(JSON.parse(await jsonOf(parts)), expected);
    }
  });

  test('come in pieces of bounded size, also of one large chunk', async () => {
    const parser = await createPartParser();
    parser.write(image(dicom().preamble().meta()).bytes());
    const batches: Part[][] = [];
    for (let parts; (parts = parser.next()) !== undefined;) batches.push(parts);
    parser.release();
    let size = 0;
    for await (const piece of streamOf(batches).pipeThrough(json())) {
      assert.ok(piece.length < 200_000, `${piece.length}`);
      size += piece.length;
    }
    assert.ok(size > 400_000);
  });

  test('are given by reference where there is a URI, or left out', async () => {
    const asked: [number, number][] = [];
    const bulkDataUri = (element: Part): string | undefined => {
      asked.push([element.tag, element.length]);
      return element.tag === 0x7fe00010 ? 'bulk/"1"' : undefined;
    };
    const build = (file: DicomBuilder): DicomBuilder =>
      image(file.element(0x00081030, 'LO', 'short').element(0x00091001, 'UT', 'x'.repeat(70_000)));
    assert.deepEqual(await modelOf(build, { bulkDataUri, onLarge: 'omit' }), {
      '00081030': { vr: 'LO', Value: ['short'] },
      '00091001': { vr: 'UT' },
      '7FE00010': { vr: 'OW', BulkDataURI: 'bulk/"1"' },
    });
    assert.deepEqual(asked, [
      [0x00091001, 70_000],
      [0x7fe00010, 300_000],
    ]);
    const inline = await modelOf(build, { bulkDataUri });
    assert.equal(inline['00091001']?.Value?.[0], 'x'.repeat(70_000));
    const small = await modelOf((file) => file.element(0x00091001, 'OB', bytes(1, 2)), {
      bulkDataUri: () => 'u',
      inlineLimit: 1,
    });
    assert.deepEqual(small, { '00091001': { vr: 'OB', BulkDataURI: 'u' } });
  });

  test('of text are an error where they are longer than may be held', async () => {
    const build = (file: DicomBuilder): DicomBuilder => file.element(0x00091001, 'UT', 'x'.repeat(70_000));
    await assert.rejects(textOf(build, { maxValue: 69_999 }), (error: DicomError) => {
      assert.deepEqual([error.code, error.path], ['lookahead_exceeded', '(0009,1001)']);
      return true;
    });
  });

  test('of encapsulated pixel data are the items, with their headers', async () => {
    const file = dicom().preamble().meta({ transferSyntax: '1.2.840.10008.1.2.5' });
    file.fragments(0x7fe00010, 'OB', [bytes(1, 2), bytes(3, 4, 5, 6)]);
    const bytesOfFile = file.bytes();
    const item = [0xfe, 0xff, 0, 0xe0];
    const expected = Buffer.of(...item, 0, 0, 0, 0, ...item, 2, 0, 0, 0, 1, 2, ...item, 4, 0, 0, 0, 3, 4, 5, 6);
    assert.deepEqual(JSON.parse(await jsonText(bytesOfFile)), {
      '7FE00010': { vr: 'OB', InlineBinary: expected.toString('base64') },
    });
    assert.deepEqual(JSON.parse(await jsonText(bytesOfFile, { bulkDataUri: () => 'here' })), {
      '7FE00010': { vr: 'OB', BulkDataURI: 'here' },
    });
  });
});

describe('the text', () => {
  const build = (file: DicomBuilder): DicomBuilder =>
    file
      .element(0x00080008, 'CS', 'A\\B')
      .sequence(0x00081140, (sequence) => sequence.item((item) => item.element(0x00081155, 'UI', '1.2')))
      .element(0x00091001, 'OB', bytes(1, 2));

  test('has a line for each attribute where it is to be pretty, and means the same', async () => {
    const text = await textOf(build, { pretty: true });
    assert.equal(
      text,
      `\
{
  "00080008": { "vr": "CS", "Value": ["A", "B"] },
  "00081140": { "vr": "SQ", "Value": [
    {
      "00081155": { "vr": "UI", "Value": ["1.2"] }
    }
  ] },
  "00091001": { "vr": "OB", "InlineBinary": "AQI=" }
}`,
    );
    assert.deepEqual(JSON.parse(text), await modelOf(build));
    assert.deepEqual(JSON.parse(await textOf(build, { pretty: true, array: true })), [await modelOf(build)]);
  });

  test('is whole where the file is cut off and that is tolerated', async () => {
    const file = build(dicom().preamble().meta({ transferSyntax: implicitLittleEndian })).bytes();
    for (let size = 200; size < file.length; size++) {
      JSON.parse(await jsonText(file.subarray(0, size), { tolerant: true }));
    }
  });

  test('is not made of deflated bytes that nobody inflates', async () => {
    const file = dicom().preamble().meta({ transferSyntax: '1.2.840.10008.1.2.1.99' }).raw(bytes(3, 0)).bytes();
    const parts = streamOf([file]).pipeThrough(parse({ inflate: false }));
    await assert.rejects(jsonOf(parts), { code: 'argument_invalid' });
  });
});
