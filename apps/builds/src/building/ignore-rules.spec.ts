import { describe, expect, test } from '@jest/globals';
import { IgnoreRules } from './ignore-rules.js';

describe('the rules of a .dockerignore', () => {
  test.each([
    ['node_modules', ['node_modules', 'node_modules/a/b.js'], ['src/node_modules', 'node_modules2']],
    ['/build/', ['build/a'], ['src/build']],
    ['*.md', ['README.md'], ['docs/a.md', 'README.mdx']],
    ['*/temp*', ['a/temporary.txt', 'a/temp/b'], ['temp', 'a/b/temp']],
    ['temp?', ['tempa', 'tempb/c'], ['temp', 'tempab']],
    ['**/*.log', ['a.log', 'a/b/c.log'], ['a.logs']],
    ['src/**', ['src/a', 'src/a/b'], ['source']],
    ['a/**/b', ['a/b', 'a/x/y/b', 'a/b/c'], ['a/xb']],
    ['**', ['a', 'a/b'], []],
    ['./a/../b', ['b'], ['a']],
    ['[a-c].txt', ['b.txt'], ['d.txt', '/.txt']],
    ['[^a-c].txt', ['d.txt'], ['b.txt']],
    ['\\*.md', ['*.md'], ['a.md']],
    ['a[b', ['a[b'], ['ab']],
    ['# comment\n\n  spaced  ', ['spaced'], ['# comment']],
  ])('%j', (text, ignored, kept) => {
    const rules = new IgnoreRules(text);
    expect([...ignored, ...kept].filter((path) => rules.ignores(path))).toEqual(ignored);
  });

  test('the last rule that matches decides', () => {
    const rules = new IgnoreRules('*\n!src\nsrc/*.tmp\r\n! src/keep.tmp');
    const paths = ['a', 'src', 'src/a.js', 'src/a.tmp', 'src/keep.tmp'];
    expect(paths.filter((path) => rules.ignores(path))).toEqual(['a', 'src/a.tmp']);
  });

  test('patterns of many stars end for long names, which backtracking never does', () => {
    const rules = new IgnoreRules(`${'*a'.repeat(200)}*b\n${'**/a*'.repeat(100)}b`);
    expect(rules.ignores('a'.repeat(4_000))).toBe(false);
    expect(rules.ignores(`${'a'.repeat(4_000)}b`)).toBe(true);
  });
});
