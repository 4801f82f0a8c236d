// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text to bytes: what `encodeText` does. Apart from it, since data sets load this only when they are written.

import '../../write-messages.js';
import { DicomError } from '../../errors.js';
import { readTerms } from '../character-set-terms.js';
import type { Division } from '../iso-2022.js';
import type { CharacterSet } from '../text.js';
import { components, declared, several, textRules } from '../text-rules.js';
import { gbBytes } from './gb-18030.js';
import { type CharacterWriter, declaredSets, type DeclaredSets, iso2022Writer } from './iso-2022-encoder.js';

/** How text is written. */
export interface TextEncoding {
  /** That of the data set, which declares it in Specific Character Set (0008,0005). UTF-8 (`ISO_IR 192`) unless told otherwise. */
  readonly characterSet?: CharacterSet | undefined;
  /** What stands for a character that the set does not hold: a text, or what a function makes of the character. Without it, such a character is an error. */
  readonly replace?: string | ((character: string) => string) | undefined;
}

/** As `encodeText`. */
export function writeText(text: string | readonly string[], vr: string, encoding: TextEncoding): Uint8Array {
  const rule = textRules[vr] ?? 0;
  const whole = typeof text === 'string' ? text : joinValues(text, (rule & several) !== 0);
  const division = { values: (rule & several) !== 0, components: (rule & components) !== 0 };
  const encoder = (rule & declared) === 0 ? asciiEncoder : encoderOf(encoding.characterSet);
  return encoder(whole, division, encoding.replace);
}

function joinValues(values: readonly string[], areSeveral: boolean): string {
  const isWrong = areSeveral ? values.some((value) => value.includes('\\')) : values.length > 1;
  if (isWrong) throw new DicomError({ code: 'value_invalid' });
  return values.join('\\');
}

type Replacement = TextEncoding['replace'];
type Encoder = (text: string, division: Division, replace: Replacement) => Uint8Array;

function substituteFor(character: string, replace: Replacement): string {
  if (replace === undefined) throw new DicomError({ code: 'text_not_encodable' });
  return typeof replace === 'string' ? replace : replace(character);
}

// Without ESC, which would begin an escape sequence, and DEL.
const isAscii = /^[\0-\x1a\x1c-\x7e]*$/;
const utf8 = new TextEncoder();

/** With a half of a surrogate pair a TextEncoder would write U+FFFD without a word. */
function encodeUtf8(text: string, _division: Division, replace: Replacement): Uint8Array {
  const halves = /[\ud800-\udfff]/gu;
  if (!halves.test(text)) return utf8.encode(text);
  const whole = text.replace(halves, (half) => substituteFor(half, replace));
  if (/[\ud800-\udfff]/u.test(whole)) throw new DicomError({ code: 'text_not_encodable' });
  return utf8.encode(whole);
}

/** An encoder that goes character by character. */
function encoderBy(
  writerTo: (bytes: number[], division: Division) => CharacterWriter,
  isAsciiPlain: (text: string) => boolean,
): Encoder {
  return (text, division, replace) => {
    if (isAsciiPlain(text)) return utf8.encode(text);
    const bytes: number[] = [];
    const writer = writerTo(bytes, division);
    for (const character of text) {
      if (writer.write(character)) continue;
      for (const substitute of substituteFor(character, replace)) {
        if (!writer.write(substitute)) throw new DicomError({ code: 'text_not_encodable' });
      }
    }
    writer.end();
    return Uint8Array.from(bytes);
  };
}

function writerOf(bytesOf: (character: string) => readonly number[] | undefined) {
  return (bytes: number[]): CharacterWriter => ({
    write(character) {
      const code = bytesOf(character);
      if (code !== undefined) bytes.push(...code);
      return code !== undefined;
    },
    end() {
      // Nothing is designated.
    },
  });
}

const isPlain = (text: string): boolean => isAscii.test(text);

const asciiEncoder = encoderBy(
  writerOf((character) => (isAscii.test(character) ? [character.charCodeAt(0)] : undefined)),
  isPlain,
);

const encoders = new WeakMap<CharacterSet, Encoder>();

function encoderOf(characterSet: CharacterSet | undefined): Encoder {
  if (characterSet === undefined) return encodeUtf8;
  let encoder = encoders.get(characterSet);
  if (encoder === undefined) {
    encoder = makeEncoder(characterSet);
    encoders.set(characterSet, encoder);
  }
  return encoder;
}

function makeEncoder(characterSet: CharacterSet): Encoder {
  const { label, names } = readTerms(characterSet.terms);
  if (label === 'utf-8') return encodeUtf8;
  if (label !== undefined) {
    const name = label === 'gbk' ? 'GBK' : 'GB18030';
    return encoderBy(
      writerOf((character) => gbBytes(character, name)),
      isPlain,
    );
  }
  let sets: DeclaredSets | undefined;
  const isAsciiPlain = names[0] !== '13';
  return encoderBy(
    (bytes, division) => iso2022Writer(bytes, (sets ??= declaredSets(names)), division),
    (text) => isAsciiPlain && isAscii.test(text),
  );
}
