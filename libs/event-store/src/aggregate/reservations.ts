import type { Rejected } from '@toolyard/contracts';
import { type Decider, handle } from './decider.js';
import { type DomainEvent, type EventStore, RevisionConflict, type StoredEvent } from '../store/event-store.js';

/** Events of a reservation carry their time. */
export type ReservationEvent = DomainEvent & { data: { at: string } };

/** What is unique, who holds it, and how both are stored. */
export interface ReservationRules<E extends ReservationEvent> {
  /** Stream names are the prefix and the reserved key, e.g. `slug-` and `weather`. */
  prefix: string;
  reserved(key: string, holder: string, at: string): E;
  released(key: string, holder: string, at: string): E;
  /** Id of the holder after the event; null when the key is free. Ends in `unknownEvent`. */
  holderAfter(event: E): string | null;
  /** The refusal for a key that another one holds. */
  taken(key: string): Rejected;
  /** Stream of the holder, e.g. `server-<id>`. */
  holderStream(holder: string): string;
  /** Whether the holder was deleted, by the events of its stream. */
  isGone(events: StoredEvent[]): boolean;
  /** Opens and closes the stream of a holder that was never created. */
  abandoned(key: string, holder: string, at: string): DomainEvent;
}

/** A creation takes milliseconds between its two appends; one that is this old stopped between them. */
const abandonedAfterMs = 30_000;

type ReservationCommand = { type: 'reserve' | 'release'; key: string; holder: string; at: string };
/** Since when the key is held, ISO 8601; null when it is free. */
type ReservationState = { holder: string; at: string } | null;

/**
 * Makes keys unique over all replicas, in two appends: first the reservation to `<prefix><key>`, where the first append
 * wins, then the creation of its holder. A reservation whose holder was deleted, or whose creation stopped between the
 * two appends, goes to the next one that asks.
 */
export class Reservations<E extends ReservationEvent> {
  private readonly decider: Decider<ReservationState, ReservationCommand, E>;

  constructor(
    private readonly store: EventStore,
    private readonly rules: ReservationRules<E>,
  ) {
    this.decider = {
      initial: null,
      decide({ type, key, holder, at }, state) {
        if (type === 'release') return state?.holder === holder ? [rules.released(key, holder, at)] : [];
        if (state === null) return [rules.reserved(key, holder, at)];
        if (state.holder === holder) return [];
        throw rules.taken(key);
      },
      evolve(_, event) {
        const holder = rules.holderAfter(event);
        return holder === null ? null : { holder, at: event.data.at };
      },
    };
  }

  /**
   * Reserves the key; again by the same holder changes nothing.
   * @param at ISO 8601, by which an unfinished creation of the present holder is judged
   * @throws Rejected what `taken` makes
   */
  async reserve(key: string, holder: string, at: string): Promise<void> {
    const present = await this.present(key);
    if (present && present.holder !== holder) {
      if (!(await this.isOrphaned(key, present, at))) throw this.rules.taken(key);
      await this.release(key, present.holder, at);
    }
    await this.execute({ type: 'reserve', key, holder, at });
  }

  /** Frees the key; changes nothing when another one holds it. */
  async release(key: string, holder: string, at: string): Promise<void> {
    await this.execute({ type: 'release', key, holder, at });
  }

  private async execute(command: ReservationCommand): Promise<void> {
    await handle(this.store, `${this.rules.prefix}${command.key}`, this.decider, command);
  }

  private async present(key: string): Promise<ReservationState> {
    const events = await this.store.read<E>(`${this.rules.prefix}${key}`);
    return events.reduce<ReservationState>(
      (state, event) => this.decider.evolve(state, event as unknown as E),
      this.decider.initial,
    );
  }

  /** True when the holder was deleted, or was never created and from here on never can be. */
  private async isOrphaned(
    key: string,
    { holder, at: reservedAt }: NonNullable<ReservationState>,
    at: string,
  ): Promise<boolean> {
    const stream = this.rules.holderStream(holder);
    const events = await this.store.read(stream);
    if (events.length > 0) return this.rules.isGone(events);
    if (Date.parse(at) - Date.parse(reservedAt) < abandonedAfterMs) return false;
    try {
      await this.store.append(stream, [this.rules.abandoned(key, holder, at)], { expected: 'none' });
      return true;
    } catch (error) {
      // The creation was slow and has gone on.
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }
}
