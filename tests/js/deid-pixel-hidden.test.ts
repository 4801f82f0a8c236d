// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What may hide beside samples: overlays in their unused bits, bytes behind frames, offsets that are none, icons.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { init, parseBuffer, type Report } from 'dcmstream';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { runDeid } from '../support/deid-run.js';

await init();

const uncompressed = '1.2.840.10008.1.2.1.98';
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

interface Image {
  readonly transferSyntax?: string;
  readonly bits?: number;
  readonly stored?: number;
  readonly high?: number;
  readonly frames?: number;
  /** Of group 60xx. */
  readonly overlay?: (to: DicomBuilder) => DicomBuilder;
  readonly extended?: (to: DicomBuilder) => DicomBuilder;
}

/** Four columns, one row. */
function image({
  transferSyntax = explicitLittleEndian,
  bits = 16,
  stored = 12,
  high = stored - 1,
  frames = 1,
  overlay = (to) => to,
  extended = (to) => to,
}: Image): DicomBuilder {
  const to = dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', String(frames))
    .element(0x00280010, 'US', 1)
    .element(0x00280011, 'US', 4)
    .element(0x00280100, 'US', bits)
    .element(0x00280101, 'US', stored)
    .element(0x00280102, 'US', high)
    .element(0x00280103, 'US', 0);
  return extended(overlay(to));
}

async function result(
  to: DicomBuilder,
  profile: unknown = {},
  chunk = 3,
): Promise<{ bytes: number[]; report: Report; out: Uint8Array }> {
  const { bytes, report } = await runDeid(to.bytes(), profile, {}, chunk);
  return { bytes: [...(parseBuffer(bytes).bytes(0x7fe00010) ?? [])], report, out: bytes };
}

const plane = (position: number) => (to: DicomBuilder) =>
  to.element(0x60000100, 'US', 16).element(0x60000102, 'US', position);

describe('an overlay in bits of the samples', () => {
  const samples = [0xffff, 0x1001, 0x2002, 0x8fff];
  const words = (bigEndian: boolean): Uint8Array =>
    Uint8Array.from(samples.flatMap((word) => (bigEndian ? [word >> 8, word & 255] : [word & 255, word >> 8])));

  test('is taken out where the pixels leave the bit, and all other bits stay', async () => {
    for (const transferSyntax of [explicitLittleEndian, implicitLittleEndian, explicitBigEndian]) {
      const isBig = transferSyntax === explicitBigEndian;
      const file = image({ transferSyntax, overlay: plane(12) }).element(0x7fe00010, 'OW', words(isBig));
      const { bytes, report, out } = await result(file);
      const read = [0, 2, 4, 6].map((i) =>
        isBig ? (bytes[i]! << 8) | bytes[i + 1]! : (bytes[i + 1]! << 8) | bytes[i]!,
      );
      assert.deepEqual(read, [0xefff, 0x0001, 0x2002, 0x8fff]);
      assert.deepEqual(report.needsReview, []);
      assert.equal(parseBuffer(out).has(0x60000100), false);
    }
  });

  test('of several planes, above and below the pixel', async () => {
    const overlay = (to: DicomBuilder): DicomBuilder =>
      plane(15)(to).element(0x60020100, 'US', 16).element(0x60020102, 'US', 0);
    const file = image({ high: 14, stored: 12, overlay }).element(0x7fe00010, 'OW', words(false));
    const { bytes } = await result(file);
    assert.deepEqual(bytes, [0xfe, 0x7f, 0x00, 0x10, 0x02, 0x20, 0xfe, 0x0f]);
  });

  test('is for a person to look at where it is in the pixel itself, or nobody says where', async () => {
    for (const overlay of [plane(3), plane(16), (to: DicomBuilder) => to.element(0x60000100, 'US', 16)]) {
      const { bytes, report } = await result(image({ overlay }).element(0x7fe00010, 'OW', words(false)));
      assert.deepEqual(report.needsReview, ['overlay_in_pixel_data']);
      assert.deepEqual(bytes, [...words(false)]);
    }
  });

  test('with data of its own goes with them, and the samples stay', async () => {
    const overlay = (to: DicomBuilder): DicomBuilder =>
      to.element(0x60000100, 'US', 1).element(0x60000102, 'US', 0).element(0x60003000, 'OW', text('MEYER^AN'));
    const { bytes, report, out } = await result(image({ overlay }).element(0x7fe00010, 'OW', words(false)));
    assert.deepEqual(bytes, [...words(false)]);
    assert.deepEqual(report.needsReview, []);
    assert.ok(![...parseBuffer(out).elements()].some(({ tag }) => tag >>> 24 === 0x60));
  });

  test('stays where graphics do, for a person to look at', async () => {
    const file = image({ overlay: plane(12) }).element(0x7fe00010, 'OW', words(false));
    const { bytes, report } = await result(file, { options: { cleanGraphics: true } });
    assert.deepEqual(bytes, [...words(false)]);
    assert.deepEqual(report.needsReview, ['overlay_in_pixel_data', 'graphics_kept']);
  });

  test('is taken out of what is decoded to be blanked', async () => {
    const file = image({ transferSyntax: rleLossless, overlay: plane(12) }).fragments(0x7fe00010, 'OB', [rleFrame(2)]);
    const regions = [{ left: 0, top: 0, columns: 1, rows: 1 }];
    const { bytes, report } = await runDeid(file.bytes(), {}, { regions });
    assert.deepEqual([...(parseBuffer(bytes).bytes(0x7fe00010) ?? [])], [0, 0, 0x55, 0x45, 0x55, 0x45, 0x55, 0x45]);
    assert.deepEqual(report.needsReview, []);
  });

  test('is for a person to look at in what stays encapsulated', async () => {
    const file = image({ transferSyntax: rleLossless, overlay: plane(12) }).fragments(0x7fe00010, 'OB', [rleFrame(2)]);
    assert.deepEqual((await result(file)).report.needsReview, ['overlay_in_pixel_data']);
  });
});

/** Segments of four bytes 0x55 in a literal run, and what stands behind each. PS3.5 §G */
function rleFrame(segments: number, behind: Uint8Array = new Uint8Array(0)): Uint8Array {
  const size = 6 + behind.length;
  const frame = new Uint8Array(64 + segments * size);
  frame[0] = segments;
  for (let i = 0; i < segments; i++) {
    const at = 64 + i * size;
    frame[4 * (i + 1)] = at;
    frame.set([3, 0x55, 0x55, 0x55, 0x55, 0x80], at);
    frame.set(behind, at + 6);
  }
  return frame;
}

describe('RLE frames', () => {
  const planted = (segments: number): Uint8Array => {
    const frame = rleFrame(segments, text('MEYER^ANNA'));
    frame.set(text('MEYER^ANNA'), 48); // offsets of no segment
    return frame;
  };
  const clean = (segments: number): Uint8Array => {
    const frame = rleFrame(segments, new Uint8Array(10));
    for (let i = 0; i < segments; i++) frame[64 + 16 * i + 5] = 0; // nothing is unpacked by then
    return frame;
  };

  test('lose what stands behind their segments and in offsets of none', async () => {
    for (const frames of [1, 3]) {
      const fragments = Array.from({ length: frames }, () => planted(2));
      const file = image({ transferSyntax: rleLossless, frames }).fragments(0x7fe00010, 'OB', fragments);
      for (const chunk of [1, 13, 4096]) {
        const { report, out } = await result(file, {}, chunk);
        assert.deepEqual(report.needsReview, []);
        assert.equal(Buffer.from(out).includes('MEYER'), false);
        const all = Buffer.concat(Array.from({ length: frames }, () => clean(2)));
        const dataset = parseBuffer(out);
        const kept = dataset
          .fragments(0x7fe00010)
          .slice(1)
          .map(({ position, length }) => out.subarray(position, position + length));
        assert.deepEqual(Buffer.concat(kept), all);
      }
    }
  });

  test('that are none, or that nothing describes, are for a person to look at', async () => {
    const odd = image({ transferSyntax: rleLossless }).fragments(0x7fe00010, 'OB', [rleFrame(3)]);
    assert.deepEqual((await result(odd)).report.needsReview, ['codestream_unknown']);
    const bare = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [rleFrame(2)]);
    assert.deepEqual((await result(bare)).report.needsReview, ['codestream_not_searched']);
  });
});

describe('fragments that are not compressed', () => {
  const described = (frames: number): DicomBuilder =>
    image({ transferSyntax: uncompressed, bits: 8, stored: 8, frames });

  test('lose what is less than a frame behind their frame', async () => {
    const file = described(2).fragments(0x7fe00010, 'OB', [text('ABCDME'), text('EFGHYE')]);
    const { out, report } = await result(file);
    assert.ok(Buffer.from(out).includes('ABCD\0\0'));
    assert.ok(Buffer.from(out).includes('EFGH\0\0'));
    assert.deepEqual(report.needsReview, []);
  });

  test('that hold a frame too many are for a person to look at', async () => {
    const file = described(1).fragments(0x7fe00010, 'OB', [text('ABCDEFGH')]);
    assert.deepEqual((await result(file)).report.needsReview, ['pixel_data_longer']);
  });
});

describe('offset tables', () => {
  const numbers = (...all: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(all.map(BigInt)).buffer);
  const withTables = async (offsets: Uint8Array, lengths: Uint8Array): Promise<boolean[]> => {
    const extended = (to: DicomBuilder): DicomBuilder =>
      to.element(0x7fe00001, 'OV', offsets).element(0x7fe00002, 'OV', lengths);
    const file = image({ transferSyntax: rleLossless, frames: 2, extended });
    const { out } = await result(file.fragments(0x7fe00010, 'OB', [rleFrame(2), rleFrame(2)]));
    return [0x7fe00001, 0x7fe00002].map((tag) => parseBuffer(out).has(tag));
  };

  test('stay where they are offsets and lengths, and go where they are text', async () => {
    assert.deepEqual(await withTables(numbers(0, 84), numbers(76, 76)), [true, true]);
    assert.deepEqual(await withTables(text('MEYER^ANNA^PAULA'), text('MEYER^ANNA^PAULA')), [false, false]);
    assert.deepEqual(await withTables(numbers(0, 0), numbers(76, 76)), [false, true]);
    assert.deepEqual(await withTables(numbers(0, 84), text('short')), [true, false]);
  });
});

describe('icons', () => {
  test('go at every depth', async () => {
    const icon = (to: DicomBuilder): DicomBuilder =>
      to.sequence(0x00880200, (sequence) =>
        sequence.item((item) => item.element(0x7fe00010, 'OB', text('MEYER^ANNA'))),
      );
    const file = dicom().preamble().meta({});
    const nested = file.sequence(0x00081115, (sequence) =>
      sequence.item((item) => icon(item.sequence(0x00081199, (inner) => inner.item(icon)))),
    );
    const { out } = await result(icon(nested));
    assert.equal(Buffer.from(out).includes('MEYER'), false);
  });
});

describe('pixel data behind pixel data', () => {
  const samples = new Uint8Array(8);
  const second = (tag: number, vr: string): DicomBuilder =>
    image({}).element(0x7fe00010, 'OW', samples).element(tag, vr, text('Planted^Zoe     '));

  test('go, whatever they are called, as an image has one', async () => {
    for (const [tag, vr] of [
      [0x7fe00010, 'OW'],
      [0x7fe00010, 'OB'],
      [0x7fe00008, 'OF'],
      [0x7fe00009, 'OD'],
    ] as const) {
      const { out, bytes } = await result(second(tag, vr));
      assert.equal(Buffer.from(out).includes('Planted'), false);
      assert.deepEqual(bytes, [...samples]);
    }
  });

  test('go where they are fragments behind fragments', async () => {
    const file = image({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [new Uint8Array(64)])
      .fragments(0x7fe00010, 'OB', [text('Planted^Zoe ')]);
    assert.equal(Buffer.from((await result(file)).out).includes('Planted'), false);
  });

  test('an overlay behind them that is kept is looked at', async () => {
    const file = image({}).element(0x7fe00010, 'OW', samples).element(0x60003000, 'OW', new Uint8Array(2));
    const { report } = await result(file, { options: { cleanGraphics: true } });
    assert.ok(report.needsReview.includes('graphics_kept'));
  });
});

describe('frames that the image does not count', () => {
  const frame = new Uint8Array(8);

  test('are looked at: as fragments, and by the offsets', async () => {
    const offsets = { offsets: [0, 16] };
    for (const [transferSyntax, options, isLonger] of [
      [uncompressed, {}, true],
      [rleLossless, {}, true],
      ['1.2.840.10008.1.2.4.50', offsets, true],
      ['1.2.840.10008.1.2.4.50', {}, false],
    ] as const) {
      for (const frames of [1, 2]) {
        const file = image({ transferSyntax, frames }).fragments(0x7fe00010, 'OB', [frame, frame], options);
        const { report } = await result(file);
        const isSaid = report.needsReview.includes('pixel_data_longer');
        assert.equal(isSaid, isLonger && frames === 1, `${transferSyntax} ${frames}`);
      }
    }
  });
});

describe('what stands behind pixels', () => {
  test('and belongs in front of them is to be looked at, as names in it were not known', async () => {
    const pixels = new Uint8Array(8);
    const late = image({})
      .element(0x00281055, 'LO', 'of Zoe')
      .element(0x7fe00010, 'OW', pixels)
      .element(0x00100010, 'PN', 'Zoe');
    assert.deepEqual((await result(late)).report.needsReview, ['out_of_order']);
    const early = image({}).element(0x7fe00010, 'OW', pixels).element(0xfffcfffc, 'OB', pixels);
    assert.deepEqual((await result(early)).report.needsReview, []);
  });
});
