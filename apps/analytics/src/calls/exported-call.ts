import { type CallClass, type CallInProgress, statusOf } from '@toolyard/contracts';
import { timeWithOffset } from '../filter/time-zone.js';
import type { ExportRow } from './calls.sql.js';
import { latencyOf } from './stored-call.js';

/** Columns of an export. Columns are only added at the end: programs may read them by their place. */
export const exportColumns = [
  'status',
  'time',
  'tool',
  'user',
  'latency_ms',
  'latency_percentile',
  'error',
  'server',
  'server_id',
  'client',
  'client_version',
  'class',
  'deployment_id',
  'user_id',
  'id',
] as const;

/** Null: the call is in progress or never reached a server. */
export type ExportedCall = Record<(typeof exportColumns)[number], string | number | null>;

export interface ExportForm {
  /** Zone of the times. */
  timeZone: string;
  serverName: (serverId: string) => string;
  /** Share of the calls of the filter, in percent, that took at most as long. */
  rank: (latencyUs: number) => number;
}

export function exportedCall(row: ExportRow, { timeZone, serverName, rank }: ExportForm): ExportedCall {
  const callClass = row.class as CallClass;
  const latencyUs = Number(row.latency_us);
  const latencyMs = latencyOf(callClass, latencyUs);
  return {
    status: statusOf(callClass),
    time: timeWithOffset(Number(row.started_ms), timeZone),
    tool: row.tool,
    user: row.user_name || row.user_id,
    latency_ms: latencyMs,
    latency_percentile: latencyMs === null ? null : rank(latencyUs),
    error: row.error,
    server: serverName(row.server_id),
    server_id: row.server_id,
    client: row.client_name,
    client_version: row.client_version,
    class: callClass,
    deployment_id: row.deployment_id,
    user_id: row.user_id,
    id: row.id,
  };
}

export function exportedInProgress(call: CallInProgress, { timeZone, serverName }: ExportForm): ExportedCall {
  return {
    status: 'in_progress',
    time: timeWithOffset(Date.parse(call.startedAt), timeZone),
    tool: call.tool,
    user: call.userName || call.userId,
    latency_ms: null,
    latency_percentile: null,
    error: '',
    server: serverName(call.serverId),
    server_id: call.serverId,
    client: call.clientName,
    client_version: call.clientVersion,
    class: null,
    deployment_id: call.deploymentId,
    user_id: call.userId,
    id: call.id,
  };
}
