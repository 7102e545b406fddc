import type { KV } from '@nats-io/kv';
import { buckets, type StreamNoun, subjects } from '@toolyard/contracts';
import type { Messaging } from './messaging.js';

/** The part of a stored event that is published. */
export interface RelayedEvent {
  id: string;
  stream: string;
  type: string;
  data: unknown;
  position: bigint;
  createdAt: string;
}

/**
 * Publishes stored events as CloudEvents 1.0 JSON on `toolyard.events.<noun>.<type>`.
 * The message id is the event id, so an event relayed again after a crash is stored once.
 */
export class EventRelay {
  private constructor(
    private readonly messaging: Messaging,
    private readonly checkpoints: KV,
    private readonly key: string,
    /** Relay continues after this position. */
    readonly from: bigint | undefined,
  ) {}

  static async open(messaging: Messaging, service: string): Promise<EventRelay> {
    const checkpoints = await messaging.kv(buckets.checkpoints);
    const key = `relay.${service}`;
    const stored = await checkpoints.get(key);
    return new EventRelay(messaging, checkpoints, key, stored ? BigInt(stored.string()) : undefined);
  }

  async relay(event: RelayedEvent): Promise<void> {
    const noun = event.stream.slice(0, event.stream.indexOf('-')) as StreamNoun;
    const cloudEvent = {
      specversion: '1.0',
      id: event.id,
      source: `toolyard/${noun}`,
      type: event.type,
      subject: event.stream,
      time: event.createdAt,
      datacontenttype: 'application/json',
      data: event.data,
    };
    await this.messaging.publish(subjects.event(noun, event.type), cloudEvent, { id: event.id });
    await this.checkpoints.put(this.key, event.position.toString());
  }
}
