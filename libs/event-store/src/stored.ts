import type { RecordedEvent } from '@eventstore/db-client';
import type { DomainEvent, Metadata, StoredEvent } from './event-store.js';

/** The client's event in the port's form. */
export function stored<E extends DomainEvent>(event: RecordedEvent): StoredEvent<E> {
  return {
    id: event.id,
    stream: event.streamId,
    type: event.type,
    data: event.data as E['data'],
    metadata: (event.metadata ?? {}) as Metadata,
    revision: Number(event.revision),
    position: event.position?.commit ?? -1n,
    createdAt: event.created.toISOString(),
  };
}
