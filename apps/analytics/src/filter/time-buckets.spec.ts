import { describe, expect, test } from '@jest/globals';
import { bucketEdges, bucketWidth, earlierEdges } from './time-buckets.js';
import { timeWithOffset } from './time-zone.js';

const day = 86_400_000;
const at = (text: string): number => Date.parse(text);
const edges = (from: string, to: string, days: number, timeZone: string) =>
  bucketEdges({ from: at(from), to: at(to) }, bucketWidth({ from: 0, to: days * day }), timeZone).map((edge) =>
    timeWithOffset(edge, timeZone),
  );

test('a series has at most 100 buckets up to eight years', () => {
  for (const days of [0, 0.01, 1, 7, 30, 90, 365, 690, 2_900])
    expect((days * day) / bucketWidth({ from: 0, to: days * day }).ms).toBeLessThanOrEqual(100);
});

describe('edges of buckets', () => {
  test('are days of a time zone whose offset is no whole hour', () => {
    expect(edges('2026-11-01T20:00:00Z', '2026-11-03T20:00:00Z', 90, 'Asia/Kolkata')).toEqual([
      '2026-11-02T00:00:00.000+05:30',
      '2026-11-03T00:00:00.000+05:30',
      '2026-11-04T00:00:00.000+05:30',
      '2026-11-05T00:00:00.000+05:30',
    ]);
  });

  test('are midnights also when a day has 23 or 25 hours', () => {
    expect(edges('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', 90, 'Europe/Berlin')).toEqual([
      '2026-03-28T00:00:00.000+01:00',
      '2026-03-29T00:00:00.000+01:00',
      '2026-03-30T00:00:00.000+02:00',
      '2026-03-31T00:00:00.000+02:00',
    ]);
    expect(edges('2026-10-25T00:00:00Z', '2026-10-25T12:00:00Z', 90, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:00:00.000+02:00',
      '2026-10-26T00:00:00.000+01:00',
    ]);
  });

  test('of six hours stay at the same hours of the clock across a change of it', () => {
    expect(edges('2026-03-29T00:00:00Z', '2026-03-29T20:00:00Z', 20, 'Europe/Berlin')).toEqual([
      '2026-03-29T00:00:00.000+01:00',
      '2026-03-29T06:00:00.000+02:00',
      '2026-03-29T12:00:00.000+02:00',
      '2026-03-29T18:00:00.000+02:00',
      '2026-03-30T00:00:00.000+02:00',
    ]);
  });

  test('of an hour give the repeated hour a bucket of its own', () => {
    expect(edges('2026-10-25T00:10:00Z', '2026-10-25T02:10:00Z', 4, 'Europe/Berlin')).toEqual([
      '2026-10-25T02:00:00.000+02:00',
      '2026-10-25T02:00:00.000+01:00',
      '2026-10-25T03:00:00.000+01:00',
      '2026-10-25T04:00:00.000+01:00',
    ]);
  });

  test('are Mondays for weeks and firsts for months', () => {
    expect(edges('2026-11-25T12:00:00Z', '2026-11-27T12:00:00Z', 690, 'UTC')).toEqual([
      '2026-11-23T00:00:00.000Z',
      '2026-11-30T00:00:00.000Z',
    ]);
    expect(edges('2026-11-25T12:00:00Z', '2026-12-02T12:00:00Z', 2_000, 'UTC')).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
  });

  test('cover the span without a gap, in order, in every zone', () => {
    for (const timeZone of ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia']) {
      for (const days of [0.02, 0.5, 1, 3, 7, 30, 90, 150, 600, 3_000]) {
        const span = { from: at('2019-03-31T22:58:30Z'), to: at('2019-03-31T22:58:30Z') + days * day };
        const found = bucketEdges(span, bucketWidth(span), timeZone);
        expect([found[0]! <= span.from, found[1]! > span.from, found.at(-1)! >= span.to]).toEqual([true, true, true]);
        expect(found.length).toBeLessThanOrEqual(103);
        expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b));
      }
    }
  });
});

test('the buckets of the period before are as many and end where the first one begins', () => {
  const timeZone = 'Europe/Berlin';
  for (const days of [1, 7, 90]) {
    const span = { from: at('2026-10-20T10:00:00Z'), to: at('2026-10-20T10:00:00Z') + days * day };
    const width = bucketWidth(span);
    const found = bucketEdges(span, width, timeZone);
    const before = earlierEdges(found, width, timeZone);
    expect([before.length, before.at(-1)]).toEqual([found.length, found[0]]);
  }
  const [first] = earlierEdges([at('2026-10-26T00:00:00+01:00'), at('2026-10-27T00:00:00+01:00')], dayWidth, timeZone);
  expect(timeWithOffset(first!, timeZone)).toBe('2026-10-25T00:00:00.000+02:00');
});

const dayWidth = bucketWidth({ from: 0, to: 90 * day });
