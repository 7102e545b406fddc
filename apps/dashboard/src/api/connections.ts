import { queryOptions } from '@tanstack/react-query';
import { call } from './client.js';

/** An MCP client that somebody let use a server in their name. */
export interface Connection {
  id: string;
  clientName: string;
  clientHost: string | null;
  serverId: string;
  serverName?: string;
  scopes: string[];
  connectedAt: string;
  lastUsedAt: string | null;
}

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }): Promise<Connection[]> => (await call<{ items: Connection[] }>('GET', '/api/v1/me/connections', undefined, signal)).items,
});

export const disconnect = (id: string): Promise<void> => call('DELETE', `/api/v1/me/connections/${encodeURIComponent(id)}`);
