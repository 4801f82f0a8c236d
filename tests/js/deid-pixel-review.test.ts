// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which images a person should look at, and who can say that nobody need.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type DeidentifyOptions,
  fromCtpPixelScript,
  init,
  parseBuffer,
  type PixelRule,
  readPixelRules,
  type Report,
} from 'dcmstream';
import { dicom, type DicomBuilder, explicitLittleEndian } from '../support/dicom-builder.js';
import { runDeid } from '../support/deid-run.js';

await init();

const storage = '1.2.840.10008.5.1.4.1.1';

async function reviewOf(
  build: (to: DicomBuilder) => DicomBuilder,
  transferSyntax = explicitLittleEndian,
): Promise<Report['needsReview']> {
  return (await runDeid(build(dicom().preamble().meta({ transferSyntax })).bytes())).report.needsReview;
}

/** An attribute of text. */
const said =
  (tag: number, vr: string, text: string) =>
  (to: DicomBuilder): DicomBuilder =>
    to.element(tag, vr, text);

describe('a person should look', () => {
  test('at captures, screens, films, cameras, fluoroscopes, ultrasound, dose reports and slides with labels', async () => {
    const cases: readonly [(to: DicomBuilder) => DicomBuilder, readonly string[]][] = [
      [said(0x00080016, 'UI', `${storage}.7`), ['secondary_capture']],
      [said(0x00080016, 'UI', `${storage}.7.4`), ['secondary_capture']],
      [said(0x00080016, 'UI', `${storage}.77.1.6`), []],
      [said(0x00080016, 'UI', `${storage}.3.1`), ['ultrasound']],
      [said(0x00080016, 'UI', `${storage}.12.1.1`), ['fluoroscopy']],
      [said(0x00080016, 'UI', `${storage}.2`), []],
      [said(0x00080060, 'CS', 'US'), ['ultrasound']],
      [said(0x00080060, 'CS', 'ES'), ['visible_light']],
      [said(0x00080060, 'CS', 'XC'), ['visible_light']],
      [said(0x00080060, 'CS', 'XA'), ['fluoroscopy']],
      [said(0x00080060, 'CS', 'OT'), ['secondary_capture']],
      [said(0x00080060, 'CS', 'CT'), []],
      [said(0x00080064, 'CS', 'DF'), ['secondary_capture', 'digitized_film']],
      [said(0x00080070, 'LO', 'VIDAR Systems Corporation'), ['digitized_film']],
      [said(0x00080070, 'LO', 'GE OEC Medical Systems GmbH'), ['device']],
      [said(0x0008103e, 'LO', 'Dose Report'), ['dose_report']],
      [said(0x00080008, 'CS', 'DERIVED\\SECONDARY\\SCREEN SAVE'), ['screen_save']],
      [said(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\LABEL\\NONE'), ['slide_label']],
      [said(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\VOLUME\\NONE'), []],
      [said(0x00480010, 'CS', 'YES'), ['slide_label']],
      [said(0x00280301, 'CS', 'YES'), ['burned_in_annotation']],
      [said(0x00280302, 'CS', 'YES'), ['recognizable_visual_features']],
    ];
    for (const [build, reasons] of cases) assert.deepEqual(await reviewOf(build), reasons, build.toString());
  });

  test('unless the image says that it has no text, which is not believed of screens and labels', async () => {
    const no = said(0x00280301, 'CS', 'NO');
    assert.deepEqual(await reviewOf((to) => no(said(0x00080060, 'CS', 'US')(to))), []);
    assert.deepEqual(await reviewOf((to) => no(said(0x00080008, 'CS', 'DERIVED\\SECONDARY\\SCREEN SAVE')(to))), [
      'screen_save',
    ]);
    assert.deepEqual(await reviewOf((to) => no(said(0x00480010, 'CS', 'YES')(to))), ['slide_label']);
  });

  test('at encodings that are not looked through', async () => {
    const mpeg4 = '1.2.840.10008.1.2.4.102';
    const video = (to: DicomBuilder): DicomBuilder => to.fragments(0x7fe00010, 'OB', [new Uint8Array(8)]);
    assert.deepEqual(await reviewOf(video, mpeg4), ['codestream_not_searched']);
    const odd = (to: DicomBuilder): DicomBuilder => to.fragments(0x7fe00010, 'OB', [new Uint8Array(8).fill(0x41)]);
    assert.deepEqual(await reviewOf(odd, '1.2.840.10008.1.2.4.50'), ['codestream_unknown']);
  });
});

/** An ultrasound image of 8 × 8 pixels of 0x55. */
function ultrasound(burnedIn?: string): Uint8Array {
  const to = dicom()
    .preamble()
    .meta({})
    .element(0x00080060, 'CS', 'US')
    .element(0x00081090, 'LO', 'LOGIQE9')
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', 8)
    .element(0x00280011, 'US', 8)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0);
  if (burnedIn !== undefined) to.element(0x00280301, 'CS', burnedIn);
  return to.element(0x7fe00010, 'OB', new Uint8Array(64).fill(0x55)).bytes();
}

describe('suspicion of text in the pixels', () => {
  const result = async (
    options: DeidentifyOptions,
    burnedIn?: string,
  ): Promise<{
    reasons: Report['needsReview'];
    burnedIn: string | undefined;
    codes: string[];
    report: Report;
    black: number;
  }> => {
    const { bytes, report } = await runDeid(ultrasound(burnedIn), { options: { cleanPixelData: true } }, options);
    const dataset = parseBuffer(bytes);
    return {
      reasons: report.needsReview,
      burnedIn: dataset.string(0x00280301),
      codes: dataset.items(0x00120064).map((item) => item.string(0x00080100) ?? ''),
      report,
      black: (dataset.bytes(0x7fe00010) ?? []).filter((sample) => sample === 0).length,
    };
  };
  const ruled = (rule: PixelRule) => result({ regions: readPixelRules({ rules: [rule] }) });
  const logiq = { attribute: 'ManufacturerModelName', startsWith: 'LOGIQ' };

  test('is not settled by rectangles alone', async () => {
    const { reasons, burnedIn, codes, black } = await result({
      regions: [{ left: 0, top: 0, columns: 8, rows: 1 }],
    });
    assert.deepEqual(reasons, ['ultrasound']);
    assert.equal(burnedIn, undefined);
    assert.deepEqual(codes, ['113100'], 'pixels that may show text are not claimed to be clean');
    assert.equal(black, 8);
  });

  test('is settled by who says that they hold all text, if they touch the image', async () => {
    const regions = [{ left: 0, top: 0, columns: 8, rows: 1 }];
    const settled = await result({ regions, regionsCoverText: true }, 'YES');
    assert.deepEqual([settled.reasons, settled.burnedIn, settled.codes], [[], 'NO', ['113100', '113101']]);
    const beside = await result({ regions: [{ left: 8, top: 0, columns: 8, rows: 1 }], regionsCoverText: true });
    assert.deepEqual([beside.reasons, beside.burnedIn], [['ultrasound'], undefined]);
    assert.deepEqual((await result({ regionsCoverText: true })).reasons, ['ultrasound']);
  });

  test('is settled by a rule that is about the image, unless the rule asks for review', async () => {
    const settled = await ruled({ name: 'LOGIQ', when: logiq, blank: [{ rows: 2 }] });
    assert.deepEqual([settled.reasons, settled.burnedIn, settled.black], [[], 'NO', 16]);
    assert.deepEqual(settled.report.pixels, { regions: 1, rules: ['LOGIQ'] });
    const unsure = await ruled({ when: logiq, blank: [{ rows: 2 }], review: true });
    assert.deepEqual([unsure.reasons, unsure.burnedIn, unsure.black], [['ultrasound'], undefined, 16]);
    const other = await ruled({ when: { not: logiq }, blank: [{ rows: 2 }] });
    assert.deepEqual([other.reasons, other.black, other.report.pixels], [['ultrasound'], 0, undefined]);
  });

  test('is settled by a rule that knows of no text, unless the image says that it has some', async () => {
    const clean = readPixelRules({ rules: [{ name: 'clean', when: logiq }] });
    assert.deepEqual((await result({ regions: clean })).reasons, []);
    assert.deepEqual((await result({ regions: clean }, 'YES')).reasons, ['burned_in_annotation']);
  });

  test('is settled by a script of CTP', async () => {
    const rules = readPixelRules(fromCtpPixelScript('{ [0008,1090].containsIgnoreCase("logiqe9") } (0,0,8,1)'));
    const { reasons, black, report } = await result({ regions: rules });
    assert.deepEqual([reasons, black, report.pixels], [[], 16, { regions: 1, rules: ['line 1'] }]);
  });
});
