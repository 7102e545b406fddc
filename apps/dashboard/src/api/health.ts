import { queryOptions } from '@tanstack/react-query';
import { call } from './client.js';

export interface ServiceHealth {
  status: 'ok' | 'failing' | 'missing';
  checks?: Record<string, { ok: boolean; error?: string }>;
  error?: string;
}

/** The API document leaves the form of this answer open. */
export interface PlatformHealth {
  status: 'ok' | 'failing';
  services: Record<string, ServiceHealth>;
}

const everyMs = 5_000;

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => call<PlatformHealth>('GET', '/api/v1/health', undefined, signal),
  refetchInterval: everyMs,
  staleTime: 0,
});
