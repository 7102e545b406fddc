import { type Actor, type DataOf, type GitHubAppEvent, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

/** An App that was connected in the dashboard. */
export type ConnectedApp = Omit<DataOf<GitHubAppEvent, 'GitHubAppConnected'>, 'actor' | 'at'>;

export type GitHubAppCommand = { actor: Actor; at: string } & (
  { type: 'connect'; app: ConnectedApp } | { type: 'disconnect' }
);

export const githubAppDecider: Decider<ConnectedApp | null, GitHubAppCommand, GitHubAppEvent> = {
  initial: null,

  decide(command, state) {
    const { actor, at } = command;
    switch (command.type) {
      case 'connect': {
        if (state) throw new Rejected('conflict', `${state.name} is connected already. Disconnect it first.`);
        const { appId, slug, name, url, githubUrl, apiUrl, keysVersion } = command.app;
        const data = { appId, slug, name, url, githubUrl, apiUrl, keysVersion, actor, at };
        return [{ type: 'GitHubAppConnected', data }];
      }
      case 'disconnect': {
        if (!state) return [];
        const { appId, keysVersion } = state;
        return [{ type: 'GitHubAppDisconnected', data: { appId, keysVersion, actor, at } }];
      }
    }
  },

  evolve(_, event) {
    switch (event.type) {
      case 'GitHubAppConnected': {
        const { actor: _actor, at: _at, ...app } = event.data;
        return app;
      }
      case 'GitHubAppDisconnected':
        return null;
      default:
        return unknownEvent(event, 'GitHub App');
    }
  },
};
