import { type CallClass, callClasses, type CallInProgress, type CallStatus, statusOf } from '@toolyard/contracts';
import { openEnd, type Span } from './time-grains.js';

/** Which calls the caller may see at all; the filter narrows them further. */
export interface Visibility {
  /** Set for a caller who sees only their own calls. */
  userId?: string;
  /** Set for API keys that are limited to servers. */
  serverIds?: readonly string[];
}

/**
 * What a list or a figure of calls is narrowed to. Times are milliseconds since 1970, `from` inclusive, `to` exclusive.
 */
export interface CallFilter {
  serverId?: string;
  tool?: string;
  userId?: string;
  status?: CallStatus;
  /** Name of the MCP client. */
  source?: string;
  from?: number;
  to?: number;
  visible?: Visibility;
}

/** Recorded classes that have the status; none for calls in progress, which are not recorded yet. */
export function classesOf(status: CallStatus): CallClass[] {
  return callClasses.filter((each) => statusOf(each) === status);
}

export function spanOf(filter: CallFilter): Span {
  return { from: filter.from ?? 0, to: filter.to ?? openEnd };
}

/**
 * Figures are kept by server, tool and class; what asks for a user or a source, or may show some calls only, is counted
 * from the calls.
 */
export function countedFromCalls(filter: CallFilter): boolean {
  return filter.userId !== undefined || filter.source !== undefined || filter.visible !== undefined;
}

export function matchesInProgress(call: CallInProgress, filter: CallFilter): boolean {
  const startedAt = Date.parse(call.startedAt);
  const { from, to } = spanOf(filter);
  return (
    (filter.status === undefined || filter.status === 'in_progress') &&
    (filter.serverId === undefined || call.serverId === filter.serverId) &&
    (filter.tool === undefined || call.tool === filter.tool) &&
    (filter.userId === undefined || call.userId === filter.userId) &&
    (filter.source === undefined || call.clientName === filter.source) &&
    isVisible(call, filter.visible ?? {}) &&
    startedAt >= from &&
    startedAt < to
  );
}

const isVisible = (call: CallInProgress, { userId, serverIds }: Visibility): boolean =>
  (userId === undefined || call.userId === userId) && (serverIds === undefined || serverIds.includes(call.serverId));
