import { subjects } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import type { SessionMessage, TellGateways } from '../mcp/sessions/other-gateways.js';
import type { PlatformLink } from './platform-link.js';

interface PublishedMessage extends SessionMessage {
  gateway: string;
}

/**
 * Publishes messages of sessions to the other gateways. Lost while NATS is away: the calls end with their time limit.
 */
export function tellGatewaysOver(link: PlatformLink, gateway: string): TellGateways {
  return (message) =>
    link.current?.messaging.connection.publish(
      subjects.sessionMessages(),
      JSON.stringify({ gateway, ...message } satisfies PublishedMessage),
    );
}

/** Receives what other gateways publish, until stopped. */
export function followSessionMessages(
  messaging: Messaging,
  gateway: string,
  receive: (message: SessionMessage) => void,
): { stop(): void } {
  const subscription = messaging.connection.subscribe(subjects.sessionMessages(), {
    callback: (error, message) => {
      const published = error ? null : message.json<PublishedMessage>();
      if (published && published.gateway !== gateway) receive(published);
    },
  });
  return { stop: () => subscription.unsubscribe() };
}
