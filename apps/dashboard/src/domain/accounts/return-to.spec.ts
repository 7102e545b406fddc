import { expect, test } from '@jest/globals';
import { isDashboardPath, safeReturnTo } from './return-to.js';

test('a sign-in returns to where it was asked for, with search and hash', () => {
  expect(safeReturnTo('/servers/a/overview?x=1#L12')).toBe('/servers/a/overview?x=1#L12');
});

test.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  '/%5c..//',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
  '\\\\evil',
  undefined,
  '',
  '/sign-in?returnTo=/x',
])('a sign-in never leads away: %p', (given) => {
  expect(new URL(safeReturnTo(given), 'http://here.test').host).toBe('here.test');
});

test('the sign-in of an MCP client goes on outside of the dashboard', () => {
  expect(['/oauth/interaction/abc', '/api/docs', '/', '/servers', '/settings'].map(isDashboardPath)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
