import type { Actor } from '@toolyard/contracts';

/** Who caused an event, and for which request. */
export interface Metadata {
  actor?: Actor;
  correlationId?: string;
  /** Network address that the change was asked from. */
  address?: string;
}

/** A fact to store: its type in the past tense, and data that JSON can carry. */
export interface DomainEvent {
  type: string;
  data: unknown;
}

/** An event as the store has it. */
export interface StoredEvent<E extends DomainEvent = DomainEvent> {
  id: string;
  stream: string;
  type: E['type'];
  data: E['data'];
  metadata: Metadata;
  /** Counts from 0 within the stream. */
  revision: number;
  /** Grows over the whole store; gaps are normal. */
  position: bigint;
  createdAt: string;
}

/** What the stream's last revision must be: a number, `none` (the stream must not exist) or `any`. */
export type Expected = number | 'none' | 'any';

/** Where the last event of an append is: in the whole store, and in its stream. */
export interface Appended {
  position: bigint;
  revision: number;
}

/** A running catch-up subscription. It resumes from its own position after every interruption until it is stopped. */
export interface Following {
  /** Resolves once everything stored before the start has been handed over. */
  readonly caughtUp: Promise<void>;
  /** Position of the last event handed over; -1n before the first. */
  readonly position: bigint;
  /** False while the connection is interrupted. */
  readonly connected: boolean;
  /** Events stored after `position` that this subscription has not handed over yet, counted up to 1,000. */
  behind(): Promise<number>;
  stop(): Promise<void>;
}

/** Which streams to follow, from where, and what to do with their events. */
export interface FollowOptions {
  /** Streams whose names begin with one of these, e.g. `deployment-`. */
  prefixes: string[];
  /** Resume after this position; from the beginning when absent. */
  from?: bigint;
  /**
   * Identity of the store that `from` was taken from. When it is another one by now, following starts from the
   * beginning.
   */
  of?: string;
  /** Called one event at a time, in order; a rejection is retried after a pause. */
  onEvent: (event: StoredEvent) => void | Promise<void>;
  /** Hears why `onEvent` failed, before the pause. */
  onError?: (error: unknown, event: StoredEvent) => void;
  /**
   * The database was replaced while it was followed, say by a backup: what was folded is no longer what is stored, and
   * following has stopped. Without this the process ends, for a new one to start from what there is.
   */
  onReplaced?: () => void;
}

/** Another writer appended first: nothing was stored. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    /** Revision of the stream's last event; -1 when it does not exist. */
    readonly actual: number,
  ) {
    super(`Stream ${stream} is at revision ${actual}, expected ${expected}. Nothing was appended.`);
  }
}

/** The stream was deleted for good and takes no more events. */
export class StreamGone extends Error {
  override readonly name = 'StreamGone';
  constructor(readonly stream: string) {
    super(`Stream ${stream} was deleted for good. Nothing was appended.`);
  }
}

/** What ends a process whose folds no longer match the store. */
export class StoreReplaced extends Error {
  override readonly name = 'StoreReplaced';
  constructor() {
    super(
      'The event store holds another database than before, perhaps a restored backup. This process stops; ' +
        'started again, it reads what there is now.',
    );
  }
}

/** Port to the event store: EventStoreDB's client in every running service, memory in unit tests. */
export abstract class EventStore {
  /** @throws RevisionConflict, StreamGone */
  abstract append(
    stream: string,
    events: { id?: string; type: string; data: unknown }[],
    options: { expected: Expected; metadata?: Metadata },
  ): Promise<Appended>;
  /** All events of a stream in order; empty when it is missing or was deleted. */
  abstract read<E extends DomainEvent>(stream: string): Promise<StoredEvent<E>[]>;
  abstract follow(options: FollowOptions): Following;
  /** Deletes the stream for good: its events are gone and the name cannot be used again. */
  abstract tombstone(stream: string): Promise<void>;
  /** Changes when the database becomes another one. Keep it beside every stored position. */
  abstract identity(): Promise<string>;
  /** Rejects when the store does not answer. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
