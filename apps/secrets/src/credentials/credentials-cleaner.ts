import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import { CredentialStore } from '../credential-store/credential-store.js';
import { CredentialsView } from '../credential-store/credentials.view.js';
import { DataKeys } from '../keys/data-keys.js';
import { DataKeysView } from '../keys/data-keys.view.js';
import { OwnersView } from '../owners/owners.view.js';
import { StoredState } from '../store/stored-state.js';
import { TokenRevocations } from './token-revocations.js';

type Event = Pick<StoredEvent, 'type' | 'position'> & { data: any };

/**
 * Removes credentials whose server or user is gone, and destroys the data keys of removed values. Reads from the first
 * event at every start, so that work that a crash interrupted is finished then.
 */
@Injectable()
export class CredentialsCleaner implements OnModuleInit, OnModuleDestroy {
  private following: Following | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly state: StoredState,
    private readonly owners: OwnersView,
    private readonly view: CredentialsView,
    private readonly credentials: CredentialStore,
    private readonly secrets: ClientSecrets,
    private readonly revocations: TokenRevocations,
    private readonly dataKeys: DataKeys,
    private readonly keys: DataKeysView,
  ) {}

  onModuleInit(): void {
    this.following = this.events.follow({
      prefixes: ['server-', 'user-', 'credential-', 'clientsecret-'],
      onEvent: (event) => this.clean(event),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  /** The subscription repeats an event that fails. */
  private async clean({ type, data, position }: Event): Promise<void> {
    await this.state.reach(position);
    switch (type) {
      case 'ServerAbandoned':
        return this.secrets.drop(data.serverId);
      case 'ServerDeleted':
        for (const { userId } of this.view.heldFor({ serverId: data.serverId })) {
          await this.remove(data.serverId, userId, 'server_deleted');
          await this.destroy(data.serverId, userId);
        }
        return this.dropSecret(data.serverId);
      case 'UserDisabled':
      case 'UserDeleted':
        if (!this.owners.isGone(data.userId)) return;
        for (const { serverId } of this.view.heldFor({ userId: data.userId }))
          await this.remove(serverId, data.userId, 'user_gone');
        return;
      case 'CredentialSet':
      case 'CredentialConnected':
        // It was stored while its server or user was removed.
        if (this.owners.isDeleted(data.serverId)) await this.remove(data.serverId, data.userId, 'server_deleted');
        else if (this.owners.isGone(data.userId)) await this.remove(data.serverId, data.userId, 'user_gone');
        return;
      case 'CredentialRemoved':
        return this.destroy(data.serverId, data.userId);
      case 'ClientSecretSet':
      case 'ClientSecretRemoved':
        if (type === 'ClientSecretSet' && this.owners.isDeleted(data.serverId)) await this.dropSecret(data.serverId);
        for (const dataKeyId of this.view.clientSecret(data.serverId).retired) await this.dataKeys.retire(dataKeyId);
        return;
    }
  }

  private async remove(serverId: string, userId: string, reason: 'server_deleted' | 'user_gone'): Promise<void> {
    await this.credentials.change({ type: 'remove', reason, serverId, userId, at: new Date().toISOString() });
  }

  private async destroy(serverId: string, userId: string): Promise<void> {
    const auth = this.owners.onceServer(serverId)?.auth;
    for (const { dataKeyId, tokens } of this.view.of(serverId, userId).retired) {
      if (!this.keys.has(dataKeyId)) continue;
      if (tokens && auth?.method === 'oauth2' && auth.revocationUrl !== undefined)
        this.revocations.begin(serverId, userId, auth, tokens);
      else await this.dataKeys.retire(dataKeyId);
    }
  }

  /** The secret is needed until all tokens that were removed with the server are revoked. */
  private dropSecret(serverId: string): Promise<void> {
    const { unfinished } = this.revocations;
    if (unfinished.length === 0) return this.secrets.drop(serverId);
    void Promise.allSettled(unfinished)
      .then(() => (this.revocations.isStopping ? undefined : this.secrets.drop(serverId)))
      .catch((error: unknown) =>
        log.warn(
          { err: error, serverId },
          'the client secret of a deleted server is not dropped yet; the next start does it',
        ),
      );
    return Promise.resolve();
  }
}
