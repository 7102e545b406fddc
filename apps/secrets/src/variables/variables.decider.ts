import { type Actor, quotaExceeded, Rejected, type Sealed, type VariablesEvent } from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';
import { serverGone } from '../owners/owners.view.js';
import { StaleSeal } from '../store/fresh-seal.js';

export interface StoredVariable {
  value: Sealed;
  /** Counts from 1 for each name over the stream's whole life, so that no ciphertext fits a second place. */
  version: number;
  updatedBy: Actor;
  updatedAt: string;
}

export interface VariablesState {
  variables: ReadonlyMap<string, StoredVariable>;
  /** Last version each name ever had. */
  versions: ReadonlyMap<string, number>;
  /** The data key of all values; null while there are none. */
  dataKeyId: string | null;
  /** Data keys that were in use once and never will be again. */
  retired: readonly string[];
  /** The server was deleted. */
  dropped: boolean;
  /** Events so far: changes with every change. */
  changes: number;
}

export type VariablesCommand = { serverId: string; at: string } &
  /** `changes`: of the state that the value was measured and sealed for. `most`: variables that the server may have. */
  (
    | { type: 'set'; name: string; value: Sealed; version: number; changes: number; most: number; actor: Actor }
    | { type: 'remove'; name: string; actor: Actor }
    | { type: 'drop' }
  );

/** What a new value of this name is sealed with; `dataKeyId` is null when a new data key is needed. */
export function sealingPlan(state: VariablesState, name: string): { version: number; dataKeyId: string | null } {
  return { version: (state.versions.get(name) ?? 0) + 1, dataKeyId: state.dataKeyId };
}

export const variablesDecider: Decider<VariablesState, VariablesCommand, VariablesEvent> = {
  initial: { variables: new Map(), versions: new Map(), dataKeyId: null, retired: [], dropped: false, changes: 0 },

  decide(command, state) {
    const { serverId, at } = command;
    if (command.type === 'drop') return state.dropped ? [] : [{ type: 'VariablesDropped', data: { serverId, at } }];
    if (state.dropped) throw serverGone();
    const { name, actor } = command;
    if (command.type === 'remove') {
      if (!state.variables.has(name)) throw noSuchVariable();
      return [{ type: 'VariableRemoved', data: { serverId, name, actor, at } }];
    }
    const { value, version, changes, most } = command;
    const use = state.variables.size;
    if (!state.variables.has(name) && use >= most)
      throw quotaExceeded('variables_per_server', { limit: most, use, requested: use + 1 });
    const plan = sealingPlan(state, name);
    const fits =
      changes === state.changes &&
      version === plan.version &&
      (plan.dataKeyId === null ? !state.retired.includes(value.dataKeyId) : value.dataKeyId === plan.dataKeyId);
    if (!fits) throw new StaleSeal('The variables changed in between.');
    return [{ type: 'VariableSet', data: { serverId, name, value, version, actor, at } }];
  },

  evolve(state, event) {
    const changes = state.changes + 1;
    switch (event.type) {
      case 'VariableSet': {
        const { name, value, version, actor, at } = event.data;
        return {
          ...state,
          variables: new Map(state.variables).set(name, { value, version, updatedBy: actor, updatedAt: at }),
          versions: new Map(state.versions).set(name, version),
          dataKeyId: value.dataKeyId,
          changes,
        };
      }
      case 'VariableRemoved': {
        const variables = new Map([...state.variables].filter(([name]) => name !== event.data.name));
        return variables.size > 0
          ? { ...state, variables, changes }
          : { ...state, variables, ...withoutKey(state), changes };
      }
      case 'VariablesDropped':
        return { ...state, variables: new Map(), ...withoutKey(state), dropped: true, changes };
      default:
        return unknownEvent(event, 'variables');
    }
  },
};

export const noSuchVariable = (): Rejected =>
  new Rejected(
    'not_found',
    'The server has no variable of this name. Names are case-sensitive; list the variables to see them.',
  );

export const { fold: foldVariables, is: isVariablesEvent } = folder(variablesDecider, {
  VariableSet: true,
  VariableRemoved: true,
  VariablesDropped: true,
});

/** The last value is gone, so its data key can go too; the next value gets a new one. */
function withoutKey(state: VariablesState): Pick<VariablesState, 'dataKeyId' | 'retired'> {
  return { dataKeyId: null, retired: state.dataKeyId === null ? state.retired : [...state.retired, state.dataKeyId] };
}
