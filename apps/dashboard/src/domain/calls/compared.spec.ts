import { expect, test } from '@jest/globals';
import { comparedPair, latestFirst } from './compared.js';

const deployments = latestFirst([
  { key: 'old', lastCalledAt: '2026-01-01T00:00:00Z' },
  { key: 'new', lastCalledAt: '2026-01-03T00:00:00Z' },
  { key: 'middle', lastCalledAt: '2026-01-02T00:00:00Z' },
]);
const pair = (base: string, candidate: string) => Object.values(comparedPair(deployments, { base, candidate }));

test('without a choice the newest deployment is compared with the one before', () => {
  expect(pair('', '')).toEqual(['middle', 'new']);
});

test('a chosen deployment is compared with the one before it, the oldest with the next one', () => {
  expect([pair('', 'middle'), pair('', 'old')]).toEqual([
    ['old', 'middle'],
    ['middle', 'old'],
  ]);
});

test('a deployment without calls yet is compared with the newest that has some', () => {
  expect(pair('', 'fresh')).toEqual(['new', 'fresh']);
});

test('a chosen base stays, and no deployment is compared with itself', () => {
  expect([pair('new', ''), pair('old', 'new')]).toEqual([
    ['new', 'middle'],
    ['old', 'new'],
  ]);
  expect(comparedPair([deployments[0]!], { base: '', candidate: '' })).toEqual({ base: '', candidate: 'new' });
});
