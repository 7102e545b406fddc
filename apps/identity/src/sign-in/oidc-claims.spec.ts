import { describe, expect, test } from '@jest/globals';
import { claimedGroups, oidcPerson, returnAddress } from './oidc-claims.js';

const url = 'https://tools.example.org';

describe('where a sign-in leads back to', () => {
  test('is the page that was asked for', () => {
    expect(returnAddress('/servers/srv_1?tab=tools#top', url)).toBe(
      'https://tools.example.org/servers/srv_1?tab=tools#top',
    );
    expect(returnAddress(undefined, url)).toBe('https://tools.example.org/');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'javascript:alert(1)',
    '',
    'servers',
    '@evil.example',
  ])('is the home page when a page of another site is asked for: %j', (given) => {
    expect(returnAddress(given, url)).toBe('https://tools.example.org/');
  });

  test.each(['/.//evil.example', '/x/..//evil.example', '/%2e//evil.example', '/a\\..\\/evil.example'])(
    'stays on the platform however the path is written: %j',
    (given) => {
      expect(new URL(returnAddress(given, url), 'https://elsewhere.example').origin).toBe(url);
    },
  );
});

describe('what a provider says about a person', () => {
  test('an address counts only when the provider says that it is theirs', () => {
    const claims = { iss: 'i', sub: 's', email: 'ada@example.org' };
    expect(oidcPerson(claims).verifiedEmail).toBeNull();
    expect(oidcPerson({ ...claims, email_verified: false }).verifiedEmail).toBeNull();
    expect(oidcPerson({ ...claims, email_verified: 'yes' }).verifiedEmail).toBeNull();
    expect(oidcPerson({ ...claims, email_verified: true }).verifiedEmail).toBe('ada@example.org');
  });

  test('groups may be a list or one name, and nothing else', () => {
    expect(claimedGroups(['a', 'b', 3, ''])).toEqual(['a', 'b']);
    expect(claimedGroups('a')).toEqual(['a']);
    expect(claimedGroups({ a: true })).toEqual([]);
    expect(claimedGroups(undefined)).toEqual([]);
  });
});
