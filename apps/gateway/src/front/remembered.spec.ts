import { describe, expect, test } from '@jest/globals';
import { Remembered } from './remembered.js';

describe('a remembered value', () => {
  test('is made once for all who ask within its time, and again afterwards', async () => {
    let clock = 0;
    let made = 0;
    const remembered = new Remembered(
      async () => (made += 1),
      () => 100,
      () => clock,
    );
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    clock = 99;
    expect(await remembered.get()).toBe(1);
    clock = 100;
    expect(await remembered.get()).toBe(2);
  });

  test('is made again at once after a failure', async () => {
    let made = 0;
    const remembered = new Remembered(
      async () => {
        made += 1;
        if (made === 1) throw new Error('not there');
        return made;
      },
      () => 100,
      () => 0,
    );
    await expect(remembered.get()).rejects.toThrow('not there');
    expect(await remembered.get()).toBe(2);
  });
});
