import { expect, test } from '@jest/globals';
import { visiblePieces, visibleText } from './visible-text.js';

test('ordinary text of any language stays one piece', () => {
  for (const text of ['plain', 'Zürich – 東京 – مرحبا', 'two\nlines\tand a tab', 'family 👩‍👩‍👧', ''])
    expect(visiblePieces(text)).toEqual(text ? [{ text }] : []);
});

test('a bidirectional override cannot reorder what follows it', () => {
  expect(visiblePieces('safe\u202Eexe.txt')).toEqual([
    { text: 'safe' },
    { text: 'U+202E', hidden: 'right-to-left override' },
    { text: 'exe.txt' },
  ]);
});

test('every kind of hidden character is shown', () => {
  for (const character of [
    '\u0000',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u200b',
    '\u200f',
    '\u2028',
    '\u2066',
    '\u2069',
    '\ufeff',
    '\u{e0041}',
    '\ud800',
    '\r',
  ]) {
    const [piece] = visiblePieces(character);
    expect(piece).toMatchObject({ text: expect.stringMatching(/^U\+[0-9A-F]{4,}$/), hidden: expect.any(String) });
  }
});

test('a terminal escape is text', () => {
  expect(visibleText('\u001b[2Jgone')).toBe('[U+001B][2Jgone');
});
