// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Errors: what they carry, that they survive `postMessage`, and what is misuse.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { DicomError, type DicomErrorFields, init, parseBuffer, readDataset } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';

const full: DicomErrorFields = {
  code: 'quirk_refused',
  position: 2 ** 40 + 1,
  tag: 0x00081155,
  path: '(0008,1140)[0].(0008,1155)',
  quirk: 'length_odd',
};

async function failure(bytes: Uint8Array, options = {}): Promise<DicomError> {
  try {
    await readDataset(bytes, options);
  } catch (error) {
    assert.ok(error instanceof DicomError);
    return error;
  }
  return assert.fail('it was read');
}

/** What a fresh process prints, in which nothing is loaded yet. */
async function freshly(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  return stdout.trim();
}

describe('a DicomError', () => {
  test('survives JSON and structured clone by toJSON and from', () => {
    for (const fields of [full, { code: 'not_dicom', position: 0 }, { code: 'truncated' }] as DicomErrorFields[]) {
      const error = new DicomError(fields);
      for (const sent of [structuredClone(error.toJSON()), JSON.parse(JSON.stringify(error)) as DicomErrorFields]) {
        const back = DicomError.from(sent);
        assert.ok(back instanceof DicomError && back instanceof Error);
        for (const key of ['name', 'message', 'code', 'position', 'tag', 'path', 'quirk'] as const) {
          assert.equal(back[key], error[key], key);
        }
      }
    }
  });
  test('crosses a message port', async () => {
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<DicomErrorFields>((resolve) => {
      port2.onmessage = ({ data }) => resolve(data as DicomErrorFields);
    });
    port1.postMessage(new DicomError(full).toJSON());
    const back = DicomError.from(await arrived);
    port1.close();
    assert.equal(back.path, full.path);
    assert.equal(back.position, full.position);
  });
  test('says what and where in its message', () => {
    const { message } = new DicomError(full);
    assert.match(message, /length_odd/);
    assert.match(message, new RegExp(String(full.position)));
    assert.ok(message.includes('(0008,1140)[0].(0008,1155)'));
  });
  test('holds no value of the data', async () => {
    const secret = dicom()
      .preamble()
      .meta()
      .element(0x00100010, 'PN', 'Secret^Name')
      .header(0x00100020, 'LO', 9)
      .raw('Secret');
    const error = await failure(secret.bytes());
    assert.doesNotMatch(JSON.stringify(error) + String(error.stack), /Secret/);
  });
  test('tells where the input ends', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .sequence(
        0x00081140,
        (images) => images.item((image) => image.header(0x00081155, 'UI', 40).raw('1.2'), { undefined: true }),
        {
          undefined: true,
          delimited: false,
        },
      )
      .bytes()
      .slice(0, -8);
    const { code, position, tag, path } = await failure(file);
    assert.deepEqual([code, position], ['truncated', file.length]);
    assert.deepEqual([tag, path], [0x00081155, '(0008,1140)[0].(0008,1155)']);
  });
  test('tells which deviation was refused, and where', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x00080060, 'CS', 'CT')
      .element(0x00100010, 'PN', 'A^B', { pad: false })
      .bytes();
    const { code, quirk, position, path } = await failure(file, { strict: true });
    assert.deepEqual([code, quirk, path], ['quirk_refused', 'length_odd', '(0010,0010)']);
    assert.equal(position, file.length - 11);
    const allowing = await readDataset(file, { strict: { allow: ['length_odd'] } });
    assert.equal(allowing.notes.length, 1);
  });
  test('is thrown where sequences nest too deep', async () => {
    const nested = dicom()
      .preamble()
      .meta()
      .sequence(0x00081115, (a) => a.item((item) => item.sequence(0x00081140, (b) => b.item())))
      .bytes();
    const { code, path } = await failure(nested, { maxDepth: 1 });
    assert.deepEqual([code, path], ['nesting_too_deep', '(0008,1115)[0].(0008,1140)']);
    assert.equal((await readDataset(nested, { maxDepth: 2 })).items(0x00081115).length, 1);
  });
});

describe('misuse', () => {
  test('of a synchronous call before init is not_ready', async () => {
    const printed = await freshly(`
      import { parseBuffer, init } from 'dcmstream';
      const codes = [];
      try { parseBuffer(new Uint8Array(8)); } catch (error) { codes.push(error.name, error.code); }
      await init();
      try { parseBuffer(new Uint8Array(8)); } catch (error) { codes.push(error.name, error.code); }
      console.log(codes.join(' '));`);
    assert.equal(printed, 'TypeError not_ready DicomError not_dicom');
  });
  test('of keywords before the names are loaded is names_not_loaded', async () => {
    const printed = await freshly(`
      import { readDataset, init } from 'dcmstream';
      const header = [0x10, 0, 0x10, 0, 80, 78, 2, 0, 65, 32];
      const dataset = await readDataset(Uint8Array.from(header));
      const codes = [dataset.string(0x00100010), dataset.string('(0010,0010)')];
      try { dataset.string('PatientName'); } catch (error) { codes.push(error.name, error.code); }
      await init({ names: true });
      codes.push(dataset.string('PatientName'));
      console.log(codes.join(' '));`);
    assert.equal(printed, 'A A TypeError names_not_loaded A');
  });
  test('of parseBuffer with something else is argument_invalid', async () => {
    await init({ modules: ['parser'] });
    for (const wrong of ['text', [1, 2], new Blob([]), undefined]) {
      assert.throws(() => parseBuffer(wrong as never), { name: 'TypeError', code: 'argument_invalid' });
    }
  });
  test('by a key that names nothing is argument_invalid', async () => {
    const dataset = await readDataset(dicom().element(0x00100010, 'PN', 'A').bytes());
    for (const wrong of ['', '(0010)', '(0010,0010', '(0010,0010).(0010,0010)']) {
      assert.throws(() => dataset.get(wrong), { name: 'TypeError', code: 'argument_invalid' });
    }
  });
});

describe('a process', () => {
  test('tries again where a further module could not be made', async () => {
    assert.equal(
      await freshly(`
        import { createPartParser } from 'dcmstream';
        const first = await createPartParser();
        const { instantiate } = WebAssembly;
        WebAssembly.instantiate = () => Promise.reject(new Error('out of memory'));
        const failures = [];
        for (let i = 0; i < 40; i++) await createPartParser().catch((error) => failures.push(error.message));
        WebAssembly.instantiate = instantiate;
        await createPartParser();
        console.log(failures.length > 0, failures[0]);`),
      'true out of memory',
    );
  });
  test('ends by itself when the work is done', async () => {
    assert.equal(
      await freshly(`
        import { init, parse, readDataset } from 'dcmstream';
        await init({ names: true });
        parse();
        const half = new ReadableStream().pipeThrough(parse()).getReader();
        half.read();
        await readDataset(Uint8Array.from([0x10, 0, 0x10, 0, 80, 78, 2, 0, 65, 32]));
        console.log('done');`),
      'done',
    );
  });
  test('needs no FinalizationRegistry to give parsers back', async () => {
    assert.equal(
      await freshly(`
        globalThis.FinalizationRegistry = class { register() {} unregister() {} };
        const { readDataset } = await import('dcmstream');
        const file = Uint8Array.from([0x10, 0, 0x10, 0, 80, 78, 2, 0, 65, 32]);
        await readDataset(file);
        const { instantiate } = WebAssembly;
        let instances = 0;
        WebAssembly.instantiate = (...args) => (instances++, instantiate.apply(WebAssembly, args));
        for (let i = 0; i < 200; i++) await readDataset(file);
        console.log(instances);`),
      '0',
    );
  });
});
