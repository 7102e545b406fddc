import { call } from './client.js';

export interface CheckStep {
  name: string;
  /** Which client behaves like this. */
  client: string;
  request: { method: string; url: string };
  status: number | null;
  ok: boolean;
  got: string;
  expected: string;
  repair?: string;
}

export interface ConnectionCheck {
  url: string;
  ok: boolean;
  checkedAt: string;
  steps: CheckStep[];
}

export const checkConnection = (serverId: string): Promise<ConnectionCheck> => call('GET', `/api/v1/servers/${encodeURIComponent(serverId)}/connection-check`);
