// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `fromJson`: what each attribute object becomes, and what is refused. Bytes are computed by hand from PS3.5.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  DicomError,
  fromJson,
  type FromJsonOptions,
  type JsonSource,
  parseTag,
  through,
  withMeta,
} from 'dcmstream';
import { gather, streamOf } from '../support/rechunk.js';

async function bytesFrom(source: JsonSource, options?: FromJsonOptions): Promise<Buffer> {
  return Buffer.concat(await gather(fromJson(source, options).pipeThrough(bytes())));
}

/** The value of one attribute, in hexadecimal. */
async function valueOf(vr: string, values: string): Promise<string> {
  const whole = await bytesFrom(`{"00091001":{"vr":"${vr}","Value":${values}}}`);
  return whole.subarray(/^(O.|S[VQ]|U[CNRTV])$/.test(vr) ? 12 : 8).toString('hex');
}

const hex = (text: string): string => Buffer.from(text).toString('hex');

async function refusal(source: JsonSource, options?: FromJsonOptions): Promise<unknown[]> {
  try {
    await bytesFrom(source, options);
  } catch (error) {
    assert.ok(error instanceof DicomError, String(error));
    return [error.code, error.path ?? error.position];
  }
  return assert.fail('nothing was refused');
}

describe('a data set from JSON', () => {
  test('is explicit VR little endian, in the order of the tags', async () => {
    const text =
      '{"0020000d":{"vr":"UI","Value":["1.2"]}, "00091001":{"vr":"OB","InlineBinary":"AQI="},"00080000":{"vr":"UL","Value":[4]}}';
    const expected = ['09000110', hex('OB'), '000002000000', '0102', '20000d00', hex('UI'), '0400', hex('1.2\0')].join(
      '',
    );
    assert.equal((await bytesFrom(text)).toString('hex'), expected);
  });

  test('has its sequences and items ended by delimiters', async () => {
    const text =
      '{"00081140":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.23"]}},{}]},"00081199":{"vr":"SQ"}}';
    const item = 'feff00e0ffffffff';
    const itemEnd = 'feff0de000000000';
    const end = 'feffdde000000000';
    const element = `08005511${hex('UI')}0400${hex('1.23')}`;
    const sequence = `08004011${hex('SQ')}0000ffffffff${item}${element}${itemEnd}${item}${itemEnd}${end}`;
    assert.equal((await bytesFrom(text)).toString('hex'), `${sequence}08009911${hex('SQ')}0000ffffffff${end}`);
  });

  for (const [vr, values, expected] of [
    ['LO', '["A","B"]', hex('A\\B ')],
    ['LO', '["A",null,""]', hex('A\\\\ ')],
    ['LO', '[""]', ''],
    ['LO', '[null]', ''],
    ['LO', '[]', ''],
    ['UI', '["1.2"]', hex('1.2\0')],
    ['UT', '["a\\\\b\\n"]', hex('a\\b\n')],
    ['DS', '[1.50,-0,"007",1E3]', hex('1.50\\-0\\007\\1E3 ')], // the digits of the text, also those that JavaScript drops
    ['DS', '[0.30000000000000004]', hex('0.3 ')], // more than 16 characters: the nearest DS
    ['DS', '["0.30000000000000004"]', hex('0.30000000000000004 ')],
    ['IS', '[12,1.0,"3"]', hex('12\\1\\3')],
    ['US', '[1,65535,"7"]', '0100ffff0700'],
    ['SS', '[-1]', 'ffff'],
    ['UL', '[1e3]', 'e8030000'],
    ['UV', '[18446744073709551615]', 'ffffffffffffffff'], // a number that JSON.parse would round
    ['SV', '["-9223372036854775808",9007199254740993]', '00000000000000800100000000002000'],
    ['FL', '[0.1,"NaN","-Infinity"]', 'cdcccc3d0000c07f000080ff'],
    ['FD', '[0.1]', '9a9999999999b93f'],
    ['AT', '["00280009","0054abcd"]', '280009005400cdab'],
    [
      'PN',
      '[{"Alphabetic":"A^B","Phonetic":"C"},null,{"Ideographic":"D"},"E=F"]',
      hex('A^B==C\\\\=D\\E=F ').slice(0, -2),
    ],
  ] as const) {
    test(`has for ${vr} ${values} the bytes ${expected}`, async () =>
      assert.equal(await valueOf(vr, values), expected));
  }

  test('takes the VR from the dictionary where it is missing', async () => {
    const text =
      '{"00100010":{"Value":[{"Alphabetic":"A"}]},"00091001":{"InlineBinary":"AQI="},"00090010":{"Value":["ME"]},"00091002":{"Value":[{}]}}';
    const vrs = (await bytesFrom(text)).toString('latin1').match(/(PN|UN|LO|SQ)/g);
    assert.deepEqual(vrs, ['LO', 'UN', 'SQ', 'PN']);
  });

  test('declares UTF-8 where text is not ASCII, or something is declared; in items too', async () => {
    const withSet = `08000500${hex('CS')}0a00${hex('ISO_IR 192')}`;
    const set = (text: string): Promise<boolean[]> =>
      bytesFrom(text).then((made) => [
        made.toString('hex').startsWith(withSet),
        made.includes(Buffer.from(withSet, 'hex'), 50),
      ]);
    assert.deepEqual(await set('{"00081030":{"vr":"LO","Value":["ab"]}}'), [false, false]);
    assert.deepEqual(await set('{"00081030":{"vr":"LO","Value":["\\u00e9"]}}'), [true, false]);
    assert.deepEqual(await set('{"00080005":{"vr":"CS","Value":["ISO_IR 100"]}}'), [true, false]);
    const item = (inside: string): string => `{"00081140":{"vr":"SQ","Value":[{${inside}}]}}`;
    assert.deepEqual(await set(item('"00081030":{"vr":"LO","Value":["é"]}')), [true, false]);
    const declared = '"00080005":{"vr":"CS","Value":["GB18030"]},"00081030":{"vr":"LO","Value":["é"]}';
    assert.deepEqual(await set(`{"00080008":{"vr":"CS","Value":["${'X'.repeat(60)}"]},${item(declared).slice(1)}`), [
      false,
      true,
    ]);
  });

  test('comes from bytes, streams of bytes or text, an array of one, and what has been parsed', async () => {
    const text = '{"00100010":{"vr":"PN","Value":[{"Alphabetic":"😀é"}]}}';
    const expected = await bytesFrom(text);
    const encoded = new TextEncoder().encode(text);
    const pieces = Array.from(encoded, (byte) => Uint8Array.of(byte));
    const characters = Array.from({ length: text.length }, (_, i) => text[i]!);
    for (const source of [
      encoded,
      encoded.buffer,
      new Blob([text]),
      new Response(text),
      streamOf(pieces),
      streamOf(characters),
      (async function* () {
        yield* pieces;
      })(),
      `[${text}]`,
      ` \n\t${text}\r\n`,
      JSON.parse(text) as object,
    ]) {
      assert.deepEqual(await bytesFrom(source), expected);
    }
    assert.equal(
      (await bytesFrom({ '00091001': { vr: 'UV', Value: [2n ** 64n - 1n] } })).subarray(12).toString('hex'),
      'f'.repeat(16),
    );
  });

  test('is a file behind withMeta, of the transfer syntax that it is in', async () => {
    const text = '{"00020010":{"vr":"UI","Value":["1.2.840.10008.1.2.2"]},"00080018":{"vr":"UI","Value":["1.2.3"]}}';
    const file = Buffer.concat(await gather(fromJson(text).pipeThrough(through(withMeta())).pipeThrough(bytes())));
    assert.equal(file.subarray(128, 132).toString(), 'DICM');
    assert.ok(file.includes('1.2.840.10008.1.2.1\0'));
    assert.ok(!file.includes('1.2.840.10008.1.2.2'));
  });
});

describe('bulk data', () => {
  const text = '{"00091001":{"vr":"OB","BulkDataURI":"here"}}';
  const header = `09000110${hex('OB')}0000`;

  test('are bytes, a Blob, or a stream whose length is known; what is odd is padded', async () => {
    const value = Uint8Array.of(1, 2, 3);
    const asked: unknown[] = [];
    for (const source of [
      value,
      value.buffer,
      new Blob([value]),
      { length: 3, stream: streamOf([value.subarray(0, 1), value.subarray(1)]) },
    ]) {
      const made = await bytesFrom(text, {
        bulk: (uri, { tag, vr, path }) => {
          asked.push([uri, tag, vr, String(path)]);
          return Promise.resolve(source);
        },
      });
      assert.equal(made.toString('hex'), `${header}0400000001020300`);
    }
    assert.deepEqual(asked[0], ['here', 0x00091001, 'OB', '(0009,1001)']);
    assert.equal((await bytesFrom(text, { bulk: () => new Uint8Array() })).toString('hex'), `${header}00000000`);
  });

  test('that are missing, or of another length, are an error, or left out', async () => {
    const missing = ['bulk_data_missing', '(0009,1001)'];
    assert.deepEqual(await refusal(text), missing);
    assert.deepEqual(await refusal(text, { bulk: () => undefined }), missing);
    for (const length of [1, 3]) {
      const bulk = () => ({ length, stream: streamOf([Uint8Array.of(1, 2)]) });
      assert.deepEqual(await refusal(text, { bulk }), missing);
    }
    assert.equal((await bytesFrom(text, { onMissingBulk: 'omit' })).toString('hex'), `${header}00000000`);
  });

  const item = [0xfe, 0xff, 0, 0xe0];
  const delimiter = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
  const items = [...item, 0, 0, 0, 0, ...item, 2, 0, 0, 0, 7, 8];
  const fragments = `e07f1000${hex('OB')}0000ffffffff${Buffer.from([...items, ...delimiter]).toString('hex')}`;
  const inline = (value: readonly number[]): string =>
    `{"7FE00010":{"vr":"OB","InlineBinary":"${Buffer.from(value).toString('base64')}"}}`;
  const options = { transferSyntax: '1.2.840.10008.1.2.5' };

  test('of encapsulated pixel data are the items of the fragments, with or without the delimiter', async () => {
    const byReference = '{"7FE00010":{"vr":"OB","BulkDataURI":"x"}}';
    for (const value of [items, [...items, ...delimiter]]) {
      const stream = (): ReadableStream<Uint8Array> => streamOf(value.map((byte) => Uint8Array.of(byte)));
      for (const made of [
        await bytesFrom(inline(value), options),
        await bytesFrom(byReference, { ...options, bulk: () => Uint8Array.from(value) }),
        await bytesFrom(byReference, { ...options, bulk: () => ({ length: value.length, stream: stream() }) }),
      ]) {
        assert.ok(made.toString('hex').endsWith(fragments), made.toString('hex'));
      }
    }
  });

  test('of encapsulated pixel data need their transfer syntax, and must be items', async () => {
    assert.deepEqual(await refusal(inline(items)), ['attribute_missing', '(0002,0010)']);
    const native = await bytesFrom(inline(items), { transferSyntax: 'ELE' });
    assert.ok(native.toString('hex').endsWith(Buffer.from(items).toString('hex')));
    for (const wrong of [[1, 2, 3, 4, 5, 6, 7, 8], items.slice(0, -1), [...items, ...delimiter, 1, 2]]) {
      const bulk = () => ({ length: wrong.length, stream: streamOf([Uint8Array.from(wrong)]) });
      const byReference = '{"7FE00010":{"vr":"OB","BulkDataURI":"x"}}';
      assert.deepEqual(await refusal(byReference, { ...options, bulk }), ['value_invalid', '(7FE0,0010)']);
    }
  });
});

describe('what is refused', () => {
  for (const [text, position] of [
    ['', 0],
    ['{', 1],
    ['{"00100010":}', 12],
    ['{"é":1,}', 8], // in bytes of UTF-8
    ['{} x', 3],
    ['{"00100020":{"vr":"LO"},"00100020":{"vr":"LO"}}', 24],
    ['{"00100020":{"vr":"LO","vr":"LO"}}', 23],
    ['{"00100020":{"vr":"LO","Value":[01]}}', 33],
    ['{"00100020":{"vr":"LO","Value":[+1]}}', 32],
    ['{"00100020":{"vr":"LO","Value":[NaN]}}', 32],
    ['{"00100020":{"vr":"LO","Value":["\t"]}}', 32],
    ['{"00100020":{"vr":"LO","Value":["\\x"]}}', 32],
    ['{"00100020":{"vr":"LO","Value":["a]}}', 32],
    ['{"00100020":{"vr":"LO","Value":["\\\\\\"]}}', 32],
    ["{'00100020':{}}", 1],
    ['[nul]', 1],
  ] as const) {
    test(`is text that is no JSON: ${JSON.stringify(text)}`, async () => {
      const [code, at] = await refusal(text);
      assert.equal(code, 'json_malformed');
      assert.ok(Math.abs((at as number) - position) <= 1, `${String(at)}`);
    });
  }

  for (const [text, code, path] of [
    ['1', 'json_malformed'],
    ['[]', 'json_malformed'],
    ['[{},{}]', 'json_malformed'],
    ['{"PatientName":{"vr":"PN"}}', 'json_malformed'],
    ['{"__proto__":{"vr":"PN"}}', 'json_malformed'],
    ['{"00100010":[]}', 'json_malformed', '(0010,0010)'],
    ['{"00100010":{"vr":"XX"}}', 'json_malformed', '(0010,0010)'],
    ['{"00100010":{"vr":7}}', 'json_malformed', '(0010,0010)'],
    ['{"0010001a":{"vr":"LO"},"0010001A":{"vr":"LO"}}', 'json_malformed', '(0010,001A)'],
    ['{"FFFEE000":{"vr":"UN"}}', 'json_malformed', '(FFFE,E000)'],
    ['{"00100020":{"vr":"LO","Value":"a"}}', 'json_malformed', '(0010,0020)'],
    ['{"00100020":{"vr":"LO","Value":[1]}}', 'json_malformed', '(0010,0020)'],
    ['{"00100020":{"vr":"LO","Value":[true]}}', 'json_malformed', '(0010,0020)'],
    ['{"00100020":{"vr":"LO","Value":[["a"]]}}', 'json_malformed', '(0010,0020)'],
    ['{"00100010":{"vr":"PN","Value":[{"Alphabetic":1}]}}', 'json_malformed', '(0010,0010)'],
    ['{"00281201":{"vr":"OW","Value":[1]}}', 'json_malformed', '(0028,1201)'],
    ['{"00281201":{"vr":"OW","InlineBinary":"AQ"}}', 'json_malformed', '(0028,1201)'],
    ['{"00281201":{"vr":"OW","InlineBinary":"AQ==","Value":[]}}', 'json_malformed', '(0028,1201)'],
    ['{"00281201":{"vr":"OW","InlineBinary":"\\u0141QI="}}', 'json_malformed', '(0028,1201)'],
    ['{"00081140":{"vr":"SQ","Value":[null]}}', 'json_malformed', '(0008,1140)'],
    ['{"00081140":{"vr":"SQ","Value":[{"x":1}]}}', 'json_malformed', '(0008,1140)[0]'],
    [
      '{"00081140":{"vr":"SQ","Value":[{},{"00280010":{"vr":"US","Value":[70000]}}]}}',
      'value_invalid',
      '(0008,1140)[1].(0028,0010)',
    ],
    ['{"00280010":{"vr":"US","Value":[1.5]}}', 'value_invalid', '(0028,0010)'],
    ['{"00280010":{"vr":"US","Value":[1,null]}}', 'json_malformed', '(0028,0010)'],
    ['{"00100020":{"vr":"LO","Value":["a\\\\b"]}}', 'value_invalid', '(0010,0020)'], // two values: PS3.18 §F.2.4
    ['{"00100010":{"vr":"PN","Value":[{"Alphabetic":"a=b"}]}}', 'value_invalid', '(0010,0010)'],
    ['{"00204000":{"vr":"LT","Value":["a","b"]}}', 'value_invalid', '(0020,4000)'],
    ['{"00080060":{"vr":"CS","Value":["é"]}}', 'text_not_encodable', '(0008,0060)'],
    ['{"00100020":{"vr":"LO","Value":["\\ud800"]}}', 'text_not_encodable', '(0010,0020)'],
    ['{"00189999":{"vr":"FD","Value":["x"]}}', 'value_invalid', '(0018,9999)'],
    [`{"00189999":{"vr":"UV","Value":[${'9'.repeat(100_000)}]}}`, 'value_invalid', '(0018,9999)'],
  ] as const) {
    test(`is ${text.slice(0, 80)}: ${code}`, async () => assert.deepEqual(await refusal(text), [code, path]));
  }

  test('is a document that is too long, too deep, or has too many attributes', async () => {
    const limits = { maxSize: 10_000, maxDepth: 3, maxElements: 100 };
    assert.equal((await refusal(' '.repeat(10_001), limits))[0], 'text_too_long');
    assert.equal((await refusal(streamOf(Array<string>(101).fill(' '.repeat(100))), limits))[0], 'text_too_long');
    const nested = (depth: number): string =>
      depth === 0 ? '{}' : `{"00081140":{"vr":"SQ","Value":[${nested(depth - 1)}]}}`;
    await bytesFrom(nested(3), limits);
    await bytesFrom(JSON.parse(nested(3)) as object, limits);
    for (const text of [nested(4), nested(50), '['.repeat(5000)]) {
      assert.equal((await refusal(text, limits))[0], 'nesting_too_deep');
    }
    const cycle: Record<string, unknown> = {};
    cycle['00081140'] = { vr: 'SQ', Value: [cycle] };
    assert.equal((await refusal(cycle))[0], 'nesting_too_deep');
    const many = `{"00081140":{"vr":"SQ","Value":[${Array(100).fill('{}').join()}]}}`;
    assert.equal((await refusal(many, limits))[0], 'too_many_elements');
    assert.equal((await refusal('['.repeat(1_000_000)))[0], 'nesting_too_deep');
  });

  test('is never more than the one document: other names of an attribute object do no harm', async () => {
    const text =
      '{"00100020":{"vr":"LO","Value":["a"],"__proto__":{"polluted":1},"constructor":1,"keyword":"PatientID"}}';
    assert.equal((await bytesFrom(text)).length, 10);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(parseTag('00100020'), 0x00100020);
  });

  test('is bytes that are no UTF-8', async () => {
    assert.equal((await refusal(Uint8Array.of(0x22, 0xff, 0x22)))[0], 'json_malformed');
  });
});

test('a cancelled stream asks for no more, and a signal ends it', async () => {
  let left = false;
  const stream = (async function* () {
    try {
      for (;;) yield await Promise.resolve(new Uint8Array(100));
    } finally {
      left = true;
    }
  })();
  const text = '{"00091001":{"vr":"OB","BulkDataURI":"x"}}';
  const reader = fromJson(text, { bulk: () => ({ length: 1e9, stream }) }).getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  assert.ok(left);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await assert.rejects(bytesFrom(text, { signal: controller.signal }), /enough/);
});
