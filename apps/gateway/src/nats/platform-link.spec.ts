import { describe, expect, test } from '@jest/globals';
import { type Platform, PlatformLink } from './platform-link.js';

describe('the link to the platform', () => {
  test('is waited for until it is attached', async () => {
    const link = new PlatformLink();
    let waited = false;
    const waiting = link.attachedWithin(600_000).then(() => (waited = true));
    expect(waited).toBe(false);
    link.attach({ messaging: { connected: true } } as Platform);
    await waiting;
    expect(link.require()).toBe(link.current);
  });

  test('is not waited for without an end', async () => {
    const link = new PlatformLink();
    await link.attachedWithin(1);
    expect(() => link.require()).toThrow('not connected');
  });
});
