import type { DomainEvent, EventStore, Metadata, StoredEvent } from '../store/event-store.js';
import { RevisionConflict } from '../store/event-store.js';

/**
 * The pure part of an aggregate: a function of data, without clock, ids or clients. The name follows Jérémie Chassaing,
 * https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider.
 */
export interface Decider<State, Command, E extends DomainEvent> {
  /** State of a stream without events. */
  initial: State;
  /** Events that the command leads to; none for a command that changes nothing. @throws Rejected for a refusal */
  decide(command: Command, state: State): E[];
  /** State after the event. Ends in {@link unknownEvent}. */
  evolve(state: State, event: E): State;
}

/**
 * The last case of every `evolve`: the compiler reports a type that has no case, and a stored event of an unknown type
 * stops the command instead of becoming the state.
 * @param stream noun of the stream family, e.g. `server`
 */
export function unknownEvent(event: never, stream: string): never {
  throw new Error(`The ${stream} stream holds an event of unknown type ${(event as { type: string }).type}.`);
}

/** What a command led to: the new events, and the state after them. */
export interface Handled<State, E> {
  events: E[];
  state: State;
  /** Position of the last appended event; null when nothing changed. */
  position: bigint | null;
}

const attempts = 16;
const longestPauseMs = 10;

/**
 * Reads, folds, decides and appends; starts over when another writer appended in between.
 * @throws Rejected what `decide` throws; RevisionConflict after 16 attempts; StreamGone
 */
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
