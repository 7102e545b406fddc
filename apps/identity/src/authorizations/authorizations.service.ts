import { Injectable } from '@nestjs/common';
import { type Actor, type ConnectionEvent, Rejected } from '@toolyard/contracts';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { FollowedAggregate, log } from '@toolyard/service';
import { DirectoryService } from '../directory/directory.service.js';
import {
  type Authorization,
  type AuthorizationCommand,
  authorizationDecider,
  isExpired,
} from './authorization.decider.js';
import { AuthorizationsView } from './authorizations.view.js';
import { RememberedConsents } from './remembered-consents.js';
import { Grants } from './grants.js';

export interface AuthorizationAnswer {
  id: string;
  clientName: string;
  clientHost: string;
  serverId: string;
  serverName: string | null;
  scopes: string[];
  connectedAt: string;
  lastUsedAt: string;
}

/** Authorizations: which MCP clients may act for which users, one server each. */
@Injectable()
export class AuthorizationsService extends FollowedAggregate<
  Authorization | null,
  AuthorizationCommand,
  ConnectionEvent
> {
  private readonly open = new AuthorizationsView();
  private servers: Following | undefined;

  constructor(
    store: EventStore,
    private readonly requester: Requester,
    private readonly grants: Grants,
    private readonly consents: RememberedConsents,
    private readonly directory: DirectoryService,
  ) {
    super(store, { decider: authorizationDecider, prefix: 'connection-' });
  }

  protected fold(event: StoredEvent): void {
    this.open.apply(event);
  }

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    this.servers = this.store.follow({ prefixes: ['server-'], onEvent: (event) => this.endWithServer(event) });
  }

  override async onModuleDestroy(): Promise<void> {
    await this.servers?.stop();
    await super.onModuleDestroy();
  }

  async connected(
    facts: Omit<Authorization, 'id' | 'connectedAt' | 'open'> & { connectionId: string },
    actor: Actor,
  ): Promise<void> {
    const command = { type: 'connect', ...facts, actor, at: new Date().toISOString() } as const;
    await this.aggregate.execute(facts.connectionId, command, actor);
  }

  get(id: string): Authorization | undefined {
    return this.open.get(id);
  }

  /** An open authorization of the same client with the same server, for clients that are one installation each. */
  existing(userId: string, clientId: string, resource: string): Authorization | undefined {
    return this.open.of(userId).find((each) => each.clientId === clientId && each.resource === resource);
  }

  /**
   * Those whose client fetched a token that it may still refresh: not before its user signed out everywhere, and not
   * too long ago.
   */
  async of(userId: string): Promise<AuthorizationAnswer[]> {
    const notBefore = this.directory.view.accounts.get(userId)?.tokensNotBefore ?? '';
    const now = new Date();
    const recent = this.open.of(userId).filter(({ connectedAt }) => connectedAt > notBefore);
    const all = await Promise.all(
      recent.map(async (authorization) => [authorization, await this.grants.lastUsedAt(authorization.id)] as const),
    );
    return Promise.all(
      all.flatMap(([authorization, lastUsedAt]) =>
        lastUsedAt !== undefined && !isExpired(authorization, lastUsedAt, now)
          ? [this.answer(authorization, lastUsedAt)]
          : [],
      ),
    );
  }

  /** @throws Rejected `not_found` */
  async disconnect(userId: string, connectionId: string, actor: Actor): Promise<void> {
    const authorization = this.open.get(connectionId);
    if (authorization?.userId !== userId)
      throw new Rejected(
        'not_found',
        'There is no such connection of yours. It may have ended already; list your connections to ' +
          'see which there are.',
      );
    await this.consents.forget(authorization);
    await this.grants.revoke(connectionId, 'user', actor);
    const stored = await this.store.read(`connection-${connectionId}`);
    await this.follower.reach(stored.at(-1)?.position ?? null);
  }

  /** Ends those that have run out. */
  async sweep(): Promise<void> {
    for (const authorization of this.open.all()) {
      if (isExpired(authorization, await this.grants.lastUsedAt(authorization.id), new Date()))
        await this.grants.revoke(authorization.id, 'expired');
    }
  }

  /**
   * What users allowed at a deleted server is not for the next server of its slug. Follows from the first event at
   * every start, so that what a crash left undone is done then.
   */
  private async endWithServer({ type, data, position }: StoredEvent): Promise<void> {
    if (type !== 'ServerDeleted') return;
    const { serverId } = data as { serverId: string };
    for (const authorization of this.open.all()) {
      if (authorization.serverId !== serverId) continue;
      log.info({ serverId, connectionId: authorization.id, position }, 'an authorization ended with its server');
      await this.consents.forget(authorization);
      await this.grants.revoke(authorization.id, 'server');
    }
  }

  private async answer(
    { id, clientName, clientHost, serverId, scopes, connectedAt }: Authorization,
    lastUsedAt: string,
  ): Promise<AuthorizationAnswer> {
    const serverName = await this.requester.request('registry.servers.get', { serverId }).then(
      ({ name }) => name,
      (error: unknown) => {
        log.debug({ err: error, serverId }, 'the name of an authorized server is unknown');
        return null;
      },
    );
    return { id, clientName, clientHost, serverId, serverName, scopes, connectedAt, lastUsedAt };
  }
}
