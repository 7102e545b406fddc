import type { OnApplicationBootstrap, OnModuleDestroy, Provider } from '@nestjs/common';
import type { PublishedNoun } from '@toolyard/contracts';
import { EventStore, type Following } from '@toolyard/event-store';
import { EventRelay, Messaging } from '@toolyard/messaging';

/** Which stored events a service publishes. */
export interface RelayOptions {
  /** Names the relay's position in the bucket of checkpoints; one relay has one name for ever. */
  service: string;
  /** Nouns of the streams that the service owns. */
  nouns: PublishedNoun[];
}

/**
 * Declares in a module which streams its service owns: their stored events are published to JetStream from the start
 * of the service until its end, in order, each at least once.
 */
export function relayOf(options: RelayOptions): Provider {
  return {
    provide: `relay ${options.service}`,
    useFactory: (store: EventStore, messaging: Messaging) => new OwnedStreams(store, messaging, options),
    inject: [EventStore, Messaging],
  };
}

class OwnedStreams implements OnApplicationBootstrap, OnModuleDestroy {
  private relaying: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
    private readonly options: RelayOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.relaying = await relayEvents(this.store, this.messaging, this.options);
  }

  async onModuleDestroy(): Promise<void> {
    await this.relaying?.stop();
  }
}

/** Publishes stored events from where the relay last stopped. Waits while NATS cannot be reached. */
export async function relayEvents(
  store: EventStore,
  messaging: Messaging,
  { service, nouns }: RelayOptions,
): Promise<Following> {
  const relay = await EventRelay.open(messaging, service, await store.identity());
  const { from, of } = relay.checkpoint;
  const prefixes = nouns.map((noun) => `${noun}-`);
  return store.follow({ prefixes, from, of, onEvent: (event) => relay.relay(event) });
}
