// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where `insert` puts elements, in every encoding: each result beside the same file built by hand.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { init, insert, type NewItem, type OldValue } from 'dcmstream';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '../support/dicom-builder.js';
import { runFlows } from '../support/run-flows.js';

const syntaxes = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian];
const images = 0x00081140;
const instance = 0x00081155;
const sopClass = 0x00081150;
const open = { undefined: true };

type Build = (file: DicomBuilder) => DicomBuilder;
const as = (syntax: string, build: Build): Uint8Array =>
  build(dicom().preamble().meta({ transferSyntax: syntax })).bytes();

describe('insert', () => {
  before(() => init({ names: true }));

  for (const syntax of syntaxes) {
    /** The flow makes of what `from` builds what `to` builds, whatever the chunks. */
    const makes = async (flow: ReturnType<typeof insert>, from: Build, to: Build): Promise<void> => {
      for (const size of [1, 9, 700]) assert.deepEqual(await runFlows(as(syntax, from), [flow], size), as(syntax, to));
    };

    describe(`in ${syntax}`, () => {
      test('at the root: in front of all, between two, at the end, whatever the file meta', async () => {
        const from: Build = (it) => it.element(0x00100010, 'PN', 'A^B').element(0x00280010, 'US', 2);
        await makes(insert(0x00080060, 'CT'), from, (it) =>
          it.element(0x00080060, 'CS', 'CT').element(0x00100010, 'PN', 'A^B').element(0x00280010, 'US', 2),
        );
        await makes(insert('PatientID', 'ID1'), from, (it) =>
          it.element(0x00100010, 'PN', 'A^B').element(0x00100020, 'LO', 'ID1').element(0x00280010, 'US', 2),
        );
        await makes(insert(0x00280011, 3), from, (it) =>
          it.element(0x00100010, 'PN', 'A^B').element(0x00280010, 'US', 2).element(0x00280011, 'US', 3),
        );
      });

      test('in front of a sequence, behind one, between two, and behind the last', async () => {
        const sequences = [0x00081115, 0x00081140] as const;
        const build =
          (at: number): Build =>
          (it) => {
            sequences.forEach((tag, i) => {
              if (i === at) it.element([0x00081030, 0x00081130][i]!, i === 0 ? 'LO' : 'SH', 'X');
              it.sequence(tag, (items) => items.item((item) => item.element(instance, 'UI', '1.2')));
            });
            return at === 2 ? it.element(0x00100020, 'LO', 'X') : it;
          };
        await makes(insert(0x00081030, 'X'), build(-1), build(0));
        await makes(insert(0x00081130, 'X', { vr: 'SH' }), build(-1), build(1));
        await makes(insert(0x00100020, 'X'), build(-1), build(2));
      });

      test('behind an empty last element, and with high tags, which sort as unsigned numbers', async () => {
        const from: Build = (it) => it.element(0x00100020, 'LO', '');
        await makes(insert(0xfffcfffc, new Uint8Array(2)), from, (it) =>
          it.element(0x00100020, 'LO', '').element(0xfffcfffc, 'OB', new Uint8Array(2)),
        );
        await makes(
          insert(0x7fe00010, [1, 2]),
          (it) => it.element(0xfffcfffc, 'OB', new Uint8Array(2)),
          (it) => it.element(0x7fe00010, 'OW', [1, 2]).element(0xfffcfffc, 'OB', new Uint8Array(2)),
        );
      });

      test('at the beginning, in the middle and at the end of an item, and in an empty one', async () => {
        const from: Build = (it) =>
          it.sequence(images, (items) =>
            items.item((item) => item.element(sopClass, 'UI', '1.2').element(0x00081160, 'IS', '1')).item(),
          );
        const to =
          (tag: number, vr: string, value: string): Build =>
          (it) =>
            it.sequence(
              images,
              (items) =>
                items
                  .item((item) => {
                    const elements: [number, string, string][] = [
                      [sopClass, 'UI', '1.2'],
                      [0x00081160, 'IS', '1'],
                      [tag, vr, value],
                    ];
                    for (const [key, kind, text] of elements.sort(([a], [b]) => a - b)) item.element(key, kind, text);
                    return item;
                  }, open)
                  .item((item) => item.element(tag, vr, value), open),
              open,
            );
        for (const [tag, vr, value] of [
          [0x00080060, 'CS', 'CT'],
          [instance, 'UI', '1.2.3'],
          [0x00100020, 'LO', 'ID'],
        ] as const) {
          const path = `(0008,1140)[*].(${(tag >>> 16).toString(16).padStart(4, '0')},${(tag & 0xffff).toString(16).padStart(4, '0')})`;
          await makes(insert(path, value), from, to(tag, vr, value));
        }
      });

      test('in the item that the path names alone, deep ones too; other sequences stay byte for byte', async () => {
        const build =
          (value: string | undefined): Build =>
          (it) => {
            const form = value === undefined ? {} : open;
            return it
              .sequence(0x00081115, (items) => items.item((item) => item.element(instance, 'UI', '1.9')))
              .sequence(
                images,
                (items) =>
                  items
                    .item((item) => item.element(sopClass, 'UI', '1.2'))
                    .item(
                      (item) =>
                        item.sequence(
                          0x00081199,
                          (inner) =>
                            inner.item((one) => (value === undefined ? one : one.element(instance, 'UI', value)), form),
                          form,
                        ),
                      form,
                    ),
                form,
              );
          };
        await makes(insert('(0008,1140)[1].(0008,1199)[0].(0008,1155)', '1.2.3'), build(undefined), build('1.2.3'));
      });

      test('what is there is overwritten, and a function is given what it was', async () => {
        const seen: (OldValue | undefined)[] = [];
        const append = insert('(0008,1140)[*].(0008,1155)', (old) => {
          seen.push(old);
          return old === undefined ? '1.1' : `${old.text}.5`;
        });
        const build =
          (first: string, second: string | undefined): Build =>
          (it) => {
            const form = second === undefined ? {} : open;
            return it.sequence(
              images,
              (items) =>
                items
                  .item((item) => item.element(instance, 'UI', first), form)
                  .item((item) => (second === undefined ? item : item.element(instance, 'UI', second)), form),
              form,
            );
          };
        await makes(append, build('1.2.3', undefined), build('1.2.3.5', '1.1'));
        assert.deepEqual(
          seen.slice(0, 2).map((old) => old?.path),
          ['(0008,1140)[0].(0008,1155)', undefined],
        );
      });

      test('a missing sequence is skipped, or created with the items up to the index', async () => {
        const from: Build = (it) => it.element(0x00080060, 'CS', 'CT').element(0x00100010, 'PN', 'A');
        const path = '(0008,1140)[1].(0008,1155)';
        await makes(insert(path, '1.2'), from, from);
        await makes(insert(path, '1.2', { create: true }), from, (it) =>
          it
            .element(0x00080060, 'CS', 'CT')
            .sequence(
              images,
              (items) => items.item((item) => item, open).item((item) => item.element(instance, 'UI', '1.2'), open),
              open,
            )
            .element(0x00100010, 'PN', 'A'),
        );
        const anyItem = '(0008,1140)[*].(0008,1155)';
        await makes(insert(anyItem, '1.2', { create: true }), from, from);
      });

      test('items that a sequence lacks are created behind those it has', async () => {
        const item: Build = (it) => it.element(sopClass, 'UI', '1.2');
        await makes(
          insert('(0008,1140)[2].(0008,1155)', '1.2', { create: true }),
          (it) => it.sequence(images, (items) => items.item(item)),
          (it) =>
            it.sequence(
              images,
              (items) =>
                items
                  .item(item)
                  .item((one) => one, open)
                  .item((one) => one.element(instance, 'UI', '1.2'), open),
              open,
            ),
        );
      });

      test('a sequence of items, nested and empty ones too, in place of one that is there or none', async () => {
        const value: NewItem[] = [
          [
            ['ReferencedSOPInstanceUID', '1.2'],
            [sopClass, '1.1'],
            [0x00081199, [[[instance, '1.3']]]],
          ],
          [],
        ];
        const to: Build = (it) =>
          it.sequence(
            images,
            (items) =>
              items
                .item(
                  (item) =>
                    item
                      .element(sopClass, 'UI', '1.1')
                      .element(instance, 'UI', '1.2')
                      .sequence(
                        0x00081199,
                        (inner) => inner.item((one) => one.element(instance, 'UI', '1.3'), open),
                        open,
                      ),
                  open,
                )
                .item((item) => item, open),
            open,
          );
        const old: Build = (it) => it.sequence(images, (items) => items.item().item());
        await makes(insert(images, value), old, to);
        await makes(
          insert(images, value),
          (it) => it.element(0x00080060, 'CS', 'CT'),
          (it) => to(it.element(0x00080060, 'CS', 'CT')),
        );
        await makes(insert(images, []), old, (it) => it.sequence(images, (items) => items, open));
      });

      test('where tags do not ascend, once: in front of a greater one, and the same tag later is left out', async () => {
        const from: Build = (it) =>
          it
            .element(0x00100010, 'PN', 'A')
            .element(0x00280010, 'US', 2)
            .element(0x00100020, 'LO', 'OLD')
            .element(0x00100040, 'CS', 'F')
            .element(0x00100020, 'LO', 'OLDER');
        await makes(insert(0x00100020, 'NEW'), from, (it) =>
          it
            .element(0x00100010, 'PN', 'A')
            .element(0x00100020, 'LO', 'NEW')
            .element(0x00280010, 'US', 2)
            .element(0x00100040, 'CS', 'F'),
        );
      });

      test('a group length that becomes wrong goes; others stay', async () => {
        const build =
          (after: boolean): Build =>
          (it) => {
            if (!after) it.element(0x00080000, 'UL', 10);
            it.element(0x00080060, 'CS', 'CT');
            if (after) it.element(0x00081030, 'LO', 'X');
            return it.element(0x00280000, 'UL', 10).element(0x00280010, 'US', 2);
          };
        await makes(insert(0x00081030, 'X'), build(false), build(true));
      });
    });
  }

  test('makes as many items as are allowed, one after the other', async () => {
    const file = dicom().preamble().meta().element(0x00100010, 'PN', 'A').bytes();
    const made = await runFlows(file, [insert('(0008,1140)[65535].(0008,1155)', '1.2', { create: true })], file.length);
    // Headers of the sequence and of 65 536 items with their delimiters, and one element of four bytes.
    assert.equal(made.length, file.length + 12 + 65_536 * 16 + 12 + 8);
  });
});
