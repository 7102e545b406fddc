import { describe, expect, test } from '@jest/globals';
import { slugOf, slugPattern } from './slug.rules.js';

describe('the slug of a name', () => {
  test.each([
    ['Weather', 'weather'],
    ['New', 'new-server'],
    ['GitHub Issues', 'github-issues'],
    ['  Déjà  Vu!! ', 'deja-vu'],
    ['snake_case.server', 'snake-case-server'],
    ['Грозы', 'grozy'],
    ['100 % *real*', '100-real'],
    ['Search & replace', 'search-and-replace'],
  ])('%s is %s', (name, slug) => expect(slugOf(name, 'fallback')).toBe(slug));

  test.each(['🌩️🌩️', '---', '。。。', '\u200b'])(
    '%j, which has nothing to show in an address, takes the fallback',
    (name) => {
      expect(slugOf(name, 'server-1')).toBe('server-1');
    },
  );

  test.each(['a'.repeat(100), `${'a'.repeat(62)} b`, 'ü'.repeat(100), '天気'.repeat(50), 'x'.repeat(60) + '🌩️ y'])(
    '%s is a DNS label',
    (name) => {
      const slug = slugOf(name, 'fallback');
      expect(slug).toMatch(slugPattern);
      expect(slug.length).toBeLessThanOrEqual(63);
    },
  );
});
