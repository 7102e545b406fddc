import { type StreamNoun, subjects } from '@toolyard/contracts';
import { Checkpoint } from './checkpoint.js';
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
    readonly checkpoint: Checkpoint,
  ) {}

  /** @param identity of the event store whose events are relayed. */
  static async open(messaging: Messaging, service: string, identity: string): Promise<EventRelay> {
    return new EventRelay(messaging, await Checkpoint.open(messaging, `relay.${service}`, identity));
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
    await this.checkpoint.put(event.position);
  }
}
