// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files to XML and back: the same data set, element by element, and then the same XML.

import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { test } from 'node:test';
import { bytes, type Dataset, type Element, fromXml, parse, readDataset, through, withMeta, xml } from 'dcmstream';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { gather, streamOf } from '../support/rechunk.js';

const options = { maxValue: 2 ** 28 };
const specificCharacterSet = 0x00080005;

/** The elements of a data set as lines, in the order of their tags: what differs in the bytes alone is the same. */
function* told(dataset: Dataset): Generator<string> {
  const elements = [...dataset.elements()].sort((a, b) => a.tag - b.tag);
  for (const element of elements) {
    const { tag, path, vr, items } = element;
    // Group lengths are left out, the file meta is made anew, and text is in UTF-8 now.
    if ((tag & 0xffff) === 0 || tag >>> 16 === 2 || tag === specificCharacterSet) continue;
    yield `${path.toString()} ${items.length > 0 ? 'SQ' : vr} ${valueOf(element)}`;
    for (const item of items) yield* told(item);
  }
}

function valueOf({ vr, strings, numbers, fragments, bytes: value }: Element): string {
  if (fragments !== undefined && fragments.length > 0) return fragments.map(({ length }) => length).join();
  // Padding alone is no value; delimiters at the end of a name say nothing: PS3.5 §6.2.1.1.
  if (strings.length > 0 && !/^(A?T|O.|UN|[SU][SLV]|F[LD])$/.test(vr)) {
    const texts = vr === 'PN' ? strings.map((name) => name.replace(/[\^=]+$/, '').replace(/\^+=/g, '=')) : strings;
    return texts.length === 1 && texts[0] === '' ? '' : JSON.stringify(texts);
  }
  if (numbers.length > 0 && vr !== 'OB') return numbers.join();
  // Odd values are padded.
  return Buffer.from(value ?? [])
    .toString('hex')
    .replace(/00$/, '');
}

async function documentOf(source: Blob, privateBlocks: 'keep' | 'zero'): Promise<string> {
  const parts = source.stream().pipeThrough(parse());
  return (await gather(parts.pipeThrough(xml({ meta: true, privateBlocks })))).join('');
}

async function fileOf(document: string): Promise<Blob> {
  const parts = fromXml(streamOf([document]))
    .pipeThrough(through(withMeta()))
    .pipeThrough(bytes());
  return new Blob((await gather(parts)) as Uint8Array<ArrayBuffer>[]);
}

// A DICOMDIR's offsets would be stale, which is an error; files that are cut, or where a tag comes twice, are no data sets.
const isWhole = ({ path }: CorpusFile): boolean => !/DICOMDIR|truncated|\/no_meta\.dcm$|winter\.dcm$/.test(path);
for (const [index, privateBlocks] of (['keep', 'zero'] as const).entries()) {
  test(`real files come back from XML, private blocks: ${privateBlocks}`, { skip: corpus.missing }, async () => {
    for (const file of corpus.files.filter((it, i) => isWhole(it) && i % 6 === index)) {
      const original = await openAsBlob(file.location);
      const document = await documentOf(original, privateBlocks);
      const back = await fileOf(document);
      const [before, after] = [await readDataset(original, options), await readDataset(back, options)];
      assert.deepEqual([...told(after)], [...told(before)], file.path);
      // Once in order, padded and in UTF-8, it is the same to the letter.
      const again = await documentOf(back, privateBlocks);
      assert.ok((await documentOf(await fileOf(again), privateBlocks)) === again, file.path);
    }
  });
}
