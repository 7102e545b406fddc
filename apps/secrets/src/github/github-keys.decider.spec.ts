import { expect, test } from '@jest/globals';
import type { Actor, Sealed } from '@toolyard/contracts';
import { StaleSeal } from '../store/fresh-seal.js';
import { foldGitHubKeys, githubKeysDecider } from './github-keys.decider.js';

const actor: Actor = { kind: 'user', id: 'usr_1', name: 'Ada' };
const at = '2026-01-01T00:00:00.000Z';
const sealed = (dataKeyId: string): Sealed => ({ dataKeyId, nonce: 'n', ciphertext: 'c', tag: 't' });
const set = (version: number, dataKeyId: string) => ({
  type: 'GitHubKeysSet' as const,
  data: { value: sealed(dataKeyId), version, actor, at },
});

test('a removal of earlier keys leaves later ones', () => {
  const state = foldGitHubKeys([set(1, 'dk_1'), set(2, 'dk_2')]);
  expect(githubKeysDecider.decide({ type: 'remove', version: 1, at }, state)).toEqual([]);
  expect(githubKeysDecider.decide({ type: 'remove', version: 2, at }, state)).toHaveLength(1);
});

test('replaced and removed keys retire their data keys', () => {
  const removed = { type: 'GitHubKeysRemoved' as const, data: { version: 2, at } };
  expect(foldGitHubKeys([set(1, 'dk_1'), set(2, 'dk_2'), removed])).toMatchObject({
    value: null,
    retired: ['dk_1', 'dk_2'],
  });
});

test('keys that were sealed before others were stored are refused', () => {
  const state = foldGitHubKeys([set(1, 'dk_1')]);
  const command = { type: 'set' as const, value: sealed('dk_2'), version: 1, actor, at };
  expect(() => githubKeysDecider.decide(command, state)).toThrow(StaleSeal);
});
