// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// An attribute of an XML document while what it holds is read. PS3.19 Table A.1.5-2

import '../../write-messages.js';
import { isPrivateCreator } from '../../dictionary/private-blocks.js';
import { DicomError } from '../../errors.js';
import { vrName } from '../../part.js';
import { ItemNode } from '../../path.js';
import { dictionaryVr } from '../../wasm/parser.js';
import { vrCode } from '../../wasm/vr-code.js';
import type { ModelAttribute, ModelDataset, ModelValue } from './model.js';
import { Numbered } from './numbered.js';

/** Elements that say what an attribute holds; an attribute has elements of one kind. */
export type Content = 'Value' | 'PersonName' | 'Item' | 'InlineBinary' | 'BulkData';

export class OpenAttribute {
  readonly tag: number;
  /** The item that it stands in. */
  readonly parent: ItemNode | undefined;
  readonly texts = new Numbered<string>();
  readonly items = new Numbered<ModelDataset>();
  bytes: Uint8Array | undefined;
  uri = '';
  readonly #creator: string | undefined;
  readonly #statedVr: string | undefined;
  #content: Content | undefined;

  /** @throws DicomError where there is no tag, or a VR that the standard does not have. */
  constructor(
    tag: string | undefined,
    vr: string | undefined,
    creator: string | undefined,
    parent: ItemNode | undefined,
  ) {
    if (tag === undefined || !/^[\dA-F]{8}$/i.test(tag)) throw malformed();
    this.tag = Number.parseInt(tag, 16);
    // Items and delimiters are no attributes.
    if (this.tag >>> 16 === 0xfffe) throw malformed();
    if (vr !== undefined && (vr.length !== 2 || vrName(vrCode(vr)) !== vr)) throw malformed();
    this.parent = parent;
    this.#statedVr = vr;
    this.#creator = creator;
  }

  /** An element of its content begins. @throws DicomError where it does not go with what there is. */
  add(content: Content): void {
    const isAgain = this.#content === content;
    const isOne = content === 'InlineBinary' || content === 'BulkData';
    if (this.#content !== undefined && (!isAgain || isOne)) throw malformed();
    if ((content === 'Item') !== (this.vrOf(content) === 'SQ')) throw malformed();
    if (content === 'PersonName' && this.vrOf(content) !== 'PN') throw malformed();
    this.#content = content;
  }

  /** What it is now that all is there. */
  finish(): ModelAttribute {
    return { tag: this.tag, vr: this.vrOf(this.#content), creator: this.#creator, value: this.#value() };
  }

  /** As stated, which the model does not ask for, or else as the dictionary or the content has it. */
  vrOf(content: Content | undefined): string {
    if (this.#statedVr !== undefined) return this.#statedVr;
    if (content === 'Item') return 'SQ';
    if (content === 'PersonName') return 'PN';
    if (isPrivateCreator(this.tag) && this.#creator === undefined) return 'LO';
    return dictionaryVr(this.tag) || 'UN';
  }

  #value(): ModelValue {
    switch (this.#content) {
      case 'Value':
      case 'PersonName':
        return { kind: 'texts', texts: this.texts.all(() => '') };
      case 'Item':
        return { kind: 'items', items: this.items.all((index) => this.#emptyItem(index)) };
      case 'InlineBinary':
        return this.bytes === undefined ? { kind: 'empty' } : { kind: 'bytes', bytes: this.bytes };
      case 'BulkData':
        return { kind: 'reference', uri: this.uri };
      case undefined:
        return this.vrOf(undefined) === 'SQ' ? { kind: 'items', items: [] } : { kind: 'empty' };
    }
  }

  #emptyItem(index: number): ModelDataset {
    return { item: new ItemNode(this.tag, index, this.parent), attributes: [] };
  }
}

/** Where it is, the reader adds. */
export function malformed(): DicomError {
  return new DicomError({ code: 'xml_malformed' });
}
