import { expect, test } from '@jest/globals';
import { isTyping, sequenceOf } from './key-sequence.js';

test('g and a second key in time are one command', () => {
  expect(sequenceOf({ key: 'g', at: 0 }, { key: 's', at: 800 })).toBe('g s');
  expect(sequenceOf({ key: 'g', at: 0 }, { key: 's', at: 5_000 })).toBe('s');
  expect(sequenceOf(null, { key: 's', at: 0 })).toBe('s');
  expect(sequenceOf({ key: 'g', at: 0 }, { key: 'g', at: 100 })).toBe('g');
});

test('keys typed into a field are never commands', () => {
  expect(
    [
      { tagName: 'INPUT', type: 'text' },
      { tagName: 'textarea' },
      { tagName: 'SELECT' },
      { isContentEditable: true },
      { role: 'combobox' },
    ].map(isTyping),
  ).toEqual(Array(5).fill(true));
  expect([{ tagName: 'INPUT', type: 'checkbox' }, { tagName: 'BUTTON' }, null].map(isTyping)).toEqual([
    false,
    false,
    false,
  ]);
});
