import type { Decider } from './decider.js';
import type { DomainEvent } from '../store/event-store.js';

/** Reads the events of one aggregate outside of its command handler. */
export interface Folder<State, E extends DomainEvent> {
  /** Whether the event is one of the aggregate's, by its type. */
  readonly is: <T extends DomainEvent>(event: T) => event is T & E;
  /** State after the events of one stream, beginning at `from`; types that are not listed are ignored. */
  readonly fold: (events: readonly DomainEvent[], from?: State) => State;
}

/**
 * The reading side of a decider. It ignores types that a later version of the platform added, where the command handler
 * refuses them.
 * @param types every event type of the aggregate; the compiler reports a missing one
 * @example const { fold: foldServer, is: isServerEvent } = folder(serverDecider, { ServerCreated: true, … });
 */
export function folder<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  types: Record<E['type'], true>,
): Folder<State, E> {
  const is = <T extends DomainEvent>(event: T): event is T & E => Object.hasOwn(types, event.type);
  return {
    is,
    fold: (events, from = decider.initial) =>
      events.reduce<State>((state, event) => (is(event) ? decider.evolve(state, event) : state), from),
  };
}
