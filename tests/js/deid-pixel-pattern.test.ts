// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Patterns of rules for pixels, against JavaScript's own regular expressions, and what those would hang at.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TextPattern } from '../../js/deid/pixels/rules/pattern.js';

/** Random patterns of the signs that both know alike, and random texts of the same few letters. */
const letter = fc.constantFrom('a', 'b', 'A', 'é', '1', '_', ' ');
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    letter,
    fc.constantFrom('.', '\\d', '\\W', '\\s', '[ab]', '[^a1]', '[a-c_]', '[\\d-]', '\\.'),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(
      fc.tuple(
        fc.oneof({ maxDepth: 3 }, letter, tie('atom')),
        fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'),
        fc.constantFrom('', '', '', '|'),
      ),
      { maxLength: 4 },
    )
    .map((atoms) => atoms.flat().join('')),
}));

describe('a pattern', () => {
  test('matches what a regular expression of JavaScript does', () => {
    fc.assert(
      fc.property(pattern, fc.array(letter, { maxLength: 8 }), fc.boolean(), (source, letters, ignoreCase) => {
        const text = letters.join('');
        const peer = new RegExp(`^(?:${source})$`, ignoreCase ? 'sui' : 'su');
        assert.equal(new TextPattern(source, ignoreCase).matches(text), peer.test(text), `${source} of ${text}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('may be anchored, which changes nothing, and takes signs behind \\ as they are', () => {
    assert.ok(new TextPattern('^US.*$').matches('USX'));
    assert.ok(!new TextPattern('^US$').matches('USX'));
    assert.ok(new TextPattern('a\\$\\^\\(\\\\').matches('a$^(\\'));
    assert.ok(new TextPattern('[]a]+').matches(']a'));
    assert.ok(new TextPattern('.').matches('😀'));
  });

  test('takes no time that grows faster than the text', () => {
    const text = 'a'.repeat(1000);
    for (const source of ['(a*)*b', '(a|a)*b', '(a|aa)+b', '(.*)*(.*)*x', `${'a?'.repeat(200)}b`]) {
      assert.equal(new TextPattern(source).matches(text), false, source);
    }
  });

  test('that is none, or one too large, is refused with the place', () => {
    const cases: readonly [string, RegExp][] = [
      ['a(b', /sign 4 should be \)/],
      ['a)', /sign 2/],
      ['*a', /sign 1/],
      ['a**', /sign 3/],
      ['[a', /sign 3 should be \]/],
      ['[b-a]', /begins no range/],
      ['a{300}', /begins no number of times/],
      ['a{2,1}', /begins no number of times/],
      ['a{x}', /begins no number of times/],
      ['\\1', /is no sign that is known/],
      ['a\\', /is missing/],
      ['(?=a)', /begins a group of a kind that is not known/],
      ['a^b', /sign 2/],
      ['[[:alpha:]]', /write \\ in front of it/],
      ['((a{200}){200}){200}', /repeats too much/],
      ['('.repeat(40), /too deep/],
      ['a'.repeat(2000), /is longer/],
    ];
    for (const [source, message] of cases) {
      assert.throws(
        () => new TextPattern(source, false, '$.rules[0].when.matches'),
        (error: unknown) => {
          assert.ok(error instanceof TypeError);
          assert.match(error.message, /^\$\.rules\[0\]\.when\.matches /);
          assert.match(error.message, message);
          return true;
        },
        source,
      );
    }
  });

  test('of any signs is read, or refused as misuse', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 8 }), (source, text) => {
        try {
          new TextPattern(source).matches(text);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'argument_invalid');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
