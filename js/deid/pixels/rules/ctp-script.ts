// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Scripts of the DicomPixelAnonymizer of RSNA's CTP as rules: `{ signature } (left,top,width,height) …`, with comments between them that
// have no braces and parentheses. The language is described in https://mircwiki.rsna.org, "The CTP DICOM Pixel Anonymizer".

import { type MisuseError, misuse } from '../../../errors.js';
import { parseDecimal } from '../../../values/strings/decimal.js';
import type { PixelCondition } from './condition.js';
import { attributeOfCtp } from './ctp-names.js';
import type { RuleBlank } from './rectangles.js';
import { mostRules, type PixelRule, type PixelRulesInput, readPixelRules } from './rule-set.js';

const longestScript = 4 * 1024 * 1024;
const deepest = 30;

/** A keyword or a tag, and behind `::` more of them. */
function identifierForm(): RegExp {
  const step = String.raw`(?:[A-Za-z]\w*|\[[^[\]]*(?:\[[^\]]*\][^[\]]*)?\])`;
  return new RegExp(String.raw`(?:root:\s*)?(${step}(?:::${step})*)\s*\.`, 'y');
}

/** What the methods of CTP's language are here. */
const methods: Readonly<Record<string, (value: string) => object>> = {
  equals: (equals) => ({ equals }),
  equalsIgnoreCase: (equals) => ({ equals, ignoreCase: true }),
  matches: (matches) => ({ matches }),
  contains: (contains) => ({ contains }),
  containsIgnoreCase: (contains) => ({ contains, ignoreCase: true }),
  startsWith: (startsWith) => ({ startsWith }),
  startsWithIgnoreCase: (startsWith) => ({ startsWith, ignoreCase: true }),
  endsWith: (endsWith) => ({ endsWith }),
  endsWithIgnoreCase: (endsWith) => ({ endsWith, ignoreCase: true }),
  isLessThan: (limit) => ({ lessThan: parseDecimal(limit) ?? Number.NaN }),
  isGreaterThan: (limit) => ({ greaterThan: parseDecimal(limit) ?? Number.NaN }),
};

/**
 * Makes a rule set of a script: of several signatures that match the first one counts, as in CTP. A rule is named by the line that its signature
 * begins in. Of each region the column and the row behind it are blanked too, as CTP does. A signature without regions becomes a rule that
 * blanks nothing and asks for review.
 *
 * Not quite as in CTP: what CTP takes for false, or passes over, is an error here: an unknown method or attribute, a region that is none. Patterns of
 * `matches` are those of `readPixelRules`; `isLessThan` and `isGreaterThan` compare the first value as it is.
 *
 * ```ts
 * const rules = readPixelRules(fromCtpPixelScript('{ Modality.equals("US") } (0,0,640,40)'));
 * ```
 * @throws TypeError with code `argument_invalid` that says in which line and column what is wrong stands.
 */
export function fromCtpPixelScript(text: string): PixelRulesInput {
  if (text.length > longestScript) throw misuse('argument_invalid', 'the script is too long');
  return new ScriptReader(text).read();
}

class ScriptReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** The line that has been counted to last: from where to where. */
  #line = { number: 1, at: 0, end: 0 };

  constructor(text: string) {
    this.#text = text;
    this.#line.end = this.#lineEnd(0);
  }

  read(): PixelRulesInput {
    const rules: PixelRule[] = [];
    this.#pass('{');
    while (this.#at < this.#text.length) {
      const start = this.#at;
      this.#at++;
      const when = this.#either();
      this.#expect('}');
      const blank = this.#regions();
      const rest = blank.length > 0 ? { blank } : { review: true };
      const rule: PixelRule = { name: `line ${this.#place(start).line}`, when, ...rest };
      this.#checked(start, rule);
      if (rules.push(rule) > mostRules) throw this.#wrong('is one signature too many', start);
    }
    if (rules.length === 0) throw misuse('argument_invalid', 'the script has no signature');
    return { apply: 'first', rules };
  }

  /** What a rule may not hold, such as a pattern that is none, is wrong in the script. */
  #checked(start: number, rule: PixelRule): void {
    try {
      readPixelRules({ rules: [rule] });
    } catch (error) {
      throw error instanceof TypeError ? this.#wrong(error.message.replace('$.rules[0]', 'the rule'), start) : error;
    }
  }

  /** Up to the next of the signs, or the end: comments. */
  #pass(signs: string): void {
    while (this.#at < this.#text.length && !signs.includes(this.#text[this.#at] as string)) this.#at++;
  }

  #regions(): RuleBlank[] {
    const regions: RuleBlank[] = [];
    for (;;) {
      this.#pass('{}()');
      const sign = this.#text[this.#at];
      if (sign === undefined || sign === '{') return regions;
      if (sign !== '(') throw this.#wrong(`is a ${sign} that nothing has opened`);
      regions.push(this.#region());
    }
  }

  #region(): RuleBlank {
    const form = /\(\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\)/y;
    form.lastIndex = this.#at;
    const found = form.exec(this.#text);
    if (found === null) throw this.#wrong('begins no region of four integers, and comments have no parentheses');
    this.#at = form.lastIndex;
    const [left, top, width, height] = found.slice(1).map(Number) as [number, number, number, number];
    return { left, top, columns: width + 1, rows: height + 1 };
  }

  #either(): PixelCondition {
    return this.#joined('+', 'any', () => this.#joined('*', 'all', () => this.#term()));
  }

  #joined(sign: string, name: 'any' | 'all', next: () => PixelCondition): PixelCondition {
    const terms = [next()];
    for (this.#space(); this.#text[this.#at] === sign; this.#space()) {
      this.#at++;
      terms.push(next());
    }
    if (terms.length === 1) return terms[0] as PixelCondition;
    return name === 'any' ? { any: terms } : { all: terms };
  }

  #term(): PixelCondition {
    this.#space();
    const sign = this.#text[this.#at];
    if (sign !== '!' && sign !== '(') return this.#question();
    if (++this.#depth > deepest) throw this.#wrong('is too deep');
    this.#at++;
    const inner = sign === '!' ? this.#term() : this.#either();
    if (sign === '(') this.#expect(')');
    this.#depth--;
    return sign === '!' ? { not: inner } : inner;
  }

  /** `identifier.method("text")`, `true.` or `false.` */
  #question(): PixelCondition {
    const start = this.#at;
    const constant = this.#found(/(true|false)\s*\./y);
    if (constant !== undefined) return constant[1] === 'true' ? { all: [] } : { any: [] };
    const identifier = this.#found(identifierForm())?.[1];
    if (identifier === undefined) throw this.#wrong('begins no question such as Modality.equals("US")', start);
    const attribute = attributeOfCtp(identifier);
    if (attribute === undefined) throw this.#wrong('is no attribute that is known: write its tag, [gggg,eeee]', start);
    const at = this.#at;
    const call = this.#found(/\s*([A-Za-z]+)\s*\(\s*"([^"]*)"\s*\)/y);
    if (call === undefined) throw this.#wrong('should be a method with a text, such as equals("US")', at);
    const [, method = '', value = ''] = call;
    const question = Object.hasOwn(methods, method) ? methods[method]?.(value) : undefined;
    if (question === undefined) throw this.#wrong('is no method that is known', at);
    return { attribute, ...question };
  }

  #found(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = form.lastIndex;
    return found;
  }

  /** White space, and comments from `//` to the end of the line. */
  #space(): void {
    do this.#found(/\s+/y);
    while (this.#found(/\/\/[^\n]*/y) !== undefined);
  }

  #expect(sign: string): void {
    this.#space();
    if (this.#text[this.#at] !== sign) throw this.#wrong(`should be ${sign}`);
    this.#at++;
  }

  #wrong(what: string, at = this.#at): MisuseError {
    const { line, column } = this.#place(at);
    return misuse('argument_invalid', `line ${line}, column ${column}: ${what}`);
  }

  /** Places are asked for in their order, or nearly. */
  #place(at: number): { readonly line: number; readonly column: number } {
    if (at < this.#line.at) this.#line = { number: 1, at: 0, end: this.#lineEnd(0) };
    while (this.#line.end < at) {
      const next = this.#line.end + 1;
      this.#line = { number: this.#line.number + 1, at: next, end: this.#lineEnd(next) };
    }
    return { line: this.#line.number, column: at - this.#line.at + 1 };
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }
}
