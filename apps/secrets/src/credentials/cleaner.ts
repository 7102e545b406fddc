import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import { dataKeyStream } from '../variables/secrets.view.js';
import { Vault } from '../store/vault.js';
import { ClientSecrets } from './client-secrets.js';
import type { StoredTokens } from './credential.decider.js';
import { CredentialStore } from './credential-store.js';
import type { OAuth2 } from './oauth/provider.js';
import { Providers } from './oauth/providers.js';

/** A provider that cannot be reached keeps the tokens until they end by themselves. */
const revokeForMs = 10 * 60_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/**
 * Gateways are told again of what happened so recently; it may have been stored by a replica that died before it told
 * them.
 */
const recentMs = 60_000;

type Event = Pick<StoredEvent, 'type' | 'createdAt' | 'position'> & { data: any };

/**
 * Removes what has lost its server or its user, revokes removed tokens at their provider, and destroys the data keys of
 * what is gone. Follows from the first event at every start, so that what a crash left undone is done then.
 */
@Injectable()
export class Cleaner implements OnModuleInit, OnModuleDestroy {
  private following: Following | undefined;
  private readonly stopping = new AbortController();
  private readonly revoking = new Map<string, Promise<void>>();

  constructor(
    private readonly events: EventStore,
    private readonly vault: Vault,
    private readonly credentials: CredentialStore,
    private readonly secrets: ClientSecrets,
    private readonly providers: Providers,
  ) {}

  onModuleInit(): void {
    this.following = this.events.follow({
      prefixes: ['server-', 'user-', 'credential-', 'clientsecret-'],
      onEvent: (event) => this.clean(event),
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.following?.stop();
    await Promise.allSettled(this.revoking.values());
  }

  /** A failure is tried again by whoever follows. */
  private async clean({ type, data, createdAt, position }: Event): Promise<void> {
    await this.vault.view.reach(position);
    const view = this.vault.credentials;
    switch (type) {
      case 'ServerAbandoned':
        return this.secrets.drop(data.serverId);
      case 'ServerDeleted':
        for (const { userId } of view.heldFor({ serverId: data.serverId })) {
          await this.remove(data.serverId, userId, 'server_deleted');
          await this.destroy(data.serverId, userId);
        }
        return this.dropSecret(data.serverId);
      case 'UserDisabled':
      case 'UserDeleted':
        if (!view.isGone(data.userId)) return;
        for (const { serverId } of view.heldFor({ userId: data.userId }))
          await this.remove(serverId, data.userId, 'user_gone');
        return;
      case 'CredentialSet':
      case 'CredentialConnected':
        // Came in while its server or user went.
        if (view.isDeleted(data.serverId)) await this.remove(data.serverId, data.userId, 'server_deleted');
        else if (view.isGone(data.userId)) await this.remove(data.serverId, data.userId, 'user_gone');
        return this.tell(data, createdAt);
      case 'CredentialRefreshed':
      case 'CredentialFailed':
        return this.tell(data, createdAt);
      case 'CredentialRemoved':
        this.tell(data, createdAt);
        return this.destroy(data.serverId, data.userId);
      case 'ClientSecretSet':
      case 'ClientSecretRemoved':
        if (type === 'ClientSecretSet' && view.isDeleted(data.serverId)) await this.dropSecret(data.serverId);
        for (const dataKeyId of view.clientSecret(data.serverId).retired) await this.destroyKey(dataKeyId);
        return;
    }
  }

  private tell({ serverId, userId }: { serverId: string; userId: string }, createdAt: string): void {
    if (Date.now() - Date.parse(createdAt) < recentMs) void this.credentials.announce(serverId, userId);
  }

  private async remove(serverId: string, userId: string, reason: 'server_deleted' | 'user_gone'): Promise<void> {
    await this.credentials.change({ type: 'remove', reason, serverId, userId, at: new Date().toISOString() });
  }

  private async destroy(serverId: string, userId: string): Promise<void> {
    const auth = this.vault.credentials.onceServer(serverId)?.auth;
    for (const { dataKeyId, tokens } of this.vault.credentials.of(serverId, userId).retired) {
      if (!this.vault.variables.dataKey(dataKeyId) || this.revoking.has(dataKeyId)) continue;
      if (!tokens || auth?.method !== 'oauth2' || auth.revocationUrl === undefined) {
        await this.destroyKey(dataKeyId);
        continue;
      }
      const work = this.revoke(serverId, userId, auth, tokens)
        .then(() => this.destroyKey(dataKeyId))
        .catch((error: unknown) =>
          log.warn(
            { err: error, serverId, dataKeyId },
            'the data key of removed credentials is not destroyed yet; it is at the next start',
          ),
        )
        .finally(() => this.revoking.delete(dataKeyId));
      this.revoking.set(dataKeyId, work);
    }
  }

  /** Tries for a while. Rejects only when the service stops, so that the next start goes on. */
  private async revoke(serverId: string, userId: string, auth: OAuth2, stored: StoredTokens): Promise<void> {
    const until = Date.now() + revokeForMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      // Another replica may have been first.
      if ((await this.events.read(dataKeyStream(stored.value.dataKeyId))).length === 0) return;
      try {
        const tokens = await this.credentials.tokens(serverId, userId, stored);
        const secret = await this.secrets.reveal(serverId);
        if (tokens.refreshToken !== undefined) await this.providers.provider.revoke(auth, secret, tokens.refreshToken);
        await this.providers.provider.revoke(auth, secret, tokens.accessToken);
        return;
      } catch (error) {
        log.info(
          { serverId, userId, reason: (error as Error).message },
          'a provider has not revoked a removed connection',
        );
        if (Date.now() > until) return;
      }
      await pause(pauseMs, undefined, { signal: this.stopping.signal });
    }
  }

  /** The secret is needed until the provider has been told of all that was removed with the server. */
  private dropSecret(serverId: string): Promise<void> {
    const waiting = [...this.revoking.values()];
    if (waiting.length === 0) return this.secrets.drop(serverId);
    void Promise.allSettled(waiting)
      .then(() => (this.stopping.signal.aborted ? undefined : this.secrets.drop(serverId)))
      .catch((error: unknown) =>
        log.warn(
          { err: error, serverId },
          'the client secret of a deleted server is not dropped yet; it is at the next start',
        ),
      );
    return Promise.resolve();
  }

  private async destroyKey(dataKeyId: string): Promise<void> {
    if (!this.vault.variables.dataKey(dataKeyId)) return;
    await this.vault.dataKeys.destroy(dataKeyId);
    log.info({ dataKeyId }, 'a data key was destroyed with the last of its values');
  }
}
