import { type Expected, RevisionConflict, type StoredEvent, StreamGone } from './event-store.js';

/** The event store could not be reached in time. An append that ends so may or may not have been stored. */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable';
  readonly code = 'event_store_unavailable';
}

/** The event store has no room: nothing was appended, and nothing will be before space is freed. */
export class EventStoreFull extends Error {
  override readonly name = 'EventStoreFull';
  readonly code = 'event_store_full';
}

/** The events cannot be stored as they are; sending them again will not help. */
export class UnstorableEvent extends Error {
  override readonly name = 'UnstorableEvent';
  readonly code = 'unstorable_event';
}

/**
 * The client rejects with its own errors, with raw gRPC errors (a `code`, no `type`) and with plain ones: all fields
 * are optional.
 */
interface ClientFailure {
  type?: string;
  code?: number | string;
  message?: string;
  streamName?: string;
  actualVersion?: bigint | 'no_stream';
}

const transientTypes = new Set(['unavailable', 'cancelled', 'deadline-exceeded', 'timeout', 'not-leader']);
const transientCodes = new Set<number | string>([
  1, // CANCELLED: the server is stopping
  4, // DEADLINE_EXCEEDED
  10, // ABORTED
  13, // INTERNAL: the HTTP/2 stream was reset
  14, // UNAVAILABLE
]);

/** RESOURCE_EXHAUSTED of gRPC. */
const resourceExhausted = 8;
/** An append in a batch is refused without a code: this is what the embedded server and a cluster say. */
const noRoom = /no room on its disk|no space left|disk (is )?full/i;

/** True when the same request may succeed a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof EventStoreUnavailable) return true;
  const { type, code, message } = error as ClientFailure;
  if (type && transientTypes.has(type)) return true;
  if (code !== undefined && transientCodes.has(code)) return true;
  return /failed to discover|premature close|channel has been shut down/i.test(message ?? '');
}

/** Whether the client failed because the stream has no events. */
export function isNotFound(error: unknown): boolean {
  return (error as ClientFailure).type === 'stream-not-found';
}

/** Whether the client failed because the stream was tombstoned. */
export function isDeleted(error: unknown): boolean {
  return (error as ClientFailure).type === 'stream-deleted';
}

/** The port's error for what the client rejected an append with. */
export function appendFailure(error: unknown, stream: string, expected: Expected): unknown {
  const failure = error as ClientFailure;
  if (failure.type === 'wrong-expected-version') {
    const actual = typeof failure.actualVersion === 'bigint' ? Number(failure.actualVersion) : -1;
    return new RevisionConflict(stream, expected, actual);
  }
  if (failure.type === 'stream-deleted') return new StreamGone(stream);
  if (failure.code === resourceExhausted || noRoom.test(failure.message ?? '')) {
    return new EventStoreFull(`The event store has no room for ${stream}. Nothing was appended.`, { cause: error });
  }
  if (failure.type === 'maximum-append-size-exceeded') {
    return new UnstorableEvent(
      `The events for ${stream} are larger than one append may be. Nothing was appended; store less in one event.`,
      { cause: error },
    );
  }
  return error;
}

/** A handler that keeps failing holds its subscription back; that must not happen in silence. */
export function warnOfRetry(error: unknown, event: StoredEvent): void {
  process.emitWarning(
    `Handling ${event.type} of ${event.stream} at ${event.position} failed and is tried again: ` + callsOf(error),
  );
}

/** The class and the calls of an error: its message may quote what a handler was given. */
function callsOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const calls = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...calls].join('\n');
}
