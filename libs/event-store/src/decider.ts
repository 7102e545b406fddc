import type { DomainEvent, EventStore, Metadata, StoredEvent } from './event-store.js';
import { RevisionConflict } from './event-store.js';

/**
 * The pure heart of an aggregate. `decide` returns no events for a command that changes nothing and throws `Rejected`
 * for a refusal.
 */
export interface Decider<State, Command, E extends DomainEvent> {
  initial: State;
  decide(command: Command, state: State): E[];
  evolve(state: State, event: E): State;
}

export interface Handled<State, E> {
  events: E[];
  state: State;
  /** Position of the last appended event; null when nothing changed. */
  position: bigint | null;
}

const attempts = 16;
const longestPauseMs = 10;

/** Read, fold, decide, append; starts over when somebody else appended in between. */
export async function handle<State, Command, E extends DomainEvent>(
  store: EventStore,
  stream: string,
  decider: Decider<State, Command, E>,
  command: Command,
  metadata: Metadata = {},
): Promise<Handled<State, E>> {
  for (let attempt = 1; ; attempt++) {
    const stored: StoredEvent<E>[] = await store.read<E>(stream);
    const state = stored.reduce((folded, event) => decider.evolve(folded, event as unknown as E), decider.initial);
    const events = decider.decide(command, state);
    if (events.length === 0) return { events, state, position: null };
    try {
      const last = stored.at(-1);
      const appended = await store.append(stream, events, { expected: last ? last.revision : 'none', metadata });
      return {
        events,
        state: events.reduce((folded, event) => decider.evolve(folded, event), state),
        position: appended.position,
      };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === attempts) throw error;
      // Writers that met once would meet again if they started over in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * longestPauseMs));
    }
  }
}
