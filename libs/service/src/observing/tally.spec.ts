import { expect, test } from '@jest/globals';
import { Tally } from './tally.js';

interface Tried {
  account: string | null;
  address?: string;
}

const forms = (account: string, address: string): [Tried, ...Tried[]] => [
  { account, address },
  { account },
  { account: null },
];
const mostKept = 10;

test('attempts are counted by what they were, and taken once', () => {
  const tally = new Tally<Tried>(mostKept);
  for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) tally.add(forms('usr_ann', address), 'now');
  expect(tally.take()).toEqual([
    { value: { account: 'usr_ann', address: '192.0.2.1' }, attempts: 2, at: 'now' },
    { value: { account: 'usr_ann', address: '192.0.2.2' }, attempts: 1, at: 'now' },
  ]);
  expect(tally.take()).toEqual([]);
});

test('a flood makes few entries, and none of its attempts is left out', () => {
  const tally = new Tally<Tried>(mostKept);
  for (let attempt = 0; attempt < 5_000; attempt++) tally.add(forms(`usr_${attempt}`, `192.0.2.${attempt % 250}`));
  const entries = tally.take();
  expect(entries).toHaveLength(2 * mostKept + 1);
  expect(entries.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(5_000);
});

test('who floods it is named for the attempts that exceed the limit', () => {
  const tally = new Tally<Tried>(mostKept);
  for (let attempt = 0; attempt < 5_000; attempt++) tally.add(forms('usr_eve', `192.0.2.${attempt}`), 'now');
  expect(tally.take().slice(mostKept)).toEqual([{ value: { account: 'usr_eve' }, attempts: 4_990, at: 'now' }]);
});

test('the limit counts anew after the entries were taken', () => {
  const tally = new Tally<Tried>(1);
  tally.add(forms('usr_ann', '192.0.2.1'));
  tally.take();
  tally.add(forms('usr_bob', '192.0.2.2'), 'now');
  expect(tally.take()).toEqual([{ value: { account: 'usr_bob', address: '192.0.2.2' }, attempts: 1, at: 'now' }]);
});
