import { expect, test } from '@jest/globals';
import { outsideRefusal } from './oidc-refusal.js';

test('a refusal from the address is shown in words of this page, never in its own', () => {
  expect(outsideRefusal(undefined)).toBeNull();
  expect(outsideRefusal('unavailable')).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/cannot be reached/),
  });
  for (const strange of ['call 555-1234', '__proto__', 'constructor', ''])
    expect(outsideRefusal(strange)).toMatchObject({
      code: 'sign_in_failed',
      message: expect.not.stringContaining('555'),
    });
});
