import { expect, test } from '@jest/globals';
import type { LogLine } from '@toolyard/contracts';
import { failingLines } from './failing-lines.js';

const line = (n: number, stage: LogLine['stage'], text: string): LogLine => ({
  ...{ n, stage, text, stream: 'stdout', at: '2026-01-01T00:00:00.000Z' },
});
const failed = { error: { stage: 'image', code: 'build_failed', message: 'x' } } as const;
const url = 'https://tools.test/servers/a/deployments/dep_1/logs';

test('the lines of the failed stage are shown with their numbers and without colours', () => {
  const lines = [line(1, 'fetch', 'fetched'), line(2, 'image', '\u001b[31mnpm error\u001b[0m')];
  expect(failingLines(lines, failed, url)).toBe(
    ['The end of [the log](' + url + '):', '', '```', '    2  npm error', '```'].join('\n'),
  );
});

test('a log without lines shows none', () => {
  expect(failingLines([], failed, url)).toBeUndefined();
});

test('lines do not end their block', () => {
  const text = failingLines([line(1, 'image', '```` # injected')], failed, url)!;
  expect(text.split('\n').filter((each) => each === '`````')).toHaveLength(2);
});

test('the end is kept of what is longer than GitHub takes', () => {
  const lines = Array.from({ length: 100 }, (_, n) => line(n + 1, 'image', 'x'.repeat(16_000)));
  const text = failingLines(lines, failed, url)!;
  expect(text.length).toBeLessThan(65_535);
  expect(text).toContain('  100  x');
});
