import { describe, expect, test } from '@jest/globals';
import type { LogLine } from '../../api/deployments/logs.js';
import { LogBook } from './log-book.js';

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    n: from + index,
    stage: 'image',
    stream: 'stdout',
    at: '',
    text: `line ${from + index}`,
  }));

describe('lines of a log', () => {
  test('are found by number, whatever order they came in', () => {
    const book = new LogBook();
    book.add(lines(1_501, 1_700));
    book.add(lines(1, 10));
    expect([book.get(1)?.n, book.get(10)?.n, book.get(11), book.get(1_700)?.n, book.total]).toEqual([
      1,
      10,
      undefined,
      1_700,
      1_700,
    ]);
  });

  test('that are not held are asked for in whole chunks, and none beyond the end', () => {
    const book = new LogBook();
    book.reach(2_500);
    book.add(lines(1_001, 2_000));
    expect(book.missing(990, 2_600)).toEqual([
      { after: 0, limit: 1_000 },
      { after: 2_000, limit: 1_000 },
    ]);
    expect(book.missing(1_001, 2_000)).toEqual([]);
    expect(book.missing(3_000, 4_000)).toEqual([]);
  });

  test('are dropped beyond what memory is meant for: those looked at longest ago', () => {
    const book = new LogBook(3);
    book.add(lines(1, 3_000));
    book.missing(1, 10);
    book.add(lines(3_001, 4_000));
    expect(book.chunkCount).toBe(3);
    expect([book.get(1)?.n, book.get(1_500), book.get(2_500)?.n, book.get(4_000)?.n]).toEqual([
      1,
      undefined,
      2_500,
      4_000,
    ]);
    expect(book.total).toBe(4_000);
  });
});
