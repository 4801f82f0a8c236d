// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The data set that a user reads and edits: by tag, keyword or path, values decoded when asked for.

import { misuse } from '../errors.js';
import type { Note, Part } from '../part.js';
import { ItemNode, parsePath, Path } from '../path.js';
import type { PersonName } from '../values/person-name.js';
import { CharacterSet } from '../values/text.js';
import { Change, type Changes, findChange, inOrder, type ItemHandle, withChange } from './changes.js';
import { Element, type Fragment } from './element.js';
import { EventTable, findRow, KeptBytes, type Level } from './event-table.js';
import type { BytesOptions, WriteOptions } from '../writing/write-dataset.js';
import { asItem, changeOf, type ElementValue, type PrivateKey, privateTag, reservePrivate } from './new-value.js';

/**
 * What names an element: its tag as a number (`PatientName` of `dcmstream/tags`), or text: `'(0010,0010)'`, a keyword once
 * the names are loaded, or a path such as `'(0008,1140)[0].(0008,1155)'`; a private attribute by its creator,
 * `{ creator: 'ACME 1.0', group: 0x0019, element: 0x10 }`, whatever its block. Item indices count from 0.
 */
export type Key = number | string | PrivateKey;

export interface WithOptions {
  /** The VR of the element; without it, that of the element that is there, or else the dictionary's. */
  readonly vr?: string | undefined;
  /** Whether sequences and items on the way that are not there are made. */
  readonly create?: boolean | undefined;
}

/** The half of a data set that writes is another download. */
const writing = () => import('../writing/write-dataset.js');

const specificCharacterSet = 0x00080005;
const transferSyntaxUid = 0x00020010;

/** A data set, or the data set of one item. Immutable: what changes it gives another one, which shares all that is the same. */
export class Dataset {
  /** Without elements: `Dataset.empty.with('PatientName', 'Doe^John')`. */
  static get empty(): Dataset {
    return new Dataset(new EventTable(new KeptBytes(new Uint8Array())));
  }

  /** @internal */
  readonly table: EventTable;
  /** @internal Of the item, or -1. */
  readonly row: number;
  /** @internal */
  readonly changes: Changes | undefined;
  readonly #parent: Dataset | undefined;
  #level: Level | undefined;
  #characterSet: CharacterSet | undefined;

  /** @internal */
  constructor(
    table: EventTable,
    row = -1,
    parent?: Dataset,
    /** The path of this item; `undefined` at the root. */
    readonly item?: ItemNode,
    changes?: Changes,
  ) {
    this.table = table;
    this.row = row;
    this.#parent = parent;
    this.changes = changes;
  }

  /** The element, or `undefined` where there is none. */
  get(key: Key): Element | undefined {
    if (typeof key === 'number') return this.#find(key);
    const { parent, tag } = this.#path(key);
    const holder = this.#descend(parent);
    return holder === undefined ? undefined : holder.#find(tag);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  /** The first value as text, trimmed: text VRs decoded, numbers in decimal; `undefined` where there is no value at hand. */
  string(key: Key): string | undefined {
    return this.get(key)?.string;
  }

  /** All values as text; [] where there is none at hand. */
  strings(key: Key): string[] {
    return this.get(key)?.strings ?? [];
  }

  /** The first value as a number, of a binary VR, DS or IS; `undefined` where there is none. AT is a tag. */
  number(key: Key): number | undefined {
    return this.get(key)?.number;
  }

  /** All values as numbers; [] where there is none. 64-bit integers are rounded to the nearest double. */
  numbers(key: Key): number[] {
    return this.get(key)?.numbers ?? [];
  }

  /** The first value of an integer VR, exactly. */
  bigint(key: Key): bigint | undefined {
    return this.bigints(key)[0];
  }

  /** All values of an integer VR, exactly. */
  bigints(key: Key): bigint[] {
    return this.get(key)?.bigints ?? [];
  }

  /** The first value of a PN, in its components. */
  personName(key: Key): PersonName | undefined {
    return this.personNames(key)[0];
  }

  /** The values of a PN, in their components; [] for every other VR. */
  personNames(key: Key): PersonName[] {
    return this.get(key)?.personNames ?? [];
  }

  /** The value's bytes as they stand in the file: a view; `undefined` where they are not at hand. See `Element.bytes`. */
  bytes(key: Key): Uint8Array | undefined {
    return this.get(key)?.bytes;
  }

  /** The items of a sequence; [] where there is none. */
  items(key: Key): Dataset[] {
    return this.get(key)?.items ?? [];
  }

  /** Where the fragments of encapsulated pixel data are; [] where there are none. */
  fragments(key: Key): Fragment[] {
    return this.get(key)?.fragments ?? [];
  }

  /** All elements of this data set in the order of the file, those of the file meta first; those put in by their tags. */
  *elements(): Generator<Element, void, undefined> {
    for (const at of inOrder(this.#elements(), this.changes)) {
      yield typeof at === 'number' ? new Element(this.table, at, this) : new Element(at, 0, this);
    }
  }

  /**
   * The same data set with another value of an element, or with one more element.
   *
   *     dataset.with('PatientName', 'Doe^John').with('ReferencedSeriesSequence[0].SeriesInstanceUID', uid)
   *
   * Values are checked by the VR at once, but for what depends on the character set: text is written in the declared one. The value of a
   * sequence are data sets, and of one item, `(0008,1140)[1]`, a data set: the index of the last item and one more appends.
   * Bytes are little endian, text among them UTF-8, and are borrowed: leave them alone.
   * A private creator that has no block yet gets one.
   *
   * @throws TypeError with code `argument_invalid` where the value is of a type that the VR does not take, the VR is not known,
   * or a sequence or item on the way is not there; DicomError with code `value_invalid`, `value_too_long` or `text_not_encodable`
   * where the VR cannot hold the value.
   */
  with(key: Key, value: ElementValue, options: WithOptions = {}): Dataset {
    if (typeof key === 'object') {
      const [holder, tag] = reservePrivate(this, key);
      return holder.#changed(changeOf(holder, tag, value, options.vr));
    }
    const { parent, tag, index } = this.#path(key);
    return this.#within(parent, options.create === true, (holder) => {
      if (index < 0) return holder.#changed(changeOf(holder, tag, value, options.vr));
      if (!(value instanceof Dataset)) throw misuse('argument_invalid', 'an item is a Dataset');
      return holder.#withItems(tag, index, 1, asItem(value));
    });
  }

  /** The same data set with an item more: in front of that of the index, or behind the last one. The sequence is made if need be. */
  withItem(key: Key, item: Dataset, index?: number): Dataset {
    const { parent, tag } = this.#path(key);
    return this.#within(parent, true, (holder) =>
      holder.#withItems(tag, index ?? handlesOf(holder.#find(tag)).length, 0, asItem(item)),
    );
  }

  /** The same data set without some elements, or items: `without('PatientName', '(0008,1140)[1]')`. What is not there is left out. */
  without(...keys: readonly Key[]): Dataset {
    return keys.reduce<Dataset>((dataset, key) => {
      const { parent, tag, index } = dataset.#path(key);
      return dataset.#within(parent, undefined, (holder) => {
        if (index >= 0) return index < handlesOf(holder.#find(tag)).length ? holder.#withItems(tag, index, 1) : holder;
        return holder.#find(tag) === undefined ? holder : holder.#changed(new Change(tag));
      });
    }, this);
  }

  /**
   * The data set as parts, for `pipeThrough(through(…))`. What is as it was read goes out byte for byte; text that was put in is in the
   * declared character set. Fails with TypeError `value_missing` where a value was not kept and there is no `source`.
   */
  toParts(options?: WriteOptions): ReadableStream<readonly Part[]> {
    let reader: ReadableStreamDefaultReader<readonly Part[]> | undefined;
    return new ReadableStream<readonly Part[]>(
      {
        pull: async (controller) => {
          reader ??= (await writing()).partsOfDataset(this, options).getReader();
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader?.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  /**
   * The data set as a file. One that nothing was changed in is the file that it was read from, byte for byte; all others get a preamble and
   * file meta as `withMeta` gives it.
   *
   *     const file = await dataset.with('PatientID', '4711').toBytes('ExplicitVRLittleEndian')
   *
   * @param transferSyntax as `toTransferSyntax` takes it; the present one without it.
   */
  async toBytes(transferSyntax?: string, options?: BytesOptions): Promise<Uint8Array> {
    return (await writing()).bytesOfDataset(this, transferSyntax, options);
  }

  /** How text is encoded when it is written: as declared in this item, or else around it. PS3.3 §C.12.1.1.2 */
  get characterSet(): CharacterSet {
    return declaredBy(this.#find(specificCharacterSet)) ?? this.#parent?.characterSet ?? CharacterSet.default;
  }

  /** @internal How the text that was read is encoded, whatever has been declared since. */
  get textEncoding(): CharacterSet {
    return (this.#characterSet ??=
      declaredBy(this.#read(specificCharacterSet)) ?? this.#parent?.textEncoding ?? CharacterSet.default);
  }

  /** Transfer Syntax UID (0002,0010), or '' where there is no file meta. */
  get transferSyntax(): string {
    return this.#parent?.transferSyntax ?? this.string(transferSyntaxUid) ?? '';
  }

  /** What deviates from the standard in the whole file and was tolerated, in the order of the file. */
  get notes(): readonly Note[] {
    return this.table.notes();
  }

  /** @internal The items of one of its sequences. */
  itemsOf(element: Element): Dataset[] {
    return handlesOf(element).map((handle, index) => this.#itemOf(element.tag, handle, index));
  }

  #itemOf(tag: number, handle: ItemHandle, index: number): Dataset {
    const node = new ItemNode(tag, index, this.item);
    return typeof handle === 'number'
      ? new Dataset(this.table, handle, this, node)
      : handle.#derived(handle.changes, this, node);
  }

  #elements(): Level {
    return (this.#level ??= this.table.level(this.row));
  }

  #find(tag: number): Element | undefined {
    const change = findChange(this.changes, tag);
    if (change === undefined) return this.#read(tag);
    return change.rows === 0 ? undefined : new Element(change, 0, this);
  }

  /** The element as it was read. */
  #read(tag: number): Element | undefined {
    const row = findRow(this.#elements(), tag);
    return row < 0 ? undefined : new Element(this.table, row, this);
  }

  #path(key: Key): Path {
    if (typeof key === 'string') return parsePath(key);
    return new Path(undefined, typeof key === 'number' ? key : privateTag(this, key));
  }

  #descend(node: ItemNode | undefined): Dataset | undefined {
    if (node === undefined) return this;
    const holder = this.#descend(node.parent);
    if (holder === undefined) return undefined;
    const handle = handlesOf(holder.#find(node.tag))[node.index];
    return handle === undefined ? undefined : holder.#itemOf(node.tag, handle, node.index);
  }

  /** The data set with one of its items changed. Where there is no such item it is made, or refused, or, for `undefined`, nothing happens. */
  #within(node: ItemNode | undefined, create: boolean | undefined, change: (holder: Dataset) => Dataset): Dataset {
    if (node === undefined) return change(this);
    const { tag, index, parent } = node;
    return this.#within(parent, create, (holder) => {
      const handle = handlesOf(holder.#find(tag))[index];
      if (handle === undefined && create === undefined) return holder;
      if (handle === undefined && create === false) throw holder.#missing(tag, index);
      const item = handle === undefined ? Dataset.empty : holder.#itemOf(tag, handle, index);
      const changed = change(item);
      return changed === item ? holder : holder.#withItems(tag, index, 1, changed.detached);
    });
  }

  /** The data set with other items in place of so many, from that of the index on. */
  #withItems(tag: number, index: number, count: number, ...others: readonly Dataset[]): Dataset {
    const element = this.#find(tag);
    const items = [...handlesOf(element)];
    if (!(index >= 0 && index <= items.length)) throw this.#missing(tag, index);
    items.splice(index, count, ...others);
    return this.#changed(
      element?.isSequence === true ? new Change(tag, element.vr, items) : changeOf(this, tag, others),
    );
  }

  #missing(tag: number, index: number): Error {
    return misuse('argument_invalid', `${new Path(this.item, tag, index).toString()} is not there`);
  }

  /** @internal The same as a root: so what keeps an item does not keep what it was an item of. */
  get detached(): Dataset {
    return this.#derived(this.changes);
  }

  #changed(change: Change): Dataset {
    return this.#derived(withChange(this.changes, change), this.#parent, this.item);
  }

  /** The same in another place, or with other changes; text stays what it is. */
  #derived(changes: Changes | undefined, parent?: Dataset, item?: ItemNode): Dataset {
    const derived = new Dataset(this.table, this.row, parent, item, changes);
    derived.#level = this.#elements();
    derived.#characterSet = this.textEncoding;
    return derived;
  }
}

function handlesOf(element: Element | undefined): readonly ItemHandle[] {
  if (element?.isSequence !== true) return [];
  return element.table instanceof Change ? element.table.items : element.table.held(element.row);
}

/** The character set that an element of tag (0008,0005) declares. */
function declaredBy(element: Element | undefined): CharacterSet | undefined {
  if (element === undefined) return undefined;
  return CharacterSet.of(CharacterSet.default.decodeValues(element.bytes ?? new Uint8Array(), 'CS'));
}
