// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Clinical use survives de-identification: instances that refer to each other still do, each file by itself; intervals stay; so does all
// that geometry, quantities and display come from.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Dataset, type Element, init, parseBuffer } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';

await init({ modules: ['parser', 'zlib'] });

const sopInstance = 0x00080018;
const referencedInstance = 0x00081155;
const frameOfReference = 0x00200052;
const patientId = 0x00100020;

interface Pair {
  readonly path: string;
  readonly before: Dataset;
  readonly after: Dataset;
}

/** Each file alone, with no more in common than the secret. */
async function pairs(profile: unknown, isWanted: (path: string) => boolean = () => true): Promise<Pair[]> {
  const found: Pair[] = [];
  for (const { location, path } of corpus.files) {
    if (!isWanted(path) || statSync(location).size > 700_000) continue;
    const file = readFileSync(location);
    try {
      found.push({ path, before: parseBuffer(file), after: parseBuffer((await runDeid(file, profile)).bytes) });
    } catch (error) {
      assert.ok((error as { code?: string }).code !== undefined, path);
    }
  }
  return found;
}

/** All elements, at every depth. */
function* everywhere(dataset: Dataset): Generator<Element, void, undefined> {
  for (const element of dataset.elements()) {
    yield element;
    for (const item of element.items) yield* everywhere(item);
  }
}

const textsOf = (dataset: Dataset, tag: number): Set<string> =>
  new Set([...everywhere(dataset)].flatMap((element) => (element.tag === tag ? element.strings : [])));

let basic: Promise<Pair[]> | undefined;

describe('of the corpus', { skip: corpus.missing }, () => {
  test('segmentations, annotations and reports refer to the images that they were made of', async () => {
    const profile = { options: { cleanStructuredContent: true } };
    const all = await pairs(profile);
    const renamed = new Map(all.map(({ before, after }) => [before.string(sopInstance), after.string(sopInstance)]));
    let count = 0;
    for (const { path, before, after } of all.filter((each) => each.path.includes('highdicom'))) {
      const left = textsOf(after, referencedInstance);
      for (const uid of textsOf(before, referencedInstance)) {
        assert.ok(!left.has(uid), path);
        const target = renamed.get(uid);
        if (target === undefined) continue;
        assert.ok(left.has(target), `a reference of ${path} to another file is lost`);
        count++;
      }
    }
    assert.ok(count >= 20, `${count} references`);
  });

  test('what shares a frame of reference, a study or a series still shares it, and nothing else does', async () => {
    const all = await (basic ??= pairs({}));
    for (const tag of [frameOfReference, 0x0020000d, 0x0020000e, 0x00200200]) {
      const renamed = new Map<string, string>();
      for (const { path, before, after } of all) {
        const [old, now] = [before.string(tag) ?? '', after.string(tag) ?? ''];
        if (old === '') continue;
        assert.equal(renamed.get(old) ?? now, now, path);
        renamed.set(old, now);
      }
      assert.equal(new Set(renamed.values()).size, renamed.size);
    }
  });

  test('all dates of a patient move by one span, in all files, and times of day stay', async () => {
    const all = await pairs({ options: { retainLongitudinalModifiedDates: true } });
    const spans = new Map<string, number>();
    let count = 0;
    for (const { path, before, after } of all) {
      const id = before.string(patientId) ?? '';
      // Where there is no ID the study stands for the patient.
      const patient =
        id.trim() === '' ? `study ${before.string(0x0020000d)}` : `${id} ${before.string(0x00100021) ?? ''}`;
      for (const tag of [0x00080020, 0x00080021, 0x00080022, 0x00080023, 0x00400244, 0x00181012]) {
        const [from, to] = [dayOf(before.string(tag)), dayOf(after.string(tag))];
        if (from === undefined || to === undefined) continue;
        assert.equal(to - from, spans.get(patient) ?? to - from, `${path} ${tag.toString(16)}`);
        spans.set(patient, to - from);
        count++;
      }
      for (const tag of [0x00080030, 0x00080031, 0x00080032, 0x00080033]) {
        const time = after.string(tag);
        if (time !== undefined && time !== '')
          assert.equal(time.trim(), before.string(tag)?.trim().replaceAll(':', ''), path);
      }
    }
    assert.ok(count > 600, `${count} dates`);
    assert.ok([...spans.values()].every((span) => span !== 0));
    assert.ok(new Set(spans.values()).size > spans.size / 3);
  });

  test('numbers of geometry, quantities and display are what they were, at every depth', async () => {
    let count = 0;
    for (const { path, before, after } of await (basic ??= pairs({}))) {
      const left = new Map([...everywhere(after)].map((element) => [element.path.toString(), element]));
      for (const element of everywhere(before)) {
        if (!isOfUse(element)) continue;
        const now = left.get(element.path.toString());
        // Of what is no number nothing is left, nor of what stood in a sequence that goes.
        if (now === undefined) continue;
        assert.ok(areAlike(now.numbers, element.numbers), `${path} ${element.path.toString()}`);
        count++;
      }
      for (const tag of needed) {
        const isThere = (before.numbers(tag) ?? []).some((number) => Number.isFinite(number));
        if (isThere) assert.ok(after.has(tag), `${path} ${tag.toString(16)}`);
      }
    }
    assert.ok(count > 8000, `${count} numbers`);
  });
});

/** Position, orientation, spacing, thickness, size, bits, rescale, window, time between frames; at the root of most images. */
const needed = [
  0x00200032, 0x00200037, 0x00280030, 0x00180050, 0x00180088, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280103,
  0x00281052, 0x00281053, 0x00281050, 0x00281051, 0x00280006, 0x00280008, 0x00181063, 0x30040000, 0x00540081,
]; // prettier-ignore

/** Numbers of acquisition, image, microscopy, nuclear medicine and radiotherapy; the palettes too. */
function isOfUse({ tag, vr }: Element): boolean {
  const isNumber = ['DS', 'IS', 'FD', 'FL', 'SL', 'SS', 'UL', 'US'].includes(vr);
  const group = tag >>> 16;
  return isNumber && (tag & 0xffff) !== 0 && [0x18, 0x20, 0x28, 0x48, 0x54, 0x62, 0x3004, 0x300a].includes(group);
}

function dayOf(text: string | undefined): number | undefined {
  const [, year, month, day] = /^(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(text?.trim() ?? '') ?? [];
  return year === undefined ? undefined : Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}

/** Devices write more digits than DS has room for: those are rounded. */
function areAlike(some: readonly number[], others: readonly number[]): boolean {
  const isAlike = (number: number, i: number): boolean => {
    const other = others[i] ?? NaN;
    return Object.is(number, other) || Math.abs(number - other) <= 1e-9 * Math.abs(other);
  };
  return some.length === others.length && some.every(isAlike);
}
