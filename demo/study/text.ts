// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// DICOM values as a reader would write them.

/** `Phantom^Shepp^^Dr` to `Phantom, Shepp (Dr)`; ideographic and phonetic groups follow in brackets (PS3.5 §6.2.1). */
export function personName(value: string): string {
  const [alphabetic = '', ...others] = value.split('=').map(readGroup);
  const rest = others.filter((group) => group !== '');
  if (alphabetic === '') return rest.join(' ');
  return rest.length === 0 ? alphabetic : `${alphabetic} [${rest.join(' ')}]`;
}

function readGroup(group: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group.split('^').map((part) => part.trim());
  const first = [given, middle].filter((part) => part !== '').join(' ');
  const titles = [prefix, suffix].filter((part) => part !== '').join(', ');
  const name = [family, first].filter((part) => part !== '').join(', ');
  return titles === '' ? name : `${name} (${titles})`;
}

/** `20260105` to `2026-01-05`; anything else stays as it is. */
export function date(value: string): string {
  return value.replace(/^(\d{4})\.?(\d{2})\.?(\d{2})$/, '$1-$2-$3');
}

/** `091712.25` to `09:17:12`. */
export function time(value: string): string {
  return value.replace(
    /^(\d{2}):?(\d{2}):?(\d{2})?(\.\d*)?$/,
    (_all, hours: string, minutes: string, seconds?: string) =>
      [hours, minutes, seconds].filter((part) => part !== undefined).join(':'),
  );
}

/** `051Y` to `51 y`. */
export function age(value: string): string {
  const match = /^(\d{3})([DWMY])$/.exec(value);
  return match === null ? value : `${Number(match[1])} ${match[2]!.toLowerCase()}`;
}

/** A size in bytes: `512 bytes`, `204 kB`, `6.9 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = -1;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    ++unit;
  }
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
}

/** A number without needless digits. */
export function quantity(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
