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
/** How a call ended; see `callClasses`. */
export type CallClass = (typeof callClasses)[number];

/** What users filter by: Success, Error, Permission denied, Needs sign-in, Cancelled, In progress. */
export const callStatuses = ['success', 'error', 'denied', 'needs_sign_in', 'cancelled', 'in_progress'] as const;
/** See `callStatuses`. */
export type CallStatus = (typeof callStatuses)[number];

/** Calls that count as errors in an error rate. */
export const errorClasses: readonly CallClass[] = ['tool_error', 'protocol_error', 'timeout', 'upstream_down'];
/** Calls that an error rate leaves out: no server failed. */
export const uncountedClasses: readonly CallClass[] = ['denied', 'auth_required', 'cancelled'];
/** Calls that the gateway refused: they never reached a server, so they have no latency. */
export const refusedClasses: readonly CallClass[] = ['denied', 'auth_required'];

const ownStatus: Partial<Record<CallClass, CallStatus>> = {
  ok: 'success',
  denied: 'denied',
  auth_required: 'needs_sign_in',
  cancelled: 'cancelled',
};

/** The status that users see for the way a call ended. */
export const statusOf = (callClass: CallClass): CallStatus => ownStatus[callClass] ?? 'error';

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
