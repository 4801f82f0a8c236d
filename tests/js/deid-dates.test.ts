// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Shifts of dates and times, by hand, by JavaScript's Date and by Python's datetime.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DateShift, dateShiftOf } from '../../js/deid/replacement/dates.js';
import { Secret } from '../../js/deid/replacement/secret.js';
import { parseDate } from '../../js/values/strings/date.js';
import { parseDateTime, toJsDate } from '../../js/values/strings/date-time.js';
import { validateText } from '../../js/values/validate/validation.js';
import { askPython, noPython } from '../support/python.js';

const secret = Secret.from('a key that nobody guesses');
const misused = { name: 'TypeError', code: 'argument_invalid' };
const day = 86_400_000;

/** Milliseconds since 1970 of a date, or of a date and time in UTC. */
function moment(text: string): number {
  const dateTime = parseDateTime(text.padEnd(14, '0'));
  return (dateTime && toJsDate(dateTime)?.getTime()) ?? NaN;
}

const anyDay = fc.date({ min: new Date(-70 * 365 * day), max: new Date(80 * 365 * day), noInvalidDate: true });
const dicomDay = anyDay.map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const dicomMoment = anyDay.map((date) => date.toISOString().slice(0, 19).replace(/\D/g, ''));

describe('the shift of a patient', () => {
  test('is that of the secret, as Python works it out', { skip: noPython }, () => {
    const ids = ['', '1', '4711', 'MÜLLER'];
    const script = `
import hmac
def net(text):
    return b'%d:%s,' % (len(text.encode()), text.encode())
sub = hmac.new(given['key'].encode(), b'dcmstream de-identification 1: dates', 'sha256').digest()
def days(id):
    key = net('ID') + net(id) + net('HOSPITAL') if id else net('without ID') + net('1.2.3')
    return -365 + int.from_bytes(hmac.new(sub, key, 'sha256').digest()[:8], 'big') % 365
out = [days(id) for id in given['ids']]`;
    const ours = ids.map(
      (id) => dateShiftOf({ id: `${id} `, issuer: 'HOSPITAL', fallback: '1.2.3\0' }, { secret }).days,
    );
    assert.deepEqual(ours, askPython(script, { key: 'a key that nobody guesses', ids }));
  });
  test('lies in the range, never is none, and keeps the weekday where asked', () => {
    const ranges = fc.tuple(fc.integer({ min: -4000, max: 4000 }), fc.nat({ max: 4000 }));
    fc.assert(
      fc.property(fc.string(), ranges, fc.boolean(), (id, [first, size], keepsWeekday) => {
        const days = [first, first + size + 14] as const;
        const shift = dateShiftOf({ id, fallback: '1.2' }, { secret, days, keepsWeekday });
        assert.ok(shift.days >= days[0] && shift.days <= days[1] && shift.days !== 0);
        if (keepsWeekday) assert.equal(Math.abs(shift.days % 7), 0);
        assert.equal(shift.seconds, 0);
      }),
    );
  });
  test('takes every number of the range', () => {
    const taken = (keepsWeekday: boolean): number[] => {
      const options = { secret, days: [-8, 8] as const, keepsWeekday };
      const shifts = Array.from({ length: 600 }, (_, i) => dateShiftOf({ id: `patient ${i}` }, options).days);
      return [...new Set(shifts)].sort((a, b) => a - b);
    };
    assert.deepEqual(taken(false), [-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(taken(true), [-7, 7]);
  });
  test('depends on ID and issuer, and on the study where there is no ID', () => {
    const options = { secret, days: [-3_000_000, -1], seconds: [-80_000, 80_000] } as const;
    const patients = [
      { id: '1' },
      { id: '2' },
      { id: '1', issuer: 'A' },
      { id: '', fallback: '1.2.3' },
      { id: ' ', fallback: '1.2.4' },
    ];
    const shifts = patients.map((patient) => dateShiftOf(patient, options));
    assert.equal(new Set(shifts.map(({ days }) => days)).size, patients.length);
    assert.equal(new Set(shifts.map(({ seconds }) => seconds)).size, patients.length);
  });
  test('is refused where there is nothing to take', () => {
    const options = [
      { days: [0, 0] },
      { days: [1, -1] },
      { days: [-6, 6], keepsWeekday: true },
      { days: [0.5, 2] },
    ] as const;
    for (const each of options) assert.throws(() => dateShiftOf({ id: '1' }, { secret, ...each }), misused);
    assert.throws(() => dateShiftOf({ id: '1' }, { secret, days: [-4_000_000, 0] }), misused);
    assert.throws(() => dateShiftOf({ id: '1' }, { secret, seconds: [-86_400, 0] }), misused);
    assert.throws(() => new DateShift(1.5), misused);
    assert.throws(() => new DateShift(1, 86_400), misused);
  });
});

describe('shifted dates', () => {
  test('are those of the calendar', { skip: noPython }, () => {
    const shift = new DateShift(-100);
    const texts = fc.sample(dicomDay, 300);
    const script = `
import datetime
def shifted(text):
    day = datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])) - datetime.timedelta(days=100)
    return f'{day.year:04}{day.month:02}{day.day:02}'
out = [shifted(text) for text in given]`;
    assert.deepEqual(shift.values('DA', texts), askPython(script, texts));
  });
  test('keep their intervals', () => {
    fc.assert(
      fc.property(dicomDay, dicomDay, fc.integer({ min: -9000, max: 9000 }), (a, b, days) => {
        const [first, second] = new DateShift(days).values('DA', [a, b]) as [string, string];
        assert.equal(moment(second) - moment(first), moment(b) - moment(a));
        assert.equal(moment(first) - moment(a), days * day);
      }),
    );
  });
  test('with times keep their intervals, and agree with dates and times apart', () => {
    const seconds = fc.integer({ min: -86_399, max: 86_399 });
    fc.assert(
      fc.property(dicomMoment, dicomMoment, fc.integer({ min: -9000, max: 9000 }), seconds, (a, b, days, ofDay) => {
        const shift = new DateShift(days, ofDay);
        const [first, second] = shift.values('DT', [a, b]) as [string, string];
        assert.equal(moment(second) - moment(first), moment(b) - moment(a));
        assert.equal(moment(first) - moment(a), days * day + ofDay * 1000);
        const time = a.slice(8);
        assert.equal(`${shift.value('DA', a.slice(0, 8), time)}${shift.value('TM', time)}`, first);
      }),
    );
  });
  test('by hand', () => {
    const back = new DateShift(-60);
    assert.equal(back.value('DA', '20240301'), '20240101');
    assert.equal(back.value('DA', '20240301 '), '20240101');
    assert.equal(back.value('DA', '2024.03.01'), '20240101');
    assert.equal(back.value('DA', '20240301-20240302'), '20240101-20240102');
    assert.equal(back.value('DA', '20240301-'), '20240101-');
    assert.equal(back.value('DA', '-20240301'), '-20240101');
    assert.equal(back.value('DT', '20240301103015.5-0500'), '20240101103015.5-0500');
    assert.equal(back.value('DT', '20161231235960'), '20161101235960');
    assert.equal(back.value('DT', '20240301-20240302'), '20240101-20240102');
    assert.deepEqual(back.values('DA', ['', '\0', '  ']), ['', '', '']);
  });
  test('that are not valid, or leave the calendar, are none', () => {
    for (const text of ['20240230', '2024', 'yesterday', '2024-01-01', '20240101-20230101', '000', '20240101x']) {
      assert.equal(new DateShift(-1).value('DA', text), undefined, text);
    }
    assert.equal(new DateShift(-1).value('DA', '00010101'), undefined);
    assert.equal(new DateShift(1).value('DA', '99991230-99991231'), undefined);
    assert.equal(new DateShift(1).value('DT', '99991231'), undefined);
    assert.equal(new DateShift(-3_652_058).value('DA', '99991231'), '00010101');
    assert.equal(new DateShift(-1).value('TM', '2560'), undefined);
    assert.equal(new DateShift(-1, 5).value('TM', 'noon'), undefined);
  });
  test('never fail and are always valid, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('0', '1', '2', '9', '-', '+', '.', ':', ' ') }),
    );
    fc.assert(
      fc.property(fc.constantFrom('DA', 'DT', 'TM'), text, fc.boolean(), (vr, value, movesTime) => {
        const shifted = new DateShift(-200, movesTime ? 5000 : 0).value(vr, value);
        if (shifted !== undefined) assert.deepEqual(validateText(vr, [shifted], { query: true }), []);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('values that are not precise', () => {
  test('stay as precise, and are shifted by their middle', () => {
    // The middle of 2023 is noon of 2 July; 182 days and a half before it, the year begins.
    assert.equal(new DateShift(-182).value('DT', '2023'), '2023');
    assert.equal(new DateShift(-183).value('DT', '2023'), '2022');
    assert.equal(new DateShift(182).value('DT', '2023'), '2023');
    assert.equal(new DateShift(183).value('DT', '2023'), '2024');
    // The middle of February 2024, of 29 days, is noon of the 15th.
    assert.equal(new DateShift(-14).value('DT', '202402'), '202402');
    assert.equal(new DateShift(-15).value('DT', '202402+0100'), '202401+0100');
    assert.equal(new DateShift(-1).value('DT', '2024030110'), '2024022910');
  });
  test('keep their intervals to a unit of their precision', () => {
    const years = fc.integer({ min: 1900, max: 2100 });
    fc.assert(
      fc.property(years, years, fc.integer({ min: -3650, max: 3650 }), (a, b, days) => {
        const [first, second] = new DateShift(days).values('DT', [String(a), String(b)]);
        assert.ok(Math.abs(Number(second) - Number(first) - (b - a)) <= 1);
      }),
    );
    fc.assert(
      fc.property(dicomDay, fc.integer({ min: -3650, max: 3650 }), (text, days) => {
        const full = new DateShift(days).value('DT', text) as string;
        const [year = '', month = ''] = new DateShift(days).values('DT', [
          text.slice(0, 4),
          text.slice(0, 6),
        ]) as string[];
        assert.ok(Math.abs(Number(full.slice(0, 4)) - Number(year)) <= 1);
        const monthOf = (value: string): number => Number(value.slice(0, 4)) * 12 + Number(value.slice(4, 6));
        assert.ok(Math.abs(monthOf(full) - monthOf(month)) <= 1);
      }),
    );
  });
});

describe('times of day', () => {
  test('stay, in the form of today, where only days are shifted', () => {
    const shift = new DateShift(-40);
    const texts = ['10', '1030', '103015', '103015.123456', '10:30:15.1', '1030-1130', '235960'];
    const expected = ['10', '1030', '103015', '103015.123456', '103015.1', '1030-1130', '235960'];
    assert.deepEqual(shift.values('TM', texts), expected);
  });
  test('go round the clock, as precise as they were', () => {
    const hour = new DateShift(-40, 3600);
    assert.deepEqual(hour.values('TM', ['2330', '1030', '23', '103015.25']), ['0030', '1130', '00', '113015.25']);
    assert.deepEqual(new DateShift(-40, -3600).values('TM', ['0030', '00']), ['2330', '23']);
  });
  test('take the day beside them along', () => {
    const hour = new DateShift(0, 3600);
    assert.equal(hour.value('DA', '20241231', '2330'), '20250101');
    assert.equal(hour.value('DA', '20241231', '2230'), '20241231');
    assert.equal(hour.value('DA', '20241231'), '20241231');
    assert.equal(hour.value('DA', '20241231', 'late'), '20241231');
    assert.equal(hour.value('DT', '20241231233000.5+0100'), '20250101003000.5+0100');
  });
});

test('a date is not what it was', () => {
  fc.assert(
    fc.property(dicomDay, fc.string(), (text, id) => {
      const shifted = dateShiftOf({ id, fallback: '1' }, { secret }).value('DA', text);
      assert.ok(shifted !== undefined && shifted !== text && parseDate(shifted) !== undefined);
    }),
  );
});
