import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import {
  AggregateStore,
  type Decider,
  type DomainEvent,
  EventStore,
  type StoredEvent,
  View,
} from '@toolyard/event-store';
import { changedBy } from './changed-by.js';

interface FollowedAggregateOptions<State, Command, E extends DomainEvent> {
  decider: Decider<State, Command, E>;
  /** Stream names are the prefix and the id, e.g. `server-` and `srv_1`. */
  prefix: string;
  /** Prefixes of all streams that the view folds; that of the aggregate alone by default. */
  follows?: string[];
}

/**
 * A service that owns one kind of aggregate: commands go to its streams, and a view of this replica answers reads. The
 * view is complete before the service answers requests.
 */
export abstract class FollowedAggregate<State, Command, E extends DomainEvent>
  implements OnModuleInit, OnModuleDestroy
{
  /** A command resolves once the view of this replica shows its events. */
  protected readonly aggregate: AggregateStore<State, Command, E>;
  protected readonly follower: View;

  constructor(
    protected readonly store: EventStore,
    { decider, prefix, follows = [prefix] }: FollowedAggregateOptions<State, Command, E>,
  ) {
    this.follower = new View(store, follows, (event) => this.fold(event));
    this.aggregate = new AggregateStore(store, { decider, prefix, view: this.follower, metadata: changedBy });
  }

  /** Changes the view. Must be pure bookkeeping: it is called again from the first event after every restart. */
  protected abstract fold(event: StoredEvent): void;

  async onModuleInit(): Promise<void> {
    await this.follower.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.follower.stop();
  }
}
