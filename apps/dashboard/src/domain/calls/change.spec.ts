import { expect, test } from '@jest/globals';
import { changeOf, pointsOf } from './change.js';

test('a figure changes by a part of the one before', () => {
  expect([changeOf(112, 100), changeOf(95, 100), changeOf(100.1, 100)]).toEqual([
    { text: '+12 %', direction: 'up' },
    { text: '−5.0 %', direction: 'down' },
    { text: 'unchanged', direction: 'same' },
  ]);
});

test('from nothing, or without a figure, nothing is said', () => {
  expect(
    [changeOf(5, 0), changeOf(5, null), changeOf(null, 5), pointsOf(0.1, undefined)].map(({ text }) => text),
  ).toEqual(['', '', '', '']);
});

test('a share changes by percentage points', () => {
  expect([pointsOf(0.034, 0.02), pointsOf(0.02, 0.034), pointsOf(0.02, 0.02)].map(({ text }) => text)).toEqual([
    '+1.4 points',
    '−1.4 points',
    'unchanged',
  ]);
});
