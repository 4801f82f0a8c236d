// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the page works out before it draws: order, directions, rates, texts. It needs no browser.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Dataset, type Frame, init, parseBuffer } from 'dcmstream';
import { FrameCache } from '../../demo/image/cache.js';
import { rateOf } from '../../demo/image/cine.js';
import { fitted, panBy, placement, zoomAt } from '../../demo/image/view.js';
import { dragWindow } from '../../demo/image/windows.js';
import { printedKeys } from '../../demo/input/keys.js';
import { directionLetters, edgeLetters } from '../../demo/study/geometry.js';
import { Instance } from '../../demo/study/instance.js';
import { Library, sortInstances } from '../../demo/study/series.js';
import { age, date, personName, size, time } from '../../demo/study/text.js';
import { type DicomBuilder, dicom } from '../support/dicom-builder.js';

await init({ modules: ['parser'] });

const noBuilding = (builder: DicomBuilder): DicomBuilder => builder;

function datasetOf(build: (builder: DicomBuilder) => DicomBuilder): Dataset {
  return parseBuffer(build(dicom().preamble().meta()).bytes());
}

function slice(name: string, place: readonly number[], number: number, orientation = [1, 0, 0, 0, 1, 0]): Instance {
  const dataset = datasetOf((file) =>
    file
      .element(0x00080018, 'UI', `2.25.${name}`)
      .element(0x0020000e, 'UI', '2.25.1')
      .element(0x00200013, 'IS', number)
      .element(0x00200032, 'DS', place)
      .element(0x00200037, 'DS', orientation)
      .element(0x7fe00010, 'OW', [0]),
  );
  return new Instance({ name, blob: new Blob() }, dataset);
}

const names = (instances: readonly Instance[]): string[] => instances.map(({ file }) => file.name);

describe('order of slices', () => {
  test('goes along the common normal, whatever the numbers say', () => {
    const instances = [slice('1', [0, 0, 20], 1), slice('2', [0, 0, -5], 2), slice('3', [0, 0, 7.5], 3)];
    assert.deepEqual(names(sortInstances(instances)), ['2', '3', '1']);
  });

  test('goes along the normal of sagittal slices', () => {
    const sagittal = [0, 1, 0, 0, 0, -1];
    const instances = [slice('1', [30, 0, 0], 1, sagittal), slice('2', [-30, 0, 0], 2, sagittal)];
    assert.deepEqual(names(sortInstances(instances)), ['1', '2']);
  });

  test('falls back to the instance number where slices are not parallel', () => {
    const instances = [
      slice('1', [0, 0, 9], 3),
      slice('2', [0, 0, 5], 1, [0, 1, 0, 0, 0, -1]),
      slice('3', [0, 0, 1], 2),
    ];
    assert.deepEqual(names(sortInstances(instances)), ['2', '3', '1']);
  });

  test('falls back to the file name where there is no number', () => {
    const files = ['b10', 'b9', 'a'].map((name) => new Instance({ name, blob: new Blob() }, datasetOf(noBuilding)));
    assert.deepEqual(names(sortInstances(files)), ['a', 'b9', 'b10']);
  });

  test('holds within a series, and objects without a series stay apart', () => {
    const library = new Library();
    for (const instance of [slice('1', [0, 0, 2], 1), slice('2', [0, 0, 1], 2)]) library.add(instance);
    library.add(new Instance({ name: 'x', blob: new Blob() }, datasetOf(noBuilding)));
    library.add(new Instance({ name: 'y', blob: new Blob() }, datasetOf(noBuilding)));
    assert.deepEqual(
      library.series.map(({ instances }) => names(instances)),
      [['2', '1'], ['x'], ['y']],
    );
  });
});

describe('directions', () => {
  test('are named by the main axis first', () => {
    assert.equal(directionLetters([1, 0, 0]), 'L');
    assert.equal(directionLetters([0, -0.9, 0.44]), 'AH');
    assert.equal(directionLetters([0.6, -0.8, 0.05]), 'AL');
    assert.equal(directionLetters([-0.5, 0.6, -0.62]), 'FPR');
  });

  test('are named at all four edges', () => {
    assert.deepEqual(edgeLetters(slice('1', [0, 0, 0], 1).dataset, 0), {
      left: 'R',
      right: 'L',
      top: 'A',
      bottom: 'P',
    });
    const coronal = slice('1', [0, 0, 0], 1, [1, 0, 0, 0, 0, -1]).dataset;
    assert.deepEqual(edgeLetters(coronal, 0), { left: 'R', right: 'L', top: 'H', bottom: 'F' });
  });

  test('come from Patient Orientation where there is no plane', () => {
    const film = datasetOf((file) => file.element(0x00200020, 'CS', ['A', 'FR']));
    assert.deepEqual(edgeLetters(film, 0), { left: 'P', right: 'A', top: 'HL', bottom: 'FR' });
    assert.equal(edgeLetters(datasetOf(noBuilding), 0), undefined);
  });

  test('come from the functional groups of the frame', () => {
    const group =
      (value: readonly number[]) =>
      (item: DicomBuilder): DicomBuilder =>
        item.sequence(0x00209116, (planes) => planes.item((plane) => plane.element(0x00200037, 'DS', value)));
    const dataset = datasetOf((file) =>
      file.sequence(0x52009230, (frames) => frames.item(group([1, 0, 0, 0, 1, 0])).item(group([0, 1, 0, 0, 0, -1]))),
    );
    assert.equal(edgeLetters(dataset, 0)?.right, 'L');
    assert.equal(edgeLetters(dataset, 1)?.right, 'P');
  });
});

describe('rate of a loop', () => {
  const rate = (build: (file: DicomBuilder) => DicomBuilder): number => rateOf(datasetOf(build));
  test('is the one that the object recommends', () => {
    assert.equal(
      rate((file) => file.element(0x00082144, 'IS', 12).element(0x00181063, 'DS', 40)),
      12,
    );
  });
  test('is worked out from frame times', () => {
    assert.equal(
      rate((file) => file.element(0x00181063, 'DS', 40)),
      25,
    );
    assert.equal(
      rate((file) => file.element(0x00181065, 'DS', [0, 50, 150])),
      10,
    );
  });
  test('is ten a second where the object says nothing, and never beyond sixty', () => {
    assert.equal(rate(noBuilding), 10);
    assert.equal(
      rate((file) => file.element(0x00180040, 'IS', 500)),
      60,
    );
  });
});

describe('view', () => {
  const image = { width: 100, height: 50 };
  const canvas = { width: 401, height: 300 };
  test('fits and lies in the middle', () => {
    assert.deepEqual(placement(fitted, image, canvas), { x: 0, y: 50, width: 401, height: 200.5 });
  });
  test('keeps the point under the pointer while it zooms', () => {
    const view = zoomAt({ zoom: 2, x: 10, y: 0 }, image, canvas, 2, 30, 20);
    assert.deepEqual(view, { zoom: 4, x: -10, y: -20 });
    assert.deepEqual(panBy(view, 5, 6), { zoom: 4, x: -5, y: -14 });
  });
  test('moves the window in steps that fit it', () => {
    assert.deepEqual(dragWindow({ center: 40, width: 512 }, 10, -5), { center: 30, width: 532 });
    assert.equal(dragWindow({ center: 0, width: 4 }, -10000, 0).width, 1);
  });
});

test('decoded frames beyond the capacity go, the longest unused first', () => {
  const cache = new FrameCache(250);
  const frame = (index: number): Frame => ({ index, samples: new Uint8Array(100) }) as unknown as Frame;
  cache.put('a', frame(0));
  cache.put('b', frame(1));
  cache.get('a');
  cache.put('c', frame(2));
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => cache.get(key)?.index),
    [0, undefined, 2],
  );
});

test('values are written as people write them', () => {
  assert.equal(personName('Phantom^Shepp^M^Dr'), 'Phantom, Shepp M (Dr)');
  assert.equal(personName('Yamada^Tarou=山田^太郎'), 'Yamada, Tarou [山田, 太郎]');
  assert.equal(date('20260105'), '2026-01-05');
  assert.equal(date('unknown'), 'unknown');
  assert.equal(time('091712.25'), '09:17:12');
  assert.equal(time('0917'), '09:17');
  assert.equal(age('051Y'), '51 y');
  assert.deepEqual([1, 999, 204800, 6900000, 34e9].map(size), ['1 byte', '999 bytes', '205 kB', '6.9 MB', '34 GB']);
  assert.deepEqual(printedKeys('Shift+ArrowUp'), ['Shift', '↑']);
  assert.deepEqual(printedKeys('+'), ['+']);
});
