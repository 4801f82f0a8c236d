// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text as HTML: whatever it holds, it stays text.

/** HTML that is well-formed. Only `html` makes it. */
export class Html {
  /** @internal */
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Controls and marks of writing direction: they could make a line read as what it is not. */
const unseen = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(text: string): string {
  return text.replace(unseen, '\ufffd').replace(/[&<>"']/g, (letter) => entities[letter] ?? '');
}

/** A template: what is put in is text, unless it is `Html`. */
export function html(pieces: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(pieces.map((piece, i) => (i === 0 ? piece : textOf(values[i - 1]) + piece)).join(''));
}

function textOf(value: Piece | undefined): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('\n');
  return escaped(String(value));
}
