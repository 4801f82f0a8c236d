// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The text of an XML document that comes as text or as bytes: those say in front which encoding they are in. XML 1.0 §4.3.3, Appendix F

import '../../write-messages.js';
import { DicomError } from '../../errors.js';
import { latin1Text } from '../../values/ascii.js';

/** Some text, and how many bytes it stands for. */
export interface TextPiece {
  readonly text: string;
  readonly size: number;
}

/** Long texts go on in pieces of so many characters. */
const pieceSize = 65536;
/** Where an XML declaration has to be over. */
const declarationSize = 1024;

const utf8 = new TextEncoder();

/** The text of a document whose chunks are strings or bytes. */
export async function* textPieces(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<TextPiece> {
  let decoder: TextReader | undefined;
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      for (let at = 0; at < chunk.length; at += pieceSize) {
        const text = chunk.slice(at, at + pieceSize);
        yield { text, size: utf8.encode(text).length };
      }
    } else {
      decoder ??= new TextReader();
      for (let at = 0; at < chunk.length; at += pieceSize) yield decoder.next(chunk.subarray(at, at + pieceSize));
    }
  }
  if (decoder !== undefined) yield decoder.end();
}

/** Decodes bytes once so many are there that a declaration of their encoding would be seen. */
class TextReader {
  /** The beginning, until the encoding is known. */
  #beginning: Uint8Array | undefined = new Uint8Array(0);
  #decode: (bytes: Uint8Array, isLast: boolean) => string = () => '';
  #position = 0;

  next(bytes: Uint8Array): TextPiece {
    if (this.#beginning === undefined) return this.#piece(bytes, false);
    const begun = new Uint8Array(this.#beginning.length + bytes.length);
    begun.set(this.#beginning);
    begun.set(bytes, this.#beginning.length);
    this.#beginning = begun;
    return begun.length < declarationSize ? { text: '', size: 0 } : this.#begin(false);
  }

  end(): TextPiece {
    return this.#beginning === undefined ? this.#piece(new Uint8Array(0), true) : this.#begin(true);
  }

  #begin(isLast: boolean): TextPiece {
    const bytes = this.#beginning as Uint8Array;
    this.#beginning = undefined;
    this.#decode = decoderFor(bytes);
    return this.#piece(bytes, isLast);
  }

  #piece(bytes: Uint8Array, isLast: boolean): TextPiece {
    try {
      const text = this.#decode(bytes, isLast);
      this.#position += bytes.length;
      return { text, size: bytes.length };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new DicomError({ code: 'xml_malformed', position: this.#position });
    }
  }
}

function decoderFor(bytes: Uint8Array): (bytes: Uint8Array, isLast: boolean) => string {
  const label = markOf(bytes) ?? declaredIn(bytes);
  // TextDecoder takes the label for windows-1252, in which some bytes differ.
  if (/^(iso-8859-1|iso_8859-1|latin1|us-ascii|ascii)$/i.test(label))
    return (piece) => latin1Text(piece, 0, piece.length);
  const decoder = decoderOf(label);
  return (piece, isLast) => decoder.decode(piece, { stream: !isLast });
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DicomError({ code: 'xml_malformed', position: 0 });
  }
}

/** The encoding that a byte order mark tells. */
function markOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function declaredIn(bytes: Uint8Array): string {
  const beginning = latin1Text(bytes, 0, Math.min(bytes.length, declarationSize)).replace(/^\u00ef\u00bb\u00bf/, '');
  const declaration = /^<\?xml\s[^>]*?\sencoding\s*=\s*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)')/.exec(beginning);
  return declaration?.[1] ?? declaration?.[2] ?? 'utf-8';
}
