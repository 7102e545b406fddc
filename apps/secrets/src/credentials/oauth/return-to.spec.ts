import { describe, expect, test } from '@jest/globals';
import { pathBack } from './return-to.js';

describe('the way back', () => {
  const publicUrl = 'https://tools.example.com';
  test.each(['/', '/servers/a/overview?tab=1#x', '/credentials'])('may be %s', (path) => {
    expect(pathBack(path, publicUrl, '/other')).toBe(path);
  });

  test.each([
    undefined,
    '',
    '//evil.test',
    '/\\evil.test',
    '/a\\..\\\\evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
    '/a\nb',
    '/\t/evil.test',
    ' /a',
    'credentials',
    `/${'a'.repeat(500)}`,
  ])('is never %j', (path) => {
    expect(pathBack(path, publicUrl, '/other')).toBe('/other');
  });

  test('stays on the platform even when dots are resolved', () => {
    expect(new URL(pathBack('/..//evil.test', publicUrl, '/other'), publicUrl).origin).toBe(publicUrl);
  });
});
