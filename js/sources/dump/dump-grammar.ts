// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One line of a dump: what a full dump writes, what dcmdump prints, what dump2dcm reads. docs/dump.md has the grammar.

/** What stands in the column of values. */
export type DumpValue =
  | { readonly form: 'none' }
  /** In brackets, or plain: as it stands. */
  | { readonly form: 'text'; readonly text: string }
  /** In quotes: characters, whatever the encoding of the dump. */
  | { readonly form: 'quoted'; readonly text: string }
  /** Between angle brackets: bytes in hexadecimal digits, little endian, whatever the VR. */
  | { readonly form: 'bytes'; readonly text: string }
  /** `=CTImageStorage`, `=file.raw`: what follows the sign. */
  | { readonly form: 'name'; readonly text: string }
  /** `=@1234+200000`: in the file that was dumped. */
  | { readonly form: 'range'; readonly position: number; readonly length: number; readonly flags: readonly string[] }
  | { readonly form: 'sequence' | 'fragments' };

export interface DumpLine {
  /** Characters in front of the tag. */
  readonly indent: number;
  readonly tag: number;
  /** As written; '' where it was left out. */
  readonly vr: string;
  readonly value: DumpValue;
}

/** VRs, and what dcmdump prints in place of one where the dictionary leaves a choice, or for items. */
const vrs = new Set(
  (
    'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV ' +
    'na pi up xs ox px lt ?? --'
  ).split(' '),
);

const beginning = /^(\s*)\(\s*([\da-f]{4})\s*,\s*([\da-f]{4})\s*\)\s*/i;
/** Nothing, or a comment. */
const rest = /^\s*(?:#.*)?$/s;
const none = { form: 'none' } as const;

/** Whether a line holds no element: it is empty, or a comment. */
export function isBlank(line: string): boolean {
  return rest.test(line);
}

/** A bracket, and behind it nothing but a comment. */
const closing = /\]\s*(?:#[^\]]*)?$/;
/** What dcmdump has cut ends by dots and a comment. */
const cut = /\.\.\.\s+#\s*(?:u\/l|\d+),\s*\d+ \S+\s*$/;

/** Whether the value of a line begins in brackets and does not end on it: dcmdump prints line feeds in values as they are. */
export function isOpen(line: string): boolean {
  const start = beginning.exec(line)?.[0].length;
  if (start === undefined || !/^(?:[A-Z]{2}\s+)?\[/.test(line.slice(start, start + 16))) return false;
  return !closes(line) && !cut.test(line);
}

/** Whether a value in brackets ends on a line. */
export function closes(line: string): boolean {
  return closing.test(line);
}

/** Reads a line; `undefined` where it is none. */
export function readDumpLine(line: string): DumpLine | undefined {
  const match = beginning.exec(line);
  if (match === null) return undefined;
  const [head, { length: indent } = '', group, element] = match;
  const tag = Number.parseInt(`${group}${element}`, 16);
  const written = /^\S\S(?=\s|$)/.exec(line.slice(head.length, head.length + 3))?.[0] ?? '';
  const vr = vrs.has(written) ? written : '';
  const text = line.slice(head.length + vr.length).trimStart();
  const value = isShell(tag, vr) ? none : readValue(text, vr);
  return value === undefined ? undefined : { indent, tag, vr, value };
}

/** Items and delimiters say nothing but that they are there. */
function isShell(tag: number, vr: string): boolean {
  return tag === 0xfffee00d || tag === 0xfffee0dd || (tag === 0xfffee000 && vr !== 'pi');
}

function readValue(text: string, vr: string): DumpValue | undefined {
  switch (text[0]) {
    case undefined:
    case '#':
      return none;
    case '[':
      return enclosed('text', text, text.lastIndexOf(']'));
    case '<':
      return enclosed('bytes', text, text.indexOf('>'));
    case '"':
      return quoted(text);
    case '=':
      return reference(text);
    case '(':
      return vr === 'AT' || /^\(\s*[\da-f]{4}\s*,/i.test(text) ? tags(text) : structure(text);
    default:
      return plain(text);
  }
}

function enclosed(form: 'text' | 'bytes', text: string, end: number): DumpValue | undefined {
  return end > 0 && rest.test(text.slice(end + 1)) ? { form, text: text.slice(1, end) } : undefined;
}

/** By hand: a regular expression for it needs a stack as deep as the text is long. */
function quoted(text: string): DumpValue | undefined {
  let end = 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  if (!rest.test(text.slice(end + 1))) return undefined;
  try {
    return { form: 'quoted', text: JSON.parse(text.slice(0, end + 1)) as string };
  } catch {
    return undefined;
  }
}

function reference(text: string): DumpValue | undefined {
  const word = plain(text.slice(1));
  if (word?.form !== 'text' || word.text === '') return undefined;
  if (!word.text.startsWith('@')) return { form: 'name', text: word.text };
  const match = /^@(\d{1,15})\+(\d{1,15})((?:,big-endian|,inflated)*)$/.exec(word.text);
  if (match === null) return undefined;
  const [, position, length, flags = ''] = match;
  return { form: 'range', position: Number(position), length: Number(length), flags: flags.split(',').slice(1) };
}

/** `(0018,1063)\(7FE0,0010)`, with spaces anywhere. */
function tags(text: string): DumpValue | undefined {
  const comment = text.indexOf('#');
  const list = (comment < 0 ? text : text.slice(0, comment)).replace(/\s+/g, '');
  if (list === '(novalueavailable)') return none;
  return /^\([\da-f]{4},[\da-f]{4}\)(?:\\\([\da-f]{4},[\da-f]{4}\))*$/i.test(list)
    ? { form: 'text', text: list }
    : undefined;
}

function structure(text: string): DumpValue | undefined {
  const [, words = '', behind = ''] = /^\(([^)]*)\)(.*)$/s.exec(text) ?? [];
  if (!rest.test(behind)) return undefined;
  if (words === 'no value available') return none;
  if (/^Sequence\b/.test(words)) return { form: 'sequence' };
  return /^PixelSequence\b/.test(words) ? { form: 'fragments' } : undefined;
}

/** A word without enclosing signs. */
function plain(text: string): DumpValue | undefined {
  const end = text.search(/[\s#]/);
  const word = end < 0 ? text : text.slice(0, end);
  return rest.test(text.slice(word.length)) ? { form: 'text', text: word } : undefined;
}
