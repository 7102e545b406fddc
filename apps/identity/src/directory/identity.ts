import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import {
  type AggregateStore,
  type DomainEvent,
  EventStore,
  type Following,
  type Handled,
  type StoredEvent,
  View,
} from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { relayEvents } from '@toolyard/service';
import { AccessTable } from '../access/access-table.js';
import { Everywhere } from '../access/replicas.js';
import { allKeys, projected, touchedBy } from '../access/access.view.js';
import { Aggregates } from './aggregates.js';
import { bootstrap } from './bootstrap.js';
import { Directory } from './directory.view.js';
import { IdentityConfig } from '../identity.config.js';

const prefixes = ['user-', 'group-', 'apikey-', 'invitation-', 'organisation-'];

/** Accounts, groups and keys: commands go to the event store, reads come from the directory that is folded from it. */
@Injectable()
export class Identity implements OnModuleInit, OnModuleDestroy {
  readonly directory = new Directory();
  /** `execute` of one of these waits for this replica alone; see {@link executeEverywhere}. */
  readonly aggregates: Aggregates;
  /** Resolves once the directory holds everything that was stored before this process started. */
  readonly ready: Promise<void>;
  private isReady!: () => void;
  private readonly view: View;
  private position = -1n;
  private relaying: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
    private readonly everywhere: Everywhere,
    private readonly table: AccessTable,
    private readonly config: IdentityConfig,
  ) {
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.view = new View(store, prefixes, (event) => this.apply(event));
    this.aggregates = new Aggregates(store, this.view);
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
    await bootstrap(this.directory, this.aggregates, this.config.TOOLYARD_ADMIN_TOKEN);
    const source = {
      value: (key: string) => projected(key, this.directory),
      reach: (position: bigint) => this.view.reach(position),
    };
    await this.table.start(source, allKeys(this.directory), this.position);
    this.relaying = await relayEvents(this.store, this.messaging, { service: 'identity', prefixes, outside });
    this.isReady();
  }

  async onModuleDestroy(): Promise<void> {
    this.table.stop();
    await this.relaying?.stop();
    await this.view.stop();
  }

  /**
   * Executes the command. When it resolves, this replica holds the new events; so do all other replicas and all gateways
   * that answer within two seconds. The change then holds from the next request on, wherever that arrives.
   */
  async executeEverywhere<State, Command, E extends DomainEvent>(
    aggregate: AggregateStore<State, Command, E>,
    id: string,
    command: Command,
    actor?: Actor,
  ): Promise<Handled<State, E>> {
    const handled = await aggregate.append(id, command, actor);
    if (handled.position === null) return handled;
    const position = handled.position.toString();
    const others = this.everywhere.reach('identity.views.reach', { position: '-1' }, { position });
    await this.view.reach(handled.position);
    await Promise.all([others, this.table.settled()]);
    return handled;
  }

  reach(position: bigint): Promise<void> {
    return this.view.reach(position);
  }

  private apply(event: StoredEvent): void {
    this.directory.apply(event);
    this.position = event.position;
    this.table.mark(touchedBy(event, this.directory), event.position);
  }
}

/** Digests and hashes stay in the event store. */
function outside({ data }: StoredEvent): unknown {
  const { hash: _hash, digest: _digest, ...rest } = data as Record<string, unknown>;
  return rest;
}
