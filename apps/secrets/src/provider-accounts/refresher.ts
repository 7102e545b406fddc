import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { EventStoreUnavailable } from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { LRUCache } from 'lru-cache';
import pRetry from 'p-retry';
import { StaleSeal } from '../store/fresh-seal.js';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import type { CredentialState, StoredTokens } from '../credential-store/credential.decider.js';
import { CredentialStore } from '../credential-store/credential-store.js';
import { Leases } from './lease.js';
import { type OAuth2, ProviderRefused, type Tokens } from '../oauth/provider.js';
import { Providers } from '../oauth/providers.js';
import { tokenRenewals } from '../secrets.metrics.js';

/** Tokens are renewed this long before they expire, so that a delivered token lasts for a call. */
const earlyMs = 60_000;
const lookAgainMs = 100;
/** How long a request waits for another process to renew; afterwards it is answered `unavailable`. */
const patienceMs = 12_000;
/** After a failure a provider is not asked again for this long. */
const quietMs = 5_000;
const retryStoringMs = 250;

interface Renewable {
  serverId: string;
  userId: string;
  auth: OAuth2;
}

/**
 * Renews access tokens, one request at a time for each credential over all replicas. Providers rotate refresh tokens
 * and revoke the authorization when an old one comes again, so a new one is stored before it is used, however long the
 * store takes.
 */
@Injectable()
export class Refresher implements OnModuleDestroy {
  private readonly running = new Map<string, Promise<void>>();
  private readonly quiet = new LRUCache<string, true>({ max: 10_000, ttl: quietMs });
  private readonly stopping = new AbortController();
  private readonly leases: Leases;

  constructor(
    private readonly credentials: CredentialStore,
    private readonly secrets: ClientSecrets,
    private readonly providers: Providers,
    messaging: Messaging,
  ) {
    this.leases = new Leases(messaging);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running.values());
  }

  /**
   * The credential as it is after it was renewed, if that was needed and could be done. @throws Rejected `unavailable`
   */
  async fresh(of: Renewable): Promise<CredentialState> {
    const state = await this.credentials.current(of.serverId, of.userId);
    if (!isDue(state)) return state;
    const key = `refresh.${of.serverId}.${of.userId}`;
    if (this.quiet.has(key)) return state;
    let running = this.running.get(key);
    if (!running) {
      running = this.renew(of, key).finally(() => this.running.delete(key));
      this.running.set(key, running);
    }
    await running;
    return this.credentials.current(of.serverId, of.userId);
  }

  private async renew(of: Renewable, key: string): Promise<void> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const lease = await this.leases.take(key);
      if (lease) {
        try {
          // The process that held the lease before may have renewed it.
          const state = await this.credentials.current(of.serverId, of.userId);
          if (isDue(state)) await this.renewNow(of, key, state);
          return;
        } finally {
          await lease.release();
        }
      }
      await pause(lookAgainMs);
      if (!isDue(await this.credentials.current(of.serverId, of.userId))) return;
      if (Date.now() > until)
        throw new Rejected(
          'unavailable',
          'The tokens of the provider account are being renewed. Try again in a moment.',
        );
    }
  }

  private async renewNow({ serverId, userId, auth }: Renewable, key: string, state: CredentialState): Promise<void> {
    const stored = state.tokens!;
    const { refreshToken } = await this.credentials.tokens(serverId, userId, stored);
    const fail = (reason: 'expired' | 'failed', error: string) =>
      this.credentials.change({
        type: 'fail',
        serverId,
        userId,
        from: stored.version,
        reason,
        error,
        at: new Date().toISOString(),
      });
    if (refreshToken === undefined) {
      // Nothing to renew it with: it works until it ends.
      if (hasEnded(stored))
        await fail(
          'expired',
          'The connection has ended, and the provider gave nothing to renew it with. Connect again.',
        );
      return;
    }
    const secret = await this.secrets.reveal(serverId);
    let renewed: Tokens;
    try {
      renewed = await this.providers.provider.refresh(auth, secret, refreshToken, stored.scopes);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      this.quiet.set(key, true);
      tokenRenewals.inc({ outcome: error.reason });
      log.info({ serverId, userId, reason: error.reason }, 'the tokens of a provider account could not be renewed');
      if (error.reason !== 'unreachable') await fail(error.reason, error.message);
      return;
    }
    tokenRenewals.inc({ outcome: 'renewed' });
    const kept = await this.storeSurely(serverId, userId, stored, renewed);
    if (!kept)
      await this.providers.provider
        .revoke(auth, secret, renewed.refreshToken ?? renewed.accessToken)
        .catch(() => undefined);
  }

  /** The refresh token from before is worth nothing any more: giving up here would lose the connection. */
  private async storeSurely(
    serverId: string,
    userId: string,
    { version: from }: StoredTokens,
    renewed: Tokens,
  ): Promise<boolean> {
    const store = async (): Promise<boolean> => {
      const state = await this.credentials.current(serverId, userId);
      if (state.tokens?.version !== from) return false;
      return this.credentials.sealTokens(serverId, userId, renewed, state, (tokens) =>
        this.credentials.change({ type: 'refresh', serverId, userId, from, tokens, at: new Date().toISOString() }),
      );
    };
    return pRetry(store, {
      retries: Infinity,
      factor: 1,
      minTimeout: retryStoringMs,
      shouldRetry: ({ error }) => {
        if (!isPassing(error) || this.stopping.signal.aborted) return false;
        log.warn({ err: error, serverId, userId }, 'renewed tokens are not stored yet; trying again');
        return true;
      },
    });
  }
}

/** Whether storing may succeed a moment later. */
const isPassing = (error: Error): boolean =>
  error instanceof EventStoreUnavailable ||
  error instanceof StaleSeal ||
  (error instanceof Rejected && error.code === 'unavailable');

/** A failure that only the user can mend is not tried again. */
function isDue({ tokens, problem }: CredentialState): boolean {
  return (
    tokens !== null &&
    problem?.reason !== 'expired' &&
    (problem !== null || (tokens.expiresAt !== null && Date.parse(tokens.expiresAt) - earlyMs <= Date.now()))
  );
}

export const hasEnded = ({ expiresAt }: StoredTokens): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();
