// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream deid` of a folder: names, the manifest, and what is left where files fail, or the run is interrupted, killed and resumed.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { init, type Manifest, type ManifestEntry, parseBuffer } from 'dcmstream';
import {
  assertClean,
  assertSilent,
  fileOf,
  folderOfDoe,
  identifying,
  imagesIn,
  seriesInstance,
  sopInstance,
  studyInstance,
  ultrasound,
} from '../support/deid-folder.js';
import { runTool, startTool } from '../support/tool.js';

await init();

const journal = 'dcmstream-manifest.jsonl';
const manifestAt = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

describe('dcmstream deid, of a folder', () => {
  test('names files by their new UIDs; neither they nor what is said tell of the input', async (context) => {
    const { at, in: from, out, key } = folderOfDoe(context);
    const args = ['deid', from, out, '--key-file', key, '--report', at('manifest')];
    const outcome = await runTool(args);
    assert.deepEqual([outcome.code, outcome.text, outcome.errors], [0, '', []]);
    const images = imagesIn(out);
    assert.equal(images.size, 3);
    for (const [name, bytes] of images) {
      const dataset = parseBuffer(bytes);
      const [study, series, instance] = [studyInstance, seriesInstance, sopInstance].map((tag) => dataset.string(tag)!);
      assert.equal(name, join(study!, series!, `${instance}.dcm`));
    }
    assertClean(out);
    const manifest = manifestAt(at('manifest'));
    assert.deepEqual([manifest.entries.length, manifest.reidentifying, manifest.secret], [3, false, 'given']);
    assert.doesNotMatch(readFileSync(at('manifest'), 'utf8'), identifying);
    assert.equal(readdirSync(out).length, 2);

    // Another run, one at a time, with the same key: the same files.
    assert.equal((await runTool(['deid', from, at('again'), '--key-file', key, '--jobs', '1'])).code, 0);
    assert.deepEqual(imagesIn(at('again')), images);
    assert.equal((await runTool(['deid', from, at('drawn')])).code, 0);
    assert.equal([...imagesIn(at('drawn')).keys()].filter((name) => images.has(name)).length, 0);
  });

  test('many at once are no leak that Node would warn of', async (context) => {
    const { in: from, out, key } = folderOfDoe(context, 40);
    const outcome = await runTool(['deid', from, out, '--key-file', key, '--jobs', '64']);
    assert.deepEqual([outcome.code, outcome.errors], [0, []]);
    assert.equal(imagesIn(out).size, 40);
  });

  test('letters that stand where a tag should are not told', async (context) => {
    const { in: from, out, key } = folderOfDoe(context, 1);
    const letters = new TextEncoder().encode('OD  E J ANE, born in 1970');
    writeFileSync(join(from, 'DOE', 'JANE-0.dcm'), Buffer.concat([fileOf('9'), letters]));
    const { code, errors } = await runTool(['deid', from, out, '--key-file', key]);
    assert.equal(code, 1);
    assert.match(errors.join('\n'), /^dcmstream: input 1: truncated at byte \d+: /);
    assert.equal(imagesIn(out).size, 1);
  });

  test('one that fails is told of by its number, and the others go on', async (context) => {
    const { at, in: from, out, key } = folderOfDoe(context);
    writeFileSync(join(from, 'DOE', 'JANE-0.dcm'), fileOf('9').subarray(0, -3));
    writeFileSync(join(from, 'DOE', 'JANE-1001.txt'), 'DOE');
    const args = ['deid', from, out, '--key-file', key, '--report', at('manifest'), '--jobs', '1'];
    const outcome = await runTool(args);
    assert.deepEqual([outcome.code, outcome.errors.length], [1, 2]);
    assert.match(outcome.errors[0]!, /^dcmstream: input 1: truncated at byte \d+ in \(7FE0,0010\): /);
    assert.match(outcome.errors[1]!, /^dcmstream: input 4: not_dicom/);
    assertSilent(outcome);
    assertClean(out);
    assert.equal(imagesIn(out).size, 3);
    assert.deepEqual(
      manifestAt(at('manifest')).entries.map(({ state, error }) => error ?? state),
      ['truncated', 'done', 'done', 'not_dicom', 'done'],
    );
    const named = await runTool([...args, '--name-inputs']);
    assert.match(named.errors[0]!, /JANE-0\.dcm: truncated/);
    const { reidentifying, entries } = manifestAt(at('manifest'));
    assert.deepEqual([reidentifying, entries[1]?.name], [true, join(from, 'DOE', 'JANE-1000.dcm')]);
    assert.equal(entries[1]?.original?.sopInstance, '1.2.3.4.50');
    if (process.platform !== 'win32') assert.equal(statSync(at('manifest')).mode & 0o777, 0o600);
    assertClean(out);
  });

  test('with --strict what needs review is not there', async (context) => {
    const { at, in: from, out, key } = folderOfDoe(context, 1);
    writeFileSync(join(from, 'z.dcm'), fileOf('9', { sopClass: ultrasound }));
    const args = ['deid', from, out, '--key-file', key, '--report', at('manifest')];
    const strict = await runTool([...args, '--strict']);
    assert.deepEqual([strict.code, strict.errors.length, imagesIn(out).size], [1, 1, 1]);
    assert.match(strict.errors[0]!, /^dcmstream: input 2: needs review.*ultrasound$/);
    assert.equal(manifestAt(at('manifest')).entries[1]?.error, 'needs_review');
    const told = await runTool(args);
    assert.deepEqual([told.code, told.errors.length, imagesIn(out).size], [0, 1, 2]);
    assert.match(told.errors[0]!, /2\.25\.\d+\.dcm: needs review: ultrasound$/);
    assert.deepEqual(manifestAt(at('manifest')).entries[1]?.needsReview, ['ultrasound']);
  });

  test('two inputs of one instance are one file where they are the same, and an error where not', async (context) => {
    const { in: from, out, key } = folderOfDoe(context, 1);
    writeFileSync(join(from, 'same.dcm'), fileOf('50'));
    const args = ['deid', from, out, '--key-file', key];
    assert.deepEqual([(await runTool(args)).code, imagesIn(out).size], [0, 1]);
    writeFileSync(join(from, 'other.dcm'), fileOf('50', { pixels: new Uint8Array(64).fill(1) }));
    const { code, errors } = await runTool(args);
    assert.deepEqual([code, imagesIn(out).size], [1, 1]);
    assert.match(errors.join(), /the same instance, with other content/);
  });

  test('a value never leads out of the folder', async (context) => {
    const { at, in: from, out, key } = folderOfDoe(context, 0);
    const hostile = Buffer.from(fileOf('5')).toString('latin1').replaceAll('1.2.3.4.5', '../../../');
    writeFileSync(join(from, 'x.dcm'), Buffer.from(hostile, 'latin1'));
    await runTool(['deid', from, out, '--key-file', key, '--option', 'retainUids']);
    assert.deepEqual(readdirSync(at('.')).sort(), ['in', 'key', 'out']);
    for (const name of imagesIn(out).keys()) assert.match(name, /^[\d.]+.[\d.]+.2\.25\.\d+\.dcm$/);
  });

  test('a single file goes into a folder that is there, or is written as one', async (context) => {
    const { at, key } = folderOfDoe(context);
    mkdirSync(at('there'));
    for (const out of [at('there'), `${at('new')}/`]) {
      assert.equal((await runTool(['deid', '-', out, '--key-file', key], [fileOf('9')])).code, 0);
    }
    assert.equal(imagesIn(at('there')).size, 1);
    assert.deepEqual(imagesIn(at('new')), imagesIn(at('there')));
  });
});

describe('dcmstream deid that does not come to its end', () => {
  test('interrupted, it leaves nothing', async (context) => {
    const { at, key } = folderOfDoe(context);
    mkdirSync(at('out'));
    for (const out of ['out', 'file']) {
      const child = startTool(['deid', '-', at(out), '--key-file', key]);
      const closed = once(child, 'close');
      child.stdin.on('error', () => undefined);
      const file = fileOf('9', { pixels: new Uint8Array(960_000) });
      child.stdin.write(file.subarray(0, 500_000));
      const isBegun = (): boolean => readdirSync(at('out')).length > 0 || readdirSync(at('.')).some(isTemporary);
      while (!isBegun()) await wait(10);
      child.kill('SIGINT');
      assert.deepEqual(await closed, [130, null]);
      assert.deepEqual(readdirSync(at('out')), []);
      assert.deepEqual(readdirSync(at('.')).sort(), ['in', 'key', 'out']);
    }
  });

  test('killed, it leaves only whole files; resumed, it does what is left and tidies up', async (context) => {
    const { at, in: from, out, key } = folderOfDoe(context, 30, new Uint8Array(640_000));
    const args = ['deid', from, out, '--key-file', key];
    assert.equal((await runTool(['deid', from, at('whole'), '--key-file', key])).code, 0);
    const whole = imagesIn(at('whole'));
    const child = startTool(args);
    const closed = once(child, 'close');
    const hasLine = (): boolean =>
      existsSync(join(out, journal)) && readFileSync(join(out, journal), 'utf8').includes('}');
    while (!hasLine()) await wait(5);
    child.kill('SIGKILL');
    await closed;
    const left = imagesIn(out);
    assert.ok(left.size > 0 && left.size < 30, `${left.size}`);
    for (const [name, bytes] of left) assert.ok(whole.get(name)?.equals(bytes), name);
    // What the kill may have left, whenever it came: a file and a line without their ends.
    writeFileSync(join(out, '.dcmstream-0123456789abcdef.tmp'), 'half');
    appendFileSync(join(out, journal), '{"input":"0123');
    const finished = JSON.parse(readFileSync(join(out, journal), 'utf8').trim().split('\n')[0]!) as ManifestEntry;
    const { study, series, sopInstance: uid } = finished.output!;
    const finishedPath = join(out, study, series, `${uid}.dcm`);
    const { ino } = statSync(finishedPath);

    const resumed = await runTool([...args, '--resume', '--report', at('manifest')]);
    assert.deepEqual([resumed.code, resumed.errors], [0, []]);
    assert.deepEqual(imagesIn(out), whole);
    assert.deepEqual(readdirSync(out).filter(isTemporary), []);
    assert.equal(manifestAt(at('manifest')).entries.filter(({ state }) => state === 'done').length, 30);
    assert.equal(statSync(finishedPath).ino, ino);
    assertClean(out);

    // Nothing is left to do, but for an input that has changed, and for another way of doing it.
    const lineCount = (): number => readFileSync(join(out, journal), 'utf8').split('\n').filter(Boolean).length;
    const again = async (...more: string[]): Promise<number> => {
      const before = lineCount();
      assert.equal((await runTool([...args, '--resume', ...more])).code, 0);
      return lineCount() - before;
    };
    assert.equal(await again(), 0);
    writeFileSync(join(from, 'DOE', 'JANE-1003.dcm'), fileOf('53', { pixels: new Uint8Array(64) }));
    assert.equal(await again(), 1);
    assert.equal(await again('--option', 'retainDeviceIdentity'), 30);
  });
});

const isTemporary = (name: string): boolean => name.endsWith('.tmp');
