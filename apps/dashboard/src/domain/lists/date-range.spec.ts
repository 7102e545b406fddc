import { describe, expect, test } from '@jest/globals';
import { spanQuery } from '../../api/activity/call-span.js';
import { selectedRange, fromLocalField, isReversed, rangeName, spanOfRange, toLocalField } from './date-range.js';

const custom = (from: string, to: string) => ({ range: 'custom', from, to });
const now = Date.parse('2026-05-02T12:00:30Z');

describe('a range of dates', () => {
  test('reaches back from now in whole minutes, and all time has no end', () => {
    expect(spanQuery(spanOfRange({ range: '7d', from: '', to: '' }), now)).toEqual({
      from: '2026-04-25T12:00:00.000Z',
    });
    expect(spanQuery(spanOfRange({ range: 'all', from: 'x', to: 'y' }), now)).toEqual({
      from: undefined,
      to: undefined,
    });
  });

  test('is the last 24 hours where the URL is wrong', () => {
    expect(rangeName({ range: 'sometime', from: '', to: '' })).toBe('24h');
    expect(spanOfRange(custom('nonsense', '2026-05-01T00:00:00+02:00'))).toEqual({
      from: undefined,
      to: '2026-04-30T22:00:00.000Z',
    });
  });

  test('drawn in a chart is at least the minute that was touched', () => {
    const at = Date.parse('2026-05-01T10:00:00Z') / 1_000;
    expect(selectedRange(at + 5, at + 6)).toEqual(custom('2026-05-01T10:00:00.000Z', '2026-05-01T10:01:00.000Z'));
    expect(selectedRange(at, at + 900)).toEqual(custom('2026-05-01T10:00:00.000Z', '2026-05-01T10:15:00.000Z'));
  });

  test('comes back from its fields as it went in', () => {
    expect(fromLocalField(toLocalField('2026-05-01T10:07:00.000Z'))).toBe('2026-05-01T10:07:00.000Z');
    expect([toLocalField('nonsense'), fromLocalField('')]).toEqual(['', '']);
  });

  test('is reversed when it ends before it begins', () => {
    expect([
      isReversed(custom('2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z')),
      isReversed(custom('2026-05-01T00:00:00Z', '')),
    ]).toEqual([true, false]);
  });
});
