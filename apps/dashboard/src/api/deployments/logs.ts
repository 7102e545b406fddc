import { bodyOf, api } from '../http/client.js';
import type { components } from '../schema.js';

export type LogLine = components['schemas']['LogLineDto'];
type LogPage = components['schemas']['LogPageDto'];

/** The build log of a deployment or the runtime log of a server. */
export interface LogSource {
  kind: 'deployment' | 'server';
  id: string;
}

interface LogRange {
  after: number;
  limit: number;
  search?: string;
}

export const mostLinesAtOnce = 5_000;

export const logPath = ({ kind, id }: LogSource): string => `/api/v1/${kind}s/${encodeURIComponent(id)}/logs`;

export function fetchLines({ kind, id }: LogSource, query: LogRange, signal?: AbortSignal): Promise<LogPage> {
  const options = { params: { path: { id }, query }, signal };
  return kind === 'deployment'
    ? bodyOf(api.GET('/api/v1/deployments/{id}/logs', options))
    : bodyOf(api.GET('/api/v1/servers/{id}/logs', options));
}
