// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A dump as a stream of parts: how the data set is written, limits, values from elsewhere, back-pressure.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DicomError, fromDump, type Part } from 'dcmstream';
import fc from 'fast-check';
import { dicom, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { dumpError as errorOf, dumpOf, elementsOf, fileOf } from '../support/dumps.js';
import { gather, streamOf } from '../support/rechunk.js';

describe('a dump that is read', () => {
  const elements = '(0010,0010) PN [A]\n(0028,0010) US 258\n(7FE0,0010) OW 0102\\0304\n';

  test('is explicit VR little endian where it says nothing else', async () => {
    const expected = dicom()
      .element(0x00100010, 'PN', 'A')
      .element(0x00280010, 'US', 258)
      .element(0x7fe00010, 'OW', [258, 772]);
    assert.deepEqual(await fileOf(elements), expected.bytes());
  });

  for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
    test(`is written as its file meta says: ${transferSyntax}`, async () => {
      const expected = dicom().preamble().meta({ transferSyntax });
      expected.element(0x00100010, 'PN', 'A').element(0x00280010, 'US', 258).element(0x7fe00010, 'OW', [258, 772]);
      const meta = `(0002,0000) UL 5\n(0002,0001) OB 00\\01\n(0002,0010) UI [${transferSyntax}]\n`;
      assert.deepEqual(await fileOf(meta + elements), expected.bytes());
    });
  }

  test('has no group lengths, which would not be right', async () => {
    assert.deepEqual(await fileOf('(0008,0000) UL 12\n(0008,0060) CS [CT]'), await fileOf('(0008,0060) CS [CT]'));
  });

  test('may come in chunks of text or bytes', async () => {
    const whole = await fileOf(elements);
    const bytes = new TextEncoder().encode(elements);
    const gatherBytes = async (source: Parameters<typeof fromDump>[0]): Promise<Uint8Array> =>
      new Uint8Array(Buffer.concat((await gather(fromDump(source))).flat().map((part: Part) => part.bytes)));
    assert.deepEqual(await gatherBytes(new Blob([bytes])), whole);
    assert.deepEqual(await gatherBytes(streamOf(elements.split(/(?=0)/))), whole);
    assert.deepEqual(await gatherBytes(streamOf([...bytes].map((byte) => Uint8Array.of(byte)))), whole);
  });

  test('gives nothing where there is nothing', async () => {
    assert.deepEqual(await fileOf(''), new Uint8Array(0));
    assert.deepEqual(await fileOf('# only a comment'), new Uint8Array(0));
  });

  test('keeps to its limits', async () => {
    assert.equal((await errorOf(`(0010,0010) PN [${'A'.repeat(100)}]`, { maxLine: 100 })).code, 'dump_malformed');
    assert.equal((await errorOf(elements, { maxElements: 2 })).code, 'too_many_elements');
    assert.throws(() => fromDump('', { maxLine: NaN }), { code: 'argument_invalid' });
    const open = `# Dicom-Data-Set\n(0010,4000) LT [${'A\n'.repeat(1000)}`;
    assert.equal((await errorOf(open, { maxLine: 1000 })).code, 'dump_malformed');
  });

  test('takes values that stand elsewhere from whoever gives them', async () => {
    const seen: unknown[] = [];
    const text = '(0042,0011) OB =report.pdf\n(7FE0,0010) OW =@1000+4,big-endian,inflated\n';
    const made = await fileOf(text, {
      bulk(reference) {
        seen.push(reference);
        return reference.name === '' ? new Blob([Uint8Array.of(1, 2, 3, 4)]) : Uint8Array.of(1, 2, 3);
      },
    });
    assert.deepEqual(await elementsOf(made), ['(0042,0011) OB', '  01020300', '(7FE0,0010) OW', '  02010403']);
    assert.deepEqual(seen, [
      { name: 'report.pdf', position: 0, length: undefined, inflated: false },
      { name: '', position: 1000, length: 4, inflated: true },
    ]);
  });

  test('fails where such a value is not given, or is not as long as it should be', async () => {
    const text = '(0008,0060) CS [CT]\n(7FE0,0010) OW =@1000+4';
    const liar = { length: 4, stream: streamOf([new Uint8Array(3)]) };
    const talker = { length: 4, stream: streamOf([new Uint8Array(3), new Uint8Array(3)]) };
    for (const data of [undefined, new Uint8Array(3), new Uint8Array(5), liar, talker]) {
      const { code, path } = await errorOf(text, { bulk: () => data });
      assert.deepEqual([code, path], ['bulk_data_missing', 'line 2']);
    }
    assert.equal((await errorOf(text)).code, 'bulk_data_missing');
  });

  test('is read no further than it is asked for, and cancelled where it is left', async () => {
    let taken = 0;
    let isCancelled = false;
    const endless = new ReadableStream<string>(
      {
        pull(controller) {
          controller.enqueue(`(0009,${(0x1000 + taken++).toString(16)}) LO [A]\n`);
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const reader = fromDump(endless).getReader();
    assert.equal((await reader.read()).value?.length, 256);
    assert.ok(taken < 300, `${taken} chunks were taken`);
    await reader.cancel();
    assert.ok(isCancelled);
  });

  test('does not wait for a source that waits when it is left', async () => {
    let isCancelled = false;
    const silent = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel: () => void (isCancelled = true),
    });
    const reader = fromDump(silent).getReader();
    const pending = reader.read();
    await turn();
    await reader.cancel();
    assert.deepEqual(await pending, { done: true, value: undefined });
    assert.ok(isCancelled);
  });

  test('ends with the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const waiting = assert.rejects(gather(fromDump(silent, { signal: controller.signal })), reason);
    await turn();
    controller.abort(reason);
    await waiting;
    await assert.rejects(gather(fromDump(elements, { signal: controller.signal })), reason);
  });

  test('gives a data set or a DicomError, whatever the text', async () => {
    const words = [
      '(0008,1140) SQ',
      '(FFFE,E000) na',
      '(FFFE,E00D)',
      '(FFFE,E0DD) na',
      '(7FE0,0010) OB (PixelSequence)',
      'pi 01',
      '\n',
      ' ',
    ];
    const values = [
      '[',
      ']',
      '"',
      '\\',
      '<',
      '>',
      '=',
      '@1+2',
      '#',
      '(0010,0010) PN',
      '(0008,0005) CS [ISO_IR 100]',
      '1',
      'é',
      '...',
    ];
    const text = fc.array(fc.oneof(fc.constantFrom(...words, ...values), fc.string({ maxLength: 5 })), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (pieces, isForeign) => {
        const dump = (isForeign ? '# Dicom-Data-Set\n' : '') + pieces.join('');
        const made = await fileOf(dump, { anyOrder: true, bulk: () => new Uint8Array(2) }).catch(
          (error: unknown) => error,
        );
        if (made instanceof Uint8Array) await elementsOf(made).catch(refused);
        else refused(made);
      }),
      { numRuns: 120 },
    );
  });

  test('gives a data set or a DicomError, whatever has become of a line', async () => {
    const whole = await dumpOf(sample, { full: true, maxValue: 50 });
    const lines = whole.split('\n');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length),
        fc.nat(60),
        fc.nat(5),
        fc.string({ maxLength: 3 }),
        async (at, from, count, text) => {
          const changed = lines.map((line, i) =>
            i === at ? line.slice(0, from) + text + line.slice(from + count) : line,
          );
          const made = await fileOf(changed.join('\n'), {
            bulk: ({ length = 1 }) => new Uint8Array(length % 1000),
          }).catch((error: unknown) => error);
          if (!(made instanceof Uint8Array)) refused(made);
        },
      ),
      { numRuns: 120 },
    );
  });
});

const sample = dicom()
  .preamble()
  .meta()
  .element(0x00080005, 'CS', 'ISO_IR 192')
  .sequence(0x00081140, (all) =>
    all.item((item) => item.element(0x00081155, 'UI', '1.2').element(0x00104000, 'LT', 'a\nb')),
  )
  .element(0x00100010, 'PN', 'Doe^John')
  .element(0x00181063, 'DS', '1.5\\2')
  .element(0x00280009, 'AT', 0x00181063)
  .element(0x00291010, 'FD', 0.1)
  .fragments(0x7fe00010, 'OB', [new Uint8Array(10), new Uint8Array(100)])
  .bytes();

/** Nothing but an error of the data. */
function refused(error: unknown): void {
  if (!(error instanceof DicomError)) throw error;
}
