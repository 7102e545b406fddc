import { Injectable } from '@nestjs/common';
import { type Actor, type ClientSecretEvent, Rejected } from '@toolyard/contracts';
import { AggregateStore, EventStore } from '@toolyard/event-store';
import { changedBy, KeyedMutex, openMessage } from '@toolyard/service';
import { SecretsConfig } from '../secrets.config.js';
import { withFreshSeal } from '../store/fresh-seal.js';
import { StoredState } from '../store/stored-state.js';
import { Vault } from '../store/vault.js';
import {
  type ClientSecretCommand,
  clientSecretDecider,
  type ClientSecretState,
  foldClientSecret,
} from './client-secret.decider.js';
import { clientSecretOwner, clientSecretStream, CredentialsView } from './credentials.view.js';

const name = 'client-secret';

/** What the platform shows to the OAuth 2.0 providers of servers. Only ever read to be shown there. */
@Injectable()
export class ClientSecrets {
  private readonly mutex = new KeyedMutex();
  private readonly aggregate: AggregateStore<ClientSecretState, ClientSecretCommand, ClientSecretEvent>;

  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly view: CredentialsView,
    private readonly state: StoredState,
    private readonly config: SecretsConfig,
  ) {
    this.aggregate = new AggregateStore(store, {
      decider: clientSecretDecider,
      prefix: 'clientsecret-',
      view: state,
      metadata: changedBy,
    });
  }

  /** From `registry`, just before it creates the server. */
  async keep(sealed: string, actor: Actor): Promise<number> {
    const message = await openMessage<{ serverId: string; clientSecret: string }>(
      this.config.serviceKey,
      'client secret',
      sealed,
    );
    if (!message)
      throw new Rejected(
        'forbidden',
        'The client secret did not come from a service of this installation. Nothing was stored.',
      );
    return this.set(message.serverId, message.clientSecret, actor);
  }

  set(serverId: string, clientSecret: string, actor: Actor): Promise<number> {
    const store = async (): Promise<number> => {
      const version = (await this.current(serverId)).version + 1;
      return this.vault.sealing(clientSecretOwner(serverId), null, async (seal) => {
        const value = seal(clientSecret, name, version);
        const at = new Date().toISOString();
        return (await this.change({ type: 'set', serverId, value, version, actor, at })).version;
      });
    };
    return this.mutex.runExclusive(serverId, () => withFreshSeal(store));
  }

  async drop(serverId: string): Promise<void> {
    await this.change({ type: 'remove', serverId, at: new Date().toISOString() });
  }

  /** Null for a public client. */
  async reveal(serverId: string): Promise<string | null> {
    const { value, version } = await this.current(serverId);
    return value && this.vault.reveal(value, { owner: clientSecretOwner(serverId), name, version });
  }

  private async current(serverId: string): Promise<ClientSecretState> {
    return this.state.connected
      ? foldClientSecret(await this.store.read(clientSecretStream(serverId)))
      : this.view.clientSecret(serverId);
  }

  private async change(command: ClientSecretCommand): Promise<ClientSecretState> {
    const actor = 'actor' in command ? command.actor : undefined;
    return (await this.aggregate.execute(command.serverId, command, actor)).state;
  }
}
