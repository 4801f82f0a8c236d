// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dates, times, both together, offsets from UTC, and ranges of them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  combineDateTime,
  compareDates,
  compareDateTimes,
  compareTimes,
  dateOf,
  endOfDateTime,
  endOfTime,
  formatDate,
  formatDateTime,
  formatRange,
  formatTime,
  formatUtcOffset,
  fromJsDate,
  parseDate,
  parseDateRange,
  parseDateTime,
  parseDateTimeRange,
  parseTime,
  parseTimeRange,
  parseUtcOffset,
  startOfDateTime,
  startOfTime,
  toJsDate,
} from 'dcmstream';

const invalid = { name: 'DicomError', code: 'value_invalid' };
const two = (number: number): string => String(number).padStart(2, '0');

describe('dates', () => {
  test('are read and written', () => {
    assert.deepEqual(parseDate('20240229'), { year: 2024, month: 2, day: 29 });
    assert.deepEqual(parseDate('2024.02.29 '), { year: 2024, month: 2, day: 29 });
    assert.equal(formatDate({ year: 987, month: 1, day: 2 }), '09870102');
  });
  test('that the calendar does not have are none', () => {
    const wrong = ['', '2024', '202402', '20230229', '19000229', '20241301', '20240431', '20240400', '00010001'];
    for (const text of [...wrong, '00000101', '2024.0229', '2024-02-29', '20240229x', 'x20240229', '+2024229']) {
      assert.equal(parseDate(text), undefined, text);
    }
    assert.throws(() => formatDate({ year: 2023, month: 2, day: 29 }), invalid);
    assert.throws(() => formatDate({ year: 2023, month: 2, day: 1.5 }), invalid);
  });
  test('are those that JavaScript has', () => {
    const parts = fc.tuple(
      fc.integer({ min: 0, max: 9999 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 33 }),
    );
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const isThere = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0;
        const text = String(year).padStart(4, '0') + two(month) + two(day);
        const read = parseDate(text);
        assert.deepEqual(read, isThere ? { year, month, day } : undefined, text);
        if (read !== undefined) assert.equal(formatDate(read), text);
      }),
      { numRuns: 1000 },
    );
  });
  test('have an order', () => {
    const order = ['00010101', '19991231', '20000101', '20000102', '20000201'].map((text) => parseDate(text)!);
    assert.deepEqual([...order].reverse().sort(compareDates), order);
  });
});

describe('times', () => {
  test('are as precise as they are written', () => {
    assert.deepEqual(parseTime('10'), { hour: 10 });
    assert.deepEqual(parseTime('1030'), { hour: 10, minute: 30 });
    assert.deepEqual(parseTime('103015'), { hour: 10, minute: 30, second: 15 });
    assert.deepEqual(parseTime('103015.10 '), { hour: 10, minute: 30, second: 15, fraction: '10' });
    assert.deepEqual(parseTime('10:30'), { hour: 10, minute: 30 });
    assert.deepEqual(parseTime('10:30:15.1'), { hour: 10, minute: 30, second: 15, fraction: '1' });
    assert.deepEqual(parseTime('235960'), { hour: 23, minute: 59, second: 60 });
  });
  test('that no clock shows are none', () => {
    const wrong = ['', '1', '103', '24', '2400', '240000', '2530', '1060', '103061', '1030.5', '10.5', '103015.'];
    for (const text of [...wrong, '103015.1234567', '10:3015', '1030:15', '10:30:', ' 1030', '103015,5']) {
      assert.equal(parseTime(text), undefined, text);
    }
    assert.throws(() => formatTime({ hour: 24 }), invalid);
    assert.throws(() => formatTime({ hour: 1, second: 1 }), invalid);
    assert.throws(() => formatTime({ hour: 1, minute: 1, fraction: '1' }), invalid);
    assert.throws(() => formatTime({ hour: 1, minute: 1, second: 1, fraction: '1234567' }), invalid);
  });
  test('are written as precisely as they were read', () => {
    const text = fc.stringMatching(/^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/);
    fc.assert(fc.property(text, (value) => assert.equal(formatTime(parseTime(value)!), value)));
  });
  test('begin and end', () => {
    assert.equal(formatTime(startOfTime({ hour: 10 })), '100000.000000');
    assert.equal(formatTime(endOfTime({ hour: 10 })), '105959.999999');
    assert.equal(formatTime(endOfTime(parseTime('103015.5')!)), '103015.599999');
    const order = ['09', '100000.000001', '100000.5', '1001', '110000'].map((text) => parseTime(text)!);
    assert.deepEqual([...order].reverse().sort(compareTimes), order);
    assert.equal(compareTimes({ hour: 10 }, { hour: 10, minute: 0, second: 0, fraction: '0' }), 0);
  });
});

describe('dates with times', () => {
  test('are as precise as they are written', () => {
    assert.deepEqual(parseDateTime('2024'), { year: 2024 });
    assert.deepEqual(parseDateTime('2024-0500'), { year: 2024, offset: -300 });
    assert.deepEqual(parseDateTime('202402+0100'), { year: 2024, month: 2, offset: 60 });
    assert.deepEqual(parseDateTime('20240229103015.123456+0530 '), {
      ...{ year: 2024, month: 2, day: 29, hour: 10, minute: 30, second: 15, fraction: '123456', offset: 330 },
    });
  });
  test('that are none', () => {
    const wrong = ['', '24', '20241', '20230229', '2024022924', '202402291060', '20240229103015.', '2024.5', '2024+'];
    for (const text of [...wrong, '2024+1', '2024+1401', '2024-1201', '2024-0000', '2024+0060', '2024Z', '00000101']) {
      assert.equal(parseDateTime(text), undefined, text);
    }
    assert.throws(() => formatDateTime({ year: 2024, day: 1 }), invalid);
    assert.throws(() => formatDateTime({ year: 2024, month: 1, hour: 1 }), invalid);
    assert.throws(() => formatDateTime({ year: 2024, offset: 841 }), invalid);
  });
  test('are written as precisely as they were read', () => {
    const time = '([01]\\d|2[0-3])([0-5]\\d([0-5]\\d(\\.\\d{1,6})?)?)?';
    const text = fc.stringMatching(
      new RegExp(`^[12]\\d{3}((0[1-9]|1[0-2])(0[1-9]|1\\d|2[0-8])(${time})?)?([+]0[0-9][0-5]\\d)?$`),
    );
    fc.assert(fc.property(text, (value) => assert.equal(formatDateTime(parseDateTime(value)!), value)));
  });
  test('begin and end', () => {
    const ends: [string, string, string][] = [
      ['2024', '20240101000000.000000', '20241231235959.999999'],
      ['202402', '20240201000000.000000', '20240229235959.999999'],
      ['2024022910-0500', '20240229100000.000000-0500', '20240229105959.999999-0500'],
    ];
    for (const [text, start, end] of ends) {
      assert.equal(formatDateTime(startOfDateTime(parseDateTime(text)!)), start);
      assert.equal(formatDateTime(endOfDateTime(parseDateTime(text)!)), end);
    }
  });
  test('are the moments that JavaScript has', () => {
    const read = (text: string, offset?: number): string | undefined =>
      toJsDate(parseDateTime(text)!, offset)?.toISOString();
    assert.equal(read('20240229103015.1239+0530'), '2024-02-29T05:00:15.123Z');
    assert.equal(read('20240229103015', -120), '2024-02-29T12:30:15.000Z');
    assert.equal(read('20240229103015+0000', -120), '2024-02-29T10:30:15.000Z');
    assert.equal(read('20161231235960'), '2017-01-01T00:00:00.000Z');
    assert.equal(read('00500101000000'), '0050-01-01T00:00:00.000Z');
    assert.equal(read('202402291030'), undefined);
    const moment = fc.date({ min: new Date('0002-01-01'), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: -720, max: 840 }), (date, offset) => {
        const dateTime = fromJsDate(date, offset);
        assert.equal(toJsDate(dateTime)?.getTime(), date.getTime());
        assert.deepEqual(parseDateTime(formatDateTime(dateTime)), dateTime);
      }),
    );
    assert.throws(() => fromJsDate(new Date(NaN)), invalid);
    assert.throws(() => fromJsDate(new Date(0), 900), invalid);
  });
  test('are put together of two attributes, and taken apart', () => {
    const dateTime = combineDateTime(parseDate('20240229')!, parseTime('1030')!, 330);
    assert.equal(formatDateTime(dateTime), '202402291030+0530');
    assert.equal(formatDateTime(combineDateTime(parseDate('20240229')!)), '20240229');
    assert.deepEqual(dateOf(dateTime), { year: 2024, month: 2, day: 29 });
    assert.equal(dateOf({ year: 2024, month: 2 }), undefined);
  });
  test('have an order, whatever their offsets', () => {
    const order = ['20240101000000+0100', '2024', '20240101000000.5', '20240101000000-0001', '20240101000200'];
    const read = order.map((text) => parseDateTime(text)!);
    assert.deepEqual(
      [...read].reverse().sort((a, b) => compareDateTimes(a, b)),
      read,
    );
    assert.ok(compareDateTimes(parseDateTime('20161231235960')!, parseDateTime('20161231235959.9')!) > 0);
    assert.ok(compareDateTimes(parseDateTime('2024')!, parseDateTime('2024+0000')!, 60) < 0);
  });
});

describe('offsets from UTC', () => {
  test('are minutes, from -1200 to +1400', () => {
    const offsets: [string, number][] = [
      ['+0530', 330],
      ['-0330', -210],
      ['+0000', 0],
      ['-1200', -720],
      ['+1400', 840],
    ];
    for (const [text, minutes] of offsets) {
      assert.equal(parseUtcOffset(text), minutes);
      assert.equal(formatUtcOffset(minutes), text);
    }
    for (const text of ['', '0530', '+530', '+05:30', '+0560', '-0000', '-1201', '+1401', 'Z']) {
      assert.equal(parseUtcOffset(text), undefined, text);
    }
    for (const minutes of [-721, 841, 1.5, NaN]) assert.throws(() => formatUtcOffset(minutes), invalid);
  });
});

describe('ranges', () => {
  test('of dates', () => {
    const [first, last] = [parseDate('20240101')!, parseDate('20240131')!];
    assert.deepEqual(parseDateRange('20240101-20240131'), { from: first, to: last });
    assert.deepEqual(parseDateRange('20240101-'), { from: first });
    assert.deepEqual(parseDateRange('-20240131'), { to: last });
    assert.deepEqual(parseDateRange('20240131'), { from: last, to: last });
    for (const text of ['', '-', '20240131-20240101', '20240101-2024', '20240101-20240131-', '--20240131']) {
      assert.equal(parseDateRange(text), undefined, text);
    }
  });
  test('of times', () => {
    assert.deepEqual(parseTimeRange('10-1130'), { from: { hour: 10 }, to: { hour: 11, minute: 30 } });
    assert.deepEqual(parseTimeRange('2200-0600'), { from: { hour: 22, minute: 0 }, to: { hour: 6, minute: 0 } });
    assert.deepEqual(parseTimeRange('-10'), { to: { hour: 10 } });
    assert.equal(parseTimeRange('10-25'), undefined);
  });
  test('of dates with times, in which a hyphen may be a sign', () => {
    const range = (from?: string, to?: string): object => ({
      ...(from !== undefined && { from: parseDateTime(from) }),
      ...(to !== undefined && { to: parseDateTime(to) }),
    });
    const readings: [text: string, range: object | undefined][] = [
      ['2023-2024', range('2023', '2024')],
      ['2024-0500', range('2024-0500', '2024-0500')],
      ['2024-0500-', range('2024-0500')],
      ['-2024-0500', range(undefined, '2024-0500')],
      ['2023-0500-2024-0400', range('2023-0500', '2024-0400')],
      ['2023-2024-0400', range('2023', '2024-0400')],
      ['2023-0500-2024', range('2023-0500', '2024')],
      ['20230101120000+0100-20230101120000', range('20230101120000+0100', '20230101120000')],
      ['2024-202402', range('2024', '202402')],
      ['2024-2023', undefined],
      ['-', undefined],
      ['', undefined],
    ];
    for (const [text, expected] of readings) assert.deepEqual(parseDateTimeRange(text), expected, text);
  });
  test('are written', () => {
    const [first, last] = [parseDate('20240101')!, parseDate('20240131')!];
    assert.equal(formatRange({ from: first, to: last }, formatDate), '20240101-20240131');
    assert.equal(formatRange({ from: first }, formatDate), '20240101-');
    assert.equal(formatRange({ to: last }, formatDate), '-20240131');
    assert.equal(formatRange({ from: last, to: last }, formatDate), '20240131');
    assert.throws(() => formatRange({}, formatDate), invalid);
  });
});
