import { afterEach, expect, test } from '@jest/globals';
import { spanOfQuery } from './time-query.js';

const zone = process.env['TZ'];

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test.each([
  ['2026-11-27T10:00:00', '2026-11-27T10:00:00.000Z'],
  ['2026-11-27T10:00', '2026-11-27T10:00:00.000Z'],
  ['2026-11-27', '2026-11-27T00:00:00.000Z'],
  ['2026-11-27T10:00:00+05:30', '2026-11-27T04:30:00.000Z'],
  ['2026-11-27T10:00:00-08:00', '2026-11-27T18:00:00.000Z'],
  ['2026-11-27T10:00:00.5Z', '2026-11-27T10:00:00.500Z'],
])('%s is %s, also when the service runs in another time zone', (text, utc) => {
  process.env['TZ'] = 'Asia/Kolkata';
  expect(new Date(spanOfQuery({ from: text }).from!).toISOString()).toBe(utc);
});
