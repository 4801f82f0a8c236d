// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whatever a document is, reading it gives a data set or a DicomError that says where, in bounded time and memory.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DicomError, fromXml, type FromXmlOptions } from 'dcmstream';
import { gather, streamOf } from '../support/rechunk.js';
import { bytesOfXml, model } from '../support/xml-form.js';

const attribute = (inner: string, names = 'tag="00080060" vr="CS"'): string =>
  model(`<DicomAttribute ${names}>${inner}</DicomAttribute>`);

async function fails(document: string, code: string, options?: FromXmlOptions): Promise<DicomError> {
  const error: unknown = await bytesOfXml(document, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DicomError, `${document.slice(0, 200)}: ${String(error)}`);
  assert.equal(error.code, code, document.slice(0, 200));
  return error;
}

const malformed: Readonly<Record<string, string>> = {
  'no document': '',
  'no XML': '{"00080060":{}}',
  'text in front of it': `x${model('')}`,
  'an end that is missing': model('').slice(0, -1),
  'ends that are crossed': '<NativeDicomModel><DicomAttribute tag="00080060"></NativeDicomModel></DicomAttribute>',
  'a second root': model('') + model(''),
  'an entity that is not declared': attribute('<Value number="1">&x;</Value>'),
  'a character that XML does not have': attribute('<Value number="1">&#1;</Value>'),
  'a bare ampersand': attribute('<Value number="1">a & b</Value>'),
  'an attribute twice': attribute('', 'tag="00080060" tag="00080060"'),
  'a prefix that is not declared': '<x:NativeDicomModel/>',
  'another root': '<file-format/>',
  'another namespace': '<NativeDicomModel xmlns="urn:other"/>',
  'an element of another namespace': model('<x:DicomAttribute xmlns:x="urn:x" tag="00080060"/>'),
  'an unknown element': model('<Attribute/>'),
  'an unknown element in an attribute': attribute('<Text/>'),
  'text between elements': model('CT'),
  'text in an attribute': attribute('CT'),
  'elements in a value': attribute('<Value number="1"><b/></Value>'),
  'elements in bulk data': attribute('<BulkData uri="a"><b/></BulkData>'),
  'bulk data without a URI': attribute('<BulkData/>'),
  'bulk data twice': attribute('<BulkData uri="a"/><BulkData uri="a"/>'),
  'values and bytes': attribute('<Value number="1">A</Value><InlineBinary>AAAA</InlineBinary>'),
  'items of text': attribute('<Item number="1"/>'),
  'values of a sequence': attribute('<Value number="1">A</Value>', 'tag="00081140" vr="SQ"'),
  'a name of no person': attribute('<PersonName number="1"/>'),
  'no tag': attribute('', 'vr="CS"'),
  'a tag that is none': attribute('', 'tag="0008006" vr="CS"'),
  'the tag of an item': attribute('', 'tag="FFFEE000" vr="CS"'),
  'a VR that is none': attribute('', 'tag="00080060" vr="cs"'),
  'a VR of JavaScript': attribute('', 'tag="00080060" vr="constructor"'),
  'an element of JavaScript': attribute('<PersonName number="1"><constructor/></PersonName>', 'tag="00100010" vr="PN"'),
  'number 0': attribute('<Value number="0">A</Value>'),
  'a number that is none': attribute('<Value number="one">A</Value>'),
  'a number twice': attribute('<Value number="1">A</Value><Value number="1">B</Value>'),
  'an attribute of the data set twice': model('<DicomAttribute tag="00080060"/><DicomAttribute tag="00080060"/>'),
  'base64 that is none': attribute('<InlineBinary>A</InlineBinary>'),
};

const doctypes: Readonly<Record<string, string>> = {
  'a DOCTYPE': '<!DOCTYPE NativeDicomModel>',
  'an external DTD': '<!DOCTYPE NativeDicomModel SYSTEM "file:///etc/passwd">',
  'an external entity': '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  'entities that grow': '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
};

const invalid: Readonly<Record<string, string>> = {
  'a backslash in one of several values': attribute('<Value number="1">A\\B</Value>'),
  'two values of a text that has one': attribute(
    '<Value number="1">A</Value><Value number="2">B</Value>',
    'tag="00204000" vr="LT"',
  ),
  'a number out of range': attribute('<Value number="1">65536</Value>', 'tag="00280010" vr="US"'),
  'a number that is none': attribute('<Value number="1">x</Value>', 'tag="00280010" vr="US"'),
  'text of VR UN': attribute('<Value number="1">x</Value>', 'tag="00091001" vr="UN"'),
  'a delimiter in a name': attribute(
    '<PersonName number="1"><Alphabetic><GivenName>A^B</GivenName></Alphabetic></PersonName>',
    'tag="00100010" vr="PN"',
  ),
};

describe('fromXml refuses', () => {
  for (const [what, document] of Object.entries(malformed)) {
    test(what, async () => {
      const { position, path } = await fails(document, 'xml_malformed');
      assert.ok(position !== undefined || path !== undefined);
    });
  }
  for (const [what, doctype] of Object.entries(doctypes)) {
    test(`${what}, and reads nothing that it names`, async () => {
      await fails(`<?xml version="1.0"?>${doctype}${attribute('<Value number="1">&b;</Value>')}`, 'xml_malformed');
    });
  }
  for (const [what, document] of Object.entries(invalid)) {
    test(what, async () => {
      const { path } = await fails(document, 'value_invalid');
      assert.match(path ?? '', /^\(\w{4},\w{4}\)$/);
    });
  }

  test('text beyond ASCII of a VR that has none', async () => {
    await fails(attribute('<Value number="1">ä</Value>'), 'text_not_encodable');
  });

  test('what is not well-formed at its byte, without showing a value', async () => {
    const document = model('<DicomAttribute tag="00081030" vr="LO"><Value number="1">Sécret</Value></Bad>');
    const { position, message } = await fails(document, 'xml_malformed');
    const expected = new TextEncoder().encode(document.slice(0, document.indexOf('</Bad>') + '</Bad>'.length)).length;
    assert.equal(position, expected);
    assert.ok(!message.includes('cret'));
  });

  test('bytes that are no text of the encoding', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode(model('').slice(0, 40)), 0xff]);
    await assert.rejects(gather(fromXml(bytes)), { code: 'xml_malformed' });
    const unknown = new TextEncoder().encode(`<?xml version="1.0" encoding="x-none"?>${model('')}`);
    await assert.rejects(gather(fromXml(unknown)), { code: 'xml_malformed', position: 0 });
  });
});

describe('fromXml is bounded', () => {
  const nested = (depth: number): string =>
    model(
      '<DicomAttribute tag="00081140" vr="SQ"><Item number="1">'.repeat(depth) +
        '</Item></DicomAttribute>'.repeat(depth),
    );

  test('in depth', async () => {
    await bytesOfXml(nested(128));
    await fails(nested(129), 'nesting_too_deep');
    await fails(nested(2), 'nesting_too_deep', { maxDepth: 1 });
    await fails('<a>'.repeat(100_000), 'xml_malformed');
  });

  test('in elements, also those that numbers leave out', async () => {
    await fails(attribute('<Value number="9999999999">A</Value>'), 'too_many_elements');
    await fails(attribute('<Value number="12">A</Value>'), 'too_many_elements', { maxElements: 11 });
    await fails(attribute('<Item number="1000000000"/>', 'tag="00081140" vr="SQ"'), 'too_many_elements');
    await fails(model('<DicomAttribute tag="00080060"/>'.repeat(5)), 'too_many_elements', { maxElements: 4 });
  });

  test('in size, also where nothing but one comment, name or value comes', async () => {
    for (const beginning of ['<!--', '<', '<a b="', attribute('').slice(0, -40), '<!DOCTYPE ', '<?a ']) {
      let given = 0;
      const endless = new ReadableStream<string>({
        pull(controller) {
          controller.enqueue(given++ === 0 ? beginning : 'x'.repeat(65536));
        },
      });
      await assert.rejects(gather(fromXml(endless, { maxSize: 2_000_000 })), {
        code: /^(text_too_long|xml_malformed)$/,
      });
      assert.ok(given < 50);
    }
  });

  test('and tells its source when it is left, by a cancel or by the signal', async () => {
    for (const how of ['cancel', 'abort'] as const) {
      let isTold = false;
      const controller = new AbortController();
      const endless = new ReadableStream<string>({
        async pull(stream) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          stream.enqueue(' ');
        },
        cancel: () => void (isTold = true),
      });
      const reader = fromXml(endless, { signal: controller.signal }).getReader();
      const read = reader.read().catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (how === 'abort') controller.abort(new Error('enough'));
      else await reader.cancel();
      const outcome = await read;
      assert.ok(how === 'cancel' || String(outcome).includes('enough'));
      assert.ok(isTold);
    }
  });
});

test('any document gives a data set or a DicomError', async () => {
  const pieces = fc.constantFrom(
    ...[
      '<DicomAttribute tag="00080060" vr="CS">',
      '<DicomAttribute tag="00090001" privateCreator="A">',
      '</DicomAttribute>',
    ],
    ...[
      '<Value number="1">',
      '<Value number="3">',
      '</Value>',
      '<Item number="2">',
      '</Item>',
      '<InlineBinary>',
      '</InlineBinary>',
    ],
    ...[
      'AAAA',
      'x',
      '&amp;',
      '&#13;',
      '<PersonName>',
      '</PersonName>',
      '<Alphabetic>',
      '</Alphabetic>',
      '<BulkData uri="x"/>',
    ],
    ...[
      '<DicomAttribute tag="00081140">',
      '<DicomAttribute tag="00100010" vr="PN">',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '\u0001',
      '"',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (list) => {
      try {
        await gather(fromXml(streamOf([model(list.join(''))]), { bulk: () => new Uint8Array(3) }));
      } catch (error) {
        assert.ok(error instanceof DicomError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
