import { describe, expect, test } from '@jest/globals';
import { mostLevels, nestsDeeper } from './json-depth.js';

const nested = (levels: number, open = '[', close = ']') => Buffer.from(open.repeat(levels) + close.repeat(levels));

describe('JSON that nests deep', () => {
  test('is found at the first level beyond the limit', () => {
    expect(nestsDeeper(nested(mostLevels), mostLevels)).toBe(false);
    expect(nestsDeeper(nested(mostLevels + 1), mostLevels)).toBe(true);
    expect(nestsDeeper(nested(500_000, '{"a":[', ']}'), mostLevels)).toBe(true);
    expect(nestsDeeper(Buffer.from('['.repeat(500_000)), mostLevels)).toBe(true);
  });

  test('is not what only looks so: brackets in strings, and many side by side', () => {
    expect(nestsDeeper(Buffer.from(JSON.stringify('[{'.repeat(1_000))), mostLevels)).toBe(false);
    expect(nestsDeeper(Buffer.from(`["\\"${'['.repeat(200)}\\\\"]`), mostLevels)).toBe(false);
    expect(nestsDeeper(Buffer.from(JSON.stringify(Array(1_000).fill([]))), mostLevels)).toBe(false);
  });
});
