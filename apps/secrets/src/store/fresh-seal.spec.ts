import { expect, test } from '@jest/globals';
import { StaleSeal, withFreshSeal } from './fresh-seal.js';

test('sealing is repeated until the seal fits', async () => {
  let seals = 0;
  const stored = await withFreshSeal(async () => {
    if (++seals < 3) throw new StaleSeal();
    return 'stored';
  });
  expect([stored, seals]).toEqual(['stored', 3]);
});

test('a seal that never fits is given up, with the last reason', async () => {
  let seals = 0;
  const attempt = withFreshSeal(() => Promise.reject(new StaleSeal(`seal ${++seals}`)));
  await expect(attempt).rejects.toThrow('seal 20');
});

test('other failures are not repeated', async () => {
  let seals = 0;
  await expect(withFreshSeal(() => Promise.reject(new Error(`failure ${++seals}`)))).rejects.toThrow('failure 1');
});
