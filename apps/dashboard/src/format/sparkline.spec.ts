import { describe, expect, test } from '@jest/globals';
import { condensed, sparklinePoints } from './sparkline.js';

describe('sparklines', () => {
  test('the highest value reaches the top and nothing lies at the bottom', () => {
    expect(sparklinePoints([0, 5, 10], 100, 20)).toBe('0,20 50,10 100,0');
    expect(sparklinePoints([0, 0], 100, 20)).toBe('0,20 100,20');
  });

  test('many values are added up, so that no call is left out', () => {
    const values = Array.from({ length: 168 }, (_, index) => index);
    const few = condensed(values, 28);
    expect(few).toHaveLength(28);
    expect(few.reduce((sum, value) => sum + value)).toBe(values.reduce((sum, value) => sum + value));
  });
});
