// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Names of months as dates in text have them, in seven languages, and their usual short forms.

/** One way to name the months: a language, in full or short. */
const waysToName: readonly (readonly string[])[] = [
  'January February March April May June July August September October November December',
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
  'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez',
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  'janv févr mars avr mai juin juil août sept oct nov déc',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'ene feb mar abr may jun jul ago sep oct nov dic',
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  'gen feb mar apr mag giu lug ago set ott nov dic',
  'januari februari maart april mei juni juli augustus september oktober november december',
  'jan feb mrt apr mei jun jul aug sep okt nov dec',
  'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
  'jan fev mar abr mai jun jul ago set out nov dez',
  // Austria's; and without umlauts and accents.
  'Jänner Feber Maerz April Mai Juni Juli August September Oktober November Dezember',
  'Jaen Feb Mrz Apr Mai Jun Jul Aug Sept Okt Nov Dez',
].map((names) => names.split(' '));

/** A name that was met. */
export interface MonthName {
  /** From 1 to 12. */
  readonly month: number;
  /** Another month in the same language and form, in capitals where `old` is; without umlauts and accents where only ASCII is wanted. */
  write(month: number, old: string, onlyAscii: boolean): string;
}

function withoutMarks(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '');
}

const known: ReadonlyMap<string, MonthName> = new Map(
  // Of a name that several languages have, the first one's is kept: a map keeps the last.
  [...waysToName].reverse().flatMap((names) =>
    names.map((name, index): [string, MonthName] => [
      withoutMarks(name).toLowerCase(),
      {
        month: index + 1,
        write: (month, old, onlyAscii) => {
          const name = names[month - 1] as string;
          return inCapitalsOf(old, onlyAscii ? withoutMarks(name.replace('ä', 'ae')) : name);
        },
      },
    ]),
  ),
);

/** The source of a pattern for all names, without accents; longer ones come before those that they begin with. */
export const monthPattern = `(?:${[...known.keys()].sort((a, b) => b.length - a.length).join('|')})`;

/** The month that a name without accents names; `undefined` where it names none. */
export function monthNamed(name: string): MonthName | undefined {
  return known.get(name.toLowerCase());
}

function inCapitalsOf(old: string, name: string): string {
  if (old === old.toUpperCase()) return name.toUpperCase();
  const first = old.slice(0, 1);
  const rest = name.slice(1);
  return (first === first.toUpperCase() ? name.slice(0, 1).toUpperCase() : name.slice(0, 1).toLowerCase()) + rest;
}
