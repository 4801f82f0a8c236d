// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Patterns of rules: regular expressions without what may take exponential time. A text is gone through once, in all ways at a time
// (Thompson, Communications of the ACM 11, 1968), so time is at most that of the text times the pattern.

import { type MisuseError } from '../../../errors.js';
import { invalidAt } from '../../rule/read-fields.js';

const longestPattern = 1024;
const mostInstructions = 2000;
const mostRepeats = 255;
const deepest = 32;

type Test = (code: number) => boolean;

/** What a pattern is made of. */
type Node =
  | { readonly kind: 'one'; readonly test: Test }
  | { readonly kind: 'row'; readonly nodes: readonly Node[] }
  | { readonly kind: 'either'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** `test` takes a character and goes on behind; without one, on with both. */
interface Instruction {
  readonly test: Test | undefined;
  readonly next: number;
  readonly other: number;
}

/** A pattern that a whole text matches or does not. */
export class TextPattern {
  readonly #program: Instruction[] = [];
  readonly #start: number;
  readonly #place: string;

  /**
   * Letters, `.`, `[a-z]`, `[^…]`, `\d` `\w` `\s` and their opposites, `( )`, `|`, `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`; `\` in front of any other
   * sign takes it as it is. `^` in front and `$` behind change nothing: the whole text is meant anyway.
   * @throws TypeError with code `argument_invalid` that names `place`, and where in the pattern what is not one of these stands.
   */
  constructor(source: string, ignoreCase = false, place = 'the pattern') {
    this.#place = place;
    const node = new PatternReader(source, ignoreCase, place).read();
    this.#start = this.#compile(node, this.#add({ test: undefined, next: -1, other: -1 }));
  }

  /** Whether all of the text matches. */
  matches(text: string): boolean {
    let states = this.#closure([this.#start]);
    for (const character of text) {
      const code = character.codePointAt(0) as number;
      const next: number[] = [];
      for (const state of states) {
        const instruction = this.#program[state] as Instruction;
        if (instruction.test?.(code) === true) next.push(instruction.next);
      }
      if (next.length === 0) return false;
      states = this.#closure(next);
    }
    // The first instruction is the end.
    return states.has(0);
  }

  /** The states and all that they lead to without a character. */
  #closure(states: readonly number[]): Set<number> {
    const reached = new Set<number>();
    const stack = [...states];
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      if (state < 0 || reached.has(state)) continue;
      reached.add(state);
      const { test, next, other } = this.#program[state] as Instruction;
      if (test === undefined) stack.push(next, other);
    }
    return reached;
  }

  #add(instruction: Instruction): number {
    if (this.#program.length >= mostInstructions) throw invalidAt(this.#place, 'repeats too much');
    return this.#program.push(instruction) - 1;
  }

  /** Where the node begins whose end goes on at `next`. */
  #compile(node: Node, next: number): number {
    switch (node.kind) {
      case 'one':
        return this.#add({ test: node.test, next, other: -1 });
      case 'row':
        return node.nodes.reduceRight((end, each) => this.#compile(each, end), next);
      case 'either':
        return node.nodes
          .map((each) => this.#compile(each, next))
          .reduceRight((other, start) => this.#add({ test: undefined, next: start, other }), -1);
      case 'repeat': {
        const { node: inner, least, most } = node;
        let start = next;
        if (most === Infinity) {
          // The loop leads to itself, so its place is kept free first.
          const loop = this.#add({ test: undefined, next, other: -1 });
          this.#program[loop] = { test: undefined, next, other: this.#compile(inner, loop) };
          start = loop;
        } else {
          for (let i = least; i < most; i++) {
            start = this.#add({ test: undefined, next: this.#compile(inner, start), other: next });
          }
        }
        for (let i = 0; i < least; i++) start = this.#compile(inner, start);
        return start;
      }
    }
  }
}

const classes: Readonly<Record<string, Test>> = {
  d: (code) => code >= 0x30 && code <= 0x39,
  w: (code) => /^[A-Za-z0-9_]$/.test(String.fromCodePoint(code)),
  s: (code) => /^\s$/u.test(String.fromCodePoint(code)),
};

class PatternReader {
  readonly #signs: readonly string[];
  readonly #ignoreCase: boolean;
  readonly #place: string;
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean, place: string) {
    this.#place = place;
    if (source.length > longestPattern) throw invalidAt(place, `is longer than ${longestPattern}`);
    this.#signs = [...source];
    this.#ignoreCase = ignoreCase;
  }

  read(): Node {
    if (this.#peek() === '^') this.#at++;
    const node = this.#either();
    if (this.#peek() === '$' && this.#at === this.#signs.length - 1) this.#at++;
    if (this.#at < this.#signs.length) throw this.#wrong('stands where nothing of the kind may');
    return node;
  }

  #peek(): string | undefined {
    return this.#signs[this.#at];
  }

  #wrong(what: string): MisuseError {
    return invalidAt(this.#place, `is no pattern: its sign ${this.#at + 1} ${what}`);
  }

  #either(): Node {
    const nodes = [this.#row()];
    while (this.#peek() === '|') {
      this.#at++;
      nodes.push(this.#row());
    }
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'either', nodes };
  }

  #row(): Node {
    const nodes: Node[] = [];
    for (let sign = this.#peek(); sign !== undefined && sign !== '|' && sign !== ')'; sign = this.#peek()) {
      if (sign === '$' && this.#at === this.#signs.length - 1) break;
      nodes.push(this.#repeated(this.#one()));
    }
    return { kind: 'row', nodes };
  }

  #one(): Node {
    const sign = this.#signs[this.#at] as string;
    if ('*+?{}^$'.includes(sign)) throw this.#wrong('stands where nothing of the kind may');
    this.#at++;
    switch (sign) {
      case '.':
        return { kind: 'one', test: () => true };
      case '\\':
        return { kind: 'one', test: this.#escaped() };
      case '[':
        return { kind: 'one', test: this.#set() };
      case '(':
        return this.#group();
      default:
        return { kind: 'one', test: this.#sign(sign) };
    }
  }

  #group(): Node {
    if (++this.#depth > deepest) throw this.#wrong('is too deep in parentheses');
    if (this.#peek() === '?') {
      if (this.#signs[this.#at + 1] !== ':') throw this.#wrong('begins a group of a kind that is not known');
      this.#at += 2;
    }
    const node = this.#either();
    if (this.#peek() !== ')') throw this.#wrong('should be )');
    this.#at++;
    this.#depth--;
    return node;
  }

  #repeated(node: Node): Node {
    const bounds = this.#bounds();
    if (bounds === undefined) return node;
    const [least, most] = bounds;
    // Which of several ways is taken does not matter here.
    if (this.#peek() === '?') this.#at++;
    return { kind: 'repeat', node, least, most };
  }

  #bounds(): readonly [number, number] | undefined {
    const sign = this.#peek();
    if (sign === '*' || sign === '+' || sign === '?') {
      this.#at++;
      return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity];
    }
    if (sign !== '{') return undefined;
    const found = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(this.#signs.slice(this.#at, this.#at + 9).join(''));
    const least = Number(found?.[1]);
    const most = found?.[3] === undefined ? (found?.[2] === undefined ? least : Infinity) : Number(found[3]);
    if (found === null || least > mostRepeats || (most > mostRepeats && most !== Infinity) || most < least) {
      throw this.#wrong(`begins no number of times up to ${mostRepeats}`);
    }
    this.#at += found[0].length;
    return [least, most];
  }

  /** Behind a backslash. */
  #escaped(): Test {
    const sign = this.#peek();
    if (sign === undefined) throw this.#wrong('is missing');
    const known = classes[sign.toLowerCase()];
    if (known === undefined && /[\p{L}\p{N}]/u.test(sign)) throw this.#wrong('is no sign that is known behind \\');
    this.#at++;
    if (known === undefined) return this.#sign(sign);
    return sign === sign.toLowerCase() ? known : (code) => !known(code);
  }

  #sign(sign: string): Test {
    const wanted = sign.codePointAt(0) as number;
    return this.#anyCase((code) => code === wanted);
  }

  #anyCase(test: Test): Test {
    if (!this.#ignoreCase) return test;
    return (code) => {
      const character = String.fromCodePoint(code);
      return (
        test(code) ||
        [character.toLowerCase(), character.toUpperCase()].some((each) => test(each.codePointAt(0) as number))
      );
    };
  }

  /** Behind `[`. */
  #set(): Test {
    const isNot = this.#peek() === '^';
    if (isNot) this.#at++;
    const tests: Test[] = [];
    for (let isFirst = true; this.#peek() !== ']' || isFirst; isFirst = false) {
      const first = this.#peek();
      if (first === undefined) throw this.#wrong('should be ]');
      if (first === '[' || first === '&') throw this.#wrong('stands in a set: write \\ in front of it');
      this.#at++;
      if (first === '\\') {
        tests.push(this.#escaped());
        continue;
      }
      const isRange = this.#peek() === '-' && ![']', undefined].includes(this.#signs[this.#at + 1]);
      if (!isRange) {
        tests.push(this.#sign(first));
        continue;
      }
      const last = this.#signs[this.#at + 1] as string;
      const [from, to] = [first, last].map((each) => each.codePointAt(0) as number) as [number, number];
      if (last === '\\' || from > to) throw this.#wrong('begins no range');
      this.#at += 2;
      tests.push(this.#anyCase((code) => code >= from && code <= to));
    }
    this.#at++;
    const isIn: Test = (code) => tests.some((test) => test(code));
    return isNot ? (code) => !isIn(code) : isIn;
  }
}
