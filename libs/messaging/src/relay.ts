import { cloudEventOf, nounOfStream, type PublishableEvent, subjects } from '@toolyard/contracts';
import { Checkpoint } from './checkpoint.js';
import type { Messaging } from './messaging.js';

/** The part of a stored event that is published. */
export interface RelayedEvent extends PublishableEvent {
  position: bigint;
}

/**
 * Publishes stored events as CloudEvents 1.0 JSON on `toolyard.events.<noun>.<type>`, without what is withheld.
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
    const subject = subjects.event(nounOfStream(event.stream), event.type);
    await this.messaging.publish(subject, cloudEventOf(event), { id: event.id });
    await this.checkpoint.put(event.position);
  }
}
