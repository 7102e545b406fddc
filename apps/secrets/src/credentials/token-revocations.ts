import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventStore } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import pRetry from 'p-retry';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import { CredentialStore } from '../credential-store/credential-store.js';
import type { StoredTokens } from '../credential-store/credential.decider.js';
import { DataKeys } from '../keys/data-keys.js';
import { dataKeyStream } from '../keys/data-keys.view.js';
import type { OAuth2 } from '../oauth/provider.js';
import { Providers } from '../oauth/providers.js';

/** How long revoking is tried. Tokens at a provider that cannot be reached stay valid until they expire. */
const revokeForMs = 10 * 60_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Revokes removed tokens at their provider, and destroys their data key afterwards. */
@Injectable()
export class TokenRevocations implements OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly events: EventStore,
    private readonly dataKeys: DataKeys,
    private readonly credentials: CredentialStore,
    private readonly secrets: ClientSecrets,
    private readonly providers: Providers,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running.values());
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Of all tokens whose revocation has begun. */
  get unfinished(): Promise<void>[] {
    return [...this.running.values()];
  }

  begin(serverId: string, userId: string, auth: OAuth2, tokens: StoredTokens): void {
    const { dataKeyId } = tokens.value;
    if (this.running.has(dataKeyId)) return;
    const work = this.revoke(serverId, userId, auth, tokens)
      .then(() => this.dataKeys.retire(dataKeyId))
      .catch((error: unknown) =>
        log.warn(
          { err: error, serverId, dataKeyId },
          'the data key of removed credentials is not destroyed yet; the next start does it',
        ),
      )
      .finally(() => this.running.delete(dataKeyId));
    this.running.set(dataKeyId, work);
  }

  /** Tries for a while. Rejects only when the service stops, so that the next start goes on. */
  private async revoke(serverId: string, userId: string, auth: OAuth2, stored: StoredTokens): Promise<void> {
    const { signal } = this.stopping;
    const revokeOnce = async (): Promise<void> => {
      // Another replica may have been first.
      if ((await this.events.read(dataKeyStream(stored.value.dataKeyId))).length === 0) return;
      const tokens = await this.credentials.tokens(serverId, userId, stored);
      const secret = await this.secrets.reveal(serverId);
      if (tokens.refreshToken !== undefined) await this.providers.provider.revoke(auth, secret, tokens.refreshToken);
      await this.providers.provider.revoke(auth, secret, tokens.accessToken);
    };
    await pRetry(revokeOnce, {
      retries: Infinity,
      minTimeout: firstPauseMs,
      maxTimeout: longestPauseMs,
      maxRetryTime: revokeForMs,
      signal,
      onFailedAttempt: ({ error: err }) =>
        log.info({ serverId, userId, err }, 'a provider has not revoked the tokens of a removed provider account'),
    }).catch(() => signal.throwIfAborted());
  }
}
