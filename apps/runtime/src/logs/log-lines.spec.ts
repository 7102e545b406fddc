import { describe, expect, test } from '@jest/globals';
import { LineAssembler, LineLimiter, presentable } from './log-lines.js';
import { framesOf, OutputFrame } from '../containers/output-frames.js';

const at = (n: number) => `2026-11-23T00:00:00.${String(n).padStart(9, '0')}Z`;
const bytes = (stream: 1 | 2, text: string) => {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};
const frame = (text: string, stream: 'stdout' | 'stderr' = 'stdout', n = 1) =>
  new OutputFrame(stream, Buffer.from(`${at(n)} ${text}`));

describe('output frames', () => {
  test('are the same however the stream is split', async () => {
    const whole = Buffer.concat([bytes(1, `${at(1)} grün\n`), bytes(2, `${at(2)} oh no\n`), bytes(1, `${at(3)} \n`)]);
    for (let size = 1; size <= whole.length; size++) {
      const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
        whole.subarray(index * size, (index + 1) * size),
      );
      const frames = [];
      for await (const some of framesOf(pieces)) frames.push(...some);
      expect(frames.map((one) => [one.stream, one.at, one.text.toString()])).toEqual([
        ['stdout', at(1), 'grün'],
        ['stderr', at(2), 'oh no'],
        ['stdout', at(3), ''],
      ]);
    }
  });
});

describe('lines', () => {
  test('frames of a long line are joined, per stream', () => {
    const lines = new LineAssembler();
    expect(lines.add(frame('one ', 'stdout', 1))).toBeUndefined();
    expect(lines.add(frame('error\n', 'stderr', 2))).toEqual({ stream: 'stderr', at: at(2), text: 'error' });
    expect(lines.add(frame('line\n', 'stdout', 3))).toEqual({ stream: 'stdout', at: at(1), text: 'one line' });
  });

  test('output without a newline at its end is not lost', () => {
    const lines = new LineAssembler();
    lines.add(frame('no end'));
    expect(lines.rest()).toEqual([{ stream: 'stdout', at: at(1), text: 'no end' }]);
    expect(lines.rest()).toEqual([]);
  });

  test('a line without an end is cut and its memory is limited', () => {
    const lines = new LineAssembler();
    for (let part = 0; part < 200; part++) lines.add(frame('x'.repeat(16 << 10)));
    const line = lines.add(frame('\n'))!;
    expect(line.text.length).toBe(24 << 10);
    expect(presentable(line.text, (text) => text)).toMatch(/^x{16384} … \(the line was cut here/);
  });

  test('a secret at the cut is masked', () => {
    const secret = 's3cr3t-value';
    const text = `${'x'.repeat((16 << 10) - 5)}${secret}${'y'.repeat(1_000)}`;
    expect(presentable(text, (one) => one.replaceAll(secret, '***'))).not.toContain('s3cr');
  });

  test('the carriage return of a DOS line end is removed', () => {
    expect(presentable('hello\r', (text) => text)).toBe('hello');
  });
});

describe('the limit of one server', () => {
  test('allows a burst and then a steady rate, and counts what it drops', () => {
    const limiter = new LineLimiter(() => 256 << 10);
    const passed = Array.from({ length: 6_000 }, () => limiter.allows(100, 0)).filter(Boolean).length;
    expect(passed).toBe(5_000);
    expect(limiter.notice(0)).toMatch(/^1000 lines \(98 KiB\) were dropped/);
    expect(Array.from({ length: 1_000 }, () => limiter.allows(100, 1_000)).filter(Boolean).length).toBe(500);
    expect(limiter.notice(1_000)).toBeNull();
    expect(limiter.notice()).toMatch(/^500 lines/);
  });

  test('counts bytes as well as lines', () => {
    const limiter = new LineLimiter(() => 256 << 10);
    expect(Array.from({ length: 1_000 }, () => limiter.allows(16 << 10, 0)).filter(Boolean).length).toBe(160);
  });

  test('that is changed holds from the next line on', () => {
    let limit = 1_000;
    const limiter = new LineLimiter(() => limit);
    expect(Array.from({ length: 20 }, () => limiter.allows(1_000, 0)).filter(Boolean)).toHaveLength(10);
    limit = 0;
    expect(limiter.allows(1, 60_000)).toBe(false);
    limit = 2_000;
    expect(Array.from({ length: 30 }, () => limiter.allows(1_000, 120_000)).filter(Boolean)).toHaveLength(20);
  });
});
