import { expect, test } from '@jest/globals';
import { asText, lineTime, marked } from './log-text.js';

test('a search is marked wherever it is, and the text stays whole', () => {
  const pieces = marked('An error: ERRORS', 'error');
  expect(pieces).toEqual([
    { text: 'An ', found: false },
    { text: 'error', found: true },
    { text: ': ', found: false },
    { text: 'ERROR', found: true },
    { text: 'S', found: false },
  ]);
  for (const [text, search] of [
    ['aaa', 'aa'],
    ['İstanbul', 'i'],
    ['', 'x'],
    ['x', ''],
  ] as const)
    expect(
      marked(text, search)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
});

test('a downloaded log has time, stage and text without colours', () => {
  expect(
    asText([
      { n: 1, stage: 'image', stream: 'stdout', at: '2026-01-01T00:00:00.000Z', text: '\u001b[31mred\u001b[0m' },
    ]),
  ).toBe('2026-01-01T00:00:00.000Z image red\n');
});

test('a time that cannot be read is left out', () => {
  expect(lineTime('nonsense')).toBe('');
  expect(lineTime('2026-01-01T00:00:07.012Z')).toMatch(/^\d\d:\d\d:07\.012$/);
});
