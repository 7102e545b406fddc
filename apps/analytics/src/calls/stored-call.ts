import { type CallClass, callClasses, refusedClasses, type ToolCall } from '@toolyard/contracts';
import { sqlTime, text } from '../clickhouse/values.js';
import { milliseconds } from '../figures/latencies.js';

/** A call as it goes into tool_calls, apart from what storing adds. */
export interface StoredCall {
  id: string;
  serverId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  latencyUs: number;
  /** Values of `callColumns` up to `correlation_id`. */
  values: (string | number)[];
}

export const callColumns = [
  'id',
  'server_id',
  'deployment_id',
  'tool',
  'user_id',
  'user_name',
  'client_name',
  'client_version',
  'started_at',
  'latency_us',
  'class',
  'input',
  'output',
  'error',
  'correlation_id',
  'sequence',
  'number',
] as const;

const longestName = 256;
const longestSentence = 4_096;
const longestPayload = 4 << 20;
const longestLatencyMs = 30 * 86_400_000;
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1) - 1;
const classes: ReadonlySet<string> = new Set(callClasses);

/**
 * Checks what came in a message and cuts what is too long; undefined for what is no call. Halves of surrogate pairs,
 * which a cut payload may end in, are replaced: the engine would refuse the whole batch for one of them.
 */
export function storedCall(call: Partial<ToolCall> | null | undefined): StoredCall | undefined {
  if (typeof call !== 'object' || call === null) return undefined;
  const { id, serverId, class: callClass, latencyMs } = call;
  const startedAt = typeof call.startedAt === 'string' ? Date.parse(call.startedAt) : Number.NaN;
  if (typeof id !== 'string' || id === '' || id.length > longestName || typeof serverId !== 'string' || serverId === '')
    return undefined;
  if (!(startedAt >= earliest && startedAt <= latest) || typeof callClass !== 'string' || !classes.has(callClass))
    return undefined;
  if (typeof latencyMs !== 'number' || !(latencyMs >= 0)) return undefined;
  const latencyUs = Math.round(Math.min(latencyMs, longestLatencyMs) * 1_000);
  const server = text(serverId, longestName);
  const values = [
    id.toWellFormed(),
    server,
    text(call.deploymentId, longestName),
    text(call.tool, longestName),
    text(call.userId, longestName),
    text(call.userName, longestName),
    text(call.clientName, longestName),
    text(call.clientVersion, longestName),
    sqlTime(startedAt),
    latencyUs,
    callClass,
    text(call.input, longestPayload),
    text(call.output, longestPayload),
    text(call.error, longestSentence),
    text(call.correlationId, longestName),
  ];
  return { id: id.toWellFormed(), serverId: server, startedAt, latencyUs, values };
}

/** Null for calls that never reached a server. */
export const latencyOf = (callClass: CallClass, latencyUs: number): number | null =>
  refusedClasses.includes(callClass) ? null : milliseconds(latencyUs);
