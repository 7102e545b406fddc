import { describe, expect, test } from '@jest/globals';
import { compactText, elementTexts, memberText } from './json-text.js';

const samples: unknown[] = [
  {},
  [],
  { a: 1, b: [1, { c: '"}]' }], d: 'x\\"y', e: null },
  [1, 'two', { three: [3] }, [], true],
  { 'a\\b': '\\', '': { '': '' } },
];

describe('a slice of JSON text', () => {
  test.each(samples)('of %j has the members and elements that a parser finds', (sample) => {
    for (const text of [JSON.stringify(sample), JSON.stringify(sample, null, 2)]) {
      expect(compactText(text)).toBe(JSON.stringify(sample));
      if (Array.isArray(sample)) expect(elementTexts(text).map((each) => JSON.parse(each))).toEqual(sample);
      else
        for (const [key, value] of Object.entries(sample as object))
          expect(JSON.parse(memberText(text, key)!)).toEqual(value);
    }
  });

  test('keeps every digit, and takes the last of two equal keys', () => {
    const text = '{"a":{"n": 9054686819491029395, "n": [1.10, 1E400, -0]}}';
    expect(compactText(memberText(text, 'a', 'n')!)).toBe('[1.10,1E400,-0]');
    expect(compactText(text)).toContain('9054686819491029395');
    expect(memberText(text, 'a', 'x')).toBeUndefined();
    expect(memberText('{"\\u0061": 1}', 'a')).toBe('1');
  });

  test('has strings as JSON.stringify writes them, and does not recurse', () => {
    expect(compactText('["\\u0068unter2", "a\\/b", "\\u00e9"]')).toBe('["hunter2","a/b","é"]');
    const deep = `${'[ '.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(compactText(deep)).toHaveLength(400_000);
  });
});
