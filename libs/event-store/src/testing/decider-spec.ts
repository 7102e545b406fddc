import type { Decider } from '../aggregate/decider.js';
import type { DomainEvent } from '../store/event-store.js';

/** A stream in a test: its events, the state after them, and what a command leads to. */
export interface Given<State, Command, E extends DomainEvent> {
  readonly events: readonly E[];
  readonly state: State;
  /** Events that the command leads to. @throws what the decider throws */
  when(command: Command): E[];
  /** Types of the events that the command leads to. @throws what the decider throws */
  typesWhen(command: Command): E['type'][];
}

export interface DeciderSpec<State, Command, E extends DomainEvent> {
  /** A stream that holds these events. */
  readonly given: (...events: E[]) => Given<State, Command, E>;
  /** A stream after these commands. @throws what the decider throws */
  readonly after: (...commands: Command[]) => Given<State, Command, E>;
}

/**
 * Tests of a decider in the words given, when and then.
 * @example
 * const { given } = deciderSpec(serverDecider);
 * expect(given(created).when({ type: 'disable', actor, at })).toEqual([disabled]);
 * expect(() => given().when({ type: 'disable', actor, at })).toThrow(/no server/);
 * expect(given(created, disabled).state).toMatchObject({ disabled: true });
 */
export function deciderSpec<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
): DeciderSpec<State, Command, E> {
  const given = (...events: E[]): Given<State, Command, E> => {
    const state = events.reduce<State>((folded, event) => decider.evolve(folded, event), decider.initial);
    const when = (command: Command): E[] => decider.decide(command, state);
    return { events, state, when, typesWhen: (command) => when(command).map(({ type }) => type) };
  };
  const after = (...commands: Command[]): Given<State, Command, E> =>
    commands.reduce((stream, command) => given(...stream.events, ...stream.when(command)), given());
  return { given, after };
}
