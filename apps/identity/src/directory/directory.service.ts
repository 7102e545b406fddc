import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import {
  type AggregateStore,
  type DomainEvent,
  EventStore,
  type Handled,
  type StoredEvent,
  View,
} from '@toolyard/event-store';
import { AccessTable } from '../access/access-table.js';
import { Replicas } from '../access/replicas.js';
import { allKeys, projected, touchedBy } from '../access/access.view.js';
import { Aggregates } from './aggregates.js';
import { DirectoryView } from '../domain/directory.view.js';

/** Streams of everything that the directory folds, which `identity` owns. */
const directoryPrefixes = ['user-', 'group-', 'apikey-', 'invitation-', 'organisation-'];

/**
 * The directory of accounts, groups, API keys and invitations: commands go to the event store, reads come from the view
 * that every replica folds from it.
 */
@Injectable()
export class DirectoryService implements OnModuleInit, OnModuleDestroy {
  /** Everything that this replica has folded so far. */
  readonly view = new DirectoryView();
  /** `execute` of one of these waits for this replica only; see {@link executeEverywhere}. */
  readonly aggregates: Aggregates;
  /** Resolves once the view holds what was stored before this process started, and the first accounts. */
  readonly ready: Promise<void>;
  /** Resolves `ready`. */
  open!: () => void;
  private readonly following: View;
  private position = -1n;

  constructor(
    store: EventStore,
    private readonly replicas: Replicas,
    private readonly table: AccessTable,
  ) {
    this.ready = new Promise((resolve) => (this.open = resolve));
    this.following = new View(store, directoryPrefixes, (event) => this.apply(event));
    this.aggregates = new Aggregates(store, this.following);
  }

  async onModuleInit(): Promise<void> {
    await this.following.start();
    const source = {
      value: (key: string) => projected(key, this.view),
      reach: (position: bigint) => this.reach(position),
    };
    await this.table.start(source, allKeys(this.view), this.position);
  }

  async onModuleDestroy(): Promise<void> {
    this.table.stop();
    await this.following.stop();
  }

  /**
   * Executes the command and waits for the others: this replica, all other replicas and all gateways that answer within
   * two seconds have the change when it resolves. It then holds from the next request on, wherever that arrives.
   * @throws Rejected what the decider says
   */
  async executeEverywhere<State, Command, E extends DomainEvent>(
    aggregate: AggregateStore<State, Command, E>,
    id: string,
    command: Command,
    actor?: Actor,
  ): Promise<Handled<State, E>> {
    const handled = await aggregate.append(id, command, actor);
    if (handled.position === null) return handled;
    const others = this.replicas.waitFor('identity.views.reach', {
      probe: { position: '-1' },
      change: { position: handled.position.toString() },
    });
    await this.reach(handled.position);
    await Promise.all([others, this.table.settled()]);
    return handled;
  }

  /** Resolves once the view has folded the event at this position. */
  reach(position: bigint): Promise<void> {
    return this.following.reach(position);
  }

  private apply(event: StoredEvent): void {
    this.view.apply(event);
    this.position = event.position;
    this.table.mark(touchedBy(event, this.view), event.position);
  }
}
