// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Paths: reading, printing, and the order of a data set.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { loadNames } from '../../js/dictionary/registry.js';
import { formatTag, ItemNode, parsePath, Path } from '../../js/path.js';

const paths = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.nat(3)), { minLength: 1, maxLength: 4 })
  .chain((steps) => fc.boolean().map((isItem) => ({ steps, isItem })))
  .map(({ steps, isItem }) => {
    let parent: ItemNode | undefined;
    for (const [tag, index] of steps.slice(0, -1)) parent = new ItemNode(tag, index, parent);
    const [tag, index] = steps.at(-1)!;
    return new Path(parent, tag, isItem ? index : -1);
  });

describe('a path', () => {
  test('prints what it is read from', () => {
    for (const text of [
      '(0010,0010)',
      '(0008,1140)[0].(0008,1155)',
      '(0008,1140)[12]',
      '(5200,9230)[1].(0020,9113)[0]',
    ]) {
      assert.equal(parsePath(text).toString(), text);
    }
    fc.assert(fc.property(paths, (path) => parsePath(path.toString()).equals(path)));
  });
  test('is read from bare digits in either case', () => {
    assert.equal(parsePath('00081140[0].7fe00010').toString(), '(0008,1140)[0].(7FE0,0010)');
    assert.equal(parsePath('(7fe0,0010)').tag, 0x7fe00010);
  });
  test('is made of its parts', () => {
    const path = parsePath('(0008,1140)[3].(0008,1155)');
    assert.equal(path.tag, 0x00081155);
    assert.equal(path.index, -1);
    assert.equal(path.depth, 1);
    assert.equal(path.parent?.tag, 0x00081140);
    assert.equal(path.parent?.index, 3);
    assert.equal(path.parent?.parent, undefined);
  });
  test('of an item ends in its index', () => {
    const item = new ItemNode(0x00081140, 2, undefined);
    assert.equal(Path.ofItem(item).toString(), '(0008,1140)[2]');
    assert.equal(Path.ofItem(item).depth, 0);
    assert.equal(new Path(item, 0x00081155).toString(), '(0008,1140)[2].(0008,1155)');
  });
  test('is not read from anything else', () => {
    const broken = [
      '',
      '.',
      '(0008,1140',
      '(0008,114G)',
      '0008114',
      '(0008,1140).(0008,1155)',
      '(0008,1140)[0].',
      '(0008,1140)[-1]',
      '(0008,1140)[]',
      ' (0010,0010)',
      '(0010,0010) ',
      '(0010,0010)\n',
      '(0008,1140)[0](0008,1155)',
      '(0008,1140)[9999999999]',
    ];
    for (const text of broken) {
      assert.throws(() => parsePath(text), { name: 'TypeError', code: 'argument_invalid' }, JSON.stringify(text));
    }
  });
});

describe('a keyword in a path', () => {
  test('needs the names', async () => {
    assert.throws(() => parsePath('PatientName'), { name: 'TypeError', code: 'names_not_loaded' });
    await loadNames();
    assert.equal(parsePath('PatientName').tag, 0x00100010);
    assert.equal(
      parsePath('ReferencedImageSequence[0].ReferencedSOPInstanceUID').toString(),
      '(0008,1140)[0].(0008,1155)',
    );
    assert.throws(() => parsePath('PatientsName'), { name: 'TypeError', code: 'argument_invalid' });
    assert.throws(() => parsePath('patientname'), { name: 'TypeError', code: 'argument_invalid' });
  });
});

describe('the order of paths', () => {
  test('is that of a data set', () => {
    const inOrder = [
      '(0008,1140)',
      '(0008,1140)[0]',
      '(0008,1140)[0].(0008,1150)',
      '(0008,1140)[0].(0040,A170)',
      '(0008,1140)[0].(0040,A170)[0].(0008,0100)',
      '(0008,1140)[1]',
      '(0008,1140)[10]',
      '(0008,1155)',
      '(7FE0,0010)',
      '(FFFC,FFFC)',
    ].map(parsePath);
    inOrder.forEach((a, i) => {
      inOrder.forEach((b, k) => {
        assert.equal(Math.sign(a.compare(b)), Math.sign(i - k), `${a} and ${b}`);
      });
    });
  });
  test('puts the end of an item after all that is in it', () => {
    const item = parsePath('(0008,1140)[0]');
    for (const inside of ['(0008,1140)[0]', '(0008,1140)[0].(0008,1155)', '(0008,1140)[0].(FFFC,FFFC)']) {
      assert.ok(item.compareEnd(parsePath(inside)) > 0, inside);
    }
    assert.ok(item.compareEnd(parsePath('(0008,1140)')) > 0);
    assert.ok(item.compareEnd(parsePath('(0008,1140)[1]')) < 0);
    assert.ok(item.compareEnd(parsePath('(0008,1155)')) < 0);
    assert.ok(parsePath('(0008,1140)').compareEnd(parsePath('(0008,1140)[7].(0008,1155)')) > 0);
  });
  test('is total', () => {
    fc.assert(
      fc.property(paths, paths, paths, (a, b, c) => {
        assert.equal(Math.sign(a.compare(b)), -Math.sign(b.compare(a)));
        assert.equal(a.equals(b), a.toString() === b.toString());
        const [first, second, third] = [a, b, c].sort((x, y) => x.compare(y)) as [Path, Path, Path];
        assert.ok(first.compare(second) <= 0 && second.compare(third) <= 0 && first.compare(third) <= 0);
      }),
    );
  });
});

describe('a part of a path', () => {
  const path = parsePath('(0008,1140)[1].(0040,A170)[0].(0008,0100)');
  const matches = (method: 'startsWith' | 'endsWith' | 'contains', other: string): boolean =>
    path[method](parsePath(other));
  test('may stand at its start', () => {
    for (const prefix of ['(0008,1140)', '(0008,1140)[1]', '(0008,1140)[1].(0040,A170)', path.toString()]) {
      assert.ok(matches('startsWith', prefix), prefix);
    }
    for (const other of ['(0008,1140)[0]', '(0040,A170)', '(0008,1140)[1].(0008,0100)', `${path}[0].(0008,0100)`]) {
      assert.ok(!matches('startsWith', other), other);
    }
  });
  test('may stand at its end', () => {
    for (const suffix of ['(0008,0100)', '(0040,A170)[0].(0008,0100)', path.toString()]) {
      assert.ok(matches('endsWith', suffix), suffix);
    }
    for (const other of ['(0040,A170)', '(0040,A170)[1].(0008,0100)', '(0008,0100)[0]']) {
      assert.ok(!matches('endsWith', other), other);
    }
    assert.ok(!parsePath('(0008,1140)[0]').endsWith(parsePath('(0008,1140)')));
  });
  test('may stand anywhere in it', () => {
    for (const part of ['(0040,A170)', '(0040,A170)[0]', '(0008,1140)[1].(0040,A170)', '(0008,0100)']) {
      assert.ok(matches('contains', part), part);
    }
    for (const other of ['(0040,A170)[1]', '(0010,0010)', '(0008,1140)[1].(0008,0100)']) {
      assert.ok(!matches('contains', other), other);
    }
  });
});

test('a tag prints with eight capital digits', () => {
  assert.equal(formatTag(0x7fe00010), '(7FE0,0010)');
  assert.equal(formatTag(0x00020000), '(0002,0000)');
  assert.equal(formatTag(0xfffee00d), '(FFFE,E00D)');
});
