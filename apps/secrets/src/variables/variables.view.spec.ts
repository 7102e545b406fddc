import { describe, expect, test } from '@jest/globals';
import type { Actor, DataKeyEvent, VariablesEvent } from '@toolyard/contracts';
import { DataKeysView } from '../keys/data-keys.view.js';
import { VariablesView } from './variables.view.js';

const actor: Actor = { kind: 'user', id: 'ada', name: 'Ada' };
const at = '2026-11-20T10:00:00.000Z';
const keyMade = (
  dataKeyId: string,
  serverId: string,
  type: DataKeyEvent['type'] = 'DataKeyCreated',
  keyId = 'kek1',
) => ({
  stream: `datakey-${dataKeyId}`,
  type,
  data: { dataKeyId, owner: `server:${serverId}`, keyId, wrapped: 'w', nonce: 'n', tag: 't', at },
});
const ofVariables = (serverId: string, type: VariablesEvent['type'], data: object = {}) => ({
  stream: `variables-${serverId}`,
  type,
  data: { serverId, actor, at, ...data },
});
const isSet = (serverId: string, name: string, dataKeyId: string, version = 1) =>
  ofVariables(serverId, 'VariableSet', { name, version, value: { dataKeyId, nonce: 'n', ciphertext: 'c', tag: 't' } });

function view(...events: { stream: string; type: string; data: unknown }[]) {
  const [variables, keys] = [new VariablesView(), new DataKeysView()];
  for (const event of events) for (const folded of [variables, keys]) folded.apply(event);
  return { keys, condemnedKeys: (serverId: string) => variables.condemnedKeys(serverId, keys) };
}

describe('keys to destroy', () => {
  test('are none while a value needs them', () => {
    expect(view(keyMade('k1', 'a'), isSet('a', 'X', 'k1')).condemnedKeys('a')).toEqual([]);
  });

  test('are those whose last variable was removed, never one that was just made for the next', () => {
    const folded = view(
      keyMade('k1', 'a'),
      isSet('a', 'X', 'k1'),
      ofVariables('a', 'VariableRemoved', { name: 'X' }),
      keyMade('k2', 'a'),
    );
    expect(folded.condemnedKeys('a')).toEqual(['k1']);
  });

  test('are all of a deleted server, even one that no variable used yet, and none of another', () => {
    const folded = view(
      keyMade('k1', 'a'),
      isSet('a', 'X', 'k1'),
      keyMade('k2', 'a'),
      keyMade('k3', 'b'),
      isSet('b', 'X', 'k3'),
      ofVariables('a', 'VariablesDropped'),
    );
    expect(folded.condemnedKeys('a')).toEqual(['k1', 'k2']);
    expect(folded.condemnedKeys('b')).toEqual([]);
  });

  test('are forgotten once destroyed', () => {
    const folded = view(keyMade('k1', 'a'), isSet('a', 'X', 'k1'), ofVariables('a', 'VariablesDropped'));
    folded.keys.destroyed('k1');
    expect(folded.condemnedKeys('a')).toEqual([]);
  });
});

test('a data key is remembered as it was wrapped last', () => {
  expect(view(keyMade('k1', 'a'), keyMade('k1', 'a', 'DataKeyRewrapped', 'kek2')).keys.get('k1')?.keyId).toBe('kek2');
});
