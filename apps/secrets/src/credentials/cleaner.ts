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

/** How long revoking is tried. Tokens at a provider that cannot be reached stay valid until they expire. */
const revokeForMs = 10 * 60_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/**
 * Events that are this recent are announced to the gateways again: the replica that stored them may have died before it
 * did.
 */
const recentMs = 60_000;

type Event = Pick<StoredEvent, 'type' | 'createdAt' | 'position'> & { data: any };

/**
 * Removes credentials whose server or user is gone, revokes removed tokens at their provider, and destroys the data
 * keys of removed values. Reads from the first event at every start, so that work that a crash interrupted is finished
 * then.
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

  /** The subscription repeats an event that fails. */
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
        // It was stored while its server or user was removed.
        if (view.isDeleted(data.serverId)) await this.remove(data.serverId, data.userId, 'server_deleted');
        else if (view.isGone(data.userId)) await this.remove(data.serverId, data.userId, 'user_gone');
        return this.announce(data, createdAt);
      case 'CredentialRefreshed':
      case 'CredentialFailed':
        return this.announce(data, createdAt);
      case 'CredentialRemoved':
        this.announce(data, createdAt);
        return this.destroy(data.serverId, data.userId);
      case 'ClientSecretSet':
      case 'ClientSecretRemoved':
        if (type === 'ClientSecretSet' && view.isDeleted(data.serverId)) await this.dropSecret(data.serverId);
        for (const dataKeyId of view.clientSecret(data.serverId).retired) await this.destroyKey(dataKeyId);
        return;
    }
  }

  private announce({ serverId, userId }: { serverId: string; userId: string }, createdAt: string): void {
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
            'the data key of removed credentials is not destroyed yet; the next start does it',
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
          'a provider has not revoked the tokens of a removed provider account',
        );
        if (Date.now() > until) return;
      }
      await pause(pauseMs, undefined, { signal: this.stopping.signal });
    }
  }

  /** The secret is needed until all tokens that were removed with the server are revoked. */
  private dropSecret(serverId: string): Promise<void> {
    const waiting = [...this.revoking.values()];
    if (waiting.length === 0) return this.secrets.drop(serverId);
    void Promise.allSettled(waiting)
      .then(() => (this.stopping.signal.aborted ? undefined : this.secrets.drop(serverId)))
      .catch((error: unknown) =>
        log.warn(
          { err: error, serverId },
          'the client secret of a deleted server is not dropped yet; the next start does it',
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
