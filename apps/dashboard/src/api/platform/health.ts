import { queryOptions } from '@tanstack/react-query';
import { call } from '../http/client.js';
import { healthKeys } from '../query-keys.js';

export interface ServiceHealth {
  status: 'ok' | 'failing' | 'missing';
  checks?: Record<string, { ok: boolean; error?: string }>;
  error?: string;
}

/** The API document does not describe this answer. */
export interface PlatformHealth {
  status: 'ok' | 'failing';
  services: Record<string, ServiceHealth>;
}

const everyMs = 5_000;

export const healthQuery = queryOptions({
  queryKey: healthKeys.all,
  queryFn: ({ signal }) => call<PlatformHealth>('GET', '/api/v1/health', undefined, signal),
  refetchInterval: everyMs,
  staleTime: 0,
});
