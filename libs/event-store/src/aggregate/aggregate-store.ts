import type { Actor } from '@toolyard/contracts';
import { type Decider, type Handled, handle } from './decider.js';
import type { DomainEvent, EventStore, Metadata } from '../store/event-store.js';

/** What an `AggregateStore` is made of. */
export interface AggregateOptions<State, Command, E extends DomainEvent> {
  decider: Decider<State, Command, E>;
  /** Stream names are the prefix and the id, e.g. `server-` and `srv_1`. */
  prefix: string;
  /** The view that answers reads of this aggregate. */
  view?: { reach(position: bigint | null): Promise<void> };
  /** What is stored beside each event; the actor alone by default. */
  metadata?: (actor: Actor | undefined) => Metadata;
}

/**
 * The commands of one kind of aggregate: one stream for each id, decided by the same {@link Decider}.
 * @example
 * const servers = new AggregateStore(store, { decider: serverDecider, prefix: 'server-', view });
 * const { state } = await servers.execute('srv_1', { type: 'disable', actor, at }, actor);
 */
export class AggregateStore<State, Command, E extends DomainEvent> {
  constructor(
    private readonly store: EventStore,
    private readonly options: AggregateOptions<State, Command, E>,
  ) {}

  /**
   * Decides, appends and waits until the view of this process holds the new events.
   * @throws Rejected what the decider throws, or `unavailable` when the view falls behind for 5 s (the events stay
   * stored); StreamGone
   */
  async execute(id: string, command: Command, actor?: Actor): Promise<Handled<State, E>> {
    const handled = await this.append(id, command, actor);
    await this.options.view?.reach(handled.position);
    return handled;
  }

  /** As `execute`, without waiting for the view. */
  append(id: string, command: Command, actor?: Actor): Promise<Handled<State, E>> {
    const { decider, prefix, metadata = (by) => ({ actor: by }) } = this.options;
    return handle(this.store, `${prefix}${id}`, decider, command, metadata(actor));
  }
}
