import { Injectable } from '@nestjs/common';
import type { Actor, CredentialEvent } from '@toolyard/contracts';
import { AggregateStore, EventStore } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { changedBy } from '@toolyard/service';
import { StoredState } from '../store/stored-state.js';
import { Vault } from '../store/vault.js';
import {
  type CredentialCommand,
  credentialDecider,
  type CredentialState,
  foldCredential,
  type StoredTokens,
} from './credential.decider.js';
import { credentialOwner, credentialStream, CredentialsView } from './credentials.view.js';
import type { Tokens } from '../oauth/provider.js';

const tokensName = 'tokens';
const announceMs = 2_000;

/** Stored credentials: reads, opens and changes them, and announces changes to the gateways. */
@Injectable()
export class CredentialStore {
  private readonly aggregate: AggregateStore<CredentialState, CredentialCommand, CredentialEvent>;

  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly view: CredentialsView,
    private readonly state: StoredState,
    private readonly requester: Requester,
  ) {
    this.aggregate = new AggregateStore(store, {
      decider: credentialDecider,
      prefix: 'credential-',
      metadata: changedBy,
    });
  }

  /** The stored state; while the store is away, the last state that the view has. */
  async current(serverId: string, userId: string): Promise<CredentialState> {
    return this.state.connected
      ? foldCredential(await this.store.read(credentialStream(serverId, userId)))
      : this.view.of(serverId, userId);
  }

  /**
   * Stores the event; answers false when there was nothing to change. Every gateway that answers has dropped its cached
   * credential.
   */
  async change(command: CredentialCommand): Promise<boolean> {
    const { serverId, userId } = command;
    const actor = 'actor' in command ? command.actor : undefined;
    const { events, position } = await this.aggregate.append(`${serverId}-${userId}`, command, actor);
    if (events.length === 0) return false;
    await Promise.all([this.state.reach(position), this.announce(serverId, userId)]);
    return true;
  }

  /** A gateway that is away drops its whole cache when it is back. */
  async announce(serverId: string, userId: string): Promise<void> {
    await this.requester.requestAll('gateway.credentials.forget', { serverId, userId }, { waitMs: announceMs });
  }

  async values(serverId: string, userId: string, { values }: CredentialState): Promise<Record<string, string>> {
    const owner = credentialOwner(serverId, userId);
    const opened = await Promise.all(
      [...values].map(
        async ([name, { value, version }]) => [name, await this.vault.reveal(value, { owner, name, version })] as const,
      ),
    );
    return Object.fromEntries(opened);
  }

  async tokens(
    serverId: string,
    userId: string,
    { value, version }: StoredTokens,
  ): Promise<Pick<Tokens, 'accessToken' | 'refreshToken'>> {
    return JSON.parse(
      await this.vault.reveal(value, { owner: credentialOwner(serverId, userId), name: tokensName, version }),
    );
  }

  async setValues(
    serverId: string,
    userId: string,
    values: Record<string, string>,
    state: CredentialState,
    actor: Actor,
  ): Promise<void> {
    const version = state.version + 1;
    await this.vault.sealing(credentialOwner(serverId, userId), state.dataKeyId, (seal) => {
      const sealed = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, seal(value, name, version)]),
      );
      return this.change({
        type: 'set',
        serverId,
        userId,
        values: sealed,
        version,
        actor,
        at: new Date().toISOString(),
      });
    });
  }

  /** @param store appends what was sealed; answers false when it belongs to nothing any more */
  sealTokens(
    serverId: string,
    userId: string,
    { accessToken, refreshToken, scopes, expiresAt }: Tokens,
    state: CredentialState,
    store: (tokens: StoredTokens) => Promise<boolean>,
  ): Promise<boolean> {
    const version = state.version + 1;
    return this.vault.sealing(credentialOwner(serverId, userId), state.dataKeyId, (seal) =>
      store({
        value: seal(JSON.stringify({ accessToken, refreshToken }), tokensName, version),
        version,
        scopes,
        expiresAt,
      }),
    );
  }
}
