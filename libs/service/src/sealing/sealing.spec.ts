import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SealingKey, sealTo } from './sealing.js';

const serviceKey = randomBytes(32).toString('base64');

describe('a sealed delivery', () => {
  test('is readable by its receiver only', async () => {
    const runtime = await SealingKey.create('runtime', serviceKey);
    const gateway = await SealingKey.create('gateway', serviceKey);
    const delivery = await sealTo(runtime.receiver, 'sécret', serviceKey);
    expect(await runtime.open(delivery)).toBe('sécret');
    await expect(gateway.open(delivery)).rejects.toThrow();
    expect(JSON.stringify(delivery)).not.toContain('sécret');
  });

  test('is refused to a receiver without the service key, or under another name', async () => {
    const outsider = await SealingKey.create('runtime', randomBytes(32).toString('base64'));
    await expect(sealTo(outsider.receiver, 'x', serviceKey)).rejects.toMatchObject({ code: 'forbidden' });
    const runtime = await SealingKey.create('runtime', serviceKey);
    await expect(sealTo({ ...runtime.receiver, service: 'gateway' }, 'x', serviceKey)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
