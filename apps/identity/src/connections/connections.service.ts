import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Actor, type ConnectionEvent, Rejected } from '@toolyard/contracts';
import { AggregateStore, EventStore, type Following, View } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { changedBy, log, relayEvents } from '@toolyard/service';
import { Identity } from '../directory/identity.js';
import { type Connection, type ConnectionCommand, connectionDecider, isExpired } from './connection.decider.js';
import { ConnectionsView } from './connections.view.js';
import { Consents } from '../consent/remembered-consents.js';
import { Grants } from './grants.js';

const prefixes = ['connection-'];

export interface ConnectionAnswer {
  id: string;
  clientName: string;
  clientHost: string;
  serverId: string;
  serverName: string | null;
  scopes: string[];
  connectedAt: string;
  lastUsedAt: string;
}

/** Which clients may act for whom. */
@Injectable()
export class Connections implements OnModuleInit, OnModuleDestroy {
  private readonly connections = new ConnectionsView();
  private readonly view: View;
  private readonly aggregate: AggregateStore<Connection | null, ConnectionCommand, ConnectionEvent>;
  private relaying: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
    private readonly requester: Requester,
    private readonly grants: Grants,
    private readonly consents: Consents,
    private readonly identity: Identity,
  ) {
    this.view = new View(store, prefixes, (event) => this.connections.apply(event));
    this.aggregate = new AggregateStore(store, {
      decider: connectionDecider,
      prefix: 'connection-',
      view: this.view,
      metadata: changedBy,
    });
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
    this.relaying = await relayEvents(this.store, this.messaging, { service: 'identity-connections', prefixes });
  }

  async onModuleDestroy(): Promise<void> {
    await this.relaying?.stop();
    await this.view.stop();
  }

  async connected(
    facts: Omit<Connection, 'id' | 'connectedAt' | 'open'> & { connectionId: string },
    actor: Actor,
  ): Promise<void> {
    const command = { type: 'connect', ...facts, actor, at: new Date().toISOString() } as const;
    await this.aggregate.execute(facts.connectionId, command, actor);
  }

  get(id: string): Connection | undefined {
    return this.connections.get(id);
  }

  /** An open connection of the same client with the same server, for clients that are one installation each. */
  existing(userId: string, clientId: string, resource: string): Connection | undefined {
    return this.connections
      .of(userId)
      .find((connection) => connection.clientId === clientId && connection.resource === resource);
  }

  /**
   * Those whose client fetched a token that it may still refresh: not before its user signed out everywhere, and not
   * too long ago.
   */
  async of(userId: string): Promise<ConnectionAnswer[]> {
    const notBefore = this.identity.directory.accounts.get(userId)?.tokensNotBefore ?? '';
    const now = new Date();
    const open = this.connections.of(userId).filter(({ connectedAt }) => connectedAt > notBefore);
    const all = await Promise.all(
      open.map(async (connection) => [connection, await this.grants.lastUsedAt(connection.id)] as const),
    );
    return Promise.all(
      all.flatMap(([connection, lastUsedAt]) =>
        lastUsedAt !== undefined && !isExpired(connection, lastUsedAt, now)
          ? [this.answer(connection, lastUsedAt)]
          : [],
      ),
    );
  }

  /** @throws Rejected `not_found` */
  async disconnect(userId: string, connectionId: string, actor: Actor): Promise<void> {
    const connection = this.connections.get(connectionId);
    if (connection?.userId !== userId)
      throw new Rejected(
        'not_found',
        'There is no such connection of yours. It may have ended already; list your connections to see what there is.',
      );
    await this.consents.forget(connection);
    await this.grants.revoke(connectionId, 'user', actor);
    const stored = await this.store.read(`connection-${connectionId}`);
    await this.view.reach(stored.at(-1)?.position ?? null);
  }

  /** Ends those that have run out. */
  async sweep(): Promise<void> {
    for (const connection of this.connections.open()) {
      if (isExpired(connection, await this.grants.lastUsedAt(connection.id), new Date()))
        await this.grants.revoke(connection.id, 'expired');
    }
  }

  private async answer(
    { id, clientName, clientHost, serverId, scopes, connectedAt }: Connection,
    lastUsedAt: string,
  ): Promise<ConnectionAnswer> {
    const serverName = await this.requester.request('registry.servers.get', { serverId }).then(
      ({ name }) => name,
      (error: unknown) => {
        log.debug({ err: error, serverId }, 'the name of a connected server is not known');
        return null;
      },
    );
    return { id, clientName, clientHost, serverId, serverName, scopes, connectedAt, lastUsedAt };
  }
}
