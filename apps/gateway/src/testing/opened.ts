import { afterEach } from '@jest/globals';
import type { Fixture } from './fixtures.js';
import type { RunningGateway } from './running-gateway.js';

interface Closable {
  close(): Promise<unknown>;
}

/** Closes after each test of the file its clients, then its gateway, then the servers that it started. */
export function closedAfterEach(gateway: () => RunningGateway): {
  started(server: Promise<Fixture>): Promise<Fixture>;
  opened<T extends Closable>(client: T): T;
} {
  const servers: Fixture[] = [];
  const clients: Closable[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close().catch(() => undefined)));
    await gateway().stop();
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });
  return {
    started: async (server) => {
      servers.push(await server);
      return server;
    },
    opened: (client) => {
      clients.push(client);
      return client;
    },
  };
}
