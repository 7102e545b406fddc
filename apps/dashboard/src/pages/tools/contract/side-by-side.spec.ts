import { describe, expect, test } from '@jest/globals';
import { type Row, sideBySide } from './side-by-side.js';

const text = (row: Row, side: 'left' | 'right') =>
  row.kind === 'skip'
    ? `… ${row.count}`
    : (row[side]?.pieces.map((piece) => (piece.changed ? `[${piece.text}]` : piece.text)).join('') ?? null);
const pairs = (before: string, after: string) =>
  sideBySide(before, after).map((row) => [text(row, 'left'), text(row, 'right')]);

describe('two texts beside each other', () => {
  test('a changed line is beside the line before the change, with the words marked', () => {
    expect(pairs('a\nthe old unit\nz', 'a\nthe new unit\nz')).toEqual([
      ['a', 'a'],
      ['the [old] unit', 'the [new] unit'],
      ['z', 'z'],
    ]);
  });

  test('added and removed lines have nothing beside them', () => {
    expect(pairs('a\nb', 'a\nb\nc')).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      [null, '[c]'],
    ]);
    expect(pairs('', 'all new')).toEqual([[null, '[all new]']]);
  });

  test('long unchanged runs are left out and counted', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const rows = sideBySide(lines.join('\n'), [...lines.slice(0, 20), 'changed', ...lines.slice(21)].join('\n'));
    expect(rows.filter(({ kind }) => kind === 'skip')).toEqual([
      { kind: 'skip', count: 17 },
      { kind: 'skip', count: 16 },
    ]);
  });

  test('lines keep the numbers that they have in their own text', () => {
    expect(sideBySide('a\nb\nd', 'a\nc\nc2\nd').at(-1)).toMatchObject({ left: { line: 3 }, right: { line: 4 } });
  });

  test('texts without a difference in common end in time', () => {
    const many = (from: number) => Array.from({ length: 20_000 }, (_, index) => String(from + index * 7)).join('\n');
    expect(sideBySide(many(0), many(3)).length).toBeGreaterThanOrEqual(20_000);
  });
});
