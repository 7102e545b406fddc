import { expect, test } from '@jest/globals';
import { asksToSkip, lastHead } from './head.rules.js';

test.each([
  ['docs [skip deploy]', true],
  ['docs\n\n[Deploy Skip]', true],
  ['skip deploy', false],
])('%j asks to skip its deployment: %s', (message, skips) => {
  expect(asksToSkip(message)).toBe(skips);
});

test('the last head is the newest commit that was deployed for a push, not for a rollback', () => {
  const of = (sha: string, trigger: string, status = 'live') => ({ commit: { sha }, trigger, status });
  expect(lastHead([of('c', 'rollback'), of('d', 'push', 'cancelled'), of('b', 'poll'), of('a', 'push')])).toBe('b');
  expect(lastHead([of('c', 'manual')])).toBeUndefined();
});
