import { describe, expect, test } from '@jest/globals';
import { formatRange, freeRange, parseRange, type Range, routedRanges } from './subnets.js';

const pool = parseRange('10.213.0.0/16');

describe('address ranges', () => {
  test('are read and written in CIDR notation, host bits dropped', () => {
    expect(formatRange(parseRange('10.213.7.77/27'))).toBe('10.213.7.64/27');
    expect(formatRange(parseRange('255.255.255.255/32'))).toBe('255.255.255.255/32');
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', 'fd00::/8', ''])('%p is refused', (text) => {
    expect(() => parseRange(text)).toThrow(RangeError);
  });

  test('the default pool holds more than a thousand ranges, each given once', () => {
    const taken: Range[] = [];
    for (let server = 0; server < 2_048; server++) taken.push(freeRange(pool, 27, taken, 'abc')!);
    expect(new Set(taken.map(formatRange)).size).toBe(2_048);
    expect(freeRange(pool, 27, taken, 'abc')).toBeUndefined();
  });

  test('a range that overlaps a taken one, larger or smaller, is not given', () => {
    const small = parseRange('10.0.0.0/29');
    expect(formatRange(freeRange(small, 30, [parseRange('10.0.0.1/32')], '')!)).toBe('10.0.0.4/30');
    expect(freeRange(small, 30, [parseRange('10.0.0.0/8')], '')).toBeUndefined();
  });

  test('two installations begin at different places', () => {
    expect(freeRange(pool, 27, [], 'one')).not.toEqual(freeRange(pool, 27, [], 'two'));
  });

  test('routes of the machine are in use, except the default route', () => {
    const text =
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n' +
      'ens3\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\n' +
      'br-1\t0000D50A\t00000000\t0001\t0\t0\t0\tE0FFFFFF\n';
    expect(routedRanges(text).map(formatRange)).toEqual(['10.213.0.0/27']);
    expect(routedRanges('')).toEqual([]);
  });

  test('a route that only rejects is not in use', () => {
    const text =
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n*\t0000D50A\t00000000\t0200\t0\t0\t7\t0000FFFF\n';
    expect(routedRanges(text)).toEqual([]);
  });
});
