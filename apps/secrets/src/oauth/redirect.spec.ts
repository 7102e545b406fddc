import { expect, test } from '@jest/globals';
import { providerName, redirectUriOf } from './redirect.js';

const honest = { authorizationUrl: 'https://id.example.org/authorize', tokenUrl: 'https://id.example.org/token' };

test('a provider has a redirect URI of its own, whatever parameters its address carries', () => {
  expect(redirectUriOf('https://tools.example.org/', honest)).toBe(
    `https://tools.example.org/api/v1/credentials/callback/${providerName(honest)}`,
  );
  expect(providerName({ ...honest, authorizationUrl: `${honest.authorizationUrl}?prompt=consent` })).toBe(
    providerName(honest),
  );
});

test('another token endpoint is another provider, and so is another page to sign in at', () => {
  const names = [
    honest,
    { ...honest, tokenUrl: 'https://evil.example/token' },
    { ...honest, authorizationUrl: 'https://evil.example/authorize' },
  ].map(providerName);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^[\w-]{22}$/);
});
