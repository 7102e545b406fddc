import type { EventStore, Following, StoredEvent } from '@toolyard/event-store';
import { EventRelay, type Messaging } from '@toolyard/messaging';

export interface RelayOptions {
  service: string;
  /** Stream families that this service owns, e.g. `server-`. */
  prefixes: string[];
  /** The data that leaves the event store; all of it unless told. Ciphertext stays behind this way. */
  outside?: (event: StoredEvent) => unknown;
}

/**
 * Publishes the stored events of a service for everybody who subscribes, from where the relay last stopped. Waits while
 * NATS is away.
 */
export async function relayEvents(
  store: EventStore,
  messaging: Messaging,
  { service, prefixes, outside = (event) => event.data }: RelayOptions,
): Promise<Following> {
  const relay = await EventRelay.open(messaging, service, await store.identity());
  const { from, of } = relay.checkpoint;
  return store.follow({ prefixes, from, of, onEvent: (event) => relay.relay({ ...event, data: outside(event) }) });
}
