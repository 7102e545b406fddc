import { expect, test } from '@jest/globals';
import type { LogLine } from '@toolyard/contracts';
import { follow, type LogNews, type LogSource } from './log-follow.js';

const line = (n: number): LogLine => ({ n, stage: 'image', stream: 'stdout', at: '', text: `line ${n}` });

/** A log that grows while it is followed; it gives three lines at once. */
function growing(steps: { lines: number; ended?: boolean }[]): LogSource & { reads: number } {
  let stored = 0;
  let ended = false;
  const source = {
    reads: 0,
    read: async (after: number) => {
      source.reads++;
      const lines = Array.from({ length: Math.min(3, stored - after) }, (_, index) => line(after + index + 1));
      return { lines, exhausted: lines.length < 3 };
    },
    last: () => stored,
    grown: async () => {
      const step = steps.shift();
      stored += step?.lines ?? 0;
      ended ||= step ? (step.ended ?? false) : true;
    },
    ended: async () => (ended ? 'live' : undefined),
  };
  return source;
}

async function all(news: AsyncGenerator<LogNews>): Promise<{ numbers: number[]; last: LogNews | undefined }> {
  const numbers: number[] = [];
  let last: LogNews | undefined;
  for await (const each of news) {
    last = each;
    if ('lines' in each) numbers.push(...each.lines.map(({ n }) => n));
  }
  return { numbers, last };
}

test('a followed log gives every line once, in order, and its end last', async () => {
  const followed = await all(
    follow(
      growing([{ lines: 2 }, { lines: 0 }, { lines: 7 }, { lines: 1, ended: true }]),
      0,
      new AbortController().signal,
    ),
  );
  expect(followed).toEqual({ numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], last: { ended: 'live' } });
});

test('lines that are stored together with the end come before it', async () => {
  expect((await all(follow(growing([{ lines: 20, ended: true }]), 5, new AbortController().signal))).numbers).toEqual(
    Array.from({ length: 15 }, (_, index) => index + 6),
  );
});

test('nothing is read ahead of a consumer that does not take', async () => {
  const source = growing([{ lines: 100 }]);
  const news = follow(source, 0, new AbortController().signal);
  await news.next();
  await news.next();
  expect(source.reads).toBe(2);
  await news.return(undefined);
});

test('following stops when the consumer is gone', async () => {
  const gone = new AbortController();
  const source = growing([]);
  source.ended = async () => undefined;
  source.grown = async () => gone.abort();
  expect((await all(follow(source, 0, gone.signal))).numbers).toEqual([]);
});
