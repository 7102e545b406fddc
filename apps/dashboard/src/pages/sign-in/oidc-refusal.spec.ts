import { expect, test } from '@jest/globals';
import { oidcRefusal } from './oidc-refusal.js';

test('a refusal from the address is shown in words of this page, never in its own', () => {
  expect(oidcRefusal(undefined)).toBeNull();
  expect(oidcRefusal('unavailable')).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/cannot be reached/),
  });
  for (const strange of ['call 555-1234', '__proto__', 'constructor', ''])
    expect(oidcRefusal(strange)).toMatchObject({
      code: 'sign_in_failed',
      message: expect.not.stringContaining('555'),
    });
});
