import type { RecordedEvent } from '@eventstore/db-client';
import type { DomainEvent, Metadata, StoredEvent } from '../store/event-store.js';

/** Some servers put the largest number there is where they know no position. */
const unknownPosition = 2n ** 63n;

/**
 * The client's event in the port's form. A position is certain when the event comes from `$all`, as all followed events
 * do.
 */
export function stored<E extends DomainEvent>(event: RecordedEvent): StoredEvent<E> {
  const position = event.position?.commit ?? unknownPosition;
  return {
    id: event.id,
    stream: event.streamId,
    type: event.type,
    data: event.data as E['data'],
    metadata: (event.metadata ?? {}) as Metadata,
    revision: Number(event.revision),
    position: position < unknownPosition ? position : -1n,
    createdAt: event.created.toISOString(),
  };
}
