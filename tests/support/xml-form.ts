// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets as XML and back, and the tree of a document as another parser than the library's own use of it sees it.

import {
  bytes,
  type FromXmlOptions,
  fromXml,
  parse,
  type TextSource,
  through,
  withMeta,
  xml,
  type XmlOptions,
} from 'dcmstream';
import { SaxesParser } from 'saxes';
import { cutEvery, gather, streamOf } from './rechunk.js';

/** The document of a file. */
export async function xmlOf(file: Uint8Array, options: XmlOptions = {}, chunkSize = 700): Promise<string> {
  const parts = streamOf(cutEvery(file, chunkSize)).pipeThrough(parse());
  return (await gather(parts.pipeThrough(xml(options)))).join('');
}

/** The bytes of a document's data set, without preamble and file meta unless asked for. */
export async function bytesOfXml(source: TextSource, options: FromXmlOptions = {}, meta = false): Promise<Uint8Array> {
  const parts = fromXml(source, options);
  const whole = meta ? parts.pipeThrough(through(withMeta())) : parts;
  return new Uint8Array(Buffer.concat(await gather(whole.pipeThrough(bytes()))));
}

/** A document of the model with this content. */
export function model(content: string): string {
  return `<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">${content}</NativeDicomModel>`;
}

/** An element of a document. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Of its own, where it has no elements. */
  readonly text: string;
}

/** The root element. @throws where the document is not well-formed. */
export function treeOf(document: string): XmlNode {
  interface Open extends XmlNode {
    readonly children: XmlNode[];
    text: string;
  }
  const parser = new SaxesParser();
  const open: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  parser.on('opentag', ({ name, attributes }) => open.push({ name, attributes, children: [], text: '' }));
  parser.on('text', (text) => (open.at(-1)!.text += text));
  parser.on('closetag', () => {
    const node = open.pop()!;
    open.at(-1)!.children.push(node);
  });
  parser.write(document).close();
  return open[0]!.children[0]!;
}
