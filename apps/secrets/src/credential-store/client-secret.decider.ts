import type { Actor, ClientSecretEvent, Sealed } from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';
import { assertNext, noSecret, replaced, type SingleSecret } from '../store/single-secret.js';

export type ClientSecretState = SingleSecret;

export type ClientSecretCommand = { serverId: string; at: string } & (
  { type: 'set'; value: Sealed; version: number; actor: Actor } | { type: 'remove' }
);

export const clientSecretDecider: Decider<ClientSecretState, ClientSecretCommand, ClientSecretEvent> = {
  initial: noSecret,

  decide(command, state) {
    const { serverId, at } = command;
    if (command.type === 'remove') return state.value ? [{ type: 'ClientSecretRemoved', data: { serverId, at } }] : [];
    const { value, version, actor } = command;
    assertNext(state, value, version);
    return [{ type: 'ClientSecretSet', data: { serverId, value, version, actor, at } }];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ClientSecretSet':
        return replaced(state, event.data);
      case 'ClientSecretRemoved':
        return replaced(state, null);
      default:
        return unknownEvent(event, 'client secret');
    }
  },
};

export const { fold: foldClientSecret, is: isClientSecretEvent } = folder(clientSecretDecider, {
  ClientSecretSet: true,
  ClientSecretRemoved: true,
});
