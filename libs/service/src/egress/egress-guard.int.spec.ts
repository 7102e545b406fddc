import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EgressGuard } from './egress-guard.js';
import { enforcePolicy, isEnforced, removePolicy } from './packet-filter.js';

// An interface that does not exist: the rules are real, and about no packet.
const link = `ty-${randomBytes(4).toString('hex')}`;
const policy = { name: link, interfaces: [link], closed: [], allowed: [] };
const guard = new EgressGuard({ name: 'unused', link, policy: 'enforced', networkPool: '10.213.0.0/16', allow: '' });

afterEach(() => removePolicy(link));

describe('the guard of an engine with a network of its own', () => {
  test('lets nothing start while the policy is not in force', async () => {
    await expect(guard.require([])).rejects.toThrow('The egress policy is not in force');
    await enforcePolicy(policy, 'FORWARD');
    await guard.require([]);
    await removePolicy(link);
    await expect(guard.require([])).rejects.toThrow('The egress policy is not in force');
  });

  test('can be switched off by the operator', async () => {
    const off = new EgressGuard({ name: 'unused', link, policy: 'off', networkPool: '10.213.0.0/16', allow: '' });
    await off.require([]);
  });
});

test('a policy is in force once, however often it is set, and not at all after its removal', async () => {
  await enforcePolicy(policy, 'FORWARD');
  await enforcePolicy(policy, 'FORWARD');
  expect(await isEnforced(link, 'FORWARD')).toBe(true);
  await removePolicy(link);
  expect(await isEnforced(link, 'FORWARD')).toBe(false);
});
