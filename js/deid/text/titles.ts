// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Names that a title stands before: `Dr. med. A. Meyer-Schmidt`, `Frau Müller`, `Patient: Jane Doe`.

import type { FoldedText, Word } from './fold.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Folded, and without umlauts where they are written with an e. */
const titles = words(
  'dr drs dra dott dottssa dottoressa dottore doctor doktor docteur prof professor professore profesor professeur mrs miss ' +
    'mister mme mlle madame mademoiselle monsieur herr herrn frau sra srta senor senora signor signora dhr mevr mevrouw meneer sir',
);
/** Abbreviations that mean other things too: magnetic resonance, a heart rate. A full stop or one capital makes titles of them. */
const doubtful = words('mr ms sr fr hr sig m');
/** What a colon makes a label of. */
const labels = words(
  'patient patientin pat pt paziente paciente name nom nome nombre surname vorname nachname physician arzt medecin referrer referring ' +
    'uberweiser zuweiser operator technician radiologist befunder',
);
/** What stands between a title and a name. */
const between = words(
  'med dent vet rer nat phil habil univ dipl ing mag hc and und et y e von van vom zu zur der den de del della di da du dos das la le el al bin ibn ter ten',
);
/** Words from a title to the name at most. */
const mostBetween = 6;
/** Parts of a name that hyphens join. */
const mostJoined = 3;

/** Words of a text that a title makes a name, and the titles themselves. */
export function findTitled(text: string, { letters, words: all }: FoldedText): Word[] {
  const found: Word[] = [];
  const letterAt = (index: number): string => {
    const word = all[index];
    return word === undefined ? '' : letters.slice(word.from, word.to);
  };
  const gapAfter = (index: number): string => {
    const [word, next] = [all[index], all[index + 1]];
    return word === undefined || next === undefined ? '\n' : text.slice(word.end, Math.min(next.start, word.end + 4));
  };
  /** The word and what hyphens and apostrophes join to it; gives the index of the last one. */
  const take = (index: number): number => {
    let last = index;
    while (last - index < mostJoined && /^[-'’]$/.test(gapAfter(last))) last++;
    for (let i = index; i <= last; i++) if (all[i] !== undefined) found.push(all[i] as Word);
    return last;
  };
  const written = (index: number): string =>
    text.slice(all[index]?.start ?? 0, Math.min(all[index]?.end ?? 0, (all[index]?.start ?? 0) + 64));
  for (let i = 0; i < all.length; i++) {
    if (!isTitle(letterAt(i), written(i), gapAfter(i))) continue;
    found.push(all[i] as Word);
    let next = i + 1;
    const isPassed = (letters: string): boolean => letters.length === 1 || between.has(letters) || titles.has(letters);
    while (next - i <= mostBetween && next < all.length && isPassed(letterAt(next))) {
      found.push(all[next] as Word);
      next++;
    }
    // A name stands on the same line.
    if (next >= all.length || gapAfter(next - 1).includes('\n')) continue;
    const first = written(next);
    const last = take(next);
    // A second name: a word with a capital; all in capitals only where the first one is too, as CT is no name.
    const second = written(last + 1);
    const isSecond = /^\p{Lu}/u.test(second) && (second !== second.toUpperCase() || first === first.toUpperCase());
    if (isSecond && /^[ ,]{1,2}$/.test(gapAfter(last))) take(last + 1);
  }
  return found;
}

function isTitle(folded: string, written: string, gap: string): boolean {
  if (titles.has(folded)) return true;
  if (labels.has(folded)) return gap.startsWith(':');
  return doubtful.has(folded) && (gap.startsWith('.') || /^\p{Lu}\p{Ll}/u.test(written));
}
