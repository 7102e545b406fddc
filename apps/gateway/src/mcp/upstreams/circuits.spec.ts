import { describe, expect, test } from '@jest/globals';
import { Circuits } from './circuits.js';

describe('requests of a server that cannot be reached', () => {
  test('fail at once but for one trial a second, until a container answers', () => {
    const circuits = new Circuits();
    expect(circuits.refuses('a', 0)).toBe(false);
    circuits.open('a', 0);
    expect([0, 500, 999].map((now) => circuits.refuses('a', now))).toEqual([true, true, true]);
    expect([1_000, 1_001, 2_000].map((now) => circuits.refuses('a', now))).toEqual([false, true, false]);
    expect(circuits.refuses('b', 500)).toBe(false);
    circuits.close('a');
    expect(circuits.refuses('a', 1_500)).toBe(false);
  });
});
