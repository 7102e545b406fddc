import { expect, test } from '@jest/globals';
import { mostKept, Tally } from './refused-sign-ins.js';

test('attempts are counted by account and address, and taken once', () => {
  const tally = new Tally();
  for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) tally.add('usr_ann', address);
  tally.add(null, '192.0.2.1');
  expect(tally.take()).toEqual([
    { userId: 'usr_ann', address: '192.0.2.1', attempts: 2 },
    { userId: 'usr_ann', address: '192.0.2.2', attempts: 1 },
    { userId: null, address: '192.0.2.1', attempts: 1 },
  ]);
  expect(tally.take()).toEqual([]);
});

test('an attack from many addresses on many accounts makes few entries, and none of its attempts is left out', () => {
  const tally = new Tally();
  for (let attempt = 0; attempt < 5_000; attempt++) tally.add(`usr_${attempt}`, `192.0.2.${attempt % 250}`);
  const entries = tally.take();
  expect(entries.length).toBeLessThanOrEqual(mostKept + 1);
  expect(entries.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(5_000);
});
