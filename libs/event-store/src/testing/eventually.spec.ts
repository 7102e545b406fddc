import { describe, expect, test } from '@jest/globals';
import { eventually } from './eventually.js';

describe('waiting for a condition', () => {
  test('answers what the probe answered first', async () => {
    let asked = 0;
    expect(await eventually(() => (++asked < 3 ? undefined : asked))).toBe(3);
  });

  test('shows the condition that did not become true', async () => {
    const containers: string[] = [];
    await expect(eventually(async () => containers.length === 2, 1)).rejects.toThrow(
      'Waited 1 ms, and it is still false: containers.length === 2',
    );
  });

  test('throws the last error of the probe', async () => {
    let asked = 0;
    const probe = (): void => {
      throw new Error(`failure ${++asked}`);
    };
    await expect(eventually(probe, 60)).rejects.toThrow(/^failure [2-9]/);
  });
});
