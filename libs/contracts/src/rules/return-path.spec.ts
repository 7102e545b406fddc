import { describe, expect, test } from '@jest/globals';
import { pathOnThisOrigin } from './return-path.js';

describe('a path to return to', () => {
  test.each(['/', '/servers/a/overview?x=1#L12', '/oauth/interaction/abc', '/a//b', '/x?to=//y'])(
    '%s stays as it is',
    (path) => expect(pathOnThisOrigin(path)).toBe(path),
  );

  test('has its dots resolved and its other characters encoded', () => {
    expect(pathOnThisOrigin('/a/./b/../Größe')).toBe('/a/Gr%C3%B6%C3%9Fe');
  });

  test.each([
    undefined,
    '',
    'servers',
    '//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/..//evil.example',
    '/%2e%2e//evil.example',
    '/\t/evil.example',
    '/x\n/evil.example',
    '/a\\..\\..\\\\evil.example',
  ])('%j is refused', (given) => expect(pathOnThisOrigin(given)).toBeNull());
});
