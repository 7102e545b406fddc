import type { Actor, ClientSecretEvent, Sealed } from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';
import { StaleSeal } from '../store/fresh-seal.js';

export interface ClientSecretState {
  value: Sealed | null;
  version: number;
  /** Data keys that are not needed any more. */
  retired: readonly string[];
}

export type ClientSecretCommand = { serverId: string; at: string } & (
  { type: 'set'; value: Sealed; version: number; actor: Actor } | { type: 'remove' }
);

export const clientSecretDecider: Decider<ClientSecretState, ClientSecretCommand, ClientSecretEvent> = {
  initial: { value: null, version: 0, retired: [] },

  decide(command, state) {
    const { serverId, at } = command;
    if (command.type === 'remove') return state.value ? [{ type: 'ClientSecretRemoved', data: { serverId, at } }] : [];
    const { value, version, actor } = command;
    // Every secret has a data key of its own, so that the one before is gone as soon as it is replaced.
    if (
      version !== state.version + 1 ||
      value.dataKeyId === state.value?.dataKeyId ||
      state.retired.includes(value.dataKeyId)
    )
      throw new StaleSeal('The client secret changed in between.');
    return [{ type: 'ClientSecretSet', data: { serverId, value, version, actor, at } }];
  },

  evolve(state, event) {
    const retired = state.value ? [...state.retired, state.value.dataKeyId] : state.retired;
    switch (event.type) {
      case 'ClientSecretSet':
        return { value: event.data.value, version: event.data.version, retired };
      case 'ClientSecretRemoved':
        return { ...state, value: null, retired };
      default:
        return unknownEvent(event, 'client secret');
    }
  },
};

export const { fold: foldClientSecret, is: isClientSecretEvent } = folder(clientSecretDecider, {
  ClientSecretSet: true,
  ClientSecretRemoved: true,
});
