import { describe, expect, test } from '@jest/globals';
import type { Actor, Sealed, VariablesEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { foldVariables, sealingPlan, type VariablesCommand, variablesDecider } from './variables.decider.js';
import { StaleSeal } from '../store/fresh-seal.js';

const actor: Actor = { kind: 'user', id: 'ada', name: 'Ada' };
const at = '2026-11-20T10:00:00.000Z';
const serverId = 'srv_1';
const sealed = (dataKeyId = 'k1'): Sealed => ({ dataKeyId, nonce: 'n', ciphertext: 'c', tag: 't' });

const isSet = (name: string, version = 1, dataKeyId = 'k1'): VariablesEvent => ({
  type: 'VariableSet',
  data: { serverId, name, value: sealed(dataKeyId), version, actor, at },
});
const removed = (name: string): VariablesEvent => ({ type: 'VariableRemoved', data: { serverId, name, actor, at } });
const dropped: VariablesEvent = { type: 'VariablesDropped', data: { serverId, at } };
const set = (name: string, version = 1, dataKeyId = 'k1'): VariablesCommand & { type: 'set' } => ({
  type: 'set',
  serverId,
  name,
  value: sealed(dataKeyId),
  version,
  changes: 0,
  most: 3,
  actor,
  at,
});
const remove = (name: string): VariablesCommand => ({ type: 'remove', serverId, name, actor, at });
const drop: VariablesCommand = { type: 'drop', serverId, at };

const spec = deciderSpec(variablesDecider);
/** Values are measured for the given state, unless a test says otherwise. */
const given = (...events: VariablesEvent[]) => ({
  when: (command: VariablesCommand) =>
    spec
      .given(...events)
      .when(command.type === 'set' ? { ...command, changes: command.changes || events.length } : command),
});

describe('setting', () => {
  test('stores the sealed value with its version', () => {
    expect(given().when(set('KEY'))).toEqual([isSet('KEY')]);
    expect(given(isSet('KEY')).when(set('KEY', 2))).toEqual([isSet('KEY', 2)]);
  });

  test('a version is never given twice, not even after the variable was removed', () => {
    const state = foldVariables([isSet('KEY'), isSet('OTHER'), isSet('KEY', 2), removed('KEY')]);
    expect(sealingPlan(state, 'KEY').version).toBe(3);
  });

  test.each([
    ['an older version', set('KEY', 1), [isSet('KEY', 1)]],
    ['another data key than the one in use', set('B', 1, 'k2'), [isSet('A', 1, 'k1')]],
    ['a set that has changed since', { ...set('B'), changes: 1 }, [isSet('A'), isSet('C')]],
    ['a data key that was retired', set('KEY', 2, 'k1'), [isSet('KEY', 1, 'k1'), removed('KEY')]],
  ])('a value sealed for %s has to be sealed again', (_, command, events) => {
    expect(() => given(...events).when(command)).toThrow(StaleSeal);
  });

  test("an ordinary object's properties are variables like all others", () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(sealingPlan(foldVariables([]), name)).toEqual({ version: 1, dataKeyId: null });
      expect(given(isSet(name)).when(set(name, 2))).toEqual([isSet(name, 2)]);
      expect(() => given().when(remove(name))).toThrow(expect.objectContaining({ code: 'not_found' }));
    }
  });

  test('more variables than a server may have are refused; existing ones can still change', () => {
    const full = Array.from({ length: 3 }, (_, i) => isSet(`V${i}`));
    expect(() => given(...full).when(set('ONE_MORE'))).toThrow(expect.objectContaining({ code: 'quota_exceeded' }));
    expect(given(...full).when(set('V0', 2))).toEqual([isSet('V0', 2)]);
  });
});

describe('removing', () => {
  test('a variable that is not there is refused', () => {
    expect(() => given().when(remove('KEY'))).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(() => given(isSet('KEY'), removed('KEY')).when(remove('KEY'))).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  });

  test('the last variable retires the data key for good, an earlier one does not', () => {
    expect(foldVariables([isSet('A'), isSet('B'), removed('A')])).toMatchObject({ dataKeyId: 'k1', retired: [] });
    expect(foldVariables([isSet('A'), isSet('B'), removed('A'), removed('B')])).toMatchObject({
      dataKeyId: null,
      retired: ['k1'],
    });
  });
});

describe('dropping', () => {
  test('leaves nothing and happens once', () => {
    expect(given(isSet('KEY')).when(drop)).toEqual([dropped]);
    expect(given(isSet('KEY'), dropped).when(drop)).toEqual([]);
    expect(foldVariables([isSet('KEY'), dropped])).toMatchObject({
      dataKeyId: null,
      retired: ['k1'],
      dropped: true,
      variables: new Map(),
    });
  });

  test('a server that never had variables is closed too, so that a late one is refused', () => {
    expect(given().when(drop)).toEqual([dropped]);
    for (const command of [set('KEY'), remove('KEY')])
      expect(() => given(dropped).when(command)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});

test("every change shows in the count, and later versions' events are passed over", () => {
  expect(foldVariables([isSet('A'), isSet('A', 2), removed('A')]).changes).toBe(3);
  expect(foldVariables([isSet('A'), { type: 'VariablePainted', data: {} }]).changes).toBe(1);
});
