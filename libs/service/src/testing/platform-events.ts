import { type Actor, type Endpoint, type RunSpec, type ServerEvent, streams } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { eventually } from '@toolyard/event-store/testing';

type ServerCreated = Extract<ServerEvent, { type: 'ServerCreated' }>;

/** A private server without authentication whose repository has its slug. */
export function serverCreated(
  over: { serverId: string; slug: string; actor: Actor } & Partial<ServerCreated['data']>,
): ServerCreated {
  return {
    type: 'ServerCreated',
    data: {
      name: over.slug,
      description: '',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'git', repository: over.slug },
      auth: { method: 'none' },
      replicas: 1,
      at: new Date().toISOString(),
      ...over,
    },
  };
}

/** What a candidate that answers MCP at `/mcp` reports. */
export const testEndpoint: Endpoint = {
  port: 8080,
  path: '/mcp',
  transport: 'streamable-http',
  eras: ['legacy'],
  protocolVersion: '2025-11-25',
  serverInfo: { name: 's', version: '1' },
};

/** How a small server on port 8080 is started and checked. */
export const testRun: RunSpec = {
  port: 8080,
  paths: ['/mcp'],
  startupSeconds: 60,
  memoryMb: 256,
  cpus: 1,
  pids: 64,
};

/** As CloudEvents 1.0 write it. */
export interface PublishedEvent {
  id: string;
  data: any;
}

/**
 * What a new subscriber of one kind of event receives, until an event of the server was among it.
 * @param subject e.g. `server.ServerCreated`
 */
export async function eventsUntil(messaging: Messaging, subject: string, serverId: string): Promise<PublishedEvent[]> {
  const received: PublishedEvent[] = [];
  const options = {
    durable: 'test',
    filterSubject: `toolyard.events.${subject}`,
    maxAckPending: 1_000,
    ackWaitMs: 30_000,
  };
  const consumption = messaging.consume<PublishedEvent>(streams.events, options, async (messages) => {
    for (const message of messages) {
      received.push(message.data);
      message.ack();
    }
  });
  await eventually(() => received.some(({ data }) => data.serverId === serverId));
  await consumption.stop();
  return received;
}
