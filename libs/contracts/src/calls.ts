/**
 * Outcome of a tool call as the gateway saw it.
 * The error rate is (tool_error + protocol_error + timeout + upstream_down) / (all calls except denied, auth_required
 * and cancelled):
 * it tells how often the server failed a caller who was let in and waited for the answer.
 */
export const callClasses = [
  'ok',
  'tool_error',
  'protocol_error',
  'denied',
  'auth_required',
  'timeout',
  'cancelled',
  'upstream_down',
] as const;
export type CallClass = (typeof callClasses)[number];

/** What users filter by: Success, Error, Permission denied, In progress. */
export type CallStatus = 'success' | 'error' | 'denied' | 'in_progress';

export const errorClasses: readonly CallClass[] = ['tool_error', 'protocol_error', 'timeout', 'upstream_down'];
export const uncountedClasses: readonly CallClass[] = ['denied', 'auth_required', 'cancelled'];

export function statusOf(callClass: CallClass): CallStatus {
  if (callClass === 'ok') return 'success';
  return callClass === 'denied' || callClass === 'auth_required' ? 'denied' : 'error';
}

/** One `tools/call` as recorded by the gateway and stored by `analytics`. */
export interface ToolCall {
  /** Unique and time-ordered (UUIDv7 without dashes, prefixed `call_`); deduplicates deliveries. */
  id: string;
  serverId: string;
  deploymentId: string;
  tool: string;
  userId: string;
  userName: string;
  clientName: string;
  clientVersion: string;
  /** ISO 8601 UTC with milliseconds. */
  startedAt: string;
  latencyMs: number;
  class: CallClass;
  /** Arguments as JSON text, masked, cut at the payload limit. */
  input: string;
  /** Result as JSON text, masked, cut at the payload limit. */
  output: string;
  /** One sentence for classes other than ok; empty otherwise. */
  error: string;
  correlationId: string;
}

/** A call that has not ended yet. */
export type CallInProgress = Omit<ToolCall, 'latencyMs' | 'class' | 'output' | 'error'>;
